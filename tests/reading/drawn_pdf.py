"""PDF files drawn for the tests, and what is asked of the documents read from them."""

import io
from collections.abc import Callable
from hashlib import sha256

import pdfplumber
import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from models.capture import Capture
from models.document import Block, BlockKind, Document
from pipeline.reading.reader import Unreadable, read_document

SONG = "STSong-Light"
LEFT, TOP, LEADING = 72, 740, 16

Painter = Callable[[Canvas], None]

FULL = "该中心从高盐矿坑水中选育出一组耐盐细菌在常温下用海水即可把这些元素溶出浸"
FULL_2 = "出率很高而且不用淡水也不用焙烧这一行同样写满整整一行直到右边的页边为止好"
HEADER = ["项目名称", "来源国", "合作方式"]
ROWS = [["高温热泵", "德国", "合资"], ["电池回收", "日本", "技术转让"]]


def make(*pages: Painter, encrypt: str | None = None) -> bytes:
    """A PDF with one page a painter, the same bytes every time."""
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    locked = StandardEncryption(encrypt) if encrypt else None
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1, encrypt=locked)
    for paint in pages:
        canvas.setFont(SONG, 11)
        paint(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def lines(*texts: str, top: float = TOP, left: float = LEFT, size: float = 11) -> Painter:
    """A painter of lines, one under the other."""

    def paint(canvas: Canvas) -> None:
        canvas.setFont(SONG, size)
        for number, text in enumerate(texts):
            canvas.drawString(left, top - number * LEADING, text)

    return paint


def all_of(*painters: Painter) -> Painter:
    """Several painters on one page, in drawing order."""

    def paint(canvas: Canvas) -> None:
        for painter in painters:
            painter(canvas)

    return paint


def grid(rows: list[list[str]], top: float = 700, height: float = 40) -> Painter:
    """A ruled table; a line feed in a cell starts a line."""
    width = 440 / len(rows[0])

    def paint(canvas: Canvas) -> None:
        bottom = top - height * len(rows)
        canvas.grid(
            [LEFT + width * column for column in range(len(rows[0]) + 1)],
            [top - height * row for row in range(len(rows), -1, -1)],
        )
        assert bottom > 0
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                for n, line in enumerate(text.split("\n")):
                    canvas.drawString(LEFT + c * width + 4, top - r * height - 14 - n * 13, line)

    return paint


def read(body: bytes) -> Document:
    """The document, as read by the reader of all formats."""
    capture = Capture(name="a.pdf", sha256=sha256(body).hexdigest(), size=len(body))
    return read_document(capture, body)


def texts(document: Document) -> list[str]:
    return [document.quote(block) for block in document.blocks]


def block_of(document: Document, text: str) -> Block:
    return next(block for block in document.blocks if document.quote(block) == text)


def code_of(body: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(body)
    return caught.value.code


def squeezed(text: str) -> str:
    text = "".join(text.split()).replace("\x02", "-").replace("\ufffe", "-")
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def drawn_in(body: bytes, number: int, box: tuple[float, float, float, float]) -> str:
    """What pdfplumber sees in a box of an upright page: PDFium drops lines of one character."""
    with pdfplumber.open(io.BytesIO(body)) as pdf:
        found = [
            char["text"]
            for char in pdf.pages[number - 1].chars
            if box[0] <= (char["x0"] + char["x1"]) / 2 <= box[2]
            and box[1] <= (char["y0"] + char["y1"]) / 2 <= box[3]
        ]
    return squeezed("".join(found))


def check_origins(document: Document, body: bytes) -> None:
    """Every mapped character has a page and a box, and the box holds the piece's characters."""
    pdf = pypdfium2.PdfDocument(body)
    shown = sum(not char.isspace() for char in document.text)
    mapped = 0
    for piece in document.source_map:
        text = squeezed(document.text[piece.start : piece.end])
        mapped += len(text)
        assert piece.origin.page and piece.origin.box
        box = piece.origin.box
        assert box[0] < box[2] and box[1] < box[3]
        page = pdf[piece.origin.page - 1].get_textpage()
        seen = squeezed(page.get_text_bounded(box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1))
        if not set(text) <= set(seen):
            seen += drawn_in(body, piece.origin.page, box)
        assert set(text) <= set(seen)
    assert mapped == shown
    pdf.close()


def cells(document: Document) -> dict[tuple[int | None, int | None, int | None], str]:
    return {
        (block.table, block.row, block.column): document.quote(block)
        for block in document.blocks
        if block.kind == BlockKind.TABLE_CELL
    }
