"""How many opportunities a page holds, and which characters belong to each.

A page may list projects as table rows, under numbered or plain headings, or as repeated groups of
labels. Every such reading is a partition of the body; the first sound one is taken, and a page
without any is one opportunity. What stands before the first item and a contact block after the
last one serve all items.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from extractors import technology
from extractors.folding import compact, fold
from extractors.labels import UNMAPPED, label_id
from extractors.language import language_of
from extractors.numbering import list_number
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.document import Block, BlockKind, Region
from models.span import Span
from models.vocabulary import ROOT, read_rows

VERSION = "1"
# Shorter items are entries of a list, not descriptions of an opportunity.
_ENOUGH = 40
_HEADING = 70
_ANCHOR = 80
_CONTACTS = frozenset(("contact_person", "phone", "email", "fax", "person"))
# Labels that open a project wherever they are repeated.
_OPENERS = ("title", "record_number", "foreign_party", "foreign_party_zh", "technology_requirement")
_CLOSING = re.compile(
    r"(?:以上|上述|有意|有兴趣|感兴趣|如有|如需|如对|联系|欢迎|请(?:有|感|各)|附件|备注|注[:：]|另外|凡|咨询"
    r"|interested|for (?:more|further|details)|all (?:of )?th|contact|enquir|inquir|please|note)"
)
# A section so headed lists the projects themselves.
_THINGS = re.compile(
    r"项目|技术清单|需求|成果|名单|列表|清单|榜单|project|opportunit|offer|list|demand"
)
# Headings this short that name no technology are parts of one text.
_TERSE = 8


@dataclass(frozen=True, slots=True)
class _Item:
    """One listed thing: its blocks (indexes) and the heading's span."""

    blocks: tuple[int, ...]
    heading: Span


@cache
def _section_words() -> tuple[frozenset[str], frozenset[str]]:
    rows = read_rows(ROOT / "sections.tsv", ("word", "language"))
    return (
        frozenset(row["word"] for row in rows if row["language"] == "zh"),
        frozenset(row["word"] for row in rows if row["language"] == "en"),
    )


def scopes(page: TaggedDocument) -> list[Scope]:
    """The scopes of a page's opportunities, in order; at least one."""
    body = [b for b in page.document.blocks if b.region == Region.BODY]
    head = tuple(b.span for b in page.document.blocks if b.region == Region.HEAD)
    for partition in _partitions(page, body):
        if len(partition) >= 2 and all(_sound(page, body, item) for item in partition):
            return _listed(page, body, head, partition)
    return [Scope(0, "page", tuple(b.span for b in body), head)]


def _partitions(page: TaggedDocument, body: Sequence[Block]) -> Iterator[list[_Item]]:
    yield _table_rows(page, body)
    yield from _numbered(page, body)
    yield from _headed(page, body)
    yield _repeated_labels(page, body)


def _sound(page: TaggedDocument, body: Sequence[Block], item: _Item) -> bool:
    length = sum(len(body[i].span) for i in item.blocks)
    return length >= _ENOUGH and bool(compact(page.quote(item.heading)))


# ---------------------------------------------------------------- readings


def _table_rows(page: TaggedDocument, body: Sequence[Block]) -> list[_Item]:
    """A table whose header names a project's fields: one item a row."""
    rows: dict[tuple[int, int], list[int]] = {}
    for index, block in enumerate(body):
        if block.table is not None and block.row is not None:
            rows.setdefault((block.table, block.row), []).append(index)
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
        items.append(_Item(tuple(cells), heading))
    return items


def _numbered(page: TaggedDocument, body: Sequence[Block]) -> Iterator[list[_Item]]:
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
    sections: list[int] = []
    for style_runs in sorted(runs.values(), key=lambda r: r[0][0] if r else len(body)):
        whole = [run for run in style_runs if len(run) >= 2]
        if not whole:
            continue
        starts = whole[0]
        if _are_sections(page, [body[i] for i in starts]):
            sections = sections or starts
            continue
        if sections and not _is_list_of_things(page, body, sections, starts):
            continue
        items = _cut(page, body, starts, until=whole[1][0] if len(whole) > 1 else None)
        if len(whole) == 2 and _translated(page, body, whole[0], whole[1]):
            other = _cut(page, body, whole[1])
            items = [
                _Item(a.blocks + b.blocks, a.heading) for a, b in zip(items, other, strict=True)
            ]
        elif len(whole) > 1:
            items = _cut(page, body, starts)
        yield items


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


