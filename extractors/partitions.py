"""The ways in which a page sets several things apart: rows, columns, numbers, headings, labels.

Each reading gives a partition of the body: items with their blocks, or none.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.folding import fold
from extractors.labels import UNMAPPED, label_id
from extractors.language import language_of
from extractors.numbering import list_number
from extractors.places import country_of
from extractors.sections import are_sections, is_label
from extractors.tagged import TaggedDocument
from models.document import Block, BlockKind
from models.span import Span

_HEADING = 70
# A transposed table of projects has at least so many rows.
_ROWS = 3
# Labels that open a project wherever they are repeated.
_OPENERS = ("title", "record_number", "foreign_party", "foreign_party_zh", "technology_requirement")
# A section so headed lists the projects themselves.
_THINGS = re.compile(
    r"项目|技术清单|需求|成果|名单|列表|清单|榜单|project|opportunit|offer|list|demand"
)
# A paragraph about a thing of its own begins with its owner: a name with its foreign form.
_OWNER = re.compile(r"[\u3400-\u9fff·]{2,40}\s?[(（][^()（）]*[A-Za-zÀ-žА-я]{3}[^()（）]*[)）]")
_OWNER_WITHIN = 40
_PARAGRAPH = 80
_SEVERAL = re.compile(
    r"[两二三四五六七八几多]\s?[项家个则条种所]|若干|一批|汇总|摘编|选登|以下|several|two|three|four|five|following"
)


@dataclass(frozen=True, slots=True)
class Item:
    """One listed thing: its blocks (indexes into the body) and the heading's span."""

    blocks: tuple[int, ...]
    heading: Span


def partitions(page: TaggedDocument, body: Sequence[Block]) -> Iterator[list[Item]]:
    """All readings of the body, the surest first; an empty list where a reading finds nothing."""
    yield _table_rows(page, body)
    yield _table_columns(page, body)
    yield from _numbered(page, body)
    yield from _headed(page, body)
    yield _repeated_labels(page, body)
    yield _owned_paragraphs(page, body)


