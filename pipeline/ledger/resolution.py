"""What becomes of decisions on one page of a run: their states, and the resolved records."""

from dataclasses import dataclass

from pydantic import JsonValue

from models.decision import Decision, Reach, State, Target
from pipeline.ledger.units import Record


@dataclass(frozen=True, slots=True)
class Resolution:
    """One decision under a run.

    ``target`` is that of the ledger; ``opportunity_id`` is the record's id in the run, null where
    the run has no such record. ``theirs`` is what the run says and ``pointer`` where in its
    record, null for an item that it lacks; ``value`` is what stands. ``rivals`` are decisions of
    others on the same target that contradict this one.
    """

    target: Target
    decision: Decision
    state: State
    theirs: JsonValue
    value: JsonValue
    opportunity_id: str | None
    pointer: str | None
    rivals: tuple[Decision, ...] = ()

    @property
    def asks(self) -> bool:
        """Whether a reviewer has to decide again."""
        return self.state.asks


@dataclass(frozen=True, slots=True)
class Reviewed:
    """How a value came to be decided; ``pointer`` leads into the resolved record, null where the
    decision took the value out.
    """

    target: Target
    pointer: str | None
    decision_id: str
    state: State
    reach: Reach


@dataclass(frozen=True, slots=True)
class ResolvedPage:
    """The records that stand, in their order, and what became of each decision.

    ``ledger_ids`` leads from the ids of records to those that the ledger knows them by, where the
    two differ. ``reviewed`` holds the decided values of each record by its opportunity id;
    ``dormant`` are decisions that have nothing to judge at present: values of a record or item
    that is not there.
    """

    records: tuple[Record, ...]
    resolutions: tuple[Resolution, ...]
    reviewed: dict[str, tuple[Reviewed, ...]]
    dormant: tuple[Decision, ...]
    ledger_ids: dict[str, str]
