"""Where the characters of a PDF stand: pages and boxes, of drawn and of real files."""

import io
from pathlib import Path

import pypdfium2
import pytest
from drawn_pdf import (
    FULL,
    FULL_2,
    HEADER,
    LEFT,
    ROWS,
    all_of,
    cells,
    check_origins,
    grid,
    lines,
    make,
    read,
    texts,
)
from reportlab.pdfgen.canvas import Canvas

from pipeline.reading.reader import Unreadable

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "pdf_zh"


def turned(body: bytes, rotation: int) -> bytes:
    """The same file with its first page rotated and its visible area moved."""
    pdf = pypdfium2.PdfDocument(body)
    page = pdf[0]
    page.set_rotation(rotation)
    page.set_mediabox(-30, -20, 640, 860)
    stream = io.BytesIO()
    pdf.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_origins_are_in_user_space_whatever_the_rotation(rotation: int) -> None:
    def paint(canvas: Canvas) -> None:
        """Text that stands upright once the page is rotated."""
        canvas.translate(297, 420)
        canvas.rotate(rotation)
        canvas.translate(-297, -420)
        canvas.setFont("Helvetica", 11)
        canvas.drawString(LEFT, 650, "Before the table.")
        grid([["Project", "Country"], ["Heat pump", "Germany"], ["Membrane", "Japan"]], 630)(canvas)

    body = turned(make(paint), rotation)
    document = read(body)
    assert texts(document)[0] == "Before the table."
    assert cells(document)[0, 2, 1] == "Japan"
    check_origins(document, body)


def test_lines_of_a_paragraph_have_their_own_boxes() -> None:
    body = make(lines(FULL, FULL_2, "完。"))
    document = read(body)
    pieces = [document.text[piece.start : piece.end] for piece in document.source_map]
    assert pieces == [FULL, FULL_2, "完。"]
    check_origins(document, body)


def test_characters_beyond_the_basic_plane_do_not_shift_offsets() -> None:
    document = read(make(lines("合作方式：𠮷野家转让技术")))
    for piece in document.source_map:
        assert 0 <= piece.start < piece.end <= len(document.text)


def test_reading_twice_gives_the_same_bytes() -> None:
    body = make(all_of(lines(FULL, FULL_2), grid([HEADER, *ROWS], top=600)))
    assert read(body).model_dump_json() == read(body).model_dump_json()


def _files() -> list[Path]:
    return sorted((ROOT / "fixtures").glob("*/page.pdf")) + sorted(CORPUS.glob("*.pdf"))


@pytest.mark.parametrize("path", _files(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_real_files_are_read_or_refused_with_a_code(path: Path) -> None:
    body = path.read_bytes()
    try:
        document = read(body)
    except Unreadable as error:
        assert error.code == "no_text_layer"
        return
    check_origins(document, body)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of PDFs is not part of the repository")
def test_the_corpus_has_its_files() -> None:
    assert len(list(CORPUS.glob("*.pdf"))) == 16
