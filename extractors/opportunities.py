"""How many opportunities a page holds, and which characters belong to each.

A page may list projects as table rows, under numbered or plain headings, or as repeated groups of
labels. Every such reading is a partition of the body; the first sound one is taken, and a page
without any is one opportunity. What stands before the first item and a contact block after the
last one serve all items.
"""

import re
from collections import Counter
from collections.abc import Sequence

from extractors import phrases
from extractors.folding import compact, fold
from extractors.partitions import Item, partitions
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.document import Block, Region
from models.span import Span

VERSION = "1"
# Shorter items are entries of a list, not descriptions of an opportunity.
_ENOUGH = 40
_ANCHOR = 80
# Of so many items, those that neither offer nor seek anything are news among the offers.
_MANY = 3
_CONTACTS = frozenset(("contact_person", "phone", "email", "fax", "person"))
_CONTACT = re.compile(r"@|\d{3,4}[- ]\d{4}|联系人|联系电话|联系方式")
_CLOSING = re.compile(
    r"(?:以上|上述|有意|有兴趣|感兴趣|如有|如需|如对|联系|欢迎|请(?:有|感|各)|附件|备注|注[:：]|另外|凡|咨询"
    r"|interested|for (?:more|further|details)|all (?:of )?th|contact|enquir|inquir|please|note)"
)


def scopes(page: TaggedDocument) -> list[Scope]:
    """The scopes of a page's opportunities, in order; at least one."""
    body = [b for b in page.document.blocks if b.region == Region.BODY]
    head = tuple(b.span for b in page.document.blocks if b.region == Region.HEAD)
    for partition in partitions(page, body):
        if len(partition) >= 2 and all(_sound(page, body, item) for item in partition):
            return _listed(page, body, head, _without_news(page, body, partition))
    return [Scope(0, "page", tuple(b.span for b in body), head)]


def _sound(page: TaggedDocument, body: Sequence[Block], item: Item) -> bool:
    length = sum(len(body[i].span) for i in item.blocks)
    return length >= _ENOUGH and bool(compact(page.quote(item.heading)))


def _without_news(page: TaggedDocument, body: Sequence[Block], items: list[Item]) -> list[Item]:
    """The items without those that read like news and want nothing; all where that is most."""
    kept = [item for item in items if not _is_news(page, [body[i].span for i in item.blocks])]
    return kept if len(items) >= _MANY and 2 * len(kept) > len(items) else items


def _is_news(page: TaggedDocument, spans: list[Span]) -> bool:
    against = _decides(page, spans, "relevance", "not_opportunity")
    return against and not (
        _decides(page, spans, "volition", "wants")
        or _decides(page, spans, "relevance", "opportunity")
    )


def _decides(page: TaggedDocument, spans: list[Span], name: str, identifier: str) -> bool:
    """Whether a phrase of weight 2 or 3 of a vocabulary's id stands in the spans."""
    return any(
        entry.weight >= 2 and entry.id == identifier
        for span in spans
        for hit in phrases.lexicon(name).find(page.folded, span.start, span.end)
        for entry in hit.entries
    )


def _listed(
    page: TaggedDocument, body: Sequence[Block], head: tuple[Span, ...], items: list[Item]
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


def _header_cell(block: Block, body: Sequence[Block], items: list[Item]) -> bool:
    """Whether a block is a header of the table whose rows are the items."""
    table = body[items[0].blocks[0]].table
    return block.table is not None and block.table == table


def _without_tail(page: TaggedDocument, body: Sequence[Block], items: list[Item]) -> list[Item]:
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
            return [*items[:-1], Item(last.blocks[:position], last.heading)]
    return items


def _has_contact(page: TaggedDocument, block: Block) -> bool:
    if any(pair.label_id in _CONTACTS for pair in block.pairs):
        return True
    return bool(
        re.search(r"@|\d{3,4}[- ]\d{4}|联系人|联系电话|联系方式", fold(page.quote(block.span)))
    )
