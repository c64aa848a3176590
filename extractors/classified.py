"""What the classifiers make of a page's sentences: the evidence that no phrase or pattern gives.

A classifier reads sentences as one passage, the value of a label together with the label. Its
evidence is the sentence that says most, its rule ``<field>.classifier``, and its grade never above
likely.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from extractors.classifier import classifier
from extractors.features import features
from extractors.memo import remembered
from extractors.reach import Reach
from extractors.tagged import TaggedDocument
from models.document import Pair, Segment
from models.span import Span

# A longer label is a sentence of its own.
_LABEL = 24
# Sentences beyond this many characters are read to here.
_READ = 600


@dataclass(frozen=True, slots=True)
class Reading:
    """A label's probability, 0 to 1, in a passage, and the sentences that say most for it, the
    most telling one first.
    """

    label: str
    probability: float
    sentences: tuple[Segment, ...]

    @property
    def span(self) -> Span:
        """The most telling sentence."""
        return Span(start=self.sentences[0].start, end=self.sentences[0].end)


def read(page: TaggedDocument, sentences: Iterable[Segment], task: str) -> tuple[Reading, ...]:
    """What a task's classifier makes of sentences as one passage; nothing where there are none."""
    return _read(page, tuple(sentences), task)


def likeliest(readings: Iterable[Reading], least: float) -> Reading | None:
    """The likeliest label, if at least so likely."""
    best = max(readings, key=lambda one: one.probability, default=None)
    return best if best is not None and best.probability >= least else None


@remembered
def _read(page: TaggedDocument, sentences: tuple[Segment, ...], task: str) -> tuple[Reading, ...]:
    if not sentences:
        return ()
    found = classifier(task).read([_features(page, segment) for segment in sentences])
    return tuple(
        Reading(one.label, one.probability, tuple(sentences[n] for n in one.order()))
        for one in found
    )


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
