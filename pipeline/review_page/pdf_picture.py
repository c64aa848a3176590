"""Pages of a PDF as pictures, with boxes over the evidence's words.

They are drawn in a process of their own: a file may end or hold up the one that draws it, and one
that has read PDF draws without the machine's fonts (pipeline.reading.pdfium).
"""

from base64 import b64encode
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from io import BytesIO
from multiprocessing import get_context

import pypdfium2

from models.document import Origin
from pipeline.bounds import bounds
from pipeline.reading.pdf_geometry import Box, PageFrame
from pipeline.runs.process_limits import ended_after, limit_process

# Pixels of the longer side, so that small type can be read and a poster fits into memory.
_LONGER = 1_600
_MOST_PAGES = 8


class Undrawn(ValueError):
    """A PDF that cannot be drawn within the bounds of a page."""


def pictures(body: bytes, evidence: Sequence[Origin]) -> str:
    """The pages with evidence, else the first one, as SVG: picture and boxes in points.

    Raises Undrawn.
    """
    spawn = get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=limit_process) as pool:
        try:
            return pool.submit(_pictures, body, evidence).result()
        except (BrokenProcessPool, pypdfium2.PdfiumError) as error:
            raise Undrawn("the file cannot be drawn") from error


def _pictures(body: bytes, evidence: Sequence[Origin]) -> str:
    with ended_after(bounds().page_seconds.most):
        return _pages(body, evidence)


def _pages(body: bytes, evidence: Sequence[Origin]) -> str:
    boxes: dict[int, list[Box]] = {}
    for one in evidence:
        if one.page is not None:
            boxes.setdefault(one.page, []).extend([Box(*one.box)] if one.box else [])
    file = pypdfium2.PdfDocument(body)
    try:
        pages = [number for number in sorted(boxes or {1: []}) if number <= len(file)]
        return "".join(_picture(file, n, boxes.get(n, [])) for n in pages[:_MOST_PAGES])
    finally:
        file.close()


def _picture(file: pypdfium2.PdfDocument, number: int, boxes: Sequence[Box]) -> str:
    page = file[number - 1]
    frame = PageFrame(number, Box(*page.get_bbox()), page.get_rotation() % 360)
    image = page.render(scale=_LONGER / max(frame.width, frame.height)).to_pil()
    held = BytesIO()
    image.save(held, "PNG")
    data = b64encode(held.getvalue()).decode("ascii")
    drawn = "".join(_drawn(frame, box) for box in boxes)
    return (
        f'<svg viewBox="0 0 {frame.width:.2f} {frame.height:.2f}" role="img" '
        f'aria-label="page {number}"><image width="{frame.width:.2f}" height="{frame.height:.2f}" '
        f'href="data:image/png;base64,{data}"/>{drawn}</svg>'
    )


def _drawn(frame: PageFrame, box: Box) -> str:
    shown = frame.shown(box)
    return (
        f'<rect x="{shown.left:.2f}" y="{frame.height - shown.top:.2f}" '
        f'width="{shown.width:.2f}" height="{shown.height:.2f}"/>'
    )