def _headed(page: TaggedDocument, body: Sequence[Block]) -> Iterator[list[_Item]]:
    """Headings of one level, or short lines in bold, each over a description."""
    levels: dict[str, list[int]] = {}
    for index, block in enumerate(body):
        short = len(block.span) <= _HEADING and not block.pairs and block.table is None
        if block.kind == BlockKind.HEADING:
            levels.setdefault(f"h{block.level}", []).append(index)
        elif block.bold and short:
            levels.setdefault("bold", []).append(index)
    for starts in levels.values():
        blocks = [body[i] for i in starts]
        if len(starts) >= 2 and not _are_sections(page, blocks):
            same = {language_of(page.quote(b.span)) for b in blocks}
            if len(same - {"und"}) == 1:
                yield _cut(page, body, starts)


def _repeated_labels(page: TaggedDocument, body: Sequence[Block]) -> list[_Item]:
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
                _Item(item.blocks, body[item.blocks[0]].pairs[0].value)
                for item in _cut(page, body, starts)
            ]
    return []


def _are_sections(page: TaggedDocument, blocks: Sequence[Block]) -> bool:
    """Whether headings name parts of one text (背景, 联系方式) rather than things of a list."""
    lines = [page.quote(block.span) for block in blocks]
    generic = sum(_is_section(line) for line in lines)
    terse = all(len(compact(_title_of(line))) <= _TERSE for line in lines)
    return generic * 3 > len(blocks) or (terse and not any(map(_names_technology, lines)))


def _title_of(line: str) -> str:
    number = list_number(line)
    return line[number.length :] if number else line


def _names_technology(line: str) -> bool:
    hits = technology.lexicon().find(fold(line))
    return any(entry.weight >= 2 for hit in hits for entry in hit.entries)


def _is_section(line: str) -> bool:
    rest = _title_of(line)
    title = re.split(r"[。：:\n]", rest)[0].strip()
    if label_id(title) or rest.rstrip().endswith(("?", "？")):
        return True
    chinese, english = _section_words()
    key = compact(title)
    if len(key) <= 12 and any(word in key for word in chinese):
        return True
    words = re.findall(r"[a-z]+", fold(title))
    return 0 < len(words) <= 6 and any(word in english for word in words)


def _cut(
    page: TaggedDocument, body: Sequence[Block], starts: Sequence[int], until: int | None = None
) -> list[_Item]:
    """Items from each start to the next one."""
    ends = [*starts[1:], len(body) if until is None else until]
    return [
        _Item(tuple(range(start, end)), _heading(page, body[start]))
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
    stop = re.search(r"[。；;\n】]|[：:](?=\S)|\.\s", text[start:])
    end = start + stop.start() if stop and stop.start() else len(text)
    while end > start + 1 and text[end - 1] in " 　：:。.;；】":
        end -= 1
    return Span(start=block.start + start, end=block.start + end)


# ---------------------------------------------------------------- scopes


def _listed(
    page: TaggedDocument, body: Sequence[Block], head: tuple[Span, ...], items: list[_Item]
) -> list[Scope]:
    items = _without_tail(page, body, items)
    taken = {i for item in items for i in item.blocks}
    shared = head + tuple(
        b.span for i, b in enumerate(body) if i not in taken and not _header_cell(b, body, items)
    )
    result: list[Scope] = []
    seen: Counter[str] = Counter()
    for number, item in enumerate(items):
        key = compact(page.quote(body[item.blocks[0]].span))[:_ANCHOR]
        key = key if body[item.blocks[0]].table is None else compact(page.quote(item.heading))
        seen[key] += 1
        anchor = key if seen[key] == 1 else f"{key}#{seen[key]}"
        own = tuple(body[i].span for i in item.blocks)
        result.append(Scope(number, anchor, own, shared, item.heading))
    return result


def _header_cell(block: Block, body: Sequence[Block], items: list[_Item]) -> bool:
    """Whether a block is a header of the table whose rows are the items."""
    table = body[items[0].blocks[0]].table
    return block.table is not None and block.table == table


def _without_tail(page: TaggedDocument, body: Sequence[Block], items: list[_Item]) -> list[_Item]:
    """Cut a closing or contact block, which serves all items, off the last one."""
    last = items[-1]
    earlier = [i for item in items[:-1] for i in item.blocks]
    own_contacts = any(_has_contact(page, body[i]) for i in earlier)
    for position, index in enumerate(last.blocks[1:], start=1):
        block = body[index]
        closing = _CLOSING.match(fold(page.quote(block.span)).lstrip()) is not None
        contact = any(p.label_id in _CONTACTS for p in block.pairs)
        if block.table is None and (
            (closing and not (contact and own_contacts)) or (contact and not own_contacts)
        ):
            return [*items[:-1], _Item(last.blocks[:position], last.heading)]
    return items


def _has_contact(page: TaggedDocument, block: Block) -> bool:
    if any(pair.label_id in _CONTACTS for pair in block.pairs):
        return True
    return bool(re.search(r"@|\d{3,4}[- ]\d{4}|联系人|联系电话|联系方式", fold(page.quote(block.span))))
