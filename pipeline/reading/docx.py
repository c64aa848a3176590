"""Blocks of a Word file: its paragraphs and tables in order, as a reader sees them.

Text is taken from the XML rather than from python-docx's paragraphs, which lack what was inserted
while changes are tracked and what stands in content controls.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from models.document import BlockKind, Region
from pipeline.bounds import bounds
from pipeline.reading.draft import CellPlace, DraftBlock
from pipeline.reading.office import Places

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What a reader does not see: taken out under tracked changes, and the second form of a drawing.
_UNSEEN = {f"{_W}del", f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText", _FALLBACK}
_AS_TEXT = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# Wrappers of paragraphs and tables: content controls and what converters leave.
_WRAPPERS = {f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}smartTag"}
_PARTS_OF_TABLES = {f"{_W}tbl", f"{_W}tr", f"{_W}tc"}
_HEADING = re.compile(r"(?:heading|标题) ?([1-9])", re.I)
_TITLES = {"title", "标题"}


def docx_blocks(body: bytes, places: Places) -> Iterator[DraftBlock]:
    """The blocks of a Word file, each character at its paragraph's or cell's place."""
    from docx import Document

    document = Document(BytesIO(body))
    styles = {style.style_id: style.name or "" for style in document.styles}
    yield from _Body(styles, places).blocks(document.element.body)


class _Body:
    def __init__(self, styles: dict[str, str], places: Places) -> None:
        self._styles, self._places = styles, places
        self._paragraphs = self._tables = self._cells = 0
        self._titled = False

    def blocks(self, parent: Any) -> Iterator[DraftBlock]:
        for child in parent:
            if child.tag == f"{_W}p":
                yield from self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                yield from self._table(child)
            elif child.tag in _WRAPPERS:
                yield from self.blocks(child)

    def _paragraph(self, element: Any) -> Iterator[DraftBlock]:
        self._paragraphs += 1
        path = f"paragraph[{self._paragraphs}]"
        shown = _shown(element)
        if not shown:
            return
        text = self._places.text(path, [shown])
        kind, level = self._kind(element)
        self._titled = True
        yield DraftBlock(kind, Region.BODY, text, path, level, _bold_prefix(element, shown))

    def _kind(self, element: Any) -> tuple[BlockKind, int | None]:
        """By the style's name; a first paragraph that is centred is the title without one."""
        style = _value(element, "pStyle")
        name = self._styles.get(style or "", "").strip()
        heading = _HEADING.fullmatch(name)
        if name.lower() in _TITLES or (not self._titled and _value(element, "jc") == "center"):
            return BlockKind.PAGE_TITLE, None
        if heading:
            return BlockKind.HEADING, int(heading[1])
        numbered = element.find(f"{_W}pPr/{_W}numPr") is not None or name.startswith("List")
        return (BlockKind.LIST_ITEM if numbered else BlockKind.PARAGRAPH), None

    def _table(self, table: Any) -> Iterator[DraftBlock]:
        self._tables += 1
        self._titled = True
        for row, line in enumerate(_children(table, "tr")):
            column = 0
            for number, cell in enumerate(_children(line, "tc")):
                self._cells += 1
                bounds().table_cells.check(self._cells)
                span = int(_value(cell, "gridSpan", "tcPr") or 1)
                wide = max(1, min(span, bounds().cell_span.most))
                path = f"table[{self._tables}]/row[{row + 1}]/cell[{number + 1}]"
                lines = list(_lines(cell))
                place = CellPlace(self._tables - 1, row, column, columns=wide)
                column += wide
                if lines:
                    text = self._places.text(path, lines)
                    yield DraftBlock(BlockKind.TABLE_CELL, Region.BODY, text, path, cell=place)


def _children(parent: Any, name: str) -> Iterator[Any]:
    """Children of a name, also those in content controls."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in _WRAPPERS:
            yield from _children(child, name)


def _value(element: Any, name: str, properties: str = "pPr") -> str | None:
    found = element.find(f"{_W}{properties}/{_W}{name}")
    value: str | None = None if found is None else found.get(f"{_W}val")
    return value


def _lines(cell: Any) -> Iterator[str]:
    """The paragraphs of a cell that show text, those of tables inside it among them."""
    for child in cell:
        if child.tag == f"{_W}p":
            if shown := _shown(child):
                yield shown
        elif child.tag in _WRAPPERS or child.tag in _PARTS_OF_TABLES:
            yield from _lines(child)


def _shown(paragraph: Any) -> str:
    """The text of a paragraph as it is seen, white space at its ends apart."""
    return "".join(text for run in _runs(paragraph) for text in _texts(run)).strip()


def _runs(element: Any) -> Iterator[Any]:
    """Runs that are seen, in order; a text box's own paragraphs are part of what holds it."""
    for child in element:
        if child.tag in _UNSEEN:
            continue
        if child.tag == f"{_W}r":
            if not _hidden(child):
                yield child
        else:
            yield from _runs(child)


def _hidden(run: Any) -> bool:
    found = run.find(f"{_W}rPr/{_W}vanish")
    return found is not None and found.get(f"{_W}val") not in ("0", "false", "off")


def _texts(run: Any) -> Iterator[str]:
    for child in run:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _AS_TEXT:
            yield _AS_TEXT[child.tag]
        elif child.tag not in _UNSEEN and len(child):
            for inner in _runs(child):
                yield from _texts(inner)


def _bold_prefix(paragraph: Any, shown: str) -> int:
    """Number of leading characters in bold."""
    count = 0
    for run in _runs(paragraph):
        bold = run.find(f"{_W}rPr/{_W}b")
        if bold is None or bold.get(f"{_W}val") in ("0", "false", "off"):
            break
        count += len("".join(_texts(run)))
    return min(count, len(shown))
