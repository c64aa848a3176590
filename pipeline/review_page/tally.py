"""Entries counted: fields by state, patterns, and what narrows a query."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.reviewing.entry import Entry, Kind

_MOST_FACETS = 12


@dataclass(slots=True)
class PatternLine:
    """A pattern with one of its entries, how many are open, and how many there are."""

    sample: Entry
    open: int = 0
    total: int = 0

    @property
    def id(self) -> str:
        """The id of the pattern."""
        return self.sample.pattern


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of a run's entries. ``matrix`` is of open entries by field and question."""

    open: int
    total: int
    matrix: Counter[tuple[str, str]]
    fields: Counter[str]
    questions: tuple[str, ...]
    patterns: tuple[PatternLine, ...]


def tally(entries: Iterable[Entry]) -> Tally:
    """Count entries. Patterns: what is asked again first, then by open entries, none open last."""
    matrix: Counter[tuple[str, str]] = Counter()
    fields: Counter[str] = Counter()
    questions: dict[str, tuple[int, int]] = {}
    patterns: dict[str, PatternLine] = {}
    total = count = 0
    for entry in entries:
        total += 1
        line = patterns.get(entry.pattern) or patterns.setdefault(entry.pattern, PatternLine(entry))
        line.total += 1
        fields[entry.target.field] += 1
        questions[entry.question] = entry.order[:2]
        if entry.answer is None:
            count += 1
            line.open += 1
            matrix[entry.target.field, entry.question] += 1
    ordered = sorted(patterns.values(), key=_rank)
    names = sorted(questions, key=lambda name: (questions[name], name))
    return Tally(count, total, matrix, fields, tuple(names), tuple(ordered))


def _rank(line: PatternLine) -> tuple[bool, bool, int, str]:
    return not line.open, line.sample.kind != Kind.CONFLICT, -line.open, line.id


def facets(entries: Sequence[Entry]) -> dict[str, list[tuple[str, int]]]:
    """By filter, the values that some but not all entries have, the most frequent first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in entries:
        found = {
            "question": entry.question,
            "field": entry.target.field,
            "rule": entry.rule,
            "grade": entry.grade,
            "language": entry.language,
            "pattern": entry.pattern,
        }
        for name, value in found.items():
            if value:
                counts[name][value] += 1
    return {
        name: own.most_common(_MOST_FACETS)
        for name, own in counts.items()
        if len(own) > 1 or own.total() < len(entries)
    }
