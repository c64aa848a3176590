"""Document: the text that a reader sees, its blocks and segments, and the way back to the bytes."""

from enum import StrEnum
from typing import Self

from pydantic import model_validator

from models.base import Frozen
from models.capture import Capture
from models.span import Span


class BlockKind(StrEnum):
    """What a block is on the page."""

    SITE_NAME = "site_name"
    BREADCRUMB = "breadcrumb"
    PAGE_TITLE = "page_title"
    DATE_LINE = "date_line"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_CELL = "table_cell"
    ATTACHMENT = "attachment"


class Region(StrEnum):
    """Where a block stands: before, in, or after the page's own content."""

    HEAD = "head"
    BODY = "body"
    FOOT = "foot"


class Pair(Frozen):
    """A label and its value. ``label_id`` is an id of the label vocabulary, or ``unmapped``."""

    label: Span
    value: Span
    label_id: str


class Block(Frozen):
    """A run of text that the page sets apart; blocks are ordered and do not overlap.

    ``path`` is the CSS-like DOM path of the element, ``page[3]`` for a PDF, or as in Origin for an
    office file. ``table``, ``row``
    and ``column`` count from 0 and are set for table cells. ``level`` is that of a heading
    (1 = highest), ``bold`` tells that the whole block is set in bold. ``pairs`` are the labels and
    values in it; a label may stand in another block (a column's header).
    """

    kind: BlockKind
    region: Region
    start: int
    end: int
    path: str = ""
    level: int | None = None
    bold: bool = False
    table: int | None = None
    row: int | None = None
    column: int | None = None
    rows: int = 1
    header: bool = False
    pairs: tuple[Pair, ...] = ()

    @property
    def span(self) -> Span:
        """The block's characters."""
        return Span(start=self.start, end=self.end)


class Segment(Frozen):
    """A sentence-like stretch inside one block, in one language.

    ``language`` is ``zh``, ``en``, another ISO 639-1 code, or ``und`` where no letters tell.
    """

    start: int
    end: int
    language: str
    block: int


class Origin(Frozen):
    """Where characters come from: bytes of the capture, page and box of a PDF, or an office cell.

    ``byte_start`` and ``byte_end`` count bytes of the capture; ``box`` is left, bottom, right, top
    in PDF points on ``page`` (from 1); ``path`` is the DOM path where no byte range is known, and
    in office files the place: ``paragraph[3]``, ``table[1]/row[2]/cell[3]``, ``Sheet!B4``.
    """

    byte_start: int | None = None
    byte_end: int | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None
    path: str | None = None


class SourcePiece(Frozen):
    """A stretch of the text and its origin.

    ``verbatim`` tells that the bytes decode to exactly these characters; otherwise they were
    written as entities or escapes and the origin covers them as a whole.
    """

    start: int
    end: int
    origin: Origin
    verbatim: bool = False


class Attachment(Frozen):
    """A file that the page links to."""

    name: str
    url: str
    media_type: str | None = None
    parsed: bool = False


class Document(Frozen):
    """A page as text. Offsets everywhere are code points of ``text``."""

    capture: Capture
    text: str
    blocks: tuple[Block, ...]
    segments: tuple[Segment, ...] = ()
    source_map: tuple[SourcePiece, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    encoding: str
    language: str = "und"
    profile: str
    quality_flags: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _blocks_in_order(self) -> Self:
        last = 0
        for block in self.blocks:
            if not last <= block.start <= block.end <= len(self.text):
                raise ValueError(f"block {block.start}..{block.end} is out of order or range")
            last = block.end
        return self

    def quote(self, span: Span | Block | Segment) -> str:
        """The characters of a span, block or segment."""
        return self.text[span.start : span.end]
