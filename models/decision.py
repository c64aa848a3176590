"""Decision: what a reviewer said of a value. Append-only; it outlives the run it was taken on."""

from enum import StrEnum
from typing import Any, ClassVar, Self

from pydantic import JsonValue, model_validator

from models.base import Frozen
from models.sealed import Sealed


class Action(StrEnum):
    """What a decision does: three judge a value, one takes decisions back, one only remarks."""

    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"
    RETRACT = "retract"
    NOTE = "note"

    @property
    def judges(self) -> bool:
        """Whether the decision says what a value is to be."""
        return self in (Action.ACCEPT, Action.REJECT, Action.CORRECT)


class Reach(StrEnum):
    """Whether a reviewer looked at this value, or at samples of the query that it belongs to."""

    ONE = "one"
    BULK = "bulk"


class State(StrEnum):
    """What became of a decision under a later run."""

    CONFIRMED = "confirmed"
    REGRESSION = "regression"
    SOURCE_CHANGED = "source_changed"
    STILL_REJECTED = "still_rejected"
    NEW_CANDIDATE = "new_candidate"
    APPLIED = "applied"
    ABSORBED = "absorbed"
    CONFLICT = "conflict"

    @property
    def asks(self) -> bool:
        """Whether a reviewer has to decide again."""
        return self in _ASKING


_ASKING = (State.REGRESSION, State.SOURCE_CHANGED, State.NEW_CANDIDATE, State.CONFLICT)


class Target(Frozen):
    """What is decided on: a field of an opportunity, or one item of a field of many values.

    ``field`` is the dotted path of the data dictionary (``foreign_parties.party_type``), empty for
    the record as a whole. ``item`` is the key of the item, keys of items in items joined by ``/``;
    empty for a field of one value.
    """

    report_id: str
    opportunity_id: str
    field: str
    item: str = ""


class Anchor(Frozen):
    """The characters that a decision rests on, findable when offsets have moved.

    ``prefix`` and ``suffix`` are the characters before and after the quote; ``source`` is ``text``
    or ``url``, ``start`` the code point where the quote stood.
    """

    quote: str
    prefix: str = ""
    suffix: str = ""
    language: str = "und"
    source: str = "text"
    start: int = 0


class Decision(Sealed):
    """One decision.

    ``base`` is what the run said when the decision was taken, null for nothing; ``value`` is what
    stands by it: the same for accept, another for correct, and for reject what was there before,
    or nothing. Values are JSON, as in the record's own JSON form; the record as a whole is true.
    ``anchor`` is the evidence that the run had for ``base``, ``proof`` what a reviewer quoted for
    another ``value``. ``beside`` are keys of other items that stood on the same characters.
    ``question`` and ``pattern`` tell why the value was looked at. ``supersedes`` are the decisions
    on the same target that the reviewer saw in force; ``retracts`` is the decision that a retract
    takes back.
    """

    PREFIX: ClassVar[str] = "d-"

    action: Action
    target: Target
    base: JsonValue = None
    value: JsonValue = None
    anchor: Anchor | None = None
    proof: Anchor | None = None
    beside: tuple[str, ...] = ()
    page_sha256: str = ""
    run_id: str = ""
    extractor_version: str = ""
    rule: str | None = None
    question: str = ""
    pattern: str = ""
    batch: str = ""
    reach: Reach = Reach.ONE
    reason: str = ""
    comment: str = ""
    supersedes: tuple[str, ...] = ()
    retracts: str | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.action == Action.RETRACT) != (self.retracts is not None):
            raise ValueError("a retract, and nothing else, names the decision it takes back")
        if self.action == Action.ACCEPT and self.base != self.value:
            raise ValueError("an accepted value is the run's own")
        if self.action in (Action.REJECT, Action.CORRECT) and self.base == self.value:
            raise ValueError(f"to {self.action} a value is to say another than the run's")
        return self

    @property
    def ground(self) -> Anchor | None:
        """The characters that the decision falls with: a correction's own, where it has any."""
        return (self.proof or self.anchor) if self.action == Action.CORRECT else self.anchor

    @property
    def shown(self) -> Anchor | None:
        """The characters that show ``value``."""
        return self.anchor if self.action == Action.ACCEPT else self.proof


def decision(**values: Any) -> Decision:
    """A new decision under its id. Raises ValidationError for one that contradicts itself."""
    return Decision.model_validate(values).sealed()
