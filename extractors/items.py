"""Items: the things that a page lists, cut from its blocks, in one language or in two."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.labels import label_id
from extractors.language import language_of
from extractors.numbering import list_number
from extractors.places import country_of
from extractors.tagged import TaggedDocument
from models.document import Block
from models.span import Span

_HAN = re.compile(r"[\u3400-\u9fff]")
# So many Han characters make a title.
_TITLED = 4


@dataclass(frozen=True, slots=True)
class Item:
    """One listed thing: its blocks (indexes into the body) and the heading's span."""

    blocks: tuple[int, ...]
    heading: Span


def cut(
    page: TaggedDocument, body: Sequence[Block], starts: Sequence[int], until: int | None = None
) -> list[Item]:
    """Items from each start to the next one."""
    ends = [*starts[1:], len(body) if until is None else until]
    return [
        Item(tuple(range(start, end)), heading_of(page, body[titled(page, body, start, end)]))
        for start, end in zip(starts, ends, strict=True)
    ]


def titled(page: TaggedDocument, body: Sequence[Block], start: int, end: int) -> int:
    """The block with an item's title: its first, or the one under a number of its own line."""
    text = page.quote(body[start].span)
    number = list_number(text)
    alone = number is not None and not text[number.length :].strip()
    return start + 1 if alone and start + 1 < end else start


def heading_of(page: TaggedDocument, block: Block) -> Span:
    """The heading at a block's start: without its number, to the first stop if it runs on."""
    text = page.quote(block.span)
    titled = [p for p in block.pairs if p.label_id in ("title", "technology_requirement")]
    if titled:
        return titled[0].value
    number = list_number(text)
    start = number.length if number else 0
    while start < len(text) - 1 and text[start] in " 　:：.、【[《◆●■▲★※•·":
        start += 1
    prefix = re.match(r"\s*([^：:\s]{1,8}[：:]|[\u3400-\u9fff]{1,8}\s)\s*(?=\S)", text[start:])
    if prefix and (country_of(prefix[1].strip(" ：:")) or label_id(prefix[1].strip(" ：:"))):
        start += prefix.end()
    bracketed = re.match(r"\s*[(（【\[]([\u3400-\u9fff]{2,8})[)）】\]]\s*(?=\S)", text[start:])
    if bracketed and country_of(bracketed[1]):
        start += bracketed.end()
    stop = re.search(r"[。；;\n】]|[：:](?=\S)|\.\s", text[start:])
    end = start + stop.start() if stop and stop.start() else len(text)
    while end > start + 1 and text[end - 1] in " 　：:。.;；】":
        end -= 1
    return Span(start=block.start + start, end=block.start + end)


def zipped(
    page: TaggedDocument, body: Sequence[Block], one: Sequence[int], two: Sequence[int]
) -> list[Item]:
    """Items of two runs, one after the other, that describe the same things in the same order."""
    first = cut(page, body, one, until=two[0])
    second = cut(page, body, two)
    return [Item(a.blocks + b.blocks, a.heading) for a, b in zip(first, second, strict=True)]


def by_language(page: TaggedDocument, body: Sequence[Block], starts: list[int]) -> list[Item]:
    """Items of starts that are all in one language, or as many in one as in another."""
    groups: dict[str, list[int]] = {}
    for index in starts:
        text = page.quote(body[index].span)
        # A title in two languages is one of the Chinese ones.
        language = "zh" if len(_HAN.findall(text)) >= _TITLED else language_of(text)
        groups.setdefault(language, []).append(index)
    groups.pop("und", None)
    if len(groups) == 1:
        return cut(page, body, starts)
    if len(groups) != 2:
        return []
    one, two = groups.values()
    if len(one) != len(two) or len(one) < 2:
        return []
    return zipped(page, body, one, two) if one[-1] < two[0] else cut(page, body, one)
