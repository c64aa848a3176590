"""One PDF page as lines and table cells in reading order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import TypeVar

from pipeline.reading.pdf_geometry import Box, PageFrame, overlap
from pipeline.reading.pdf_tables import Grid, GridCell
from pipeline.reading.pdf_text import Glyph, Line, lines_of

# As for HTML tables: a grid with nearly all of the page's text in one cell only places it.
_LAYOUT_SHARE, _LAYOUT_LENGTH = 0.8, 300
# Fewer pairs of lines side by side are labels with values, more are columns of text.
_COLUMN_PAIRS = 3
_SAME_ROW = 0.5
_UPWARD = 4


@dataclass(slots=True)
class Cell:
    """A table cell with its lines; ``box`` is as shown, ``place.box`` in user space."""

    place: GridCell
    box: Box
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table on one page. ``box`` is as shown; cells without text are left out."""

    page: int
    box: Box
    rows: int
    columns: int
    cells: list[Cell]


_Boxed = TypeVar("_Boxed", Line, Line | Table)


@dataclass(slots=True)
class PageContent:
    """What a page holds, in reading order."""

    frame: PageFrame
    items: list[Line | Table]

    @property
    def lines(self) -> list[Line]:
        """The lines outside tables."""
        return [item for item in self.items if isinstance(item, Line)]

    @property
    def tables(self) -> list[Table]:
        """The tables."""
        return [item for item in self.items if isinstance(item, Table)]


def page_content(frame: PageFrame, glyphs: list[Glyph], grids: Sequence[Grid]) -> PageContent:
    """Glyphs into the cells that hold them, the rest into lines, all in reading order."""
    kept = _data_grids(frame, glyphs, grids)
    spots = [(frame.shown(cell.box), grid, cell) for grid in kept for cell in grid.cells]
    spots.sort(key=lambda spot: spot[0].width * spot[0].height)
    inside: dict[tuple[int, int, int], list[Glyph]] = {}
    first: dict[int, int] = {}
    free: list[Glyph] = []
    for glyph in glyphs:
        spot = next((s for s in spots if s[0].holds(glyph.box.middle)), None)
        if spot is None:
            free.append(glyph)
        else:
            number = kept.index(spot[1])
            first.setdefault(number, len(free))
            inside.setdefault((number, spot[2].row, spot[2].column), []).append(glyph)
    items = _with_tables(frame, free, kept, inside, first)
    return PageContent(frame, _in_reading_order(items))


def _data_grids(frame: PageFrame, glyphs: list[Glyph], grids: Sequence[Grid]) -> list[Grid]:
    """Without layouts, and without single rows that are bands of shading."""
    single = sum(grid.rows == 1 for grid in grids)
    return [
        grid
        for grid in grids
        if (grid.rows > 1 or single == 1) and not _is_layout(frame, glyphs, grid)
    ]


def _is_layout(frame: PageFrame, glyphs: list[Glyph], grid: Grid) -> bool:
    boxes = [frame.shown(cell.box) for cell in grid.cells]
    counts = [sum(box.holds(glyph.box.middle) for glyph in glyphs) for box in boxes]
    total, most = sum(counts), max(counts)
    filled = sum(count > 0 for count in counts)
    return filled < 2 or (most > _LAYOUT_LENGTH and most > _LAYOUT_SHARE * total)


def _with_tables(
    frame: PageFrame,
    free: list[Glyph],
    grids: list[Grid],
    inside: dict[tuple[int, int, int], list[Glyph]],
    first: dict[int, int],
) -> list[Line | Table]:
    """The lines, cut where a table was drawn, with the table in between."""
    items: list[Line | Table] = []
    last = 0
    for number in sorted(first, key=lambda number: first[number]):
        items += lines_of(free[last : first[number]], frame.number)
        items.append(_table(frame, grids[number], number, inside))
        last = first[number]
    return items + lines_of(free[last:], frame.number)


def _table(
    frame: PageFrame, grid: Grid, number: int, inside: dict[tuple[int, int, int], list[Glyph]]
) -> Table:
    cells = []
    for place in grid.cells:
        glyphs = inside.get((number, place.row, place.column))
        if glyphs:
            lines = _top_down(lines_of(glyphs, frame.number))
            cells.append(Cell(place, frame.shown(place.box), lines))
    return Table(frame.number, frame.shown(grid.box), grid.rows, grid.columns, cells)


def _in_reading_order(items: list[Line | Table]) -> list[Line | Table]:
    """From top to bottom where the page has one column; as drawn where it has more.

    Files draw running lines, text boxes and stamps before or after everything else, but columns
    one after the other. A file that goes up again and again has no order of its own.
    """
    upward = sum(a.box.bottom > b.box.top for a, b in pairwise(items[::-1]))
    single = _pairs_beside(items) < _COLUMN_PAIRS or _UPWARD * upward > len(items)
    if single and _upright(items):
        return _top_down(items)
    return items


def _upright(items: Sequence[Line | Table]) -> bool:
    """Vertical writing gives lines of one character, which rows would tear apart."""
    lines = [item for item in items if isinstance(item, Line)]
    return 2 * sum(len(line.text) == 1 for line in lines) <= len(lines)


def _pairs_beside(items: list[Line | Table]) -> int:
    """Pairs on one height that were not drawn as one row, up to the number that decides."""
    drawn = list(accumulate(not (isinstance(i, Line) and i.row_mate) for i in items))
    by_top = sorted(range(len(items)), key=lambda i: -items[i].box.top)
    count = 0
    for place, i in enumerate(by_top):
        for j in by_top[place + 1 :]:
            if items[j].box.top < items[i].box.bottom:
                break
            a, b = items[i].box, items[j].box
            beside = overlap((a.bottom, a.top), (b.bottom, b.top)) > _SAME_ROW
            apart = overlap((a.left, a.right), (b.left, b.right)) == 0
            count += beside and apart and drawn[i] != drawn[j]
            if count == _COLUMN_PAIRS:
                return count
    return count


def _top_down(items: Sequence[_Boxed]) -> list[_Boxed]:
    """Row by row; in a row from left to right. A table is a row of its own."""
    rows: list[list[_Boxed]] = []
    for item in sorted(items, key=lambda item: -item.box.middle[1]):
        if rows and _on_row(rows[-1][0], item):
            rows[-1].append(item)
        else:
            rows.append([item])
    return [item for row in rows for item in sorted(row, key=lambda item: item.box.left)]


def _on_row(first: Line | Table, item: Line | Table) -> bool:
    a, b = first.box, item.box
    both = isinstance(first, Line) and isinstance(item, Line)
    return both and overlap((a.bottom, a.top), (b.bottom, b.top)) > _SAME_ROW
