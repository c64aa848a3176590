"""Which decisions are in force: the latest on each target that nobody took back."""

from collections.abc import Iterable
from typing import Protocol

from models.decision import Decision, Target


def in_force(decisions: Iterable[Decision]) -> dict[Target, tuple[Decision, ...]]:
    """The decisions in force on each target, oldest first; targets without one are left out.

    There is one, unless two reviewers judged the same target in copies of the ledger that were put
    together later: then there are as many as did not see each other.
    """
    known = {decision.decision_id: decision for decision in decisions}
    active = active_ids(known.values())
    seen = _superseded(known, active)
    heads: dict[Target, list[Decision]] = {}
    for decision in sorted(known.values(), key=lambda decision: decision.order):
        key = decision.decision_id
        if decision.action.judges and key in active and key not in seen:
            heads.setdefault(decision.target, []).append(decision)
    return {target: tuple(found) for target, found in heads.items()}


class Retractable(Protocol):
    """A decision of any kind: ``retracts`` is the id of the one that it takes back, if it does."""

    @property
    def decision_id(self) -> str:
        """The decision's own id."""

    @property
    def retracts(self) -> str | None:
        """The id of the decision that it takes back."""


def active_ids(decisions: Iterable[Retractable]) -> frozenset[str]:
    """Ids of the decisions that are not taken back.

    A retract may itself be taken back, which puts what it retracted in force again.
    """
    known = {decision.decision_id: decision for decision in decisions}
    # The last retract stands for certain; an id is made of what it retracts, so there are no rings.
    by_object: dict[str, list[str]] = {}
    for each in known.values():
        if each.retracts is not None:
            by_object.setdefault(each.retracts, []).append(each.decision_id)
    verdicts: dict[str, bool] = {}
    for key in known:
        stack = [key]
        while stack:
            top = stack[-1]
            waiting = [own for own in by_object.get(top, ()) if own not in verdicts]
            if waiting:
                stack.extend(waiting)
                continue
            verdicts[top] = not any(verdicts[own] for own in by_object.get(top, ()))
            stack.pop()
    return frozenset(key for key in known if verdicts[key])


def _superseded(known: dict[str, Decision], active: frozenset[str]) -> frozenset[str]:
    """Ids that an active decision superseded, directly or through others taken back since."""
    seen: set[str] = set()
    stack = [key for each in active for key in known[each].supersedes if known[each].action.judges]
    while stack:
        key = stack.pop()
        if key not in seen:
            seen.add(key)
            stack.extend(known[key].supersedes if key in known else ())
    return frozenset(seen)
