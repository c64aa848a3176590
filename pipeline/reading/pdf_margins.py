"""Running headers, footers and page numbers of a PDF: told apart from the text between them.

They stand near the upper or lower edge and come again on other pages. The first of each is kept,
outside the body, because it often names the mission; repetitions and bare page numbers are noise.
"""

import re
from collections import defaultdict

from pipeline.reading.pdf_page import PageContent
from pipeline.reading.pdf_text import Line

# Shares of the page's height: for lines that come again, and for those that differ in figures.
_ZONE, _OUTER_ZONE = 0.12, 0.08
# A margin line of a single page is set off by this many ems.
_SET_OFF = 1.5
_PAGE_NUMBER = re.compile(
    r"[-—–~·.\s]*(?:第\s*[\d一二三四五六七八九十]{1,4}\s*页|Page\s*\d{1,4}|(?P<bare>\d{1,4}))"
    r"(?:\s*[,，/|]?\s*(?:共\s*\d{1,4}\s*页|of\s*\d{1,4}|\d{1,4}))?[-—–~·.\s]*",
    re.I,
)
_FIGURES = re.compile(r"\d+")


class Margins:
    """Takes the running lines out of pages; ``head`` and ``foot`` are those worth keeping."""

    def __init__(self, pages: list[PageContent], body_size: float) -> None:
        self.head: list[Line] = []
        self.foot: list[Line] = []
        self._body_size = body_size
        self._pages_of: dict[tuple[int, str], set[int]] = defaultdict(set)
        for page in pages:
            for line in page.lines:
                for key in _keys(page, line):
                    self._pages_of[key].add(line.page)
        known: set[tuple[int, str]] = set()
        for page in pages:
            page.items = [
                item
                for item in page.items
                if not (isinstance(item, Line) and self._takes(page, item, known))
            ]

    def _takes(self, page: PageContent, line: Line, known: set[tuple[int, str]]) -> bool:
        keys = _keys(page, line)
        if not keys:
            return False
        running = [key for key in keys if len(self._pages_of[key]) > 1]
        if _is_page_number(line, bool(running)):
            return True
        if not running and not (line.page == 1 and self._is_set_off(page, line)):
            return False
        if not known.intersection(running):
            (self.head if keys[0][0] > 0 else self.foot).append(line)
        known.update(running)
        return True

    def _is_set_off(self, page: PageContent, line: Line) -> bool:
        """Whether a line that comes once lies in the outer margin, small and by itself."""
        side = _side(page, line, _OUTER_ZONE)
        if not side or line.size > self._body_size:
            return False
        if side > 0:
            gaps = [line.box.bottom - item.box.top for item in page.items if item is not line]
        else:
            gaps = [item.box.bottom - line.box.top for item in page.items if item is not line]
        inward = [gap for gap in gaps if gap > -line.size / 2]
        return bool(inward) and min(inward) >= _SET_OFF * self._body_size


def _side(page: PageContent, line: Line, zone: float) -> int:
    """1 in the upper zone, -1 in the lower one, else 0."""
    share = line.box.middle[1] / page.frame.height
    return 1 if share > 1 - zone else -1 if share < zone else 0


def _keys(page: PageContent, line: Line) -> list[tuple[int, str]]:
    """What a line in the margin is recognised by: its text, farther out without its figures."""
    side = _side(page, line, _ZONE)
    if not side:
        return []
    text = "".join(line.text.split())
    keys = [(side, text)]
    if _side(page, line, _OUTER_ZONE):
        keys.append((side, "#" + _FIGURES.sub("#", text)))
    return keys


def _is_page_number(line: Line, running: bool) -> bool:
    """A bare figure must come again or be the page's own; ``— 1 —`` and ``第1页`` say it all."""
    found = _PAGE_NUMBER.fullmatch(line.text)
    if not found:
        return False
    bare = found["bare"]
    return running or bare is None or bare != line.text or int(bare) == line.page
