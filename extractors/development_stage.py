"""development_stage: how far the technology has come; the labelled value first, prose second.

The furthest stage that is stated wins, except that a thing still being made is not past the
laboratory because its parts are. Wishes and denials do not count, nor does the firm's history.
A Chinese demand and an event have no stage.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors import direction, patterns, phrases
from extractors.classified import Judged, judge_segment, likeliest
from extractors.reach import Reach
from extractors.scope import Scope
from extractors.seeking import Wish, cues, limited, stretches
from extractors.tagged import TaggedDocument
from extractors.thresholds import thresholds
from extractors.zones import begin_in, in_organisation
from models.codes import DevelopmentStage as Stage
from models.codes import Direction
from models.document import Segment
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "3"
_ORDER = (
    Stage.ON_MARKET,
    Stage.PILOT_DEMONSTRATED,
    Stage.LAB_TESTED,
    Stage.UNDER_DEVELOPMENT,
    Stage.CONCEPT,
)
_STAGELESS = (Direction.DOMESTIC_DEMAND, Direction.EVENT_OR_PROGRAMME)


@dataclass(frozen=True, slots=True)
class Found:
    """A stage as stated."""

    stage: Stage
    span: Span
    labelled: bool
    source: str
    weak: bool = False


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """One mention, or none where the page does not say."""
    if direction.of(page, scope) in _STAGELESS:
        return []
    # A short page may tell the stage and then the wish in one sentence.
    told = (Wish.OPEN, Wish.CLOSED)
    open_text, every = _stated(page, scope, told), _stated(page, scope, (*told, Wish.SOUGHT))
    found = list(open_text)
    if not any(not one.weak for one in found):
        found = list(every)
    labelled = decide([one for one in found if one.labelled])
    if labelled is not None:
        return [_mention(page, labelled, "development_stage.label", Grade.LIKELY)]
    best = decide(found) or _guess(_judged(page, scope, (*told, Wish.SOUGHT)))
    if best is None:
        return []
    rule = "classifier" if best.source.startswith("weights/") else "prose"
    return [_mention(page, best, f"development_stage.{rule}", Grade.LIKELY)]


def _mention(page: TaggedDocument, best: Found, rule: str, grade: Grade) -> Mention:
    return page.mention(
        "development_stage", str(best.stage), best.span, rule, grade, vocabulary_id=best.source
    )


def _guess(judgement: Iterable[Judged]) -> Found | None:
    """The stage of the sentence that the classifier is surest of, if it is sure enough."""
    sure = likeliest(judgement, thresholds().classifier.development_stage)
    if sure is None:
        return None
    label, span = sure
    return Found(Stage(label), span, False, f"weights/development_stage#{label}")


def _judged(page: TaggedDocument, scope: Scope, told: tuple[Wish, ...]) -> Iterator[Judged]:
    """What the classifier makes of the scope's own sentences that tell."""
    own = begin_in(page, scope.own)
    for stretch in stretches(page, scope):
        if stretch.segment.start not in own or stretch.wish not in told:
            continue
        # What a phrase says of a stage and was not believed (wished for) is no sign of it either.
        if not any(_hits(page, stretch.segment, False)):
            yield judge_segment(page, stretch.segment, "development_stage")


def decide(found: list[Found]) -> Found | None:
    """The stage that holds of all that is stated.

    What is only implied (a firm's yearly output, work that goes on) tells where nothing is stated.
    """
    found = [one for one in found if not one.weak] or found
    stages = {one.stage for one in found}
    order = list(_ORDER)
    if Stage.UNDER_DEVELOPMENT in stages and not stages & set(_ORDER[:2]):
        order.remove(Stage.LAB_TESTED)
    for stage in order:
        for one in found:
            if one.stage is stage:
                return one
    return None


def _stated(page: TaggedDocument, scope: Scope, told: tuple[Wish, ...]) -> Iterator[Found]:
    labels = Reach(page.pairs(scope.own, "development_stage"), lambda pair: (pair.value,))
    own = begin_in(page, scope.own)
    for stretch in stretches(page, scope):
        segment = stretch.segment
        over = [pair.value for pair in labels.near(segment.start, segment.end)]
        labelled = any(v.start < segment.end and segment.start < v.end for v in over)
        if segment.start not in own or (stretch.wish not in told and not labelled):
            continue
        wishes = cues(page, segment) if stretch.wish is Wish.SOUGHT else []
        until = wishes[0].span.start if wishes and not labelled else segment.end
        yield from (f for f in _in_segment(page, segment, labelled) if f.span.end <= until)


def _cue(key: str) -> re.Pattern[str]:
    return patterns.cue("development_stage", key)


def _in_segment(page: TaggedDocument, segment: Segment, labelled: bool) -> Iterator[Found]:
    text = page.folded[segment.start : segment.end]
    for stage, span, source, weak in _hits(page, segment, labelled):
        if in_organisation(page, segment, span) or _denied(page, segment, stage, span):
            continue
        if stage is Stage.ON_MARKET and _cue("not_sold").search(text):
            continue
        # A long run on the maker's own bench is a test in the laboratory.
        kept = "own_bench" if stage is Stage.ON_MARKET else "indoors"
        indoors = stage in _ORDER[:2] and _cue(kept).search(text)
        yield Found(Stage.LAB_TESTED if indoors else stage, span, labelled, source, weak)


def _denied(page: TaggedDocument, segment: Segment, stage: Stage, span: Span) -> bool:
    """A denial limits what is reached; that a thing is not ready is the statement itself."""
    if stage in (Stage.UNDER_DEVELOPMENT, Stage.CONCEPT):
        return False
    if _cue("not_done").search(page.folded[span.end : segment.end]):
        return True
    return limited(page, segment, span) in ("denied", "third_party")


def _hits(
    page: TaggedDocument, segment: Segment, labelled: bool
) -> Iterator[tuple[Stage, Span, str, bool]]:
    ignored = patterns.words("development_stage", "ignored")
    for hit in phrases.find(page, segment, "development_stage"):
        for entry in hit.entries:
            enough = entry.weight == 3 or (labelled and entry.weight == 2)
            if enough and entry.term not in ignored:
                yield Stage(entry.id), hit.span, f"phrases/development_stage#{entry.term}", False
    text = page.folded[segment.start : segment.end]
    for pattern in patterns.possible("development_stage", text):
        for match in pattern.regex.finditer(text):
            span = Span(start=segment.start + match.start(), end=segment.start + match.end())
            source, weak = f"patterns/development_stage#{pattern.name}", pattern.group == "weak"
            yield Stage(pattern.id), span, source, weak
