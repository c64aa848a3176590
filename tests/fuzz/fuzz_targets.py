"""What is fuzzed: each target takes bytes, and whatever they are, no more than known ends follow.

An exception that is no reason code, and an assertion that fails, is a finding: its bytes are kept
in ``corpus/<target>``, from where every run of the tests feeds them again.
"""

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

from extractors.dates import compact_dates, find_damaged, find_dates
from extractors.folding import fold
from extractors.money import find_money
from models.capture import Capture
from models.document import Document
from pipeline.cli.console import inert
from pipeline.inputs.archive_stream import ArchiveFault
from pipeline.inputs.http_message import BodyError, read_head, undo_codings
from pipeline.inputs.records import records_of
from pipeline.inputs.urls import canonical_url
from pipeline.inputs.web_archive import given_of
from pipeline.publishing.safety import fitting_cell, inert_cell
from pipeline.reading.encoding import decode
from pipeline.reading.reader import read_document
from pipeline.reading.segments import sentence_spans
from pipeline.reading.unreadable import Unreadable


def _document(body: bytes) -> Document | None:
    capture = Capture(name="page", url="", sha256=sha256(body).hexdigest(), size=len(body))
    try:
        return read_document(capture, body)
    except Unreadable:
        return None


def _read(body: bytes) -> None:
    document = _document(body)
    if document is None:
        return
    document.text.encode()
    last = 0
    for block in document.blocks:
        assert last <= block.start < block.end <= len(document.text)
        last = block.end
    for segment in document.segments:
        block = document.blocks[segment.block]
        assert block.start <= segment.start < segment.end <= block.end
    for piece in document.source_map:
        assert 0 <= piece.start < piece.end <= len(document.text)
        place = piece.origin
        if place.byte_start is not None and place.byte_end is not None:
            assert 0 <= place.byte_start <= place.byte_end <= len(body)


def html(data: bytes) -> None:
    """A page of HTML."""
    _read(b"<div id=Zoom>" + data)


def feed(data: bytes) -> None:
    """A JSON item, its content or its whole."""
    _read(b'{"ProjectContent": "' + data)
    _read(b"{" + data)


def pdf(data: bytes) -> None:
    """A PDF file behind its mark."""
    _read(b"%PDF-" + data)


def office(data: bytes) -> None:
    """A Word and an Excel file whose text is these bytes, then such a file of these bytes."""
    _read(_packed(b"word/document.xml", _word(data)))
    _read(_packed(b"xl/workbook.xml", _excel(data)))
    _read(b"PK\x03\x04" + data)


def _word(data: bytes) -> dict[str, bytes]:
    return {"word/document.xml": b"<w:document %s><w:body>%s" % (_SPACES, data)}


def _excel(data: bytes) -> dict[str, bytes]:
    return {
        "xl/workbook.xml": b"<workbook %s><sheets><sheet name='a' sheetId='1' r:id='r1'/></sheets>"
        b"</workbook>" % _SPACES,
        "xl/_rels/workbook.xml.rels": _related(b"worksheet", b"worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": b"<worksheet %s><sheetData>%s" % (_SPACES, data),
    }


def _packed(main: bytes, members: dict[str, bytes]) -> bytes:
    """A file of these members, ``main`` the first that is read."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as packed:
        packed.writestr("[Content_Types].xml", _TYPES)
        packed.writestr("_rels/.rels", _related(b"officeDocument", main))
        for name, content in members.items():
            packed.writestr(name, content)
    return buffer.getvalue()


_OOXML = b"http://schemas.openxmlformats.org/"
_KIND = b"application/vnd.openxmlformats-officedocument."
_SPACES = (
    b"xmlns='%sspreadsheetml/2006/main' xmlns:w='%swordprocessingml/2006/main' "
    b"xmlns:r='%sofficeDocument/2006/relationships'" % (_OOXML, _OOXML, _OOXML)
)
_TYPES = (
    b"<Types xmlns='%spackage/2006/content-types'>"
    b"<Default Extension='rels' "
    b"ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
    b"<Override PartName='/word/document.xml' "
    b"ContentType='%swordprocessingml.document.main+xml'/>"
    b"<Override PartName='/xl/workbook.xml' ContentType='%sspreadsheetml.sheet.main+xml'/>"
    b"<Override PartName='/xl/worksheets/sheet1.xml' "
    b"ContentType='%sspreadsheetml.worksheet+xml'/>"
    b"</Types>" % (_OOXML, _KIND, _KIND, _KIND)
)


def _related(kind: bytes, target: bytes) -> bytes:
    return (
        b"<Relationships xmlns='%spackage/2006/relationships'><Relationship Id='r1' "
        b"Type='%sofficeDocument/2006/relationships/%s' Target='%s'/></Relationships>"
        % (_OOXML, _OOXML, kind, target)
    )


def page(data: bytes) -> None:
    """A page of any kind."""
    _read(data)


def archive(data: bytes) -> None:
    """A web archive of each kind; every record ends as something."""
    for name, begin in (("a.warc", b"WARC/1.1\r\n"), ("a.warc.gz", b""), ("a.arc", b"")):
        try:
            for number, record in enumerate(records_of(BytesIO(begin + data), name)):
                given_of(record, f"{name}#{number}")
        except ArchiveFault as fault:
            assert fault.code


def message(data: bytes) -> None:
    """A HTTP response: its head, and its codings undone."""
    for begin in (b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"):
        block = begin + data
        try:
            undo_codings(read_head(block), block)
        except BodyError as error:
            assert error.code


def encoding(data: bytes) -> None:
    """A text in any encoding: decoded, and as a reader sees it."""
    for charset in (None, "gb18030", "big5", "utf-16", "no-such"):
        decoded = decode(data, charset)
        decoded.shown().encode("utf-8", "surrogatepass")
        encoded = decoded.text.encode(decoded.codec, "surrogateescape")
        assert len(data) - 4 < decoded.skipped + len(encoded) <= len(data)
        if decoded.codec == "utf-8":
            assert encoded == data[decoded.skipped :]


def text(data: bytes) -> None:
    """A text: sentences, dates, amounts, and what is shown of it where."""
    shown = data.decode("utf-8", "replace")
    folded = fold(shown)
    assert len(folded) == len(shown)
    last = 0
    for start, end in sentence_spans(shown):
        assert last <= start < end <= len(shown)
        last = end
    for found in (*find_dates(folded), *compact_dates(folded)):
        assert 0 <= found.span.start < found.span.end <= len(shown)
        assert found.day is None or found.value is not None
    for span in find_damaged(folded):
        assert 0 <= span.start < span.end <= len(shown)
    for money in find_money(folded, shown):
        assert 0 <= money.span.start < money.span.end <= len(shown)
        assert money.value == money.value and abs(money.value) != float("inf")
    assert not set(inert(shown)) & {"\x1b", "\x07", "\u202e", "\x9b"}
    assert inert_cell(shown)[:1] not in tuple("=+-@\t\r")
    assert len(fitting_cell(shown).encode("utf-16-le")) <= 2 * 32_767


def address(data: bytes) -> None:
    """A URL: its canonical form is its own canonical form."""
    once = canonical_url(data.decode("utf-8", "replace"))
    assert canonical_url(once) == once


TARGETS: dict[str, Callable[[bytes], None]] = {
    one.__name__: one
    for one in (html, feed, pdf, office, page, archive, message, encoding, text, address)
}
