"""cooperation_types and cooperation_type_raw: how one would work together.

Phrases of the vocabulary and patterns are read where the text offers or seeks; what is denied,
past or somebody else's is dropped. A page that seeks cooperation without saying how is
``unspecified``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors import patterns, phrases
from extractors.classified import read
from extractors.lexicon import GAP
from extractors.memo import remembered
from extractors.scope import Scope
from extractors.seeking import Stretch, Wish, answered, is_background, limited, stretches
from extractors.tagged import TaggedDocument
from extractors.thresholds import thresholds
from extractors.zones import in_organisation
from models.document import Segment
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "5"
UNSPECIFIED = "unspecified"
_LISTED = re.compile(r"^[^，,；;]{0,8}(?:、|/|或|以及|\bor\b|\band\b)")
_SEPARATORS = " ,，、;；/|和或及与"
_CLAUSE = re.compile(r"[，,；;]")
# Where the first is meant, the others in the same sentence are only its parts: shares bought with
# a company are no investment, a plant of a joint venture is no establishment of one's own. The
# number is the weight up to which the part is dropped.
_COVERS = {
    ("acquisition", "technology_transfer"): 3,
    ("acquisition", "investment_financing"): 3,
    ("acquisition", "joint_venture"): 3,
    ("joint_venture", "local_establishment"): 3,
    ("joint_venture", "technology_transfer"): 3,
    ("joint_venture", "investment_financing"): 3,
    ("joint_venture", "licensing"): 2,
    ("joint_venture", "distribution_sales"): 2,
    ("investment_financing", "demonstration_pilot"): 2,
    ("local_establishment", "distribution_sales"): 2,
    ("contract_manufacturing", "distribution_sales"): 2,
    ("licensing", "technology_transfer"): 3,
    ("investment_financing", "local_establishment"): 2,
    ("licensing", "contract_manufacturing"): 3,
    ("licensing", "distribution_sales"): 2,
    ("technology_transfer", "contract_manufacturing"): 2,
    ("technology_transfer", "acquisition"): 2,
}


@dataclass(frozen=True, slots=True)
class Found:
    """A way of cooperating found in a stretch."""

    type: str
    span: Span
    stretch: Stretch
    weight: int
    source: str


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """Types with their evidence, and the labelled value as written."""
    return list(mentions_of(page, scope))


@remembered
def mentions_of(page: TaggedDocument, scope: Scope) -> tuple[Mention, ...]:
    """The mentions that ``extract`` gives, for others that read by them."""
    mentions = [
        page.mention(
            "cooperation_type_raw",
            page.quote(pair.value),
            pair.value,
            "cooperation.label",
            Grade.CERTAIN,
        )
        for pair in page.pairs(scope.own, "cooperation_type")
    ]
    # In a list, what all projects share tells how only where the project itself is silent.
    own = stretches(page, replace(scope, shared=()) if not scope.single else scope)
    every = stretches(page, scope)
    stated: list[Found] = []
    for where, anywhere, least in (
        (own, False, 3),
        (every, False, 3),
        (own, True, 3),
        (own, True, 2),
    ):
        stated = stated or _resolved(page.folded, list(_stated(page, where, anywhere, least)))
    types = [found for found in stated if found.type != UNSPECIFIED]
    # A text that leaves the way open says so: no other is read into it.
    if types or not stated:
        types += _read_besides(page, own, types)
    if types:
        return (*mentions, *(_mention(page, found) for found in types))
    return (*mentions, *_unspecified(page, every, stated))


def _read_besides(
    page: TaggedDocument, every: Sequence[Stretch], stated: Sequence[Found]
) -> list[Found]:
    """Ways that the text reads like: all likely ones where none is stated, else those very likely.

    Each with its most telling sentence.
    """
    limits = thresholds().classifier
    least = limits.cooperation_besides if stated else limits.cooperation
    known = {found.type for found in stated}
    telling = {
        stretch.segment.start: stretch
        for stretch in every
        if stretch.wish not in (Wish.CLOSED, Wish.DENIED)
        and not is_background(page, stretch.segment)
    }
    readings = read(page, (one.segment for one in telling.values()), "cooperation_types")
    found = [
        Found(
            one.label,
            one.span,
            telling[one.span.start],
            2,
            f"weights/cooperation_types#{one.label}",
        )
        for one in readings
        if one.probability >= least and one.label not in known
    ]
    return sorted(found, key=lambda one: (one.span.start, one.type))


def _mention(page: TaggedDocument, found: Found) -> Mention:
    if found.source.startswith("weights/"):
        return page.mention(
            "cooperation_types",
            found.type,
            found.span,
            "cooperation.classifier",
            Grade.LIKELY,
            vocabulary_id=found.source,
        )
    labelled = found.stretch.wish is Wish.LABELLED
    return page.mention(
        "cooperation_types",
        found.type,
        found.span,
        f"cooperation.{'label' if labelled else 'prose'}",
        Grade.LIKELY,
        vocabulary_id=found.source,
    )


def _stated(
    page: TaggedDocument, every: Sequence[Stretch], anywhere: bool, open_least: int
) -> Iterator[Found]:
    """Ways found where they count, without what is denied, past or another's.

    A sentence without any cue counts beside one that seeks, or with ``anywhere``, and only from
    the weight ``open_least`` on.
    """
    replies = {question.index: agreed for question, agreed in answered(page, every)}
    beside = {
        one.index + step
        for one in every
        if one.wish in (Wish.SOUGHT, Wish.LABELLED)
        for step in (-1, 1)
    }
    for stretch in every:
        wish = Wish.SOUGHT if replies.get(stretch.index) else stretch.wish
        if wish in (Wish.CLOSED, Wish.DENIED) or replies.get(stretch.index) is False:
            continue
        if wish is not Wish.LABELLED and is_background(page, stretch.segment):
            continue
        least = open_least if wish is Wish.OPEN else 2
        near = anywhere or wish is not Wish.OPEN or stretch.index in beside
        hits = [
            found
            for found in _longest_hits(page, stretch)
            if near and found.weight >= least and (wish is not Wish.OPEN or _telling(found))
        ]
        for found in hits:
            named = in_organisation(page, stretch.segment, found.span)
            if not named and limited(page, stretch.segment, found.span) == "stated":
                yield found


def _telling(found: Found) -> bool:
    """Whether a hit says by itself that cooperation is meant: a bare word (代工厂) does not."""
    phrase = found.source.partition("#")[2]
    return found.source.startswith("patterns/") or GAP in phrase or len(phrase.split()) > 2


def _hits(page: TaggedDocument, stretch: Stretch) -> Iterator[Found]:
    segment = stretch.segment
    for hit in phrases.find(page, segment, "cooperation_type"):
        for entry in hit.entries:
            if entry.term in patterns.words("cooperation", "ignored"):
                continue
            source = f"phrases/cooperation_type#{entry.term}"
            yield Found(entry.id, hit.span, stretch, entry.weight, source)
    text = page.folded[segment.start : segment.end]
    for pattern in patterns.possible("cooperation", text):
        for match in pattern.regex.finditer(text):
            span = Span(start=segment.start + match.start(), end=segment.start + match.end())
            weight = 3 if pattern.group == "sure" else 2
            yield Found(pattern.id, span, stretch, weight, f"patterns/cooperation#{pattern.name}")


@remembered
def _longest_hits(page: TaggedDocument, stretch: Stretch) -> tuple[Found, ...]:
    """Hits that lie in no longer hit of another type, in one clause, of at least their weight."""
    text, every = page.folded, list(_hits(page, stretch))
    return tuple(
        one
        for one in every
        if not any(
            other.type != one.type
            and other.span.holds(one.span)
            and len(other.span) > len(one.span)
            and other.weight >= one.weight
            and not _CLAUSE.search(text, other.span.start, other.span.end)
            for other in every
        )
    )


def _resolved(text: str, found: list[Found]) -> list[Found]:
    """Without the types that are only a part of another one in the same sentence."""
    kept = [
        one
        for one in found
        if not any(
            _covers(text, other, one) and not _enumerated(text, found, other, one)
            for other in found
        )
    ]
    return sorted(kept, key=lambda one: (one.span.start, one.type))


def _enumerated(text: str, found: list[Found], one: Found, other: Found) -> bool:
    """Whether both are members of a label's bare list, such as 技术转让,技术许可,合作生产."""
    if one.stretch.wish is not Wish.LABELLED or one.stretch.index != other.stretch.index:
        return False
    first, last = sorted((one.span, other.span), key=lambda span: span.start)
    between = range(first.end, last.start)
    spans = [hit.span for hit in found if hit.stretch.index == one.stretch.index]
    rest = [text[i] for i in between if not any(span.start <= i < span.end for span in spans)]
    return first.end <= last.start and not "".join(rest).strip(_SEPARATORS)


