"""The head of a PDF's first page: its title and date lines, found by size, place and form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.labels import label_id
from models.document import BlockKind, Region
from pipeline.reading.draft import DraftBlock
from pipeline.reading.pdf_text import Line
from pipeline.reading.pdf_wrap import LIST_MARK, starts_label

# A heading's size is at least this many times the body's.
LARGE = 1.12
_TITLE_LENGTH, _DATE_LENGTH, _SENTENCE_LENGTH = 80, 60, 60
# How many paragraphs from the start a title may be, from the title or the end a date line.
_TITLE_WITHIN, _DATE_WITHIN = 6, 3
_CENTRED = 0.02
_SENTENCE = re.compile(r"[。；;，]|[.!?！？]$")
_ANNEX = re.compile(r"附\s*[件表录]\s*[\d一二三四五六七八九十]*\s*[:：]?")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE = re.compile(
    r"(?:19|20)\d{2}\s*[-年./]\s*\d{1,2}(?:\s*[-月./]\s*\d{1,2}\s*日?|\s*月)?"
    r"|[〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}日)?"
    rf"|\d{{1,2}}\s+{_MONTH}\s+(?:19|20)\d{{2}}|{_MONTH}\s+(?:\d{{1,2}},?\s+)?(?:19|20)\d{{2}}"
)
_DATE_LABEL = re.compile(r"(?:日期|时间|date|published|posted|on)$", re.I)
_PERIOD = re.compile(r"[\d年月日]\s*[-–—~～至到]\s*(?:(?:19|20)\d{2}\s*[-年./]|至?今)")
# Besides its date, a date line names at most who signs.
_BESIDE_DATE = 24


@dataclass(slots=True)
class Stretch:
    """A paragraph's lines and the block that they have become."""

    lines: list[Line]
    block: DraftBlock

    @property
    def text(self) -> str:
        """The block's characters."""
        return str(self.block.text)

    @property
    def size(self) -> float:
        """The size of its first line, in points."""
        return self.lines[0].size


def mark_head(
    everything: Sequence[Stretch | list[DraftBlock]], body_size: float, width: float
) -> None:
    """Set kind and region of the title, what stands before it, and the date lines.

    ``everything`` are paragraphs and tables in reading order, ``width`` is that of the page.
    """
    leading = _leading(everything)
    title = _title_of(leading, body_size, width)
    at = leading.index(title) + 1 if title is not None else 0
    for stretch in leading[:at]:
        stretch.block.region = Region.HEAD
    if title is not None:
        title.block.kind, title.block.level = BlockKind.PAGE_TITLE, None
    _mark_dates(leading, title, at)
    stretches = [stretch for stretch in everything if isinstance(stretch, Stretch)]
    for stretch in stretches[-_DATE_WITHIN:]:
        if stretch.block.region == Region.BODY and is_date_line(stretch.text):
            stretch.block.kind, stretch.block.level = BlockKind.DATE_LINE, None


def _leading(everything: Sequence[Stretch | list[DraftBlock]]) -> list[Stretch]:
    """The paragraphs of page 1 before its first table."""
    leading = []
    for stretch in everything:
        if not isinstance(stretch, Stretch) or stretch.lines[0].page > 1:
            break
        leading.append(stretch)
    return leading


def _title_of(stretches: list[Stretch], body_size: float, width: float) -> Stretch | None:
    """The first of the largest among the first paragraphs, else a first short one set apart."""
    candidates = [
        stretch
        for stretch in stretches[:_TITLE_WITHIN]
        if not _ANNEX.fullmatch(stretch.text) and not is_date_line(stretch.text)
    ]
    large = [stretch for stretch in candidates if stretch.size > LARGE * body_size]
    if large:
        return max(large, key=lambda stretch: stretch.size)
    first = candidates[0] if candidates else None
    if first is None or not 1 < len(first.text) <= _TITLE_LENGTH or _SENTENCE.search(first.text):
        return None
    if starts_label(first.text) or LIST_MARK.match(first.text):
        return None
    return first if first.block.bold_prefix or _is_centred(first, width) else None


def _is_centred(stretch: Stretch, width: float) -> bool:
    apart = abs(stretch.lines[0].box.middle[0] - width / 2)
    return apart < _CENTRED * width


def _mark_dates(leading: list[Stretch], title: Stretch | None, at: int) -> None:
    """Date lines before the first sentence or label that follows the title."""
    for number, stretch in enumerate(leading[: at + _DATE_WITHIN]):
        if stretch is title:
            continue
        if is_date_line(stretch.text):
            for passed in leading[at : number + 1]:
                passed.block.region = Region.HEAD
            stretch.block.kind, stretch.block.level = BlockKind.DATE_LINE, None
            stretch.block.region = Region.HEAD
        elif number >= at and (len(stretch.text) > _SENTENCE_LENGTH or starts_label(stretch.text)):
            break


def is_date_line(text: str) -> bool:
    """A date with no more than a name, a place or brackets beside it; a period is none."""
    dates = list(_DATE.finditer(text))
    if len(text) > _DATE_LENGTH or not dates or "。" in text:
        return False
    if _PERIOD.search(text):
        return False
    before = text[: dates[0].start()].rstrip(" :：")
    if re.search(r"[:：]\s*$", text[: dates[0].start()]) and not _DATE_LABEL.search(before):
        return False
    if label_id(before) not in (None, "publication_date"):
        return False
    return sum(char.isalnum() for char in _DATE.sub("", text)) <= _BESIDE_DATE
