"""Hostile PDF: loops in every tree, bombs, floods, cuts, encryption, scripts and odd fonts."""

import zlib
from collections.abc import Iterator
from io import BytesIO

from hostile_case import Case, case, many

_TEXT = b"BT /F1 12 Tf 72 720 Td (Northlight Hydrogen Oy seeks a partner in China) Tj ET"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_BROKEN = ("broken_pdf", "no_text", "no_text_layer", "records", "refused")


def pdf(objects: dict[int, bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF file of objects by number, with a right cross-reference table."""
    out, places = bytearray(b"%PDF-1.7\n"), dict[int, int]()
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        used = number in places
        out += b"%010d %05d %s \n" % (places.get(number, 0), 0 if used else 65535, b"fn"[used:][:1])
    out += b"trailer << /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n" % (size, root, trailer, start)
    return bytes(out) + b"%%EOF\n"


def stream(data: bytes, extra: bytes = b"", packed: bool = False) -> bytes:
    """A stream object, deflated where asked for."""
    if packed:
        data, extra = zlib.compress(data, 9), extra + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def simple(
    content: bytes = _TEXT, page: bytes = b"", font: bytes = _FONT, **others: bytes
) -> dict[int, bytes]:
    """The objects of one page; ``others`` replace or add objects, named ``o<number>``."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> %s >> >>" % page,
        4: stream(content),
        5: font,
    }
    return objects | {int(name[1:]): body for name, body in others.items()}


def pdf_cases() -> Iterator[Case]:
    """All cases of PDF."""
    yield from _loops()
    yield from _floods()
    yield from _cut()
    yield from _odd()


def _loops() -> Iterator[Case]:
    head = b"<< /Type /Pages /Count 1 /Kids "
    loops = {
        "kids-self": simple(o2=head + b"[2 0 R] >>"),
        "kids-parent": simple(o2=head + b"[6 0 R] >>", o6=head + b"[2 0 R] >>"),
        "kids-twice": simple(o2=b"<< /Type /Pages /Count 200 /Kids [%s] >>" % (b"3 0 R " * 200)),
        "contents-self": simple(o4=b"4 0 R"),
        "contents-array": simple(o4=b"[4 0 R 4 0 R]"),
        "length-self": simple(o4=b"<< /Length 4 0 R >>\nstream\n" + _TEXT + b"\nendstream"),
        "font-self": simple(font=b"<< /Type /Font /Subtype /Type0 /DescendantFonts [5 0 R] >>"),
        "tounicode-self": simple(font=_FONT[:-2] + b"/ToUnicode 5 0 R >>"),
        "parent-self": simple(page=b"/X 3 0 R"),
        "form-self": simple(
            b"/X0 Do " + _TEXT,
            b"/XObject << /X0 6 0 R >>",
            o6=stream(
                b"/X0 Do",
                b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
                b"/Resources << /XObject << /X0 6 0 R >> >>",
            ),
        ),
        # Found by fuzzing: PDFium spreads it out without end, until its process may have no more.
        "form-self-twice": simple(
            b"/X0 Do " + _TEXT,
            b"/XObject << /X0 6 0 R >>",
            o6=stream(
                b"/X0 Do /X0 Do",
                b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
                b"/Resources << /XObject << /X0 6 0 R >> >>",
            ),
        ),
        "root-self": simple(o1=b"1 0 R"),
        "outline": simple(
            o1=b"<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>",
            o6=b"<< /First 6 0 R /Last 6 0 R /Next 6 0 R /Count 99999 >>",
        ),
    }
    for name, objects in loops.items():
        ends = (*_BROKEN, "worker_died", "timeout") if name == "form-self-twice" else _BROKEN
        yield case(f"loop-{name}.pdf", pdf(objects), *ends)
    good = pdf(simple())
    start = good.rindex(b"startxref")
    previous = good[:start].replace(b"/Root", b"/Prev %d /Root" % good.index(b"xref\n0"))
    yield case("loop-xref.pdf", previous + good[start:], *_BROKEN)


def _floods() -> Iterator[Case]:
    extra = dict.fromkeys(range(6, 406), b"<< /Type /Page /Parent 2 0 R >>")
    kids = b" ".join(b"%d 0 R" % n for n in extra)
    pages = simple(o2=b"<< /Type /Pages /Kids [%s] /Count 400 >>" % kids) | extra
    yield case("pages.pdf", pdf(pages), "too_many_pages")
    forms = {
        6 + n: stream(
            b"/X0 Do " * 10,
            b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] "
            b"/Resources << /XObject << /X0 %d 0 R >> >>" % (7 + n),
        )
        for n in range(9)
    } | {15: stream(b"0 0 m", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]")}
    forms_page = simple(b"/X0 Do " + _TEXT, b"/XObject << /X0 6 0 R >>") | forms
    yield case(
        "forms-bomb.pdf", pdf(forms_page), *_BROKEN, "too_many_objects", "timeout", "worker_died"
    )
    lines = b"0 0 m 9 9 l S " * many(150_000)
    floods = {
        "paths": _TEXT + lines,
        "rectangles": _TEXT + b"0 0 9 9 re S " * many(60_000),
        "glyphs": b"BT /F1 1 Tf 1 1 Td " + b"(%s) Tj " % (b"a" * 50) * many(20_000) + b"ET",
        "states": b"q " * many(200_000) + _TEXT,
        "spaces": b" " * many(5_000_000) + _TEXT,
        "arrays": b"[" * many(100_000) + _TEXT,
        "dictionaries": b"<< " * many(100_000) + _TEXT,
        "strings": b"(" * many(100_000) + _TEXT,
    }
    for name, content in floods.items():
        body = simple(o4=stream(content, packed=True))
        ends = (*_BROKEN, "too_many_objects", "too_much_text")
        yield case(f"flood-{name}.pdf", pdf(body), *ends)
    bomb = zlib.compress(b"\0" * 100_000_000, 9)
    twice = stream(zlib.compress(bomb, 9), b"/Filter [/FlateDecode /FlateDecode]")
    yield case("bomb-content.pdf", pdf(simple(o4=twice)), *_BROKEN, "out_of_memory")
    wide = stream(b"\0", b"/Type /XObject /Subtype /Image /Width 65000 /Height 65000 "
                  b"/BitsPerComponent 8 /ColorSpace /DeviceRGB")  # fmt: skip
    image = simple(b"q 612 0 0 792 0 0 cm /I Do Q", b"/XObject << /I 6 0 R >>", o6=wide)
    yield case("bomb-image.pdf", pdf(image), "no_text_layer")
    deep = b"[" * 20_000 + b"]" * 20_000
    yield case("deep-object.pdf", pdf(simple(o6=deep, o5=_FONT[:-2] + b"/X 6 0 R >>")), *_BROKEN)
    inner = simple(o1=b"<< /Type /Catalog /Pages 2 0 R /X " + deep + b" >>")
    yield case("deep-catalog.pdf", pdf(inner), *_BROKEN)


def _cut() -> Iterator[Case]:
    whole = pdf(simple())
    for name, mark in {
        "header": b"1.7",
        "object": b"/Catalog",
        "stream": b"(Northlight",
        "xref": b"0000000000",
        "trailer": b"/Size",
        "startxref": b"startxref",
    }.items():
        yield case(f"cut-{name}.pdf", whole[: whole.index(mark) + 3], *_BROKEN)
    yield case("no-header.pdf", b"%PDF", "no_text", "wrong_type", "broken_pdf", "refused")
    yield case("wrong-xref.pdf", whole.replace(b"0000000", b"9999999"), *_BROKEN)
    yield case("wrong-start.pdf", whole.replace(b"startxref\n", b"startxref\n9"), *_BROKEN)
    yield case("wrong-length.pdf", whole.replace(b"/Length ", b"/Length 99999999"), *_BROKEN)
    yield case("no-eof.pdf", whole.replace(b"%%EOF", b""), *_BROKEN)
    yield case("junk-before.pdf", b"<html>" + b" " * 900 + whole, *_BROKEN)
    yield case("junk-after.pdf", whole + b"<script>" * 5_000, *_BROKEN)
    flipped = bytes(b ^ (0xFF if n % 97 == 0 and n > 10 else 0) for n, b in enumerate(whole))
    yield case("flipped.pdf", flipped, *_BROKEN)


def _odd() -> Iterator[Case]:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("secret", canPrint=0), invariant=1)
    canvas.drawString(72, 720, "Finnish company seeks partner")
    canvas.save()
    yield case("locked.pdf", buffer.getvalue(), "encrypted_pdf")
    opened = b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /%s %s >> >>"
    for name, action in {
        "script": (b"JavaScript", b"/JS (app.alert\\(1\\))"),
        "launch": (b"Launch", b"/F (/bin/sh)"),
        "uri": (b"URI", b"/URI (http://x.example/)"),
        "submit": (b"SubmitForm", b"/F << /FS /URL /F (http://x.example/) >>"),
    }.items():
        yield case(f"action-{name}.pdf", pdf(simple(o1=opened % action)), "records", "refused")
    boxes = {"zero": b"0 0 0 0", "huge": b"0 0 1e30 1e30", "turned": b"612 792 0 0", "nan": b"x y"}
    for name, box in boxes.items():
        body = simple(o3=simple()[3].replace(b"0 0 612 792", box))
        yield case(f"box-{name}.pdf", pdf(body), *_BROKEN, "reader_error")
    # A name that leaves the folder of character maps (CVE-2025-64512).
    for name in (b"/#2e#2e#2f#2e#2e#2fevil", b"/#2ftmp#2fevil", b"/" + b"A" * 5_000):
        font = (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding %s /DescendantFonts "
            b"[<< /Type /Font /Subtype /CIDFontType0 /BaseFont /X /CIDSystemInfo "
            b"<< /Registry (A) /Ordering (B) /Supplement 0 >> >>] >>" % name
        )
        body = pdf(simple(font=font))
        yield case(f"cmap-{len(name)}.pdf", body, *_BROKEN)
    sizes = {"zero": b"0", "huge": b"1e30", "negative": b"-12"}
    for name, size in sizes.items():
        content = _TEXT.replace(b"12 Tf", size + b" Tf")
        yield case(f"size-{name}.pdf", pdf(simple(content)), *_BROKEN, "reader_error")
