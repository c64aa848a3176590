"""Glyphs of a PDF page through PDFium, and the text lines that they form.

PDFium's own line ends are not used: it runs a line that ends with a hyphen into the next one and
sets a raised figure on a line of its own. Lines are formed by geometry instead, in the order in
which the file draws the text.
"""

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pipeline.bounds import bounds
from pipeline.reading.pdf_geometry import Box, PageFrame, union

REPLACEMENT = "\ufffd"
_FORMAT = "\u200b\u200c\u200d\u200e\u200f\ufeff\xad"
# PDFium's sign for a hyphen at the end of a line.
_HYPHENS = (0x02, 0xFFFE)
BOLD_NAME = re.compile(r"bold|heavy|black|simhei|stheiti", re.I)
_BOLD_WEIGHT = 600
# A wider gap, in ems, separates columns; justified text and spread labels stay below it.
_COLUMN_GAP, _LABEL_GAP = 2.5, 5.0
# A narrower gap, in ems, is none between words.
_WORD_GAP, _NO_GAP = 0.2, 0.1
_LAST_NARROW = "\u2e7f"
# Centres that differ less, in ems, are on one line: a raised figure is, the next line is not.
_ON_LINE = 0.5
_OVERLAP = -0.7
_FORM_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character. ``lead`` is the white space drawn before it, ``size`` is in points.

    ``user`` is its box in user space, ``box`` the same as shown; ``faulty`` marks a character
    whose code has no meaning in the file.
    """

    char: str
    lead: str
    user: Box
    box: Box
    size: float
    bold: bool
    faulty: bool


@dataclass(slots=True)
class Line:
    """A line of text, or a column's part of it.

    ``row_mate`` tells that it stands right of the line before it, ``space_after`` that white space
    was drawn after it.
    """

    page: int
    text: str
    user: Box
    box: Box
    size: float
    bold: bool
    row_mate: bool = False
    space_after: bool = False


@dataclass(slots=True)
class PageParts:
    """What else than its text a page draws: images, the numbers of segments of its paths.

    ``objects`` counts all that it draws, texts included.
    ``lacks_fonts`` tells that text is set in a font that is not in the file.
    """

    images: int = 0
    objects: int = 0
    paths: list[int] = field(default_factory=list)
    lacks_fonts: bool = False


def page_parts(page: Any) -> PageParts:
    """The parts of a pypdfium2 page, also inside forms. Raises Unreadable for too many."""
    from pypdfium2 import raw

    parts = PageParts()
    for number, found in enumerate(page.get_objects(max_depth=_FORM_DEPTH), 1):
        bounds().pdf_objects.check(number)
        parts.objects = number
        if found.type == raw.FPDF_PAGEOBJ_IMAGE:
            parts.images += 1
        elif found.type == raw.FPDF_PAGEOBJ_PATH:
            parts.paths.append(raw.FPDFPath_CountSegments(found.raw))
        elif found.type == raw.FPDF_PAGEOBJ_TEXT and not parts.lacks_fonts:
            font = raw.FPDFTextObj_GetFont(found.raw)
            parts.lacks_fonts = raw.FPDFFont_GetIsEmbedded(font) != 1
    return parts


def glyphs_of(page: Any, frame: PageFrame) -> list[Glyph]:
    """The page's characters in drawing order, white space included (see ``visible``).

    ``page`` is a pypdfium2 page. Raises Unreadable for too many.
    """
    text_page = page.get_textpage()
    try:
        bounds().page_characters.check(text_page.count_chars())
        return list(_glyphs(text_page, frame))
    finally:
        text_page.close()


def visible(glyphs: list[Glyph]) -> list[Glyph]:
    """Without white space, which the next glyph has as its lead."""
    return [glyph for glyph in glyphs if not glyph.char.isspace()]


def _glyphs(text_page: Any, frame: PageFrame) -> Iterator[Glyph]:
    from pypdfium2 import raw

    rect, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    lead, high = "", 0
    for index in range(text_page.count_chars()):
        code = raw.FPDFText_GetUnicode(text_page, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if high and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        char = "-" if code in _HYPHENS else chr(code)
        if char in "\r\n":
            continue
        raw.FPDFText_GetLooseCharBox(text_page, index, rect)
        raw.FPDFText_GetMatrix(text_page, index, matrix)
        user = Box(rect.left, rect.bottom, rect.right, rect.top)
        stretch = (matrix.c**2 + matrix.d**2) ** 0.5
        size = raw.FPDFText_GetFontSize(text_page, index) * stretch
        shown, faulty = shown_char(char)
        yield Glyph(
            char=shown,
            lead=lead,
            user=user,
            box=frame.shown(user),
            size=size if size > 0.5 else max(user.height, 1.0),
            bold=_is_bold(raw, text_page, index),
            faulty=faulty or raw.FPDFText_HasUnicodeMapError(text_page, index) == 1,
        )
        lead = lead + char if char.isspace() else ""


def shown_char(char: str) -> tuple[str, bool]:
    """The character as a document may hold it, and whether it means nothing.

    Control characters and codes without a character become U+FFFD; private ones stay.
    """
    if char.isprintable() or char.isspace() or char in _FORMAT:
        return char, False
    private = "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000"
    return (char if private else REPLACEMENT), True


def _is_bold(raw: Any, text_page: Any, index: int) -> bool:
    if raw.FPDFText_GetFontWeight(text_page, index) >= _BOLD_WEIGHT:
        return True
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text_page, index, name, len(name), flags)
    return bool(BOLD_NAME.search(name.value.decode("latin-1")))


def lines_of(glyphs: list[Glyph], page: int) -> list[Line]:
    """The lines that glyphs form, in the glyphs' order."""
    lines: list[Line] = []
    row: list[Glyph] = []
    mate = False
    for glyph in glyphs:
        if row and not _continues(row, glyph):
            lines.append(_line(row, page, mate, bool(glyph.lead)))
            mate = _beside(row[-1], glyph) and glyph.box.left >= row[-1].box.right
            row = []
        row.append(glyph)
    if row:
        lines.append(_line(row, page, mate, False))
    return lines


