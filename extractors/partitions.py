"""The ways in which a page sets several things apart: rows, columns, numbers, headings, labels.

Each reading gives a partition of the body: items with their blocks, or none.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractors.folding import fold
from extractors.items import Item, by_language, cut, heading_of, titled, zipped
from extractors.labels import UNMAPPED
from extractors.language import language_of
from extractors.line_partitions import (
    between_equal_lines,
    record_lines,
    run_in_titles,
    with_own_contacts,
)
from extractors.numbering import list_number
from extractors.opening_partitions import country_paragraphs, marked_lines, owners_in_turn
from extractors.prose_items import prose_items
from extractors.sections import are_sections, is_label, names_technology
from extractors.table_partitions import (
    bare_rows,
    headed_rows,
    table_bands,
    table_columns,
    table_rows,
)
from extractors.tagged import TaggedDocument
from models.document import Block, BlockKind
from models.span import Span

_HEADING = 70
# A group of labels that describes one thing holds at least so many kinds.
_GROUP = 3
# Labels before the first group: a source, a date.
_LEAD_PAIRS = 2
_STOPS = "。；;，,：:.!！"
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
# An entry of an HTML list that describes something is so long.
_ENTRY = 20
_HEADLINE = 45
# A number or a bracket before a label.
_ORNAMENT = 4
_PARAGRAPH = 80
_SEVERAL = re.compile(
    r"[两二三四五六七八几多]\s?[项家个则条种所]|若干|一批|汇总|摘编|选登|以下|several|two|three|four|five|following"
)


def partitions(page: TaggedDocument, body: Sequence[Block]) -> Iterator[list[Item]]:
    """All readings of the body, the surest first; an empty list where a reading finds nothing."""
    yield table_rows(page, body)
    yield table_bands(page, body)
    yield table_columns(page, body)
    yield from _numbered(page, body)
    yield from _headed(page, body)
    yield _repeated_labels(page, body)
    yield _list_items(page, body)
    yield marked_lines(page, body)
    yield _headlines(page, body)
    yield country_paragraphs(page, body)
    yield _owned_paragraphs(page, body)
    yield _told_in_turn(page, body)
    yield bare_rows(page, body)
    yield headed_rows(page, body)
    yield record_lines(page, body)
    yield between_equal_lines(page, body)
    yield _named_lines(page, body)
    yield _where_several(page, body, run_in_titles(page, body))
    yield _where_several(page, body, with_own_contacts(page, body))
    yield owners_in_turn(page, body)


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
        heads = [titled(page, body, i, len(body)) for i in starts]
        if are_sections(page, [body[i] for i in heads]):
            sections = sections or starts
            continue
        if sections and not _is_list_of_things(page, body, sections, starts):
            continue
        yield _in_two_languages(page, body, starts, runs) or cut(page, body, starts)


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
                return zipped(page, body, starts, other)
            if all(one < two for one, two in zip(starts, other, strict=True)) and all(
                two < one for two, one in zip(other, starts[1:], strict=False)
            ):
                return cut(page, body, starts)
    return []


def _language(page: TaggedDocument, body: Sequence[Block], starts: Sequence[int]) -> str:
    return language_of(" ".join(page.quote(body[i].span) for i in starts))


def _nested(
    page: TaggedDocument, body: Sequence[Block], runs: dict[str, list[list[int]]]
) -> list[Item]:
    """Lists under headings of groups (一、欧洲: 1. 2.; 二、亚洲: 1. 2.), taken together."""
    heads = [index for index, block in enumerate(body) if _is_head(block)]
    for groups in (*(run for style in runs.values() for run in style if len(run) >= 2), heads):
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
                    heading_of(page, body[start]),
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
        if block.kind == BlockKind.HEADING:
            levels.setdefault(f"h{block.level}", []).append(index)
        elif _is_head(block) and not is_label(page.quote(block.span)):
            levels.setdefault("bold", []).append(index)
    for found in levels.values():
        # A heading right under another is its translation.
        starts = [index for index in found if index - 1 not in found]
        if len(starts) >= 2 and not are_sections(page, [body[i] for i in starts]):
            yield by_language(page, body, starts)


def _is_head(block: Block) -> bool:
    """Whether a block is a heading, or short and in bold."""
    short = len(block.span) <= _HEADING and not block.pairs and block.table is None
    return block.kind == BlockKind.HEADING or (block.bold and short)


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
            headed = [i - 1 for i in starts]
            if name not in ("title", "technology_requirement") and all(
                _may_head(page, body, i) for i in headed
            ):
                return by_language(page, body, headed)
            items = by_language(page, body, starts)
            return [Item(i.blocks, _opening(body[i.blocks[0]], i.heading)) for i in items]
    return []


def _is_labelled(block: Block) -> bool:
    """Whether a block begins with a label."""
    return any(pair.label.start - block.start <= _ORNAMENT for pair in block.pairs[:1])


def _opening(block: Block, usual: Span) -> Span:
    """The value of the label that a block begins with, else its usual heading."""
    return block.pairs[0].value if _is_labelled(block) else usual


def _may_head(page: TaggedDocument, body: Sequence[Block], index: int) -> bool:
    """Whether a block is a short line of its own that may head the group of labels below it."""
    if index < 0:
        return False
    block = body[index]
    text = page.quote(block.span)
    return (
        4 <= len(text) <= _HEADLINE
        and not block.pairs
        and block.table is None
        and text[-1] not in _STOPS
    )


def _opens_groups(body: Sequence[Block], starts: Sequence[int]) -> bool:
    """Whether each start is followed by other labels, so that the groups are like forms."""
    for start, end in pairwise([*starts, len(body)]):
        labels = {pair.label_id for block in body[start:end] for pair in block.pairs}
        if len(labels) < _GROUP:
            return False
    return sum(len(block.pairs) for block in body[: starts[0]]) <= _LEAD_PAIRS


def _where_several(page: TaggedDocument, body: Sequence[Block], items: list[Item]) -> list[Item]:
    """The items, of which two need the page to announce several."""
    if len(items) > 2 or (items and _announces_several(page, body[: items[0].blocks[0]])):
        return items
    return []


def _named_lines(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """Short lines that name a technology, each over a description in parts, where several are."""
    starts = [
        index
        for index in range(len(body) - 1)
        if _may_head(page, body, index)
        and len(body[index + 1].span) > len(body[index].span)
        and names_technology(page.quote(body[index].span))
    ]
    if len(starts) < 2 or not _announces_several(page, body[: starts[0]]):
        return []
    for start, end in pairwise([*starts, len(body)]):
        if sum(len(block.span) for block in body[start + 1 : end]) < _PARAGRAPH:
            return []
    return by_language(page, body, starts)


def _owned_paragraphs(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """Long paragraphs that each begin with another owner, on a page that announces several."""
    starts: list[int] = []
    for index, block in enumerate(body):
        opening = page.quote(block.span)[: _OWNER_WITHIN + 60]
        owner = _OWNER.search(opening)
        if len(block.span) >= _PARAGRAPH and owner and owner.start() <= _OWNER_WITHIN:
            starts.append(index)
    if len(starts) < 2 or not _announces_several(page, body[: starts[0]]):
        return []
    return cut(page, body, starts)


def _announces_several(page: TaggedDocument, before: Sequence[Block]) -> bool:
    """Whether the title or the text before the first item speaks of several things."""
    titles = "".join(page.quote(b.span) for b in page.blocks_of(BlockKind.PAGE_TITLE))
    announced = "".join(page.quote(block.span) for block in before)
    return bool(_SEVERAL.search(fold(titles + announced)))


def _told_in_turn(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """Paragraphs of running text that take up one thing after another, where several are."""
    items = prose_items(page, body)
    if not items or not _announces_several(page, body[: items[0].blocks[0]]):
        return []
    return items


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
            return [Item(tuple(entry), heading_of(page, body[entry[0]])) for entry in long]
    return []


def _headlines(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """Short lines without a full stop, each over a long paragraph, that name a technology."""
    starts = [
        index
        for index, (block, below) in enumerate(pairwise(body))
        if 4 <= len(block.span) <= _HEADLINE
        and not (block.pairs or _is_labelled(below) or block.table is not None)
        and len(below.span) >= _PARAGRAPH // 2
        and page.quote(block.span)[-1] not in _STOPS
    ]
    long = [i for i in starts if len(body[i + 1].span) >= _PARAGRAPH]
    if len(long) < 2 or 2 * len(long) < len(starts):
        return []
    if are_sections(page, [body[i] for i in starts]):
        return []
    naming = [i for i in starts if names_technology(page.quote(body[i].span))]
    return by_language(page, body, starts) if 2 * len(naming) >= len(starts) else []
