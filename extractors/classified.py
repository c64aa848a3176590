"""What the classifiers make of a page's sentences: the evidence that no phrase or pattern gives.

A classifier reads one sentence, or the value of a label together with the label. Its evidence is
that sentence, its rule ``<field>.classifier``, and its grade never above likely.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.classifier import classifier
from extractors.features import features
from extractors.memo import remembered
from extractors.reach import Reach
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from extractors.zones import segments
from models.document import Pair, Segment
from models.span import Span

# A longer label is a sentence of its own.
_LABEL = 24
# Sentences beyond this many characters are read to here.
_READ = 600


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence with the probability, 0 to 1, of each label of a task."""

    segment: Segment
    labels: tuple[tuple[str, float], ...]

    def best(self) -> tuple[str, float]:
        """The likeliest label."""
        return max(self.labels, key=lambda pair: pair[1])

    def of(self, label: str) -> float:
        """The probability of one label, 0 where the task does not have it."""
        return next((value for name, value in self.labels if name == label), 0.0)


def judged(page: TaggedDocument, scope: Scope, task: str) -> Iterator[Judged]:
    """Each segment of a scope, in order, with what a task's classifier makes of it."""
    for _, segment, _ in segments(page, scope):
        yield judge_segment(page, segment, task)


def likeliest(every: Iterable[Judged], least: float) -> tuple[str, Span] | None:
    """The label and the sentence that the classifier is surest of, if at least so sure."""
    sure = max(every, key=lambda one: one.best()[1], default=None)
    if sure is None or sure.best()[1] < least:
        return None
    return sure.best()[0], Span(start=sure.segment.start, end=sure.segment.end)


@remembered
def judge_segment(page: TaggedDocument, segment: Segment, task: str) -> Judged:
    """One segment with what a task's classifier makes of it."""
    found = classifier(task).probabilities(_features(page, segment))
    return Judged(segment, tuple(found.items()))


@remembered
def _features(page: TaggedDocument, segment: Segment) -> tuple[str, ...]:
    text = page.folded[segment.start : min(segment.end, segment.start + _READ)]
    label = _label_of(page, segment)
    return features(f"{label}:{text}" if label else text)


def _label_of(page: TaggedDocument, segment: Segment) -> str:
    """The label of a segment that is a value, where it stands in another cell or line."""
    for pair in _pairs(page).near(segment.start, segment.end):
        inside = pair.value.start <= segment.start < pair.value.end
        if inside and pair.label.end <= segment.start and len(pair.label) <= _LABEL:
            return page.folded[pair.label.start : pair.label.end].strip(" :：")
    return ""


@remembered
def _pairs(page: TaggedDocument) -> Reach[Pair]:
    whole = Span(start=0, end=len(page.text))
    return Reach(page.pairs((whole,)), lambda pair: (pair.value,))
