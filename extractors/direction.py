"""opportunity_direction: who offers and who seeks, with the sentence that decides it.

Phrases and patterns vote by weight, those of a title double, and so do the organisations that the
text names: where all are Chinese the demand is theirs, beside a foreign one it hardly is. What
nothing decides is a foreign offer, graded doubtful, for that is what the sources mostly publish.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors import cooperation, patterns, phrases
from extractors.classified import read
from extractors.memo import remembered
from extractors.organisations import occurrences, parties
from extractors.party_context import CHINESE, FOREIGN, is_demand, nationality
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from extractors.thresholds import thresholds
from extractors.zones import begin_in, own_titles, segments
from models.codes import Direction
from models.document import BlockKind, Segment
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "5"
_MANUFACTURING = "contract_manufacturing"


@dataclass(frozen=True, slots=True)
class Vote:
    """A phrase, pattern or party for a direction; with points below 0, against it."""

    direction: str
    points: float
    span: Span
    segment: Segment
    source: str


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """One mention: the direction, with the sentence that says so or the title."""
    votes = _all_votes(page, scope)
    direction, points = decide(votes)
    telling = [vote for vote in votes if vote.direction == direction and vote.points > 0]
    if telling:
        best = max(telling, key=lambda vote: (vote.points, -vote.span.start))
        sure = points >= thresholds().direction.certain
        span = Span(start=best.segment.start, end=best.segment.end)
        return [
            page.mention(
                "opportunity_direction",
                direction,
                span,
                "direction.wording",
                Grade.CERTAIN if sure else Grade.LIKELY,
                vocabulary_id=best.source,
            )
        ]
    return _default(page, scope)


def of(page: TaggedDocument, scope: Scope) -> str:
    """The direction alone, for extractors that read differently by it."""
    return decide(_all_votes(page, scope))[0]


def decide(votes: Sequence[Vote]) -> tuple[str, float]:
    """The direction with the most points and those points; distinct phrases count once."""
    best: dict[tuple[str, str], float] = {}
    for vote in votes:
        key = (vote.direction, vote.source)
        best[key] = max(best.get(key, vote.points), vote.points)
    totals = {str(Direction.FOREIGN_OFFER): thresholds().direction.prior}
    for (direction, _), points in best.items():
        totals[direction] = totals.get(direction, 0.0) + points
    winner = max(sorted(totals), key=lambda direction: totals[direction])
    return winner, totals[winner]


@remembered
def _all_votes(page: TaggedDocument, scope: Scope) -> tuple[Vote, ...]:
    """The votes of the wording, and of what is wished for: only manufacturing is a request."""
    limits = thresholds().direction
    worded = (
        *_votes(page, scope),
        *_votes_of_wishes(page, scope),
        *_votes_of_parties(page, scope),
    )
    # What a title says in so many words needs no classifier.
    if any(vote.points >= limits.phrase * limits.title for vote in worded):
        return worded
    return (*worded, *_votes_of_classifier(page, scope))


def _votes_of_classifier(page: TaggedDocument, scope: Scope) -> Iterator[Vote]:
    """A vote for each direction that the scope reads like, by how much it does."""
    listed = begin_in(page, scope.shared if not scope.single else ())
    limits = thresholds().classifier
    own = (one for _, one, _ in segments(page, scope) if one.start not in listed)
    for one in read(page, own, "direction"):
        if one.probability >= limits.direction_least:
            points = limits.direction * one.probability
            yield Vote(
                one.label, points, one.span, one.sentences[0], f"weights/direction#{one.label}"
            )


def _votes_of_wishes(page: TaggedDocument, scope: Scope) -> Iterator[Vote]:
    wished = [m for m in cooperation.mentions_of(page, scope) if m.field == "cooperation_types"]
    if wished and {mention.value for mention in wished} == {_MANUFACTURING}:
        for mention in wished:
            segment = page.segment_at(mention.start)
            if segment is not None:
                span = Span(start=mention.start, end=mention.end)
                points = thresholds().direction.goods_only
                kind = str(Direction.FOREIGN_REQUEST)
                yield Vote(kind, points, span, segment, "cooperation#contract_manufacturing")


def _votes_of_parties(page: TaggedDocument, scope: Scope) -> Iterator[Vote]:
    """What the organisations of the scope's own text say for a Chinese demand, or against it."""
    limits = thresholds().direction
    nations: dict[str, Segment] = {}
    for party in parties(page, occurrences(page, scope.own)):
        segment = page.document.segments[party.main.segment]
        nations.setdefault(nationality(page, party), segment)
    chinese, foreign = nations.get(CHINESE), nations.get(FOREIGN)
    if is_demand(page, scope):
        first = chinese or next((one for _, one, _ in segments(page, scope)), None)
        yield from _vote_of_parties("demand", limits.demand, first)
    elif foreign:
        yield from _vote_of_parties("foreign", -limits.beside_foreign, foreign)
    if not foreign:
        yield from _vote_of_parties("chinese_only", limits.chinese_only, chinese)


def _vote_of_parties(source: str, points: float, segment: Segment | None) -> Iterator[Vote]:
    if segment is not None:
        span = Span(start=segment.start, end=segment.end)
        yield Vote(str(Direction.DOMESTIC_DEMAND), points, span, segment, f"parties#{source}")


def _votes(page: TaggedDocument, scope: Scope) -> Iterator[Vote]:
    limits = thresholds().direction
    titles = (
        *own_titles(page, scope),
        *(block.span for block in page.blocks_of(BlockKind.PAGE_TITLE)),
    )
    ignored = patterns.words("direction", "ignored")
    listed = begin_in(page, scope.shared if not scope.single else ())
    for _, segment, _ in segments(page, scope):
        titled = any(title.start <= segment.start < title.end for title in titles)
        factor = limits.title if titled else 1.0
        # A listed project is no event because a fair presents all of them.
        barred = (Direction.EVENT_OR_PROGRAMME,) if segment.start in listed else ()
        for hit in phrases.find(page, segment, "direction"):
            for entry in hit.entries:
                if entry.weight == 3 and entry.term not in ignored and entry.id not in barred:
                    source = f"phrases/direction#{entry.term}"
                    yield Vote(entry.id, limits.phrase * factor, hit.span, segment, source)
        text = page.folded[segment.start : segment.end]
        for pattern in patterns.possible("direction", text):
            match = pattern.regex.search(text)
            if match and pattern.id not in barred:
                points = (limits.sure if pattern.group == "sure" else limits.cued) * factor
                span = Span(start=segment.start + match.start(), end=segment.start + match.end())
                yield Vote(pattern.id, points, span, segment, f"patterns/direction#{pattern.name}")


def _default(page: TaggedDocument, scope: Scope) -> list[Mention]:
    titles = own_titles(page, scope)
    spans = [span for span in titles if len(span)] or [
        Span(start=segment.start, end=segment.end) for _, segment, _ in segments(page, scope)
    ]
    if not spans:
        return []
    value = str(Direction.FOREIGN_OFFER)
    rule = "direction.default"
    return [page.mention("opportunity_direction", value, spans[0], rule, Grade.DOUBTFUL)]
