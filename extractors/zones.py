"""Zones: what the place of a hit tells of its worth: a title, a labelled value, an organisation.

The same word weighs differently where it names the technology (title, labelled field), where it
tells the use, where it describes the firm, and inside the name of an organisation.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

from extractors.memo import remembered
from extractors.reach import Reach
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.document import Block, BlockKind, Segment
from models.span import Span

FURNITURE = (BlockKind.SITE_NAME, BlockKind.BREADCRUMB, BlockKind.DATE_LINE, BlockKind.ATTACHMENT)


class Zone(StrEnum):
    """Kinds of places."""

    TITLE = "title"
    LABELLED_FIELD = "labelled_field"
    PAGE_TITLE = "page_title"
    TEXT = "text"
    APPLICATION = "application"
    BACKGROUND = "background"
    ORGANISATION = "organisation"


_BY_LABEL = {
    "title": Zone.TITLE,
    "technology_field": Zone.LABELLED_FIELD,
    "application_area": Zone.APPLICATION,
    "market_prospect": Zone.APPLICATION,
}
_BACKGROUND_LABELS = (
    "foreign_part",
    "chinese_part",
    "contact",
    "person",
    "people",
    "party",
    "partner",
    "cooperation_type",
    "referring_mission",
    "country",
    "amount",
    "ip_status",
    "patent",
)
_USE_ZH = re.compile(
    r"可?(?:用于|用在|用来|适用于|应用于|应用在|面向|服务于|适合)|应用(?:领域|范围|前景)"
)
_USE_EN = re.compile(
    r"\b(?:applications?|used (?:in|for|by)|suitable for|applicable to|markets?|customers)\b"
)
# What follows a word that belongs to an organisation's name: a few characters, then the legal form.
_NAME_TAIL = re.compile(
    r"[\u4e00-\u9fff·]{0,8}?(?:公司|大学|大學|学院|研究所|研究院|研究中心|实验室|设计局|株式会社|"
    r"集团|协会|学会|联盟|中心|医院|合作社|工厂|厂(?![家房商])|科技处|机构|委员会|基金会|交易所)"
)
_NOT_NAME = re.compile(r"[的了是在与和及把将由从向对等为用一]")
_NAME_TAIL_EN = re.compile(
    r"(?:[ -][A-Z&][\w&.-]*){0,3}[ ,]+(?:Inc|Ltd|LLC|GmbH|AG|Oy|AB|ApS|A/S|S\.p\.A|B\.V|Co\b|Corp|"
    r"Pty|Pte|K\.K|PLC|University|Institute|Centre|Center|Laborator|Company|Bureau|Association|"
    r"Society|Systems|Technologies)"
)
_NAME_HEAD_EN = re.compile(
    r"(?:University|Institute|Department|Ministry|Academy|Faculty|School|Bureau|Society|Centre|"
    r"Center|Association) (?:of|for) (?:[\w&-]+ ){0,4}$"
)


def own_titles(page: TaggedDocument, scope: Scope) -> tuple[Span, ...]:
    """Where the opportunity's own title stands: heading, labelled title, else the page's title."""
    labelled = [pair.value for pair in page.pairs(scope.own, "title")]
    if scope.heading is not None:
        labelled.append(scope.heading)
    if not labelled or scope.single:
        labelled += [block.span for block in page.blocks_of(BlockKind.PAGE_TITLE)]
    return tuple(labelled)


def segments(page: TaggedDocument, scope: Scope) -> Iterator[tuple[int, Segment, Block]]:
    """Segments of the scope and of its titles, once each, without the page's furniture."""
    seen: set[int] = set()
    spans = sorted((*scope.all, *own_titles(page, scope)), key=lambda span: span.start)
    for index, segment in page.segments(spans):
        block = page.document.blocks[segment.block]
        if index not in seen and block.kind not in FURNITURE:
            seen.add(index)
            yield index, segment, block


@remembered
def begin_in(page: TaggedDocument, spans: tuple[Span, ...]) -> frozenset[int]:
    """Where the segments begin that begin inside one of the spans."""
    return frozenset(segment.start for _, segment in page.segments(spans))


class Zones:
    """Tells the zone of any span of one scope."""

    def __init__(self, page: TaggedDocument, scope: Scope) -> None:
        self._page = page
        self._titles = own_titles(page, scope)
        labelled = ((pair.value, _zone_of(pair.label_id)) for pair in page.pairs(scope.all))
        self._labelled = Reach(
            (place for place in labelled if place[1] is not Zone.TEXT), lambda place: place[:1]
        )
        self._page_titles = [block.span for block in page.blocks_of(BlockKind.PAGE_TITLE)]

    def of(self, segment: Segment, span: Span) -> Zone:
        """The zone of a span in a segment; the narrowest reason wins."""
        if in_organisation(self._page, segment, span):
            return Zone.ORGANISATION
        if any(title.overlaps(span) for title in self._titles):
            return Zone.TITLE
        if any(title.overlaps(span) for title in self._page_titles):
            return Zone.PAGE_TITLE
        for value, zone in self._labelled.near(span.start, span.end):
            if value.holds(span):
                return zone
        before = self._page.folded[segment.start : span.start]
        cue = _USE_EN if segment.language == "en" else _USE_ZH
        return Zone.APPLICATION if cue.search(before) else Zone.TEXT


def _zone_of(label_id: str) -> Zone:
    if label_id.startswith(_BACKGROUND_LABELS):
        return Zone.BACKGROUND
    return _BY_LABEL.get(label_id, Zone.TEXT)


def in_organisation(page: TaggedDocument, segment: Segment, span: Span) -> bool:
    """Whether the span is a part of an organisation's name: its legal form follows closely."""
    tail = page.text[span.end : min(segment.end, span.end + 40)]
    if segment.language != "en" and (found := _NAME_TAIL.match(tail)):
        return not _NOT_NAME.search(found[0][:-2])
    if not page.text[span.start : span.start + 1].isupper():
        return False
    head = page.text[max(segment.start, span.start - 60) : span.start]
    return bool(_NAME_TAIL_EN.match(tail) or _NAME_HEAD_EN.search(head))
