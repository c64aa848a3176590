"""Readings of pages whose items bear no number, heading or label of their own.

Items may begin with a record number, with a title that runs on, may each end with their own
contact, or with the same short line.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.folding import compact, fold
from extractors.items import Item, by_language, cut, heading_of
from extractors.sections import is_label, names_technology
from extractors.tagged import TaggedDocument
from models.document import Block
from models.span import Span

# A description is so long; a title that runs on, and a line of its own, no longer.
_DESCRIPTION, _TITLE, _LINE = 60, 24, 60
# What stands before a contact in a description.
_BEFORE = 40
_RECORD = re.compile(
    r"(?:编号|ref\.?|record|no\.?)\s?[:：]?\s?(?:ref\.?\s?)?[a-z]{0,8}[-–—/ ]?\d+(?:[-–—/]\d+)*\s*$"
)
_RUN_IN = re.compile(
    r"^[\s◆●■▲★※•·\-]*(?:(?P<title>[^，,。；;：:—–\n　]{4,24}?)(?:[。：:　]|\s*[—–]{1,2}|\s*-\s)"
    r"|(?P<stopped>[A-Z][a-z]+(?:[ -][a-z]+){1,4})\. (?=[A-Z]))"
)
_CONTACT = re.compile(
    r"[\w.%+-]+\s?@\s?[\w-]+\.|\+\d[\d\s-]{7,}|\d{3,4}[- ]\d{4}|00\d{2}[-\d ]{7,}"
)
_SENTENCE_END = re.compile(r"[。！？!?.；;]")


def record_lines(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """Items that each begin with a line that ends in a record number (项目编号 SG-2006-01)."""
    starts = [
        index
        for index, block in enumerate(body[:-1])
        if block.table is None and _RECORD.search(fold(page.quote(block.span)).strip())
    ]
    if len(starts) < 2 or any(b - a < 2 for a, b in pairwise([*starts, len(body)])):
        return []
    return [
        Item(item.blocks, heading_of(page, body[item.blocks[1]]))
        for item in cut(page, body, starts)
    ]


def run_in_titles(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """Paragraphs that each begin with a title that names a technology and runs on."""
    starts: list[int] = []
    titles: list[Span] = []
    for index, block in enumerate(body):
        found = _RUN_IN.match(page.quote(block.span))
        if block.table is not None or len(block.span) < _DESCRIPTION or found is None:
            continue
        start, end = found.span("stopped" if found["stopped"] else "title")
        title = Span(start=block.start + start, end=block.start + end)
        if not is_label(page.quote(title)):
            starts.append(index)
            titles.append(title)
    naming = sum(names_technology(page.quote(title)) for title in titles)
    # A title that ends with a full stop is a word or two: what follows may tell of what kind it is.
    stopped = all(page.text[title.end : title.end + 2] == ". " for title in titles)
    if len(starts) < 2 or (3 if stopped else 2) * naming < len(starts):
        return []
    own = dict(zip(starts, titles, strict=True))
    return [Item(i.blocks, own[i.blocks[0]]) for i in by_language(page, body, starts)]


def with_own_contacts(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """Paragraphs that each describe a technology and end with a contact of their own."""
    starts: list[int] = []
    seen: set[str] = set()
    for index, block in enumerate(body):
        text = page.quote(block.span)
        contact = _CONTACT.search(text)
        if block.table is not None or contact is None:
            continue
        if contact.start() < _BEFORE or contact[0] in seen:
            continue
        seen.add(contact[0])
        starts.append(index)
    naming = sum(names_technology(page.quote(body[i].span)) for i in starts)
    if len(starts) < 2 or 2 * naming < len(starts) or any(b - a > 3 for a, b in pairwise(starts)):
        return []
    return [
        Item(tuple(range(start, end)), heading_of(page, body[start]))
        for start, end in zip(starts, [*starts[1:], starts[-1] + 1], strict=True)
    ]


def between_equal_lines(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """Cards that each end with the same short line (查看详情, * * *)."""
    places: dict[str, list[int]] = {}
    for index, block in enumerate(body):
        if len(block.span) <= _TITLE and block.table is None and not block.pairs:
            places.setdefault(page.quote(block.span).strip(), []).append(index)
    ends = max((found for found in places.values()), key=len, default=[])
    if len(ends) < 2 or any(b - a < 3 for a, b in pairwise([-1, *ends])):
        return []
    items = []
    for start, end in pairwise([-1, *ends]):
        blocks = tuple(range(start + 1, end))
        items.append(Item(blocks, _title_of(page, body, blocks)))
    return items


def _title_of(page: TaggedDocument, body: Sequence[Block], blocks: tuple[int, ...]) -> Span:
    """The last short line before the first long one."""
    title = blocks[0]
    for index in blocks:
        text = page.quote(body[index].span)
        if len(text) > _LINE or _SENTENCE_END.search(text):
            break
        if compact(text):
            title = index
    return heading_of(page, body[title])
