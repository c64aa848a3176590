"""Things told one after the other in running text: 其一……其二……另有一家……, "A second firm …"."""

import re
from collections.abc import Sequence

from extractors.items import Item, by_language
from extractors.language import language_of
from extractors.patterns import cue
from extractors.tagged import TaggedDocument
from models.document import Block
from models.span import Span

# A shorter paragraph introduces or closes; who it is about stands within _OWNER_WITHIN characters.
_PARAGRAPH, _OWNER_WITHIN = 60, 60
_QUOTED = re.compile(r"[“「『《\"]([^”」』》\"\n]{4,40})[”」』》\"]")


def prose_items(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """Paragraphs that take up a first, a second, another thing; none where only one does.

    A paragraph before "a second" is the first one where it is as long.
    """
    starts: list[int] = []
    for index, block in enumerate(body):
        if block.table is not None or len(block.span) < _PARAGRAPH:
            continue
        if _opens(page, block, "first") and not starts:
            starts.append(index)
        elif _opens(page, block, "next"):
            if not starts and index and len(body[index - 1].span) >= _PARAGRAPH:
                starts.append(index - 1)
            if starts:
                starts.append(index)
    if len(starts) < 2:
        return []
    return [
        Item(item.blocks, _heading(page, body[item.blocks[0]], item.heading))
        for item in by_language(page, body, starts)
    ]


def _opens(page: TaggedDocument, block: Block, name: str) -> bool:
    text = page.folded[block.start : block.end]
    found = cue("listing", name).search(text)
    return bool(found and cue("listing", "owner").search(text[: found.end() + _OWNER_WITHIN]))


def _heading(page: TaggedDocument, block: Block, usual: Span) -> Span:
    """The name in quotation marks of a paragraph's first sentence, else its beginning."""
    text = page.quote(block.span)
    stops = r"[。！？]" if language_of(text) == "zh" else r"[.!?]\s"
    sentence = re.split(stops, text)[0]
    quoted = _QUOTED.search(sentence)
    if quoted is None:
        return usual
    start = block.start + quoted.start(1)
    return Span(start=start, end=start + len(quoted[1]))
