"""The ways in which a page sets several things apart: rows, columns, numbers, headings, labels.

Each reading gives a partition of the body: items with their blocks, or none.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.folding import fold
from extractors.labels import UNMAPPED, label_id
from extractors.language import language_of
from extractors.numbering import list_number
from extractors.places import country_of
from extractors.sections import are_sections, is_label, names_technology
from extractors.tagged import TaggedDocument
from models.document import Block, BlockKind, Pair
from models.span import Span

_HEADING = 70
# A transposed table of projects has at least so many rows.
_ROWS = 3
# A group of labels that describes one thing holds at least so many kinds.
_GROUP = 3
# Labels that open a project wherever they are repeated.
_OPENERS = ("title", "record_number", "foreign_party", "foreign_party_zh", "technology_requirement")
# A section so headed lists the projects themselves.
_THINGS = re.compile(
    r"项目|技术清单|需求|成果|名单|列表|清单|榜单|project|opportunit|offer|list|demand"
)
# A paragraph about a thing of its own begins with its owner: a name with its foreign form.
_OWNER = re.compile(r"[\u3400-\u9fff·]{2,40}\s?[(（][^()（）]*[A-Za-zÀ-žА-я]{3}[^()（）]*[)）]")
_OWNER_WITHIN = 40
_LIST_ENTRY = re.compile(r"^(.*?(?:ol|ul)\[\d+\]) (li\[\d+\])")
_ENTRY = 60
_HEADLINE = 45
_COUNTRY = re.compile(r"[【\[(（]?([\u3400-\u9fff]{2,8}|[A-Z][A-Za-z ]{2,20})[】\])）]?[\s:：·—|]")
# Paragraphs of a list of countries stand at most so many blocks apart.
_APART = 4
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
    yield _list_items(page, body)
    yield _headlines(page, body)
    yield _country_paragraphs(page, body)
    yield _owned_paragraphs(page, body)


def _table_rows(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """A table whose header names a project's fields: one item a row."""
    rows: dict[tuple[int, int], list[int]] = {}
    for index, block in enumerate(body):
        if block.table is not None and block.row is not None:
            for row in range(block.row, block.row + block.rows):
                rows.setdefault((block.table, row), []).append(index)
    counted = _counted_tables(page, body)
    items = []
    for (table, _), cells in rows.items():
        pairs = [(i, p) for i in cells for p in body[i].pairs]
        under_header = [
            (i, p) for i, p in pairs if not any(body[j].span.holds(p.label) for j in cells)
        ]
        known = {p.label_id for _, p in under_header} - {UNMAPPED, "column_number"}
        counts = table in counted and _number_cell(page, body[cells[0]]) is not None
        if len(known) < 2 and not counts:
            continue
        items.append(Item(tuple(cells), _row_heading(page, body, cells, under_header)))
    return items


def _row_heading(
    page: TaggedDocument,
    body: Sequence[Block],
    cells: list[int],
    under_header: list[tuple[int, Pair]],
) -> Span:
    """The title cell of a row, else its party's, else its first cell of substance."""
    for names in (("title", "technology_requirement"), ("foreign_party", "foreign_party_zh")):
        for _, pair in under_header:
            if pair.label_id in names:
                return pair.value
    telling = [body[i] for i in cells if len(body[i].span) >= 4]
    first = telling[0] if telling else body[cells[0]]
    return first.span if len(first.span) <= _HEADING else _heading(page, first)


def _number_cell(page: TaggedDocument, block: Block) -> int | None:
    text = fold(page.quote(block.span)).strip(" .、()")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else None


def _counted_tables(page: TaggedDocument, body: Sequence[Block]) -> set[int]:
    """Tables whose first column counts 1, 2, 3 …"""
    columns: dict[int, list[int]] = {}
    for block in body:
        number = _number_cell(page, block) if block.column == 0 else None
        if block.table is not None and number is not None:
            columns.setdefault(block.table, []).append(number)
    return {t for t, n in columns.items() if len(n) >= 2 and n == list(range(1, len(n) + 1))}


