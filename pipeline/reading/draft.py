"""Draft blocks: what a format reader hands over before the document's offsets exist."""

from dataclasses import dataclass, field

from models.document import Attachment, BlockKind, Region
from pipeline.reading.mapped_text import MappedText


@dataclass(slots=True)
class CellPlace:
    """Place of a table cell, from 0, and how many rows and columns it covers."""

    table: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    header: bool = False


@dataclass(slots=True)
class DraftBlock:
    """A block on its way into a document.

    ``bold_prefix`` is the number of leading characters set in bold; ``path`` is as in Block.
    ``term`` marks the term of a definition list, whose value is the next block.
    """

    kind: BlockKind
    region: Region
    text: MappedText
    path: str = ""
    level: int | None = None
    bold_prefix: int = 0
    cell: CellPlace | None = None
    term: bool = False


@dataclass(slots=True)
class Draft:
    """All that a format reader found on a page."""

    blocks: list[DraftBlock] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)
    profile: str = "none"
