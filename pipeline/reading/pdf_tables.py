"""Ruled tables of PDF pages as grids of cells, in user space, and which pages may have one."""

from dataclasses import dataclass

from pipeline.bounds import bounds
from pipeline.reading.pdf_geometry import Box, union

# Four rules are the least that could be a table, drawn one by one or all as one path of twelve
# segments and more; a drawing or a map has far more than any table.
_FEWEST_PATHS, _FEWEST_SEGMENTS = 4, 12


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell's place in its grid, from 0, how much it spans, and its box in user space."""

    row: int
    column: int
    rows: int
    columns: int
    box: Box


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells in reading order and the number of its rows and columns."""

    cells: tuple[GridCell, ...]
    rows: int
    columns: int

    @property
    def box(self) -> Box:
        """The box around all cells, in user space."""
        return union(cell.box for cell in self.cells)


def may_be_ruled(segments: list[int]) -> bool:
    """Whether a page's paths, given by their numbers of segments, could hold a table's rules."""
    total = sum(segments)
    enough = len(segments) >= _FEWEST_PATHS or total >= _FEWEST_SEGMENTS
    most = bounds()
    few = not (most.ruled_paths.exceeded(len(segments)) or most.ruled_segments.exceeded(total))
    return enough and few


def grid_of(spots: list[tuple[tuple[float, float, float, float], Box]]) -> Grid:
    """The grid of cells, given as (left, top, right, bottom) counted downwards, and user boxes."""
    lefts = sorted({left for (left, _, _, _), _ in spots})
    tops = sorted({top for (_, top, _, _), _ in spots})
    cells = [
        GridCell(
            row=tops.index(top),
            column=lefts.index(left),
            rows=sum(top <= other < bottom for other in tops),
            columns=sum(left <= other < right for other in lefts),
            box=box,
        )
        for (left, top, right, bottom), box in spots
    ]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(tuple(cells), len(tops), len(lefts))