def _table_rows(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """A table whose header names a project's fields: one item a row."""
    rows: dict[tuple[int, int], list[int]] = {}
    for index, block in enumerate(body):
        if block.table is not None and block.row is not None:
            for row in range(block.row, block.row + block.rows):
                rows.setdefault((block.table, row), []).append(index)
    items = []
    for cells in rows.values():
        pairs = [(i, p) for i in cells for p in body[i].pairs]
        under_header = [
            (i, p)
            for i, p in pairs
            if not body[i].span.holds(p.label)
            and not any(body[j].span.holds(p.label) for j in cells)
        ]
        known = {p.label_id for _, p in under_header} - {UNMAPPED, "column_number"}
        if len(known) < 2:
            continue
        titles = [
            p.value for _, p in under_header if p.label_id in ("title", "technology_requirement")
        ]
        parties = [p.value for _, p in under_header if p.label_id.startswith("foreign_party")]
        heading = next(iter([*titles, *parties]), None)
        if heading is None:
            longest = [body[i].span for i in cells if len(body[i].span) >= 4]
            heading = longest[0] if longest else body[cells[0]].span
        items.append(Item(tuple(cells), heading))
    return items


def _table_columns(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """A transposed table, labels down its first column: one item a column."""
    columns: dict[tuple[int, int], list[int]] = {}
    for index, block in enumerate(body):
        labels = [p.label for p in block.pairs]
        beside = [
            other
            for other in body
            if other.table == block.table and other.row == block.row and other.column == 0
        ]
        if (
            block.table is not None
            and block.column
            and any(head.span.holds(label) for head in beside for label in labels)
        ):
            columns.setdefault((block.table, block.column), []).append(index)
    if len(columns) < 2 or any(len(cells) < _ROWS for cells in columns.values()):
        return []
    if max(column for _, column in columns) < 2:
        return []
    items = []
    for cells in columns.values():
        titles = [p.value for i in cells for p in body[i].pairs if p.label_id == "title"]
        items.append(Item(tuple(cells), titles[0] if titles else body[cells[0]].span))
    return items


def _numbered(page: TaggedDocument, body: Sequence[Block]) -> Iterator[list[Item]]:
    """Lines numbered 1, 2, 3 … in one style, for each style in the order of appearance."""
    runs: dict[str, list[list[int]]] = {}
    for index, block in enumerate(body):
        number = None if block.table is not None else list_number(page.quote(block.span))
        if number is None:
            continue
        style = runs.setdefault(number.style, [])
        if number.value == 1:
            style.append([index])
        elif style and number.value == len(style[-1]) + 1:
            style[-1].append(index)
    yield _nested(page, body, runs)
    sections: list[int] = []
    for style_runs in sorted(runs.values(), key=lambda r: r[0][0] if r else len(body)):
        whole = [run for run in style_runs if len(run) >= 2]
        if not whole:
            continue
        starts = whole[0]
        if are_sections(page, [body[i] for i in starts]):
            sections = sections or starts
            continue
        if sections and not _is_list_of_things(page, body, sections, starts):
            continue
        items = _cut(page, body, starts, until=whole[1][0] if len(whole) > 1 else None)
        if len(whole) == 2 and _translated(page, body, whole[0], whole[1]):
            other = _cut(page, body, whole[1])
            items = [
                Item(a.blocks + b.blocks, a.heading) for a, b in zip(items, other, strict=True)
            ]
        elif len(whole) > 1:
            items = _cut(page, body, starts)
        yield items


def _nested(
    page: TaggedDocument, body: Sequence[Block], runs: dict[str, list[list[int]]]
) -> list[Item]:
    """Lists under headings of groups (一、欧洲: 1. 2.; 二、亚洲: 1. 2.), taken together."""
    for groups in (run for style in runs.values() for run in style if len(run) >= 2):
        for style_runs in runs.values():
            firsts = [run[0] for run in style_runs]
            if len(firsts) < 2 or any(first - 1 not in groups for first in firsts):
                continue
            starts = [index for run in style_runs for index in run]
            if are_sections(page, [body[i] for i in starts]):
                continue
            bounds = sorted({*starts, *groups, len(body)})
            return [
                Item(
                    tuple(range(start, bounds[bounds.index(start) + 1])),
                    _heading(page, body[start]),
                )
                for start in starts
            ]
    return []


def _is_list_of_things(
    page: TaggedDocument, body: Sequence[Block], sections: Sequence[int], starts: Sequence[int]
) -> bool:
    """Whether a run inside a text of sections is the section that lists the projects."""
    above = [i for i in sections if i < starts[0]]
    if not above:
        return True
    heading = fold(page.quote(body[above[-1]].span))[:_HEADING]
    return bool(_THINGS.search(heading))


def _translated(
    page: TaggedDocument, body: Sequence[Block], one: Sequence[int], two: Sequence[int]
) -> bool:
    """Whether two numbered runs say the same in two languages."""
    first = language_of(" ".join(page.quote(body[i].span) for i in one))
    second = language_of(" ".join(page.quote(body[i].span) for i in two))
    return len(one) == len(two) and first != second


def _headed(page: TaggedDocument, body: Sequence[Block]) -> Iterator[list[Item]]:
    """Headings of one level, or short lines in bold, each over a description."""
    levels: dict[str, list[int]] = {}
    for index, block in enumerate(body):
        short = len(block.span) <= _HEADING and not block.pairs and block.table is None
        if block.kind == BlockKind.HEADING:
            levels.setdefault(f"h{block.level}", []).append(index)
        elif block.bold and short and not is_label(page.quote(block.span)):
            levels.setdefault("bold", []).append(index)
    for found in levels.values():
        # A heading right under another is its translation.
        starts = [index for index in found if index - 1 not in found]
        blocks = [body[i] for i in starts]
        if len(starts) >= 2 and not are_sections(page, blocks):
            same = {language_of(page.quote(b.span)) for b in blocks}
            if len(same - {"und"}) == 1:
                yield _cut(page, body, starts)


def _repeated_labels(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """Groups that begin with the same label each time."""
    opening: dict[str, list[int]] = {}
    for index, block in enumerate(body):
        for pair in block.pairs[:1]:
            opening.setdefault(pair.label_id, []).append(index)
    for name in _OPENERS:
        starts = opening.get(name, [])
        languages = Counter(language_of(page.quote(body[i].pairs[0].label)) for i in starts)
        if len(starts) >= 2 and len(languages) == 1:
            return [
                Item(item.blocks, body[item.blocks[0]].pairs[0].value)
                for item in _cut(page, body, starts)
            ]
    return []


def _cut(
    page: TaggedDocument, body: Sequence[Block], starts: Sequence[int], until: int | None = None
) -> list[Item]:
    """Items from each start to the next one."""
    ends = [*starts[1:], len(body) if until is None else until]
    return [
        Item(tuple(range(start, end)), _heading(page, body[start]))
        for start, end in zip(starts, ends, strict=True)
    ]


def _heading(page: TaggedDocument, block: Block) -> Span:
    """The heading at a block's start: without its number, to the first stop if it runs on."""
    text = page.quote(block.span)
    titled = [p for p in block.pairs if p.label_id in ("title", "technology_requirement")]
    if titled:
        return titled[0].value
    number = list_number(text)
    start = number.length if number else 0
    while start < len(text) - 1 and text[start] in " 　:：.、【[《":
        start += 1
    prefix = re.match(r"\s*([^：:]{1,8})[：:](?=\S)", text[start:])
    if prefix and (country_of(prefix[1].strip()) or label_id(prefix[1])):
        start += prefix.end()
    stop = re.search(r"[。；;\n】]|[：:](?=\S)|\.\s", text[start:])
    end = start + stop.start() if stop and stop.start() else len(text)
    while end > start + 1 and text[end - 1] in " 　：:。.;；】":
        end -= 1
    return Span(start=block.start + start, end=block.start + end)


def _owned_paragraphs(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """Long paragraphs that each begin with another owner, on a page that announces several."""
    starts: list[int] = []
    for index, block in enumerate(body):
        opening = page.quote(block.span)[: _OWNER_WITHIN + 60]
        owner = _OWNER.search(opening)
        if len(block.span) >= _PARAGRAPH and owner and owner.start() <= _OWNER_WITHIN:
            starts.append(index)
    if len(starts) < 2:
        return []
    announced = "".join(page.quote(block.span) for block in body[: starts[0]])
    titles = "".join(page.quote(b.span) for b in page.blocks_of(BlockKind.PAGE_TITLE))
    if not _SEVERAL.search(fold(titles + announced)):
        return []
    return _cut(page, body, starts)
