"""Every decision in force as a case of a test: does a run itself give what a reviewer decided?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from models.decision import State
from pipeline.ledger.resolution import Resolution

# The run gives what was decided, without the ledger's help.
_RIGHT = frozenset((State.CONFIRMED, State.ABSORBED))
# The run gives what was decided against, or lost what was accepted.
_WRONG = frozenset((State.REGRESSION, State.APPLIED, State.STILL_REJECTED))


@dataclass(frozen=True, slots=True)
class FieldCases:
    """The decisions on one field by what became of them; ``field`` is a dotted path, empty for
    records as a whole.

    ``lost`` are those of the wrong ones that an earlier run had right (regressions); ``open`` those
    that the run cannot answer: the page changed, there is a new candidate, or two contradict.
    """

    field: str
    right: int
    wrong: int
    lost: int
    open: int

    @property
    def share(self) -> float | None:
        """Right ones of those that can be answered, 0 to 1; null without any."""
        judged = self.right + self.wrong
        return self.right / judged if judged else None


def cases_of(resolutions: Iterable[Resolution]) -> tuple[FieldCases, ...]:
    """The cases by field, in the order of the fields' names."""
    states: dict[str, Counter[State]] = {}
    for resolution in resolutions:
        states.setdefault(resolution.target.field, Counter())[resolution.state] += 1
    return tuple(_counted(field, found) for field, found in sorted(states.items()))


def _counted(field: str, states: Counter[State]) -> FieldCases:
    right = sum(states[state] for state in _RIGHT)
    wrong = sum(states[state] for state in _WRONG)
    return FieldCases(field, right, wrong, states[State.REGRESSION], states.total() - right - wrong)
