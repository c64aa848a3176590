"""Pages of a PDF as pictures, with boxes over the evidence's words."""

from base64 import b64encode
from collections.abc import Sequence
from io import BytesIO

import pypdfium2

from models.document import Origin
from pipeline.reading.pdf_geometry import Box, PageFrame

# Pixels of the longer side, so that small type can be read and a poster fits into memory.
_LONGER = 1_600
_MOST_PAGES = 8


def pictures(body: bytes, evidence: Sequence[Origin]) -> str:
    """The pages with evidence, else the first one, as SVG: picture and boxes in points.

    Raises PdfiumError where the file cannot be read.
    """
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
