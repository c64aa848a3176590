"""development_stage: how far the technology has come; the labelled value first, prose second.

Of a labelled value the furthest stage wins, except that a thing still being made is not past the
laboratory because its parts are. In prose what is stated and what the text reads like are weighed
against each other. Wishes and denials do not count, nor does the firm's history.
A Chinese demand and an event have no stage.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors import direction, patterns, phrases
from extractors.classified import Reading, read
from extractors.memo import remembered
from extractors.reach import Reach
from extractors.scope import Scope
from extractors.seeking import Stretch, Wish, cues, limited, stretches
from extractors.tagged import TaggedDocument
from extractors.thresholds import thresholds
from extractors.zones import begin_in, in_organisation
from models.codes import DevelopmentStage as Stage
from models.codes import Direction
from models.document import Segment
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "5"
_ORDER = (
    Stage.ON_MARKET,
    Stage.PILOT_DEMONSTRATED,
    Stage.LAB_TESTED,
    Stage.UNDER_DEVELOPMENT,
    Stage.CONCEPT,
)
# A sentence that wishes from its start, up to so many characters, tells no stage.
_BEFORE_WISH = 12
_STAGELESS = (Direction.DOMESTIC_DEMAND, Direction.EVENT_OR_PROGRAMME)


@dataclass(frozen=True, slots=True)
class Found:
    """A stage as stated, or as read: ``doubtful`` where the text hardly reads like it."""

    stage: Stage
    span: Span
    labelled: bool
    source: str
    weak: bool = False
    doubtful: bool = False


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
    best = weighed(found, _readings(page, scope, (*told, Wish.SOUGHT)))
    if best is None:
        return []
    rule = "classifier" if best.source.startswith("weights/") else "prose"
    grade = Grade.DOUBTFUL if best.doubtful else Grade.LIKELY
    return [_mention(page, best, f"development_stage.{rule}", grade)]


def _mention(page: TaggedDocument, best: Found, rule: str, grade: Grade) -> Mention:
    return page.mention(
        "development_stage", str(best.stage), best.span, rule, grade, vocabulary_id=best.source
    )


def _readings(page: TaggedDocument, scope: Scope, told: tuple[Wish, ...]) -> tuple[Reading, ...]:
    """What the scope's own sentences that tell read like."""
    own = begin_in(page, scope.own) - _replaced(page, scope)
    telling = (
        stretch.segment
        for stretch in stretches(page, scope)
        if stretch.segment.start in own and stretch.wish in told and _tells(page, stretch)
    )
    return read(page, telling, "development_stage")


def _tells(page: TaggedDocument, stretch: Stretch) -> bool:
    """Whether a sentence has said something before it wishes."""
    segment = stretch.segment
    if stretch.wish is not Wish.SOUGHT:
        return True
    wishes = cues(page, segment)
    return bool(wishes) and wishes[0].span.start - segment.start >= _BEFORE_WISH


def weighed(found: list[Found], readings: Iterable[Reading]) -> Found | None:
    """The stage that is stated and that the text reads like, the two weighed against each other.

    Of what is stated the further stage counts more. Where too little speaks for any, None.
    """
    numbers = thresholds().stage
    found = _of_the_whole(found)
    read_as = {reading.label: reading for reading in readings}
    best, most = None, 0.0
    for further, stage in enumerate(reversed(_ORDER)):
        stated = sorted((one for one in found if one.stage is stage), key=lambda one: one.weak)
        reading = read_as.get(stage)
        points = reading.probability if reading else 0.0
        if stated:
            points += numbers.implied if stated[0].weak else numbers.stated
            points += numbers.further * further
        least = numbers.least if stated else numbers.alone
        if points >= max(most, least) and (stated or reading):
            most = points
            best = stated[0] if stated else _as_read(stage, reading)
    return best


def _of_the_whole(found: list[Found]) -> list[Found]:
    """Without the laboratory, where a thing still being made is stated and nothing further."""
    sure = {one.stage for one in found if not one.weak}
    if Stage.UNDER_DEVELOPMENT not in sure or sure & set(_ORDER[:2]):
        return found
    return [one for one in found if one.stage is not Stage.LAB_TESTED]


def _as_read(stage: Stage, reading: Reading | None) -> Found | None:
    if reading is None:
        return None
    doubtful = reading.probability < thresholds().stage.likely
    source = f"weights/development_stage#{stage}"
    return Found(stage, reading.span, False, source, doubtful=doubtful)


def decide(found: list[Found]) -> Found | None:
    """The stage that holds of all that is stated.

    What is only implied (a firm's yearly output, work that goes on) tells where nothing is stated.
    """
    found = _of_the_whole([one for one in found if not one.weak] or found)
    for stage in _ORDER:
        for one in found:
            if one.stage is stage:
                return one
    return None


def _stated(page: TaggedDocument, scope: Scope, told: tuple[Wish, ...]) -> Iterator[Found]:
    labels = Reach(page.pairs(scope.own, "development_stage"), lambda pair: (pair.value,))
    own = begin_in(page, scope.own) - _replaced(page, scope)
    for stretch in stretches(page, scope):
        segment = stretch.segment
        over = [pair.value for pair in labels.near(segment.start, segment.end)]
        labelled = any(v.start < segment.end and segment.start < v.end for v in over)
        if segment.start not in own or (stretch.wish not in told and not labelled):
            continue
        wishes = cues(page, segment) if stretch.wish is Wish.SOUGHT else []
        until = wishes[0].span.start if wishes and not labelled else segment.end
        yield from (f for f in _in_segment(page, segment, labelled) if f.span.end <= until)


@remembered
def _replaced(page: TaggedDocument, scope: Scope) -> frozenset[int]:
    """Where sentences begin that tell of an earlier product, on a page that offers a newer one."""
    texts = {
        one.segment.start: page.folded[one.segment.start : one.segment.end]
        for one in stretches(page, scope)
    }
    earlier, newer = _cue("earlier"), _cue("newer")
    if not any(map(newer.search, texts.values())):
        return frozenset()
    return frozenset(
        start for start, text in texts.items() if earlier.search(text) and not newer.search(text)
    )


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
