"""Changes counted: by field and class, and by pattern with a few samples of each."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from models.field_change import FieldChange, Pattern

SAMPLES = 3
# Ways to count changes, by name.
GROUPINGS: dict[str, Callable[[FieldChange], str]] = {
    "pattern": lambda change: change.pattern,
    "field": lambda change: change.field,
    "kind": lambda change: change.kind,
    "cause": lambda change: change.cause,
    "record": lambda change: change.record,
}


@dataclass
class PatternCount:
    """A pattern, how often it occurs, and its first changes."""

    pattern: Pattern
    folded: bool
    changes: int = 0
    records: int = 0
    causes: Counter[str] = field(default_factory=Counter)
    samples: list[FieldChange] = field(default_factory=list)
    _last: str = ""

    def add(self, change: FieldChange, samples: int) -> None:
        """Count a change; those of one record must come together."""
        self.changes += 1
        self.records += change.record != self._last
        self._last = change.record
        self.causes[change.cause] += 1
        self.folded = self.folded and change.folded
        if len(self.samples) < samples:
            self.samples.append(change)


class Tally:
    """Counts of changes, taken one by one.

    ``by`` is a name of GROUPINGS whose counts are wanted beside those of patterns and of field ×
    class.
    """

    def __init__(self, by: str = "field", samples: int = SAMPLES) -> None:
        self.patterns: dict[str, PatternCount] = {}
        self.matrix: Counter[tuple[str, str]] = Counter()
        self.folded: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.total = 0
        self._key, self._samples = GROUPINGS[by], samples

    def add(self, change: FieldChange) -> None:
        """Count one change."""
        self.total += 1
        self.matrix[change.field, change.kind] += 1
        self.counts[self._key(change)] += 1
        if change.folded:
            self.folded[change.kind if change.kind.folded else "following"] += 1
        counted = self.patterns.get(change.pattern)
        if counted is None:
            counted = self.patterns[change.pattern] = PatternCount(change.shape, folded=True)
        counted.add(change, self._samples)

    def take(self, changes: Iterable[FieldChange]) -> "Tally":
        """Count all changes."""
        for change in changes:
            self.add(change)
        return self

    def ranked(self) -> list[PatternCount]:
        """The patterns, the most frequent first."""
        return sorted(self.patterns.values(), key=lambda c: (-c.changes, c.pattern.id))
