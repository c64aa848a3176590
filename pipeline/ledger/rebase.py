"""The three-way merge of one decision: what it was taken on, what a run says now, what it says.

| decision | the run says | the quote stands | state | what stands | asked again |
| --- | --- | --- | --- | --- | --- |
| accept b | b | - | confirmed | b | no |
| accept b | other | yes | regression | b | yes |
| accept b | other | no | source_changed | other | yes |
| reject b, keeping p | b | yes | still_rejected | p | no |
| reject b, keeping p | b | no | source_changed | p | yes |
| reject b, keeping p | p | - | absorbed | p | no |
| reject b, keeping p | other | - | new_candidate | p | yes |
| correct b to w | b | yes | applied | w | no |
| correct b to w | b | no | source_changed | w | yes |
| correct b to w | w | - | absorbed | w | no |
| correct b to w | other | yes | conflict | w | yes |
| correct b to w | other | no | source_changed | w | yes |
"""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import JsonValue

from models.decision import Action, Decision, State
from pipeline.ledger.equality import Closeness, closeness


@dataclass(frozen=True, slots=True)
class Rebased:
    """What became of a decision, and the value that stands by it."""

    state: State
    value: JsonValue


def rebase(
    decision: Decision,
    theirs: JsonValue,
    standing: Callable[[], bool],
    close: Closeness = closeness,
) -> Rebased:
    """A judging decision carried over to a run that says ``theirs``.

    ``standing`` tells whether the page still says what the decision rests on; it is asked only
    where it matters. ``close`` tells how close a value comes to another.
    """
    to_base, to_value = close(theirs, decision.base), close(theirs, decision.value)
    if decision.action == Action.ACCEPT:
        return _accepted(decision, theirs, to_base, standing)
    rejects = decision.action == Action.REJECT
    # A spelling that fits both is taken for what was judged: what stands is the same either way.
    if to_base and to_base >= to_value:
        quiet = State.STILL_REJECTED if rejects else State.APPLIED
        state = quiet if standing() else State.SOURCE_CHANGED
    elif to_value:
        state = State.ABSORBED
    elif rejects:
        state = State.NEW_CANDIDATE
    else:
        state = State.CONFLICT if standing() else State.SOURCE_CHANGED
    return Rebased(state, decision.value)


def _accepted(
    decision: Decision, theirs: JsonValue, to_base: int, standing: Callable[[], bool]
) -> Rebased:
    if to_base:
        return Rebased(State.CONFIRMED, decision.value)
    if standing():
        return Rebased(State.REGRESSION, decision.value)
    return Rebased(State.SOURCE_CHANGED, theirs)
