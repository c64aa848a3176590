"""PDF to Document: text and boxes by PDFium, ruled tables by pdfplumber, one pass over the pages.

PDFium must not be called from two threads at once: a worker is a process.
"""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from models.capture import Capture
from models.codes import QualityFlag
from models.document import Document
from pipeline.bounds import bounds
from pipeline.reading.builder import build_document
from pipeline.reading.draft import Draft
from pipeline.reading.ocr import ScanReader
from pipeline.reading.pdf_blocks import BlockMaker
from pipeline.reading.pdf_geometry import Box, PageFrame
from pipeline.reading.pdf_page import PageContent, page_content
from pipeline.reading.pdf_plumber import Plumber, with_missing
from pipeline.reading.pdf_quality import TextLayer
from pipeline.reading.pdf_tables import may_be_ruled
from pipeline.reading.pdf_text import Glyph, glyphs_of, page_parts, visible
from pipeline.reading.pdfium import pdfium
from pipeline.reading.unreadable import Unreadable

# Fewer characters beside an image are a stamp or a page number on a scan.
_ENOUGH_TEXT = 5
_TAIL = 2048


def read_pdf_document(capture: Capture, body: bytes, scans: ScanReader | None = None) -> Document:
    """Read a PDF; the source map gives page and box (user space, points) of every line or cell.

    Pages that are images only are read where ``scans`` is given, and flagged ``ocr_like``.
    Raises Unreadable: ``broken_pdf``, ``encrypted_pdf``, the codes of bounds, ``no_text_layer`` for
    pages that are images only and were not read, ``no_text`` for blank ones.
    """
    draft = Draft(profile="pdf")
    with closing(_opened(body)) as pdf:
        bounds().pdf_pages.check(len(pdf))
        pages = _Pages(pdf, Plumber(body), scans)
        contents = list(pages.read())
    draft.flags |= pages.flags
    if b"%%EOF" not in body[-_TAIL:]:
        draft.flags.add(QualityFlag.TRUNCATED)
    if not any(content.items for content in contents):
        raise pages.failure()
    maker = BlockMaker(contents)
    draft.blocks = maker.blocks()
    if not draft.blocks:
        raise Unreadable("no_text", "the pages show nothing but page numbers")
    return build_document(draft, capture, "binary", None, lambda positions: maker.places)


def _opened(body: bytes) -> Any:
    """The file opened by PDFium, which looks for the header in the first kilobyte only."""
    from pypdfium2 import raw

    pypdfium2 = pdfium()
    if b"%PDF-" not in body[:1024]:
        raise Unreadable("broken_pdf", "no PDF header in the first 1024 bytes")
    try:
        pdf = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        code = "encrypted_pdf" if locked else "broken_pdf"
        raise Unreadable(code, str(error)) from error
    if len(pdf) < 1:
        pdf.close()
        raise Unreadable("broken_pdf", "the file has no page")
    return pdf


class _Pages:
    """Reads page after page, each closed before the next, and gathers what is to be flagged."""

    def __init__(self, pdf: Any, plumber: Plumber, scans: ScanReader | None) -> None:
        self._pdf, self._plumber, self._scans = pdf, plumber, scans
        self._layer = TextLayer()
        self._images = self._unread = self._scanned = 0
        self._objects = self._characters = 0

    def read(self) -> Iterator[PageContent]:
        """The contents of all pages that can be loaded."""
        import pypdfium2

        for index in range(len(self._pdf)):
            try:
                with closing(self._pdf[index]) as page:
                    yield self._content(page, index + 1)
            except pypdfium2.PdfiumError:
                self._unread += 1
            self._plumber.forget(index + 1)

    def _content(self, page: Any, number: int) -> PageContent:
        frame = PageFrame(number, Box(*page.get_bbox()), page.get_rotation() % 360)
        parts = page_parts(page)
        glyphs = glyphs_of(page, frame)
        self._check(parts.objects, len(glyphs))
        if parts.lacks_fonts:
            glyphs = with_missing(glyphs, self._plumber.glyphs(frame))
        glyphs = visible(glyphs)
        if len(glyphs) < _ENOUGH_TEXT and parts.images > 0:
            return self._scan(page, frame, glyphs)
        self._layer.add(glyphs)
        ruled = glyphs and may_be_ruled(parts.paths)
        return page_content(frame, glyphs, self._plumber.grids(number) if ruled else [])

    def _check(self, objects: int, characters: int) -> None:
        self._objects += objects
        self._characters += characters
        bounds().pdf_objects.check(self._objects)
        bounds().page_characters.check(self._characters)

    def _scan(self, page: Any, frame: PageFrame, glyphs: list[Glyph]) -> PageContent:
        """A page that is an image: read where scans are, else with the little that it has."""
        if self._scans is not None:
            seen, grids = self._scans.read(page, frame)
            if seen:
                self._scanned += 1
                return page_content(frame, seen, grids)
        self._images += 1
        self._layer.add(glyphs)
        return page_content(frame, glyphs, [])

    @property
    def flags(self) -> set[str]:
        """What the pages' text layers give cause to flag."""
        raised: set[str] = set()
        if self._images:
            raised.add(QualityFlag.NO_TEXT_LAYER)
        if self._scanned:
            raised.add(QualityFlag.OCR_LIKE)
        if self._layer.is_broken:
            raised.add(QualityFlag.BROKEN_TEXT_LAYER)
        if self._unread:
            raised.add(QualityFlag.TRUNCATED)
        return raised

    def failure(self) -> Unreadable:
        """Why no page gave text."""
        if self._images:
            return Unreadable("no_text_layer", f"{self._images} pages are images without text")
        if self._unread:
            return Unreadable("broken_pdf", f"{self._unread} pages cannot be loaded")
        return Unreadable("no_text", "the pages show no text")