def _beside(last: Glyph, glyph: Glyph) -> bool:
    distance = abs(last.box.middle[1] - glyph.box.middle[1])
    return distance < _ON_LINE * max(last.size, glyph.size)


def _continues(row: list[Glyph], glyph: Glyph) -> bool:
    """Whether the glyph goes on with the row: same height, not far right, not back left.

    A label of two Chinese characters is spread to the width of its neighbours, so that one
    character alone may stand farther from the next.
    """
    last, size = row[-1], max(row[-1].size, glyph.size)
    gap = (glyph.box.left - last.box.right) / size
    spread = len(row) == 1 and "\u4e00" <= last.char <= "\u9fff"
    return _beside(last, glyph) and _OVERLAP < gap < (_LABEL_GAP if spread else _COLUMN_GAP)


def _line(row: list[Glyph], page: int, mate: bool, space_after: bool) -> Line:
    parts = [row[0].char]
    for last, glyph in pairwise(row):
        parts += [_between(last, glyph), glyph.char]
    sizes = Counter(round(2 * glyph.size) / 2 for glyph in row)
    return Line(
        page=page,
        text=re.sub(r"[ \t\xa0]+", " ", "".join(parts)),
        user=union(glyph.user for glyph in row).rounded(),
        box=union(glyph.box for glyph in row),
        size=max(sizes, key=lambda size: (sizes[size], size)),
        bold=all(glyph.bold for glyph in row),
        row_mate=mate,
        space_after=space_after,
    )


def _between(last: Glyph, glyph: Glyph) -> str:
    """White space between two glyphs of a line, as a reader sees it.

    Some files draw a space after every Chinese character and the next one over it.
    """
    gap = (glyph.box.left - last.box.right) / glyph.size
    if glyph.lead:
        unseen = gap < _NO_GAP and min(last.char, glyph.char) > _LAST_NARROW
        return "" if unseen else glyph.lead
    apart = gap > _WORD_GAP and glyph.char.isascii() and last.char.isascii()
    return " " if apart else ""
