"""Ruled tables of PDF pages: the grid that pdfplumber finds in the rules, in user space.

pdfplumber is many times slower than PDFium and is asked only about pages whose rules could form a
table; it gives the cells' boxes, while their text comes from PDFium like all other text.
"""

import io
import logging
from dataclasses import dataclass
from typing import Any

from pipeline.reading.pdf_geometry import Box, union

# Four rules are the least that could be a table, drawn one by one or all as one path of twelve
# segments and more; a drawing or a map has far more than any table.
_FEWEST_PATHS, _FEWEST_SEGMENTS = 4, 12
_MOST_PATHS, _MOST_SEGMENTS = 3000, 30000
_OUTSIDE = 5.0


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
    return enough and len(segments) <= _MOST_PATHS and total <= _MOST_SEGMENTS


class GridFinder:
    """Finds the grids of a file's pages. Opens the file at the first page asked for."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._pdf: Any = None

    def on_page(self, number: int) -> list[Grid]:
        """The grids with two columns or more on page ``number`` (from 1), from top to bottom.

        A page that pdfplumber cannot read has none: its text is then read as lines, and is not
        lost. Which errors that parser raises on broken files is not defined, hence all of them.
        """
        import pdfplumber

        logging.getLogger("pdfminer").setLevel(logging.ERROR)
        try:
            if self._pdf is None:
                self._pdf = pdfplumber.open(io.BytesIO(self._body))
            page = self._pdf.pages[number - 1]
            found = [_grid(page, table.cells) for table in page.find_tables()]
            page.close()
        except Exception:
            return []
        return [grid for grid in found if grid is not None and grid.columns > 1]

    def close(self) -> None:
        """Let go of the file. Its own closing reads all pages again, and fails where they do."""
        self._pdf = None


def _grid(page: Any, boxes: list[tuple[float, float, float, float]]) -> Grid | None:
    """None for a grid that reaches beyond the page: a layout's frame, not a table."""
    upper, lower = page.bbox[1] - _OUTSIDE, page.bbox[3] + _OUTSIDE
    if any(top < upper or bottom > lower for _, top, _, bottom in boxes):
        return None
    lefts = sorted({box[0] for box in boxes})
    tops = sorted({box[1] for box in boxes})
    cells = [
        GridCell(
            row=tops.index(top),
            column=lefts.index(left),
            rows=sum(top <= other < bottom for other in tops),
            columns=sum(left <= other < right for other in lefts),
            box=_user_box(page, left, top, right, bottom),
        )
        for left, top, right, bottom in boxes
    ]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(tuple(cells), len(tops), len(lefts))


def _user_box(page: Any, left: float, top: float, right: float, bottom: float) -> Box:
    """pdfplumber counts from the shown page's media box, downwards: the way back from there."""
    area = Box(*(float(value) for value in page.page_obj.mediabox))
    shift_x, shift_y = page.mediabox[0], page.mediabox[1]
    x0, x1 = left - shift_x, right - shift_x
    y0, y1 = page.height + shift_y - bottom, page.height + shift_y - top
    if page.rotation == 90:
        return Box(area.right - y1, x0 + area.bottom, area.right - y0, x1 + area.bottom)
    if page.rotation == 180:
        return Box(area.right - x1, area.top - y1, area.right - x0, area.top - y0)
    if page.rotation == 270:
        return Box(y0 + area.left, area.top - x1, y1 + area.left, area.top - x0)
    return Box(x0 + area.left, y0 + area.bottom, x1 + area.left, y1 + area.bottom)