def _table_columns(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """A transposed table, labels down its first column: one item a column."""
    columns: dict[tuple[int, int], list[int]] = {}
    heads = {(b.table, b.row): b.span for b in body if b.table is not None and b.column == 0}
    for index, block in enumerate(body):
        if block.table is None or not block.column:
            continue
        head = heads.get((block.table, block.row))
        if head is None:
            continue
        if any(head.holds(pair.label) for pair in block.pairs):
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
        yield _in_two_languages(page, body, starts, runs) or _cut(page, body, starts)


def _in_two_languages(
    page: TaggedDocument,
    body: Sequence[Block],
    starts: list[int],
    runs: dict[str, list[list[int]]],
) -> list[Item]:
    """The run together with the one that says the same in another language, if there is one."""
    own = _language(page, body, starts)
    for other in (run for style in runs.values() for run in style):
        if len(other) == len(starts) and _language(page, body, other) != own:
            if other[0] > starts[-1]:
                return _zipped(page, body, starts, other)
            if all(one < two for one, two in zip(starts, other, strict=True)) and all(
                two < one for two, one in zip(other, starts[1:], strict=False)
            ):
                return _cut(page, body, starts)
    return []


def _language(page: TaggedDocument, body: Sequence[Block], starts: Sequence[int]) -> str:
    return language_of(" ".join(page.quote(body[i].span) for i in starts))


def _zipped(
    page: TaggedDocument, body: Sequence[Block], one: Sequence[int], two: Sequence[int]
) -> list[Item]:
    """Items of two runs, one after the other, that describe the same things in the same order."""
    first = _cut(page, body, one, until=two[0])
    second = _cut(page, body, two)
    return [Item(a.blocks + b.blocks, a.heading) for a, b in zip(first, second, strict=True)]


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
        if len(starts) >= 2 and not are_sections(page, [body[i] for i in starts]):
            yield _by_language(page, body, starts)


def _by_language(page: TaggedDocument, body: Sequence[Block], starts: list[int]) -> list[Item]:
    """Items of starts that are all in one language, or as many in one as in another."""
    groups: dict[str, list[int]] = {}
    for index in starts:
        groups.setdefault(language_of(page.quote(body[index].span)), []).append(index)
    groups.pop("und", None)
    if len(groups) == 1:
        return _cut(page, body, starts)
    if len(groups) != 2:
        return []
    one, two = groups.values()
    if len(one) != len(two) or len(one) < 2:
        return []
    return _zipped(page, body, one, two) if one[-1] < two[0] else _cut(page, body, one)


def _repeated_labels(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """Groups that begin with the same label each time."""
    opening: dict[str, list[int]] = {}
    for index, block in enumerate(body):
        for pair in block.pairs[:1]:
            opening.setdefault(pair.label_id, []).append(index)
    openers = [*_OPENERS, *(name for name in opening if name not in (*_OPENERS, UNMAPPED))]
    for name in openers:
        starts = opening.get(name, [])
        if len(starts) >= 2 and (name in _OPENERS or _opens_groups(body, starts)):
            return [
                Item(item.blocks, body[item.blocks[0]].pairs[0].value)
                for item in _by_language(page, body, starts)
            ]
    return []


def _opens_groups(body: Sequence[Block], starts: Sequence[int]) -> bool:
    """Whether each start is followed by other labels, so that the groups are like forms."""
    for start, end in pairwise([*starts, len(body)]):
        labels = {pair.label_id for block in body[start:end] for pair in block.pairs}
        if len(labels) < _GROUP:
            return False
    return not any(block.pairs for block in body[: starts[0]])


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
    prefix = re.match(r"\s*([^：:\s]{1,8})[：:\s]\s*(?=\S)", text[start:])
    if prefix and (country_of(prefix[1].strip()) or label_id(prefix[1])):
        start += prefix.end()
    stop = re.search(r"[。；;\n】]|[：:](?=\S)|\.\s", text[start:])
    end = start + stop.start() if stop and stop.start() else len(text)
    while end > start + 1 and text[end - 1] in " 　：:。.;；】":
        end -= 1
    return Span(start=block.start + start, end=block.start + end)


def _country_paragraphs(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """Paragraphs that each begin with another country's name, set apart from the text."""
    starts: list[int] = []
    for index, block in enumerate(body):
        text = page.quote(block.span)
        word = re.match(
            r"[【\[(（]?([\u3400-\u9fff]{2,8}|[A-Z][A-Za-z ]{2,20})[】\])）]?[\s:：·—|]", text
        )
        if len(text) >= _ENTRY and block.table is None and word and country_of(word[1]):
            starts.append(index)
    if len(starts) < 2 or starts[-1] - starts[0] > _APART * len(starts):
        return []
    return _cut(page, body, starts)


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


def _list_items(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """The entries of an HTML list, each long enough to describe something."""
    lists: dict[str, dict[str, list[int]]] = {}
    for index, block in enumerate(body):
        place = _LIST_ENTRY.match(block.path)
        if place:
            lists.setdefault(place[1], {}).setdefault(place[2], []).append(index)
    for entries in lists.values():
        long = [e for e in entries.values() if sum(len(body[i].span) for i in e) >= _ENTRY]
        if len(long) >= 2 and len(long) == len(entries):
            return [Item(tuple(entry), _heading(page, body[entry[0]])) for entry in long]
    return []


def _headlines(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """Short lines without a full stop, each over a long paragraph, that name a technology."""
    starts = [
        index
        for index, (block, below) in enumerate(pairwise(body))
        if 4 <= len(block.span) <= _HEADLINE
        and not (block.pairs or below.pairs or block.table is not None)
        and len(below.span) >= _PARAGRAPH
        and page.quote(block.span)[-1] not in "。；;，,：:.!！"
    ]
    if len(starts) < 2 or are_sections(page, [body[i] for i in starts]):
        return []
    naming = [i for i in starts if names_technology(page.quote(body[i].span))]
    return _by_language(page, body, starts) if 2 * len(naming) >= len(starts) else []
