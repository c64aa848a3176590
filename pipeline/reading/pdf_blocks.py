"""Lines and tables of a PDF to draft blocks: title, date lines, headings, paragraphs, cells."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from models.document import BlockKind, Origin, Region
from pipeline.reading.draft import CellPlace, DraftBlock
from pipeline.reading.mapped_text import MappedText
from pipeline.reading.pdf_geometry import Box
from pipeline.reading.pdf_head import LARGE, Stretch, mark_head
from pipeline.reading.pdf_margins import Margins
from pipeline.reading.pdf_page import Cell, PageContent, Table
from pipeline.reading.pdf_text import Line
from pipeline.reading.pdf_wrap import LIST_MARK, Wrapping, is_label, separator, starts_label

_SHORT_HEADING = 40
_SENTENCE = re.compile(r"[。；;，]|[.!?！？]$")
_LABEL_VALUE = re.compile(r"[:：].")
_NUMBERED = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]"
    r"|第[一二三四五六七八九十\d]{1,3}[章节]"
    r"|(?:项目|需求|案例|Project|Annex)\s*[一二三四五六七八九十\d]{1,3})"
)
# In ems: the inner margin of a cell is not known where its text is centred.
_CELL_PADDING = 1.0
_CONTINUES_WITHIN = 6.0


class PdfPlaces:
    """Origins of numbered stretches of a PDF: a page and a box in user space each."""

    def __init__(self) -> None:
        self._places: list[tuple[int, Box]] = []

    def add(self, page: int, box: Box) -> int:
        """The number of a new stretch."""
        self._places.append((page, box))
        return len(self._places) - 1

    def __call__(self, start: int, end: int) -> Origin:
        """The origin of stretch ``start``; every stretch has one number only."""
        page, box = self._places[start]
        return Origin(page=page, box=tuple(box))


def body_size(pages: list[PageContent]) -> float:
    """The size that most characters outside tables are set in; of all, where none are outside."""
    sizes: Counter[float] = Counter()
    cells = (cell for page in pages for table in page.tables for cell in table.cells)
    outside = [line for page in pages for line in page.lines]
    for line in outside or [line for cell in cells for line in cell.lines]:
        sizes[line.size] += len(line.text)
    return max(sizes, key=lambda size: (sizes[size], -size)) if sizes else 1.0


class BlockMaker:
    """Makes the blocks of one file. Numbers its tables and its places."""

    def __init__(self, pages: list[PageContent]) -> None:
        self.places = PdfPlaces()
        self._pages = pages
        self._size = body_size(pages)
        self._margins = Margins(pages, self._size)
        lines = [line for page in pages for line in page.lines]
        self._wrapping = Wrapping(lines)
        bold = sum(len(line.text) for line in lines if line.bold)
        self._all_bold = 2 * bold > sum(len(line.text) for line in lines)
        self._larger = {line.size for line in lines if line.size > LARGE * self._size}
        self._tables = 0

    def blocks(self) -> list[DraftBlock]:
        """All blocks in reading order, what is outside the body around it."""
        stretches: list[Stretch | list[DraftBlock]] = []
        run: list[Line] = []
        last: tuple[Table, int, int] | None = None
        for page in self._pages:
            for item in page.items:
                if isinstance(item, Line):
                    run.append(item)
                    continue
                if run:
                    stretches += self._stretches(run)
                    run, last = [], None
                number, first_row = self._place(item, last)
                last = (item, number, first_row)
                stretches.append(list(self._cells(item, number, first_row)))
        stretches += self._stretches(run)
        mark_head(stretches, self._size, self._pages[0].frame.width)
        body: list[DraftBlock] = []
        for stretch in stretches:
            body += [stretch.block] if isinstance(stretch, Stretch) else stretch
        head = [self._margin(line, Region.HEAD) for line in self._margins.head]
        return [*head, *body, *(self._margin(line, Region.FOOT) for line in self._margins.foot)]

    def _margin(self, line: Line, region: Region) -> DraftBlock:
        return DraftBlock(BlockKind.PARAGRAPH, region, self._joined([line]), f"page[{line.page}]")

    def _stretches(self, run: list[Line]) -> Iterator[Stretch]:
        for lines in self._wrapping.paragraphs(run):
            text = self._joined(lines)
            if text.chars:
                yield Stretch(lines, self._block(lines, text))

    def _block(self, lines: list[Line], text: MappedText) -> DraftBlock:
        shown, bold = str(text), not self._all_bold and all(line.bold for line in lines)
        kind, level = BlockKind.PARAGRAPH, None
        if self._is_heading(shown, lines[0].size, bold):
            kind, level = BlockKind.HEADING, self._level(lines[0].size)
        elif LIST_MARK.match(shown):
            kind = BlockKind.LIST_ITEM
        return DraftBlock(
            kind,
            Region.BODY,
            text,
            f"page[{lines[0].page}]",
            level,
            bold_prefix=len(text) if bold else 0,
        )

    def _is_heading(self, text: str, size: float, bold: bool) -> bool:
        if size > LARGE * self._size:
            return not _SENTENCE.search(text) or len(text) <= 2 * _SHORT_HEADING
        if len(text) > _SHORT_HEADING or _SENTENCE.search(text) or _LABEL_VALUE.search(text):
            return False
        return bold or (bool(_NUMBERED.match(text)) and not starts_label(text))

    def _level(self, size: float) -> int:
        rank = sum(larger > size for larger in self._larger)
        return min(6, 1 + rank)

    def _joined(self, lines: list[Line]) -> MappedText:
        text, last = MappedText(), None
        for line in lines:
            if last is not None:
                text.extend(MappedText.unmapped(separator(last, line)))
            number = self.places.add(line.page, line.user)
            text.extend(MappedText.within(line.text, number, number + 1))
            last = line
        return text.stripped()

    def _place(self, table: Table, last: tuple[Table, int, int] | None) -> tuple[int, int]:
        """The table's number and first row: those of the table that it continues, or new ones."""
        if last is not None and _continues(last[0], table):
            return last[1], last[2] + last[0].rows
        self._tables += 1
        return self._tables - 1, 0

    def _cells(self, table: Table, number: int, first_row: int) -> Iterator[DraftBlock]:
        header = first_row == 0 and _has_header(table)
        for cell in table.cells:
            place, text = cell.place, self._cell_text(cell, table.page)
            bold = not self._all_bold and all(line.bold for line in cell.lines)
            yield DraftBlock(
                BlockKind.TABLE_CELL,
                Region.BODY,
                text,
                f"page[{table.page}] table[{number}]",
                bold_prefix=len(text) if bold else 0,
                cell=CellPlace(
                    number,
                    first_row + place.row,
                    place.column,
                    place.rows,
                    place.columns,
                    header and place.row == 0,
                ),
            )

    def _cell_text(self, cell: Cell, page: int) -> MappedText:
        """The cell's paragraphs, one line each; all of it has the cell's box as its origin."""
        margin = min(line.box.left for line in cell.lines) - cell.box.left
        padding = min(max(margin, 0.0), _CELL_PADDING * cell.lines[0].size)
        number = self.places.add(page, cell.place.box.rounded())
        text = MappedText()
        for lines in Wrapping(cell.lines, cell.box.right - padding).paragraphs(cell.lines):
            shown = lines[0].text
            for last, line in pairwise(lines):
                shown += separator(last, line) + line.text
            if text.chars:
                text.extend(MappedText.unmapped("\n"))
            text.extend(MappedText.within(shown, number, number + 1))
        return text.stripped()


def _first_row(table: Table) -> list[Cell]:
    return [cell for cell in table.cells if cell.place.row == 0]


def _row_text(cells: list[Cell]) -> list[str]:
    return ["".join(line.text for line in cell.lines) for cell in cells]


def _has_header(table: Table) -> bool:
    """A first row of labels, or in bold over rows that are not."""
    first = _first_row(table)
    below = [line for cell in table.cells if cell.place.row for line in cell.lines]
    if len(first) < 2 or not below:
        return False
    if all(line.bold for cell in first for line in cell.lines):
        return not all(line.bold for line in below)
    labels = sum(is_label(text) for text in _row_text(first))
    return len(first) == table.columns > 2 and 2 * labels >= len(first)


def _continues(last: Table, table: Table) -> bool:
    """The same columns at the same place on the next page, without a header of its own."""
    return (
        table.page == last.page + 1
        and table.columns == last.columns
        and abs(table.box.left - last.box.left) < _CONTINUES_WITHIN
        and abs(table.box.right - last.box.right) < _CONTINUES_WITHIN
        and not _has_header(table)
        and _row_text(_first_row(table)) != _row_text(_first_row(last))
    )
