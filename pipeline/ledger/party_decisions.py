"""Decisions on names of parties in the store: added and read, never changed."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Engine, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from models.party_decision import PartyDecision, PartySide, PartyVerdict, party_decision
from pipeline.ledger.heads import active_ids
from pipeline.ledger.ledger import LedgerError
from pipeline.resolving.overrides import Override, Side, Verdict
from pipeline.store import insert_missing, transaction
from pipeline.store.base import Base, RowId


class PartyDecisionRow(Base):
    """A decision. ``body`` is the whole of it as JSON. Rows are never changed or deleted: triggers
    of the database refuse it.
    """

    __tablename__ = "party_decisions"

    position: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
    decision_id: Mapped[str] = mapped_column(String(40), unique=True)
    body: Mapped[str] = mapped_column(Text)


class PartyLedger:
    """What reviewers said of parties' names. Every method is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def judge(
        self,
        verdict: PartyVerdict,
        left: PartySide,
        right: PartySide,
        reviewer: str,
        run_id: str = "",
        comment: str = "",
    ) -> PartyDecision:
        """Say that two names are, or are not, those of one party; the latest word on a pair holds.

        Raises LedgerError for a pair of one name.
        """
        made = _made(
            verdict=verdict,
            left=left,
            right=right,
            reviewer=reviewer,
            run_id=run_id,
            comment=comment,
        )
        self.add_missing([made])
        return made

    def take_back(self, reference: str, reviewer: str, comment: str = "") -> PartyDecision:
        """Take back the decision whose id begins with ``reference``; a retract can be taken back.

        Raises LedgerError for none, several, or one that is not in force.
        """
        known = self.decisions()
        named = [each for each in known if each.decision_id.startswith(reference)]
        if len(named) != 1:
            problem = "no decision" if not named else f"{len(named)} decisions"
            raise LedgerError(f"{problem} on parties in the ledger begin with {reference!r}")
        if named[0].decision_id not in active_ids(known):
            raise LedgerError(f"{named[0].decision_id} was taken back already")
        made = _made(
            verdict=PartyVerdict.RETRACT,
            retracts=named[0].decision_id,
            reviewer=reviewer,
            comment=comment,
        )
        self.add_missing([made])
        return made

    def add_missing(self, decisions: Iterable[PartyDecision]) -> int:
        """Add those decisions that the ledger does not have yet, and give their number."""
        given = {each.decision_id: each for each in decisions}
        with transaction(self._engine) as connection:
            known = set(connection.scalars(select(PartyDecisionRow.decision_id)))
            rows = [
                {"decision_id": key, "body": each.model_dump_json(exclude_defaults=True)}
                for key, each in given.items()
                if key not in known
            ]
            insert_missing(connection, PartyDecisionRow, rows)
        return len(rows)

    def decisions(self) -> list[PartyDecision]:
        """All decisions, oldest first."""
        query = select(PartyDecisionRow.body)
        with self._engine.execution_options(reads_only=True).connect() as connection:
            bodies = list(connection.scalars(query))
        found = [PartyDecision.model_validate_json(body) for body in bodies]
        return sorted(found, key=lambda each: each.order)

    def overrides(self) -> tuple[Override, ...]:
        """What stands: of each pair the latest word that was not taken back."""
        return overrides_of(self.decisions())


def overrides_of(decisions: Sequence[PartyDecision]) -> tuple[Override, ...]:
    """What stands by decisions, oldest first."""
    active = active_ids(decisions)
    latest = {
        each.pair: each
        for each in sorted(decisions, key=lambda each: each.order)
        if each.decision_id in active and each.left and each.right
    }
    return tuple(
        Override(
            verdict=Verdict(each.verdict.value),
            left=Side(**each.left.model_dump()),
            right=Side(**each.right.model_dump()),
            reviewer=each.reviewer,
            decided_at=each.decided_at.isoformat(),
        )
        for each in sorted(latest.values(), key=lambda each: each.order)
        if each.left and each.right
    )


def _made(**values: object) -> PartyDecision:
    try:
        return party_decision(decided_at=datetime.now(UTC), **values)
    except ValueError as error:
        raise LedgerError(str(error)) from error
