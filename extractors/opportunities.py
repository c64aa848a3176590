"""How many opportunities a page holds, and which characters belong to each.

A page may list projects as table rows, under numbered or plain headings, or as repeated groups of
labels. Every such reading is a partition of the body; the first sound one is taken, and a page
without any is one opportunity. What stands before the first item and a contact block after the
last one serve all items.
"""

import re
from collections import Counter
from collections.abc import Sequence

from extractors import cooperation, phrases, technology
from extractors.dates import small_number
from extractors.folding import compact, fold
from extractors.items import Item
from extractors.lexicon import Lexicon
from extractors.lines_apart import lines_apart
from extractors.partitions import partitions
from extractors.places import places_in
from extractors.relevance import score_of
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from extractors.thresholds import thresholds
from models.document import Block, Region
from models.span import Span

VERSION = "3"
# Items shorter on the whole are entries of a list, not descriptions of an opportunity; a single one
# may be terser where headings name things (轻, 能回用 name points of one thing), above all a row
# under a header.
_ENOUGH, _TERSE, _TERSE_ROW, _NAMED = 40, 24, 12, 5
_ANCHOR = 80
# Of so many items, those that neither offer nor seek anything are news among the offers.
_MANY = 3
# What such items leave must score so much each where they are the greater part.
_SURE = 0.8
_CONTACTS = frozenset(("contact_person", "phone", "email", "fax", "person"))
_TELLING = frozenset(
    "foreign_party foreign_party_zh foreign_party_en host_country cooperation_type chinese_party "
    "technology_requirement contact_person".split()
)
# So large a share of the items must each name who it is about.
_ALONE = 0.6
_OWNER = re.compile(
    r"公司|集团|大学|学院|研究所|研究院|研究中心|实验室|企业|团队|课题组|工厂|医院|Ltd|GmbH|Oy\b|Inc\b|LLC|University"
    r"|[\u3400-\u9fff]{2}(?:所|厂|校|系)(?=[—:：，,（(])|Institute|Company|Laborator|S\.?[pr]\.?[Al]|\bA[BGS]\b|B\.?V\b"
    r"|\b[Aa]n?(?:other)? (?:[\w'-]+ ){0,2}"
    r"(?:firm|company|maker|workshop|start-up|mill|co-?operative|institute|team)\b"
    r"|研制，|基布兹|合作社"
)
_CONTACT = re.compile(r"@|\d{3,4}[- ]\d{4}|联系人|联系电话|联系方式")
# Points of minutes, which are numbered too, begin with a person or are a contact; things do not.
_NO_TITLE = re.compile(r"^(?:mr|mrs|ms|dr|prof)$|^(?:[\w -]{0,12}[:：] ?)?[\w.+-]+@[\w-]+\.")
# How a closing line begins: for all items; or with a contact, where the items have none.
_CLOSING = re.compile(
    r"(?:以上|上述|[两二三四五六七八九十]个项目|[两二三四五六七八九十]项(?:技术|项目|成果)|各项目"
    r"|所有项目|有意|有兴趣|此外|感兴趣|如有|如需|如对|欢迎|请(?:有|感|各)|附件|备注|注[:：]|另外|凡"
    r"|interested|for (?:more|further|details|both|all)|all (?:of )?th"
    r"|both projects|all (?:\w+ )?projects|please|note)"
)
# A contact line for the last so many items (泰国两项的联系人均为); "both" are two.
_GROUP = re.compile(
    r"([两二三四五六七八九])\s?(?:项|个|家|则)[^。]{0,12}?(?:联系|洽|咨询)"
    r"|\b(?:both|these two|the two)\b (?:\w+ ){0,3}?(?:contact|projects|offers|please)"
)
_CONTACTING = re.compile(r"(?:联系|咨询|contact|enquir|inquir)")


def scopes(page: TaggedDocument) -> list[Scope]:
    """The scopes of a page's opportunities, in order; at least one."""
    body = [b for b in page.document.blocks if b.region == Region.BODY]
    head = tuple(b.span for b in page.document.blocks if b.region == Region.HEAD)
    for partition in partitions(page, body):
        if len(partition) >= 2 and _is_sound(page, body, partition):
            return _listed(page, body, head, _without_news(page, body, partition))
    blocks, lines = lines_apart(page, body)
    if lines and _is_sound(page, blocks, lines):
        return _listed(page, blocks, head, _without_news(page, blocks, lines))
    return [Scope(0, "page", tuple(b.span for b in body), head)]


def _is_sound(page: TaggedDocument, body: Sequence[Block], items: list[Item]) -> bool:
    """Whether the items are descriptions of opportunities rather than points of one text."""
    in_rows = all(body[item.blocks[0]].table is not None for item in items)
    lengths = [sum(len(body[i].span) for i in item.blocks) for item in items]
    headings = [len(compact(page.quote(item.heading))) for item in items]
    least = _TERSE_ROW if in_rows else _TERSE if min(headings) >= _NAMED else _ENOUGH
    if min(lengths) < least or not all(headings):
        return False
    if not in_rows and any(_NO_TITLE.search(fold(page.quote(item.heading))) for item in items):
        return False
    alone = sum(_stands_alone(page, [body[i] for i in item.blocks]) for item in items)
    if not in_rows and sum(lengths) < _ENOUGH * len(items):
        return alone >= _ALONE * len(items) and _all_wish(page, body, items)
    wanting = all(_wants(page, _spans(body, item)) for item in items)
    return wanting or alone >= _ALONE * len(items)


def _all_wish(page: TaggedDocument, body: Sequence[Block], items: list[Item]) -> bool:
    """Whether each item tells a way of cooperation that is wished for."""
    return all(
        any(
            mention.field == "cooperation_types"
            for mention in cooperation.mentions_of(page, Scope(0, "item", _spans(body, item), ()))
        )
        for item in items
    )


