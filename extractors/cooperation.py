"""cooperation_types and cooperation_type_raw: how one would work together.

Phrases of the vocabulary and patterns are read where the text offers or seeks; what is denied,
past or somebody else's is dropped. A page that seeks cooperation without saying how is
``unspecified``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from extractors import phrases
from extractors.scope import Scope
from extractors.seeking import Stretch, Wish, answered, limited, stretches
from extractors.tagged import TaggedDocument
from models.document import Segment
from models.evidence import Grade, Mention
from models.span import Span
from models.vocabulary import ROOT, VocabularyError

VERSION = "1"
UNSPECIFIED = "unspecified"
PATTERNS = ROOT / "patterns" / "cooperation.yaml"
# Where the first is meant, the others in the same sentence are only its parts: shares bought with
# a company are no investment, a plant of a joint venture is no establishment of one's own.
_COVERS = {
    "acquisition": frozenset(("technology_transfer", "investment_financing", "joint_venture")),
    "joint_venture": frozenset(
        ("investment_financing", "local_establishment", "technology_transfer", "licensing")
    ),
    "licensing": frozenset(("contract_manufacturing", "distribution_sales")),
    "technology_transfer": frozenset(("contract_manufacturing",)),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of one type; ``sure`` ones need no cue."""

    type: str
    regex: re.Pattern[str]
    sure: bool
    name: str


@dataclass(frozen=True, slots=True)
class Found:
    """A way of cooperating found in a stretch."""

    type: str
    span: Span
    stretch: Stretch
    weight: int
    source: str


@cache
def patterns(path: Path = PATTERNS) -> tuple[Pattern, ...]:
    """The patterns of the data file. Raises VocabularyError on one that cannot be read."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    found: list[Pattern] = []
    for kind, groups in data["types"].items():
        for group, lines in groups.items():
            for number, line in enumerate(lines):
                for macro, body in data["macros"].items():
                    line = line.replace("{" + macro + "}", body)
                try:
                    regex = re.compile(line)
                except re.error as fault:
                    raise VocabularyError(path, 0, f"{kind} {group} {number}: {fault}") from fault
                found.append(Pattern(kind, regex, group == "sure", f"{kind}.{group}{number}"))
    return tuple(found)


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """Types with their evidence, and the labelled value as written."""
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
    every = stretches(page, scope)
    stated = _resolved(list(_stated(page, every)))
    types = [found for found in stated if found.type != UNSPECIFIED]
    if types:
        return mentions + [_mention(page, found) for found in types]
    return mentions + _unspecified(page, every, stated)


def _mention(page: TaggedDocument, found: Found) -> Mention:
    labelled = found.stretch.wish is Wish.LABELLED
    return page.mention(
        "cooperation_types",
        found.type,
        found.span,
        f"cooperation.{'label' if labelled else 'prose'}",
        Grade.CERTAIN if labelled and found.weight == 3 else Grade.LIKELY,
        vocabulary_id=found.source,
    )


def _stated(page: TaggedDocument, every: list[Stretch]) -> Iterator[Found]:
    """Ways found where they count, without what is denied, past or another's."""
    yes = {question.index for question, agreed in answered(page, every) if agreed}
    for stretch in every:
        wish = Wish.SOUGHT if stretch.index in yes else stretch.wish
        if wish in (Wish.CLOSED, Wish.DENIED):
            continue
        least = 3 if wish is Wish.OPEN else 2
        hits = [f for f in _longest(_hits(page, stretch)) if f.weight >= least]
        for found in hits:
            if limited(page, stretch.segment, found.span) == "stated":
                yield found


def _hits(page: TaggedDocument, stretch: Stretch) -> Iterator[Found]:
    segment = stretch.segment
    for hit in phrases.find(page, segment, "cooperation_type"):
        for entry in hit.entries:
            source = f"phrases/cooperation_type#{entry.term}"
            yield Found(entry.id, hit.span, stretch, entry.weight, source)
    text = page.folded[segment.start : segment.end]
    for pattern in patterns():
        for match in pattern.regex.finditer(text):
            span = Span(start=segment.start + match.start(), end=segment.start + match.end())
            weight = 3 if pattern.sure else 2
            yield Found(pattern.type, span, stretch, weight, f"patterns/cooperation#{pattern.name}")


def _longest(hits: Iterable[Found]) -> list[Found]:
    """Hits that lie in no longer hit of another type of at least the same weight."""
    every = list(hits)
    return [
        one
        for one in every
        if not any(
            other.type != one.type
            and other.span.holds(one.span)
            and len(other.span) > len(one.span)
            and other.weight >= one.weight
            for other in every
        )
    ]


def _resolved(found: list[Found]) -> list[Found]:
    """Without the types that are only a part of another one in the same sentence."""
    by_stretch: dict[int, set[str]] = {}
    for one in found:
        by_stretch.setdefault(one.stretch.index, set()).add(one.type)
    kept = [
        one
        for one in found
        if not any(
            one.type in _COVERS.get(other, ())
            for other in by_stretch[one.stretch.index]
            if other != one.type
        )
    ]
    return sorted(kept, key=lambda one: (one.span.start, one.type))


def _unspecified(page: TaggedDocument, every: list[Stretch], stated: list[Found]) -> list[Mention]:
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
