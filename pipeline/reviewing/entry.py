"""An entry of the review queue, and which entries a reviewer wants to see."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from pydantic import JsonValue

from models.change_codes import ChangeClass
from models.decision import Action, Anchor, Decision, Reach, State, Target
from pipeline.ledger.ledger import target_key

_ID_LENGTH = 12
UNREVIEWED = "unreviewed"


class Kind(StrEnum):
    """Where an entry comes from; in the order of the queue."""

    CONFLICT = "conflict"
    CHANGE = "change"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Entry:
    """One value that can be decided on.

    ``question`` is the state of an earlier decision that asks again, the class of a change between
    two runs, or ``unreviewed``. ``target`` is that of the ledger and ``opportunity_id`` the
    record's id in the run; ``pointer`` is null where the run does not have the value. ``was`` is
    what was decided before or what the other run said, ``now`` what the run says, ``stands`` what
    would be published at present. ``cause`` and ``template`` are those of a change. ``pattern`` is
    shared by entries of the same kind. ``answer`` and ``reach`` are those of the decision taken on
    it under this run, null while it is open.
    """

    kind: Kind
    question: str
    target: Target
    opportunity_id: str | None
    pointer: str | None
    was: JsonValue
    now: JsonValue
    stands: JsonValue
    rule: str | None
    old_rule: str | None
    grade: str | None
    language: str | None
    quote: Anchor | None
    pattern: str
    old_record: str | None = None
    old_pointer: str | None = None
    cause: str | None = None
    template: str = ""
    decision_id: str | None = None
    answer: Action | None = None
    answered_value: JsonValue = None
    reach: Reach | None = None

    # A short id, the same in every session, and what sorts a queue: conflicts, then removed,
    # changed and added values, then the rest. Kept, as queues are sorted again and again.
    id: str = field(init=False)
    order: tuple[int, int, str, str, str, str] = field(init=False)

    def __post_init__(self) -> None:
        own = "e-" + target_key(self.target)[:_ID_LENGTH]
        place = _ORDER.index(self.question) if self.question in _ORDER else len(_ORDER)
        where = self.opportunity_id or self.target.opportunity_id
        kind = _KINDS.index(self.kind)
        object.__setattr__(self, "id", own)
        object.__setattr__(
            self, "order", (kind, place, self.target.field, self.pattern, where, own)
        )

    @property
    def is_open(self) -> bool:
        """Whether nobody decided on it yet under this run."""
        return self.answer is None

    def answered(self, decision: Decision) -> "Entry":
        """The entry with the decision taken on it."""
        return replace(
            self,
            stands=decision.value,
            decision_id=decision.decision_id,
            answer=decision.action,
            answered_value=decision.value,
            reach=decision.reach,
        )


_KINDS = tuple(Kind)
_ORDER = (
    State.CONFLICT,
    State.REGRESSION,
    State.SOURCE_CHANGED,
    State.NEW_CANDIDATE,
    ChangeClass.REMOVED,
    ChangeClass.CHANGED,
    ChangeClass.ADDED,
)


def pattern_of(*parts: str | None) -> str:
    """The id of the pattern of entries that share these parts."""
    text = "\n".join(part or "" for part in parts)
    return "q-" + sha256(text.encode()).hexdigest()[:_ID_LENGTH]


@dataclass(frozen=True, slots=True)
class Query:
    """Filters, of which each holds if it is empty or any of its values does.

    A field stands for its parts too; a pattern, record or page for every id that begins so; a
    value for what the run says, in its JSON form or as text.
    """

    kinds: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    records: tuple[str, ...] = ()

    def __call__(self, entry: Entry) -> bool:
        """Whether an entry passes all filters."""
        ids = (entry.opportunity_id or "", entry.target.opportunity_id, entry.target.report_id)
        return (
            (not self.kinds or entry.kind in self.kinds)
            and (not self.questions or entry.question in self.questions)
            and (not self.fields or any(_within(entry.target.field, f) for f in self.fields))
            and (not self.patterns or entry.pattern.startswith(self.patterns))
            and (not self.rules or (entry.rule or "") in self.rules)
            and (not self.grades or (entry.grade or "") in self.grades)
            and (not self.languages or (entry.language or "") in self.languages)
            and (not self.values or _as_text(entry.now) in self.values)
            and (not self.records or any(each.startswith(self.records) for each in ids))
        )

    @property
    def is_empty(self) -> bool:
        """Whether every entry passes."""
        return self == Query()

    @property
    def wants_values(self) -> bool:
        """Whether values that nobody asked about are wanted: only where they are named."""
        return Kind.VALUE in self.kinds or UNREVIEWED in self.questions


def _within(field: str, name: str) -> bool:
    return field == name or field.startswith(f"{name}.")


def _as_text(value: JsonValue) -> str:
    if isinstance(value, dict):
        return next((str(each) for each in value.values() if each), "")
    return "" if value is None else str(value)
