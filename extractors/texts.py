"""summary, advantages, application_area and partner_requirements: the page's own passages.

A passage begins with the value of its label and goes on until the next label or heading. Without a
label the summary is the first sentence of substance.
"""

from collections.abc import Iterator

from extractors import patterns, technology
from extractors.labels import UNMAPPED, label_id
from extractors.language import language_of
from extractors.reach import Reach
from extractors.scope import Scope
from extractors.seeking import is_background
from extractors.tagged import TaggedDocument
from extractors.zones import FURNITURE, Zone, Zones, begin_in, in_organisation, segments
from models.document import Block, BlockKind, Pair, Segment
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "1"
# Field and the label ids that announce it, the first that occurs being taken.
_FIELDS = (
    ("summary", ("summary", "technology_requirement")),
    ("advantages", ("advantages",)),
    ("application_area", ("application_area",)),
    ("partner_requirements", ("partner_requirements",)),
)
# A sentence of substance has at least so many characters (zh) or words (other languages).
# Values that name somebody or something else than what the technology does.
_NO_SUMMARY = (
    "title", "foreign_part", "chinese_part", "contact", "person", "phone", "email", "ip_status",
    "cooperation_type", "partner_requirements", "host_country", "amount", "referring_mission",
    "organiser",
)  # fmt: skip
_LEAST_HAN, _LEAST_WORDS = 12, 7


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """One mention a passage; several passages under the same label are mentions of their own."""
    mentions: list[Mention] = []
    for field, labels in _FIELDS:
        for label in labels:
            found = [_passage(page, scope, pair) for pair in page.pairs(scope.own, label)]
            if found:
                mentions += [_mention(page, field, span, "label") for span in found]
                break
    fields = {mention.field for mention in mentions}
    if "summary" not in fields:
        mentions += _first_sentence(page, scope)
    if "partner_requirements" not in fields:
        mentions += _required(page, scope)
    return sorted(mentions, key=lambda mention: (mention.start, mention.field))


def _mention(page: TaggedDocument, field: str, span: Span, rule: str) -> Mention:
    grade = Grade.CERTAIN if rule == "label" else Grade.LIKELY
    return page.mention(field, page.quote(span), span, f"{field}.{rule}", grade)


def _passage(page: TaggedDocument, scope: Scope, pair: Pair) -> Span:
    """The value of a label with the paragraphs that belong to it."""
    blocks = [b for b in page.blocks(scope.own) if b.end > pair.value.start]
    end = pair.value.end
    if not blocks:
        return pair.value
    first, later = blocks[0], blocks[1:]
    nexts = [p.label.start for p in first.pairs if p.label.start >= end]
    end = max(end, min([first.end, *nexts]))
    if first.kind is not BlockKind.TABLE_CELL and _goes_on(pair, first, later):
        for block in later:
            if _begins_anew(page, block):
                break
            end = block.end
    return _trimmed(page, pair.value.start, end)


def _goes_on(pair: Pair, first: Block, later: list[Block]) -> bool:
    """Whether later paragraphs can belong to it: only where a label or heading ends them.

    The last label of a page would otherwise swallow the closing notes; a label on a line of its
    own is a heading, and keeps what follows.
    """
    alone = pair.label.end <= first.start
    labelled = any(p.label_id != UNMAPPED for block in later for p in block.pairs)
    return alone or labelled


def _begins_anew(page: TaggedDocument, block: Block) -> bool:
    if block.kind in (BlockKind.HEADING, BlockKind.TABLE_CELL, *FURNITURE) or block.bold:
        return True
    if any(p.label_id != UNMAPPED or p.label.start - block.start <= 2 for p in block.pairs):
        return True
    return label_id(page.quote(block.span)) is not None


def _trimmed(page: TaggedDocument, start: int, end: int) -> Span:
    while end > start and page.text[end - 1].isspace():
        end -= 1
    return Span(start=start, end=end)


def _first_sentence(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """The first sentence of substance: one that names a technology, else the first long one."""
    long = list(_sentences(page, scope))
    telling = [span for span, segment in long if _names_technology(page, segment)]
    first = telling or [span for span, _ in long]
    return [_mention(page, "summary", span, "first_sentence") for span in first[:1]]


def _names_technology(page: TaggedDocument, segment: Segment) -> bool:
    """Whether a sentence about the thing itself holds a term that can decide a field."""
    if is_background(page, segment):
        return False
    return any(
        entry.weight >= 2
        for hit in technology.lexicon().find(page.folded, segment.start, segment.end)
        if not in_organisation(page, segment, hit.span)
        for entry in hit.entries
    )


def _sentences(page: TaggedDocument, scope: Scope) -> Iterator[tuple[Span, Segment]]:
    """Sentences of the scope's own running text that are long enough, labels' names apart."""
    zones = Zones(page, scope)
    closed = Reach(
        (p.value for p in page.pairs(scope.own) if p.label_id.startswith(_NO_SUMMARY)),
        lambda value: (value,),
    )
    inside = begin_in(page, scope.own)
    for _, segment, block in segments(page, scope):
        span = Span(start=segment.start, end=segment.end)
        title = scope.heading is not None and scope.heading.overlaps(span)
        if segment.start not in inside or title or block.kind is BlockKind.HEADING or block.bold:
            continue
        near = closed.near(segment.start, segment.end)
        if any(segment.start <= v.start < segment.end or v.holds(span) for v in near):
            continue
        place = zones.of(segment, span)
        text = page.quote(span)
        long = len(text.split()) >= _LEAST_WORDS or (
            language_of(text) == "zh" and len(text) >= _LEAST_HAN
        )
        if long and place in (Zone.TEXT, Zone.APPLICATION) and text[-1] in '。；！.;!”"':
            yield span, segment


def _required(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """Sentences of running text that say what a partner must have."""
    inside = begin_in(page, scope.own)
    return [
        _mention(page, "partner_requirements", Span(start=s.start, end=s.end), "sentence")
        for _, s, _ in segments(page, scope)
        if s.start in inside
        and patterns.cue("seeking", "requires_partner").search(page.folded[s.start : s.end])
    ]
