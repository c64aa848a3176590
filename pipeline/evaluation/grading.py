"""Grading: how often the values of each grade are right, by field and by rule."""

from collections import Counter
from collections.abc import Iterable

from models.base import Frozen
from models.evidence import Grade
from pipeline.evaluation.judging import Judged, Outcome

# Of the values marked certain at least this share is right, or the rule marks them wrongly.
CERTAIN_LEAST = 0.97


class GradeShare(Frozen):
    """How many of ``n`` values of a grade are right."""

    right: int
    n: int

    @property
    def share(self) -> float:
        """From 0 to 1."""
        return self.right / self.n


# By field (or rule), then by grade in the order of Grade.
GradeTable = dict[str, dict[str, GradeShare]]
ALL = "all"


def by_field(judged: Iterable[Judged]) -> GradeTable:
    """Shares by field, and of all fields together under ``all``."""
    values = [one for one in judged if one.grade and one.outcome is not Outcome.MISSED]
    return _table([(one.field, one) for one in values] + [(ALL, one) for one in values])


def by_rule(judged: Iterable[Judged]) -> GradeTable:
    """Shares by ``field rule``: one rule may serve several fields."""
    return _table([(f"{one.field} {one.rule}", one) for one in judged if one.grade])


def _table(rows: Iterable[tuple[str, Judged]]) -> GradeTable:
    counts: Counter[tuple[str, Grade]] = Counter()
    right: Counter[tuple[str, Grade]] = Counter()
    names: dict[str, None] = {}
    for name, one in rows:
        if one.grade:
            names[name] = None
            counts[name, one.grade] += 1
            right[name, one.grade] += one.outcome is Outcome.RIGHT
    return {
        name: {
            grade.value: GradeShare(right=right[name, grade], n=counts[name, grade])
            for grade in Grade
            if counts[name, grade]
        }
        for name in names
    }
