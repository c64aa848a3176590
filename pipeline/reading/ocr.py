"""Text of scanned PDF pages by rapidocr, as glyphs and grids like those of a text layer.

An extra (``kejichu[ocr]``) that is asked for with ``--ocr``: a page takes seconds where one with
a text layer takes milliseconds. The model's weights come in its package; nothing is fetched.
"""

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from typing import Any

from pipeline.bounds import bounds
from pipeline.reading.ocr_rules import ruled_grids
from pipeline.reading.pdf_geometry import Box, PageFrame
from pipeline.reading.pdf_tables import Grid
from pipeline.reading.pdf_text import Glyph

# Of 150, 200 and 300 dots an inch the one with the fewest wrong characters.
_DPI = 200
_POINTS = 72 / _DPI
# A text line's box is this much higher than its type.
_LEADING = 1.25
# The model drops white space between Chinese words; a gap of so many ems was some.
_GAP = 0.7
# One thread: workers share the cores, and the result must not depend on their number.
_PARAMS = {
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    "Global.log_level": "error",
}


class OcrMissing(Exception):
    """Reading scans was asked for and cannot be done; the message says what to do."""


def check_installed() -> None:
    """Raise OcrMissing where the extra is not installed."""
    if find_spec("rapidocr") is None or find_spec("onnxruntime") is None:
        raise OcrMissing("reading scans needs the extra ocr: pip install 'kejichu[ocr]'")


class ScanReader:
    """Reads the pages of one file that are images."""

    def __init__(self) -> None:
        self._pages = 0

    def read(self, page: Any, frame: PageFrame) -> tuple[list[Glyph], list[Grid]]:
        """Glyphs and ruled tables of a pypdfium2 page; nothing after the bound of scanned pages."""
        if self._pages >= bounds().scanned_pages.most:
            return [], []
        self._pages += 1
        image = page.render(scale=1 / _POINTS).to_numpy()
        found = _engine()(image, return_word_box=True, return_single_char_box=True)
        if not found.txts:
            return [], []
        glyphs = [glyph for line in _rows(found) for glyph in _glyphs(*line, frame)]
        return glyphs, ruled_grids(image, lambda box: _user_box(box, frame))


@cache
def _engine() -> Any:
    """The models, loaded once a process."""
    check_installed()
    from rapidocr import RapidOCR

    return RapidOCR(params=_PARAMS)


_Pixels = tuple[float, float, float, float]
_Written = tuple[str, list[_Pixels], _Pixels]


def _rows(found: Any) -> list[_Written]:
    """The lines found, in rows from top to bottom, each row from left to right."""
    lines = [
        (str(text), [_around(box) for _, _, box in words or ()], _around(box))
        for text, words, box in zip(found.txts, found.word_results, found.boxes, strict=True)
    ]
    lines.sort(key=lambda line: line[2][1] + line[2][3])
    rows: list[list[_Written]] = []
    for line in lines:
        middle = (line[2][1] + line[2][3]) / 2
        if rows and rows[-1][0][2][1] <= middle <= rows[-1][0][2][3]:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line[2][0])]


def _around(corners: Any) -> _Pixels:
    """The upright box (left, top, right, bottom in pixels) around four corners."""
    xs, ys = [float(x) for x, _ in corners], [float(y) for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _glyphs(text: str, boxes: list[_Pixels], line: _Pixels, frame: PageFrame) -> Iterator[Glyph]:
    shown = [char for char in text if not char.isspace()]
    if len(boxes) != len(shown):
        boxes = _evenly(shown, line)
    size = max((line[3] - line[1]) * _POINTS / _LEADING, 1.0)
    last = line[2]
    for char, lead, (left, _, right, _) in zip(shown, _leads(text), boxes, strict=True):
        user = _user_box((left, line[1], right, line[3]), frame)
        apart = (left - last) * _POINTS > _GAP * size
        seen = lead or (" " if apart else "")
        yield Glyph(char, seen, user, frame.shown(user), size, bold=False, faulty=False)
        last = right


def _leads(text: str) -> Iterator[str]:
    """White space before each visible character."""
    lead = ""
    for char in text:
        if char.isspace():
            lead += char
        else:
            yield lead
            lead = ""


def _evenly(shown: list[str], line: _Pixels) -> list[_Pixels]:
    """Boxes for characters whose places were not found: a Han character is two letters wide."""
    widths = [1.0 if char.isascii() else 2.0 for char in shown]
    unit, left = (line[2] - line[0]) / max(sum(widths), 1.0), line[0]
    boxes = []
    for width in widths:
        boxes.append((left, line[1], left + unit * width, line[3]))
        left += unit * width
    return boxes


def _user_box(box: _Pixels, frame: PageFrame) -> Box:
    """A box in pixels of the page shown, downwards, as points of user space."""
    left, top, right, bottom = (value * _POINTS for value in box)
    return frame.user(Box(left, frame.height - bottom, right, frame.height - top)).rounded()
