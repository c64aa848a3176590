"""Changes counted: by field and class, and by pattern with a few samples of each."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from models.field_change import FieldChange, Pattern
from pipeline.comparing.fields import WHOLE_RECORD, field_rules

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
        if len(self.samples) < samples:
            self.samples.append(change)


class Tally:
    """Counts of changes, taken one by one.

    ``by`` is a name of GROUPINGS whose counts are wanted beside those of patterns and of field ×
    class. With ``fold``, changes that views leave out are counted apart and nowhere else. ``total``
    is of all.
    """

    def __init__(self, by: str = "field", samples: int = SAMPLES, fold: bool = False) -> None:
        self.patterns: dict[str, PatternCount] = {}
        self.matrix: Counter[tuple[str, str]] = Counter()
        self.folded: Counter[str] = Counter()
        self.counts: Counter[str] = Counter()
        self.total = 0
        self._key, self._samples, self._fold = GROUPINGS[by], samples, fold

    def add(self, change: FieldChange) -> bool:
        """Count a change, and tell whether it is shown."""
        self.total += 1
        if self._fold and change.folded:
            self.folded[change.kind if change.kind.folded else "following others"] += 1
            return False
        self.matrix[change.field, change.kind] += 1
        self.counts[self._key(change)] += 1
        counted = self.patterns.get(change.pattern)
        if counted is None:
            counted = self.patterns[change.pattern] = PatternCount(change.shape)
        counted.add(change, self._samples)
        return True

    def take(self, changes: Iterable[FieldChange]) -> "Tally":
        """Count all changes."""
        for change in changes:
            self.add(change)
        return self

    def ranked(self) -> list[PatternCount]:
        """The patterns, the most frequent first."""
        return sorted(self.patterns.values(), key=lambda c: (-c.changes, c.pattern.id))

    def fields(self) -> list[str]:
        """The changed fields, whole records first, then in the order of the fields' rules."""
        order = (WHOLE_RECORD, *field_rules().fields)
        places = {name: place for place, name in enumerate(order)}
        names = {name for name, _kind in self.matrix}
        return sorted(names, key=lambda name: (places[name.partition(".")[0]], name))
