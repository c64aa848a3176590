"""Lists inside one block: the numbered lines of a cell, each describing something."""

import re
from collections.abc import Sequence

from extractors.items import Item, heading_of
from extractors.numbering import ListNumber, list_number
from extractors.sections import are_sections
from extractors.tagged import TaggedDocument
from models.document import Block, BlockKind
from models.span import Span

# An entry that describes something is so long, and the title that it begins with no longer.
_ENTRY, _TITLE = 40, 45
_LINE = re.compile(r"\n\s*")


def lines_apart(page: TaggedDocument, body: Sequence[Block]) -> tuple[list[Block], list[Item]]:
    """The blocks with the first list inside one of them set apart, and its entries as items.

    No items where no block holds a list.
    """
    for index, block in enumerate(body):
        starts = _entries(page, block)
        ends = [*starts[1:], block.end]
        if len(starts) < 2 or any(b - a < _ENTRY for a, b in zip(starts, ends, strict=True)):
            continue
        lead = [_part(block, block.start, starts[0], block.kind)] if starts[0] > block.start else []
        lines = [
            _part(block, start, start + len(page.text[start:end].rstrip()), BlockKind.PARAGRAPH)
            for start, end in zip(starts, ends, strict=True)
        ]
        titles = [heading_of(page, line) for line in lines]
        if are_sections(page, lines) or max(map(len, titles)) > _TITLE:
            continue
        first = index + len(lead)
        return [*body[:index], *lead, *lines, *body[index + 1 :]], [
            Item((first + place,), title) for place, title in enumerate(titles)
        ]
    return list(body), []


def _part(block: Block, start: int, end: int, kind: BlockKind) -> Block:
    span = Span(start=start, end=end)
    inside = tuple(
        pair for pair in block.pairs if span.holds(pair.label) and span.holds(pair.value)
    )
    place = {} if kind == block.kind else {"table": None, "row": None, "column": None}
    changed = {"kind": kind, "start": start, "end": end, "pairs": inside, **place}
    return block.model_copy(update=changed)


def _entries(page: TaggedDocument, block: Block) -> list[int]:
    """Where lines numbered 1, 2, 3 … in one style begin in a block."""
    text = page.text[block.start : block.end]
    if "\n" not in text:
        return []
    found: list[tuple[int, ListNumber]] = []
    for start in (0, *(match.end() for match in _LINE.finditer(text))):
        number = list_number(text[start : start + _ENTRY])
        if number is not None:
            found.append((block.start + start, number))
    entries: list[int] = []
    style = next((number.style for _, number in found if number.value == 1), None)
    for start, number in found:
        if number.style == style and number.value == len(entries) + 1:
            entries.append(start)
    return entries
