"""PDF files that are refused or flagged, each for its reason."""

import pytest
from drawn_pdf import FULL, FULL_2, code_of, lines, make, read, texts
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from models.capture import Capture
from pipeline.bounds import bounds
from pipeline.reading.pdf import read_pdf_document
from pipeline.reading.pdf_geometry import Box
from pipeline.reading.pdf_quality import TextLayer
from pipeline.reading.pdf_text import Glyph
from pipeline.reading.reader import Unreadable


def picture(canvas: Canvas) -> None:
    image = Image.new("L", (200, 300), 200)
    canvas.drawImage(ImageReader(image), 40, 40, 500, 750)


def test_an_encrypted_file_is_refused() -> None:
    assert code_of(make(lines("密"), encrypt="secret")) == "encrypted_pdf"


@pytest.mark.parametrize("body", [b"%PDF-1.4\n", b"%PDF-1.7\n" + bytes(range(256)) * 20])
def test_a_broken_file_is_refused(body: bytes) -> None:
    assert code_of(body) == "broken_pdf"


def test_bytes_without_a_header_are_refused() -> None:
    capture = Capture(name="a.pdf", sha256="0", size=5)
    with pytest.raises(Unreadable) as caught:
        read_pdf_document(capture, b"hello")
    assert caught.value.code == "broken_pdf"


def test_too_many_pages_are_refused() -> None:
    assert code_of(make(*[lines("页")] * (bounds().pdf_pages.most + 1))) == "too_many_pages"


def test_pages_of_images_only_are_refused_for_want_of_a_text_layer() -> None:
    assert code_of(make(picture, picture)) == "no_text_layer"


def test_blank_pages_are_refused_for_want_of_text() -> None:
    assert code_of(make(lambda canvas: canvas.rect(10, 10, 50, 50))) == "no_text"


def test_one_scanned_page_among_others_is_flagged() -> None:
    document = read(make(lines(FULL), picture))
    assert document.quality_flags == ("no_text_layer",)
    assert texts(document) == [FULL]


def test_a_cut_file_is_flagged_or_refused() -> None:
    body = make(lines(FULL))
    try:
        assert "truncated" in read(body[:-40]).quality_flags
    except Unreadable as error:
        assert error.code == "broken_pdf"


def test_sound_text_is_not_flagged() -> None:
    assert read(make(lines(FULL, FULL_2, "All well, still three hills."))).quality_flags == ()


def glyphs(text: str, faulty: bool = False, shift: float = 0) -> list[Glyph]:
    boxes = [Box(10.0 * n + shift, 0, 10.0 * n + 10 + shift, 10) for n in range(len(text))]
    return [
        Glyph(char, "", box, box, 10, False, faulty) for char, box in zip(text, boxes, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        (FULL, False),
        (FULL[:30] + "\ue123\ue124", True),
        (FULL[:30] + "\ufffd\ufffd", True),
        ("(cid:12)(cid:7)" + FULL[:10], True),
        ("".join(char * 2 for char in FULL[:20]), True),
        ("䶮䶴䲟鿍龘靐齉爩鱻麤龗灪", True),
        ("臺灣與芬蘭的研究機構簽署協議", False),
    ],
)
def test_signs_of_a_broken_text_layer(text: str, broken: bool) -> None:
    layer = TextLayer()
    layer.add(glyphs(text))
    assert layer.is_broken is broken


@pytest.mark.parametrize(("shift", "broken"), [(1.2, True), (5, False)])
def test_a_shadow_is_a_sign(shift: float, broken: bool) -> None:
    layer = TextLayer()
    layer.add(glyphs(FULL) + glyphs(FULL, shift=shift))
    assert layer.is_broken is broken


def test_characters_without_meaning_are_a_sign_too() -> None:
    layer = TextLayer()
    layer.add(glyphs(FULL, faulty=True))
    assert layer.is_broken
