"""ip_status: the strongest right that is stated; the labelled value first, prose second.

A Chinese demand and an event state none. Expired, refused and denied rights are none; what is kept
secret counts also beside "no patent".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors import direction, patterns, phrases
from extractors.classified import likeliest, read
from extractors.reach import Reach
from extractors.scope import Scope
from extractors.seeking import limited
from extractors.tagged import TaggedDocument
from extractors.thresholds import thresholds
from extractors.zones import begin_in, in_organisation, segments
from models.codes import Direction, IpStatus
from models.document import Segment
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "4"
_CLAUSE = re.compile(r"[，,；;]")
_STRONGEST = (
    IpStatus.GRANTED,
    IpStatus.APPLIED,
    IpStatus.SECRET_KNOW_HOW,
    IpStatus.COPYRIGHT_OR_OTHER,
    IpStatus.NONE,
)
_LABELS = ("ip_status", "patents")
_OTHER_LABELS = ("cooperation_type", "contact", "phone", "email", "person", "partner_requirements")


@dataclass(frozen=True, slots=True)
class Found:
    """A right, or that there is none, as stated."""

    status: IpStatus
    span: Span
    labelled: bool
    source: str


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """One mention, or none where the page does not say."""
    if direction.of(page, scope) in (Direction.DOMESTIC_DEMAND, Direction.EVENT_OR_PROGRAMME):
        return []
    found = list(_stated(page, scope))
    best = _strongest([one for one in found if one.labelled])
    if best is None or best.status is IpStatus.NONE:
        best = _strongest(found)
    if best is None:
        return _judged(page, scope)
    return [
        page.mention(
            "ip_status",
            str(best.status),
            best.span,
            "ip_status.label" if best.labelled else "ip_status.prose",
            _grade(best),
            vocabulary_id=best.source,
        )
    ]


def _grade(best: Found) -> Grade:
    """A label's word for a grant may be of an application, and its 无 of nothing said."""
    told = best.status not in (IpStatus.GRANTED, IpStatus.NONE)
    return Grade.CERTAIN if best.labelled and told else Grade.LIKELY


def _judged(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """What the classifier is sure of where nothing is stated by phrase or pattern."""
    inside = begin_in(page, scope.own)
    # What a phrase says of a right and was not believed (a rival's) is no sign of one either.
    own = (
        one
        for _, one, _ in segments(page, scope)
        if one.start in inside and not any(_hits(page, one, False))
    )
    best = likeliest(read(page, own, "ip_status"), thresholds().classifier.ip_status)
    if best is None:
        return []
    source = f"weights/ip_status#{best.label}"
    rule = "ip_status.classifier"
    return [
        page.mention("ip_status", best.label, best.span, rule, Grade.LIKELY, vocabulary_id=source)
    ]


def _strongest(found: list[Found]) -> Found | None:
    return min(found, key=lambda one: _STRONGEST.index(one.status), default=None)


def _stated(page: TaggedDocument, scope: Scope) -> Iterator[Found]:
    labels = Reach(page.pairs(scope.own, *_LABELS), lambda pair: (pair.value,))
    others = Reach(page.pairs(scope.own, *_OTHER_LABELS), lambda pair: (pair.value,))
    inside = begin_in(page, scope.own)
    for _, segment, _ in segments(page, scope):
        start, end = segment.start, segment.end
        if start not in inside:
            continue
        if any(p.value.start <= start < p.value.end for p in others.near(start, end)):
            continue
        over = labels.near(start, end)
        labelled = any(p.value.start < end and start < p.value.end for p in over)
        yield from _in_segment(page, segment, labelled)


def _in_segment(page: TaggedDocument, segment: Segment, labelled: bool) -> Iterator[Found]:
    for status, span, source in _hits(page, segment, labelled):
        if in_organisation(page, segment, span):
            continue
        settled = _settled(page, segment, status, span)
        if settled is not None:
            yield Found(settled, span, labelled, source)


def _settled(
    page: TaggedDocument, segment: Segment, status: IpStatus, span: Span
) -> IpStatus | None:
    """What the sentence around it makes of a status: expired or denied rights are none."""
    text = page.folded[segment.start : segment.end]
    if status is IpStatus.SECRET_KNOW_HOW and patterns.cue("ip_status", "not_secret").search(text):
        return None
    if status in (IpStatus.GRANTED, IpStatus.APPLIED):
        if _of_another_kind(text):
            return None
        if patterns.cue("ip_status", "expired").search(text):
            return IpStatus.NONE
        limit = limited(page, segment, span)
        if limit == "third_party":
            return None
        if limit == "denied" or _inside_none(page, segment, span):
            return IpStatus.NONE if status is IpStatus.APPLIED or "专利" in text else None
        clause = _CLAUSE.split(text[span.start - segment.start :], maxsplit=1)[0]
        pending = patterns.cue("ip_status", "not_granted").search(clause)
        if status is IpStatus.GRANTED and pending:
            return IpStatus.APPLIED
    if status is IpStatus.COPYRIGHT_OR_OTHER and limited(page, segment, span) == "denied":
        return None
    return status


def _of_another_kind(text: str) -> bool:
    """Whether only a right of authors or breeders is registered: no word tells of a patent."""
    other = patterns.cue("ip_status", "other_right").search(text)
    return bool(other) and not patterns.cue("ip_status", "patent_word").search(text)


def _inside_none(page: TaggedDocument, segment: Segment, span: Span) -> bool:
    """Whether the span lies in a stretch that says there is no right."""
    text = page.folded[segment.start : segment.end]
    return any(
        match.start() < span.end - segment.start and span.start - segment.start < match.end()
        for pattern in patterns.possible("ip_status", text)
        if pattern.id == "none" and pattern.group == "sure"
        for match in pattern.regex.finditer(text)
    )


def _hits(
    page: TaggedDocument, segment: Segment, labelled: bool
) -> Iterator[tuple[IpStatus, Span, str]]:
    ignored = patterns.words("ip_status", "ignored")
    for hit in phrases.find(page, segment, "ip_status"):
        for entry in hit.entries:
            enough = entry.weight == 3 or (labelled and entry.weight == 2)
            if enough and entry.term not in ignored:
                yield IpStatus(entry.id), hit.span, f"phrases/ip_status#{entry.term}"
    text = page.folded[segment.start : segment.end]
    for pattern in patterns.possible("ip_status", text):
        if pattern.group == "labelled" and not labelled:
            continue
        for match in pattern.regex.finditer(text):
            span = Span(start=segment.start + match.start(), end=segment.start + match.end())
            if pattern.group == "labelled" and limited(page, segment, span) == "denied":
                continue
            yield IpStatus(pattern.id), span, f"patterns/ip_status#{pattern.name}"
