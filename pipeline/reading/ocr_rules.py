"""Ruled tables of a scanned page: long straight strokes, and the cells that they enclose."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pipeline.reading.pdf_geometry import Box
from pipeline.reading.pdf_tables import Grid, grid_of

_Pixels = tuple[float, float, float, float]
# Shares of the page's width: a shorter stroke is part of a character, a nearer one the same rule.
_SHORTEST, _SAME = 0.03, 0.008
# A stroke thicker than this share of the width is a bar or a picture.
_THICKEST = 0.01


def ruled_grids(image: Any, user_box: Callable[[_Pixels], Box]) -> list[Grid]:
    """The grids with two columns or more of a page image (rows, columns, 3 bytes each).

    ``user_box`` turns (left, top, right, bottom) in pixels into a box in user space.
    """
    from pdfplumber.table import (
        cells_to_tables,
        edges_to_intersections,
        intersections_to_cells,
        merge_edges,
    )

    width = image.shape[1]
    same = width * _SAME
    edges = merge_edges(list(_edges(image)), same, same, same, same)
    crossings = edges_to_intersections(edges, same, same)
    tables = cells_to_tables(intersections_to_cells(crossings))
    grids = [grid_of([(cell, user_box(cell)) for cell in cells]) for cells in tables]
    return [grid for grid in grids if grid.columns > 1]


def _edges(image: Any) -> Iterator[dict[str, Any]]:
    """Long strokes as pdfplumber's edges, in pixels."""
    import cv2

    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) if image.ndim == 3 else image
    ink = cv2.adaptiveThreshold(
        cv2.bitwise_not(grey), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 15, -10
    )
    width, widening = image.shape[1], cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))
    shortest, thickest = max(int(width * _SHORTEST), 10), width * _THICKEST
    for orientation, size in (("h", (shortest, 1)), ("v", (1, shortest))):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
        # Slightly skewed rules break into steps, which the widening joins.
        strokes = cv2.dilate(cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel), widening, iterations=2)
        contours, _ = cv2.findContours(strokes, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        for contour in contours:
            yield from _edge(orientation, cv2.boundingRect(contour), thickest)


def _edge(orientation: str, rect: Sequence[int], thickest: float) -> Iterator[dict[str, Any]]:
    left, top, width, height = rect
    if min(width, height) > thickest + abs(max(width, height)) * 0.01:
        return
    if orientation == "h":
        middle = top + height / 2
        x0, x1, y0, y1 = float(left), float(left + width), middle, middle
    else:
        middle = left + width / 2
        x0, x1, y0, y1 = middle, middle, float(top), float(top + height)
    yield {
        "orientation": orientation,
        "x0": x0,
        "x1": x1,
        "top": y0,
        "bottom": y1,
        "width": x1 - x0,
        "height": y1 - y0,
        "object_type": "line",
    }