def _covers(text: str, whole: Found, part: Found) -> bool:
    """Whether ``part`` is only a part of ``whole``: not so in a list such as 技术转让、合资."""
    if whole.stretch.index != part.stretch.index:
        # What the Chinese side pays in is its share of the venture, in whatever sentence.
        segment = part.stretch.segment
        paid_in = patterns.cue("cooperation", "paid_in").search(text, segment.start, segment.end)
        pair = (whole.type, part.type)
        return bool(paid_in) and pair == ("joint_venture", "investment_financing")
    if part.weight > _COVERS.get((whole.type, part.type), 0):
        return False
    start = min(whole.span.end, part.span.end)
    end = max(whole.span.start, part.span.start)
    return not _LISTED.search(text[start:end])


def _unspecified(
    page: TaggedDocument, every: Sequence[Stretch], stated: list[Found]
) -> list[Mention]:
    """The sentence that seeks cooperation without saying how."""
    for found in stated:
        return [_evidence(page, found.stretch.segment, Grade.LIKELY)]
    wanted = [s for s in every if s.wish in (Wish.LABELLED, Wish.SOUGHT)] or every
    for stretch in wanted:
        return [_evidence(page, stretch.segment, Grade.DOUBTFUL)]
    return []


def _evidence(page: TaggedDocument, segment: Segment, grade: Grade) -> Mention:
    span = Span(start=segment.start, end=segment.end)
    return page.mention("cooperation_types", UNSPECIFIED, span, "cooperation.unspecified", grade)
