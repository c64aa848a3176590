"""Things set apart by how their lines begin: with a country's name, an ornament, or an owner."""

import re
from collections.abc import Sequence

from extractors import phrases
from extractors.items import Item, by_language, cut, heading_of
from extractors.places import country_of, places_in
from extractors.sections import are_sections, names_technology
from extractors.tagged import TaggedDocument
from models.document import Block

# A paragraph that describes a thing is so long, a title no longer.
_ENTRY, _HEADLINE = 60, 45
_STOPS = "。；;，,：:.!！"
_MARK = re.compile(r"\s*([★☆◆◇●○■□▲△※►▶➤✦♦])\s*(?=\S)")
_FOREIGN_NAME = re.compile(r"[A-ZÀ-ŽА-Я][a-zà-žа-я]{3,}")
_COUNTRY = re.compile(
    r"[【\[(（]?(?:([\u3400-\u9fff]{2,8})(?:[】\])）]|[\s:：·—|])"
    r"|([A-Z][A-Za-z ]{2,20})[】\])）]?\s?[:：·—–|-])"
)
# Paragraphs of a list of countries stand at most so many blocks apart; what stands under a title
# that begins with one is so long.
_APART, _UNDER = 4, 30
# A line that is a country's name and no more.
_COUNTRY_LINE = 8
# Paragraphs that each begin with another owner: so many of them, the owner's name ending this
# early, each so long.
_OWNERS, _OWNER_WITHIN, _OWNED = 3, 30, 40
_OWNER = re.compile(
    r"(?:公司|企业|集团|大学|学院|研究所|研究院|研究中心|实验室|医院|工厂|[\u3400-\u9fff](?:厂|所|校))"
)
# A firm that the text already speaks of (该公司, 企业负责人) is no other owner.
_SAME = re.compile(r"(?:该|本|此|双方|公司|企业|我馆|我处|中方)")
_LEAD_IN = re.compile(r"[\u3400-\u9fff]{1,6}[，,]\s*")


def country_paragraphs(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """Paragraphs, or titles over one, that each begin with a country's name, set apart."""
    begun = [_country_at_start(page, block) for block in body]
    starts: list[int] = []
    for index, block in enumerate(body):
        if not begun[index] or (starts[-1:] == [index - 1] and begun[index - 1] == begun[index]):
            continue
        below = body[index + 1] if index + 1 < len(body) else None
        heads = (
            below is not None
            and below.table is None
            and len(below.span) >= _UNDER
            and begun[index + 1] in (None, begun[index])
        )
        if len(block.span) >= _ENTRY or heads:
            starts.append(index)
    if len(starts) < 2 or len({begun[i] for i in starts}) < 2:
        return []
    if starts[-1] - starts[0] > _APART * len(starts):
        return []
    items = cut(page, body, starts)
    bare = [len(body[i.blocks[0]].span) <= _COUNTRY_LINE for i in items]
    # A bare country over more than one paragraph heads a group.
    if any(alone and len(i.blocks) != 2 for i, alone in zip(items[:-1], bare[:-1], strict=True)):
        return []
    return [
        Item(item.blocks, heading_of(page, body[item.blocks[1]])) if alone else item
        for item, alone in zip(items, bare, strict=True)
    ]


def _country_at_start(page: TaggedDocument, block: Block) -> str | None:
    if block.table is not None:
        return None
    text = page.quote(block.span)
    word = _COUNTRY.match(text)
    if word is None:
        return country_of(text) if len(text) <= _COUNTRY_LINE else None
    return country_of((word[1] or word[2]).strip())


def marked_lines(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """What begins with the same ornament each time (★, ◆): titles, or things from abroad."""
    marks: dict[str, list[int]] = {}
    for index, block in enumerate(body):
        mark = _MARK.match(page.quote(block.span))
        if mark and block.table is None:
            marks.setdefault(mark[1], []).append(index)
    for starts in marks.values():
        if len(starts) < 2 or are_sections(page, [body[i] for i in starts]):
            continue
        lines = [body[i] for i in starts]
        titles = all(_is_title(page, line) for line in lines)
        if titles or all(_is_from_abroad(page, line) for line in lines):
            return by_language(page, body, starts)
    return []


def _is_title(page: TaggedDocument, block: Block) -> bool:
    text = page.quote(block.span)
    return len(text) <= _HEADLINE and text[-1] not in _STOPS


def _is_from_abroad(page: TaggedDocument, block: Block) -> bool:
    """Whether a block names a place of another country, or a name in Latin or Cyrillic letters."""
    # 韩方 is the other side of a talk, no place.
    places = places_in(page.text, page.folded, block.start, block.end)
    abroad = any(place.alpha3 != "CHN" and not place.term.endswith("方") for place in places)
    return abroad or bool(_FOREIGN_NAME.search(page.quote(block.span)))


def owners_in_turn(page: TaggedDocument, body: Sequence[Block]) -> list[Item]:
    """Paragraphs one after the other that each begin with another owner and tell its wish."""
    starts = [index for index, block in enumerate(body) if _tells_of_owner(page, block)]
    if len(starts) < _OWNERS or starts[-1] - starts[0] != len(starts) - 1:
        return []
    return cut(page, body, starts, until=starts[-1] + 1)


def _tells_of_owner(page: TaggedDocument, block: Block) -> bool:
    text = page.quote(block.span)
    lead = _LEAD_IN.match(text)
    opening = text[lead.end() if lead else 0 :]
    owner = _OWNER.search(opening[:_OWNER_WITHIN])
    if block.table is not None or len(text) < _OWNED or owner is None or _SAME.match(opening):
        return False
    wishes = phrases.lexicon("volition").find(page.folded, block.start, block.end)
    return names_technology(text) and any(e.id == "wants" for hit in wishes for e in hit.entries)