def _stands_alone(page: TaggedDocument, blocks: list[Block]) -> bool:
    """Whether some text names who it is about: an organisation, a country, a contact, labels."""
    if any(pair.label_id in _TELLING for block in blocks for pair in block.pairs):
        return True
    return any(
        _OWNER.search(page.quote(block.span))
        or _CONTACT.search(fold(page.quote(block.span)))
        or any(
            place.alpha3 != "CHN"
            for place in places_in(page.text, page.folded, block.start, block.end)
        )
        for block in blocks
    )


def _without_news(page: TaggedDocument, body: Sequence[Block], items: list[Item]) -> list[Item]:
    """The items without those that read like news and want nothing, if these are the fewer.

    Where what is left could stand as pages of their own, as the one offer in a newsletter could,
    the rest goes however much it is, and what speaks of no technology goes with it.
    """
    if len(items) < _MANY or body[items[0].blocks[0]].table is not None:
        return items
    told = [item for item in items if not _is_news(page, _spans(body, item))]
    kept = [item for item in told if not _is_idle(page, _spans(body, item), item.heading)]
    sure = kept and all(score_of(page, _spans(body, i), i.heading) >= _SURE for i in kept)
    if sure:
        return kept
    return told if 2 * len(told) > len(items) else items


def _spans(body: Sequence[Block], item: Item) -> tuple[Span, ...]:
    return tuple(body[i].span for i in item.blocks)


def _is_news(page: TaggedDocument, spans: tuple[Span, ...]) -> bool:
    """Whether a stretch wants nothing and reads like news."""
    return not _wants(page, spans) and _decides(
        page, spans, phrases.lexicon("relevance"), "not_opportunity"
    )


def _is_idle(page: TaggedDocument, spans: tuple[Span, ...], heading: Span) -> bool:
    """Whether a stretch speaks of no technology, and would not pass as a page of its own."""
    if _decides(page, spans, technology.lexicon()):
        return False
    return score_of(page, spans, heading) < thresholds().relevance.passes


def _wants(page: TaggedDocument, spans: tuple[Span, ...]) -> bool:
    return _decides(page, spans, phrases.lexicon("volition"), "wants") or _decides(
        page, spans, phrases.lexicon("relevance"), "opportunity"
    )


def _decides(
    page: TaggedDocument, spans: tuple[Span, ...], lexicon: Lexicon, identifier: str = ""
) -> bool:
    """Whether a term of weight 2 or 3 of a lexicon (and of an id) stands in the spans."""
    return any(
        entry.weight >= 2 and identifier in ("", entry.id)
        for span in spans
        for hit in lexicon.find(page.folded, span.start, span.end)
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
    lent = _lent(page, body, items)
    for number, item in enumerate(items):
        key = compact(page.quote(body[item.blocks[0]].span))[:_ANCHOR]
        key = key if body[item.blocks[0]].table is None else compact(page.quote(item.heading))
        seen[key] += 1
        anchor = key if seen[key] == 1 else f"{key}#{seen[key]}"
        own = tuple(body[i].span for i in item.blocks)
        together = tuple(sorted((*shared, *lent[number]), key=lambda span: span.start))
        result.append(Scope(number, anchor, own, together, item.heading))
    return result


def _lent(page: TaggedDocument, body: Sequence[Block], items: list[Item]) -> list[list[Span]]:
    """For each item the contact lines that a later one ends with, which name so many of them."""
    lent: list[list[Span]] = [[] for _ in items]
    for number, item in enumerate(items):
        for index in item.blocks[1:]:
            line = fold(page.quote(body[index].span))
            counted = _GROUP.search(line)
            if counted and _has_contact(page, body[index]):
                many = small_number(counted[1]) if counted[1] else 2
                for earlier in range(max(0, number + 1 - (many or 1)), number):
                    lent[earlier].append(body[index].span)
    return lent


def _header_cell(block: Block, body: Sequence[Block], items: list[Item]) -> bool:
    """Whether a block is a header of the table whose rows are the items."""
    table = body[items[0].blocks[0]].table
    return block.table is not None and block.table == table


def _without_tail(page: TaggedDocument, body: Sequence[Block], items: list[Item]) -> list[Item]:
    """Cut closing and contact lines, which serve all items, off the last one.

    Where the last item consists of several stretches (two languages), each may end so.
    """
    last = items[-1]
    earlier = [i for item in items[:-1] for i in item.blocks]
    own_contacts = any(_has_contact(page, body[i]) for i in earlier)
    kept: list[int] = []
    closed = False
    for position, index in enumerate(last.blocks):
        follows = position > 0 and last.blocks[position - 1] == index - 1
        closed = (closed and follows) or (
            follows and _closes(page, body[index], own_contacts=own_contacts)
        )
        if not closed:
            kept.append(index)
    return [*items[:-1], Item(tuple(kept), last.heading)]


def _closes(page: TaggedDocument, block: Block, *, own_contacts: bool) -> bool:
    """Whether a line speaks of all items, or gives the contact that no item has of its own."""
    if block.table is not None:
        return False
    line = fold(page.quote(block.span)).lstrip()
    contact = bool(_CONTACTING.match(line)) or any(
        pair.label_id in _CONTACTS for pair in block.pairs
    )
    closing = _CLOSING.match(line) is not None
    return (closing and not (contact and own_contacts)) or (contact and not own_contacts)


def _has_contact(page: TaggedDocument, block: Block) -> bool:
    if any(pair.label_id in _CONTACTS for pair in block.pairs):
        return True
    return bool(_CONTACT.search(fold(page.quote(block.span))))
