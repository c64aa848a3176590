"""What pdfplumber is asked for: the grids of ruled tables, and glyphs that PDFium drops.

pdfplumber is many times slower than PDFium and loses characters of its own. But where a Chinese
font is neither in the file nor on the machine, glyphs have no extent for PDFium, and it takes
lines of one character for nothing and lines that come again for copies of the first.
"""

import io
import logging
from collections.abc import Iterator
from typing import Any

from pipeline.reading.pdf_geometry import Box, PageFrame
from pipeline.reading.pdf_tables import Grid, grid_of
from pipeline.reading.pdf_text import BOLD_NAME, Glyph, shown_char

_OUTSIDE = 5.0
# A glyph is missing where the other reading has none within this distance, in ems.
_BESIDE = 0.5
_BUCKET = 8.0
_CID = "(cid:"


class Plumber:
    """One file in pdfplumber, opened at the first question.

    Which errors that parser raises on broken files is not defined, hence all of them are caught.
    """

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._pdf: Any = None

    def _page(self, number: int) -> Any:
        import pdfplumber

        if self._pdf is None:
            logging.getLogger("pdfminer").setLevel(logging.ERROR)
            self._pdf = pdfplumber.open(io.BytesIO(self._body))
        return self._pdf.pages[number - 1]

    def grids(self, number: int) -> list[Grid]:
        """The grids with two columns or more on page ``number`` (from 1), from top to bottom.

        Where the page cannot be read there are none: its text is read as lines, and is not lost.
        """
        try:
            page = self._page(number)
            found = [_grid(page, table.cells) for table in page.find_tables()]
        except Exception:
            return []
        return [grid for grid in found if grid is not None and grid.columns > 1]

    def glyphs(self, frame: PageFrame) -> list[Glyph]:
        """The visible characters in drawing order; none where the page cannot be read."""
        try:
            return list(_glyphs(self._page(frame.number), frame))
        except Exception:
            return []

    def forget(self, number: int) -> None:
        """Let go of what was kept of a page."""
        if self._pdf is not None:
            try:
                self._page(number).close()
            except Exception:
                self._pdf = None


def _glyphs(page: Any, frame: PageFrame) -> Iterator[Glyph]:
    lead = ""
    for char in page.chars:
        text = str(char["text"])
        if text.isspace():
            lead += text.strip("\r\n")
            continue
        unknown = not text or text.startswith(_CID)
        shown, faulty = shown_char("\0" if unknown else text)
        user = _user_box(page, char["x0"], char["top"], char["x1"], char["bottom"])
        yield Glyph(
            char=shown,
            lead=lead,
            user=user,
            box=frame.shown(user),
            size=max(float(char["size"]), 1.0),
            bold=bool(BOLD_NAME.search(str(char["fontname"]))),
            faulty=faulty,
        )
        lead = ""


def _grid(page: Any, boxes: list[tuple[float, float, float, float]]) -> Grid | None:
    """None for a grid that reaches beyond the page: a layout's frame, not a table."""
    upper, lower = page.bbox[1] - _OUTSIDE, page.bbox[3] + _OUTSIDE
    if any(top < upper or bottom > lower for _, top, _, bottom in boxes):
        return None
    return grid_of([(box, _user_box(page, *box)) for box in boxes])


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


def with_missing(own: list[Glyph], others: list[Glyph]) -> list[Glyph]:
    """One reading of a page, with those glyphs of another that stand where it has none.

    Each is put after the glyph that comes before it in the other reading.
    """
    places: dict[tuple[int, int], list[int]] = {}
    for index, glyph in enumerate(own):
        places.setdefault(_bucket(glyph), []).append(index)
    added: dict[int, list[Glyph]] = {}
    last = -1
    for other in others:
        near = _nearest(own, places, other)
        if near is None:
            added.setdefault(last, []).append(other)
        else:
            last = near
    result = added.get(-1, [])
    for index, glyph in enumerate(own):
        result += [glyph, *added.get(index, [])]
    return result


def _bucket(glyph: Glyph) -> tuple[int, int]:
    x, y = glyph.box.middle
    return int(x // _BUCKET), int(y // _BUCKET)


def _nearest(
    own: list[Glyph], places: dict[tuple[int, int], list[int]], other: Glyph
) -> int | None:
    """Index of the nearest glyph of ``own`` within half an em, or None."""
    (x, y), (column, row) = other.box.middle, _bucket(other)
    reach = _BESIDE * other.size
    steps = range(-int(reach // _BUCKET) - 1, int(reach // _BUCKET) + 2)
    found = [i for dx in steps for dy in steps for i in places.get((column + dx, row + dy), ())]
    near = [(_distance(own[i], x, y), i) for i in found]
    return min(((far, i) for far, i in near if far < reach), default=(0.0, None))[1]


def _distance(glyph: Glyph, x: float, y: float) -> float:
    return max(abs(glyph.box.middle[0] - x), abs(glyph.box.middle[1] - y))
