"""The ledger in the store: decisions are added and read, never changed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, Engine, bindparam, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from models.decision import Decision, Target
from pipeline.ledger.tables import DecisionRow, TargetRow
from pipeline.store import transaction

# Values of one statement; SQLite takes 32,766.
_CHUNK = 5_000
# Any number, the same in every process: who holds it writes to the ledger.
_LOCK = 5_471_024


class LedgerError(ValueError):
    """A ledger that cannot do what is asked; one sentence that says why."""


class Decided(LedgerError):
    """Somebody decided on the targets since the reviewer saw them; nothing was written."""

    def __init__(self, targets: Sequence[Target]) -> None:
        super().__init__(
            f"somebody else decided on {len(targets)} of these meanwhile: look at them again"
        )
        self.targets = tuple(targets)


def target_key(target: Target) -> str:
    """The key of a target in the tables."""
    parts = (target.report_id, target.opportunity_id, target.field, target.item)
    return sha256("\n".join(parts).encode()).hexdigest()


class Ledger:
    """The decisions in a store. Every method is a transaction of its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # On SQLite a reader then neither waits for writers nor makes them wait.
        self._reader = engine.execution_options(reads_only=True)

    def append(
        self, decisions: Sequence[Decision], seen: Mapping[Target, int] | None = None
    ) -> int:
        """Add decisions, all or none of them; gives the position up to which the ledger goes now.

        ``seen`` holds the version of each target as the reviewer saw it; raises Decided where one
        has moved on. Without it nothing is checked.
        """
        with self._turn() as connection:
            now = self._versions_for(connection, {each.target for each in decisions})
            moved = [where for where, saw in (seen or {}).items() if now.get(where, saw) != saw]
            if moved:
                raise Decided(moved)
            self._insert(connection, decisions)
            return _position(connection)

    def add_missing(self, decisions: Iterable[Decision]) -> int:
        """Add those decisions that the ledger does not have yet, and give their number."""
        given = {each.decision_id: each for each in decisions}
        with self._turn() as connection:
            self._versions_for(connection, {each.target for each in given.values()})
            known: set[str] = set()
            for part in _chunks(list(given)):
                found = select(DecisionRow.decision_id).where(DecisionRow.decision_id.in_(part))
                known |= set(connection.scalars(found))
            missing = [each for key, each in given.items() if key not in known]
            self._insert(connection, missing)
        return len(missing)

    def versions(self, targets: Iterable[Target]) -> dict[Target, int]:
        """How many decisions each target has, 0 for none."""
        with self._reader.connect() as connection:
            return _versions(connection, set(targets))

    def history(self, target: Target) -> list[Decision]:
        """All decisions on a target, oldest first, retracts and notes included."""
        return self._read(DecisionRow.target_key == target_key(target))

    def of_reports(self, reports: Iterable[str]) -> list[Decision]:
        """All decisions on some pages."""
        parts = _chunks(sorted(reports))
        return [each for part in parts for each in self._read(DecisionRow.report_id.in_(part))]

    def of_batch(self, batch: str) -> list[Decision]:
        """All decisions of a batch."""
        return self._read(DecisionRow.batch == batch)

    def by_report(self) -> dict[str, list[Decision]]:
        """All decisions by page, those of a page oldest first."""
        found: dict[str, list[Decision]] = defaultdict(list)
        for decision in self.decisions():
            found[decision.target.report_id].append(decision)
        return found

    def since(self, position: int) -> tuple[int, list[Decision]]:
        """How far the ledger goes, and the decisions after a position of it; 0 is its start.

        Writers take turns, so that nothing is ever added below a position that was read.
        """
        query = select(DecisionRow.position, DecisionRow.body).order_by(DecisionRow.position)
        with self._reader.connect() as connection:
            rows = connection.execute(query.where(DecisionRow.position > position)).all()
        found = [Decision.model_validate_json(body) for _position, body in rows]
        return (rows[-1][0] if rows else position), found

    def decisions(self) -> Iterator[Decision]:
        """All decisions, in the order in which this ledger took them in."""
        query = select(DecisionRow.body).order_by(DecisionRow.position)
        with self._reader.connect() as connection:
            for body in connection.execution_options(yield_per=_CHUNK).scalars(query):
                yield Decision.model_validate_json(body)

    def named(self, prefix: str) -> Decision:
        """The decision whose id begins with ``prefix``. Raises LedgerError for none or several."""
        found = self._read(DecisionRow.decision_id.startswith(prefix, autoescape=True))
        if len(found) == 1:
            return found[0]
        problem = "no decision" if not found else f"{len(found)} decisions"
        raise LedgerError(f"{problem} in the ledger begin with {prefix!r}")

    def _read(self, condition: ColumnElement[bool]) -> list[Decision]:
        query = select(DecisionRow.body).where(condition)
        with self._reader.connect() as connection:
            found = [Decision.model_validate_json(body) for body in connection.scalars(query)]
        return sorted(found, key=lambda each: each.order)

    def count(self) -> int:
        """How many decisions the ledger holds."""
        with self._reader.connect() as connection:
            return connection.scalar(select(func.count()).select_from(DecisionRow)) or 0

    @contextmanager
    def _turn(self) -> Iterator[Connection]:
        """A transaction that no other writer of decisions is in."""
        with transaction(self._engine) as connection:
            # On SQLite every transaction that writes is the only one.
            if connection.dialect.name == "postgresql":
                connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            yield connection

    def _versions_for(self, connection: Connection, targets: set[Target]) -> dict[Target, int]:
        """The versions of targets, each of which has a row from now on."""
        keys = sorted(target_key(target) for target in targets)
        new = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(TargetRow)
        for part in _chunks(keys):
            rows = [{"target_key": key, "version": 0} for key in part]
            connection.execute(new.on_conflict_do_nothing(), rows)
        return _versions(connection, targets)

    def _insert(self, connection: Connection, decisions: Sequence[Decision]) -> None:
        if not decisions:
            return
        connection.execute(insert(DecisionRow), [_row(decision) for decision in decisions])
        counts = Counter(target_key(decision.target) for decision in decisions)
        connection.execute(
            update(TargetRow)
            .where(TargetRow.target_key == bindparam("key"))
            .values(version=TargetRow.version + bindparam("more")),
            [{"key": key, "more": count} for key, count in sorted(counts.items())],
        )


def _versions(connection: Connection, targets: set[Target]) -> dict[Target, int]:
    keys = {target_key(target): target for target in targets}
    found = dict.fromkeys(targets, 0)
    for part in _chunks(sorted(keys)):
        query = select(TargetRow.target_key, TargetRow.version)
        for key, version in connection.execute(query.where(TargetRow.target_key.in_(part))):
            found[keys[key]] = version
    return found


def _position(connection: Connection) -> int:
    return connection.scalar(select(func.max(DecisionRow.position))) or 0


def _row(decision: Decision) -> dict[str, object]:
    return {
        "decision_id": decision.decision_id,
        "decided_at": decision.decided_at,
        "reviewer": decision.reviewer,
        "action": decision.action.value,
        "report_id": decision.target.report_id,
        "opportunity_id": decision.target.opportunity_id,
        "field": decision.target.field,
        "target_key": target_key(decision.target),
        "batch": decision.batch,
        "retracts": decision.retracts,
        "body": decision.model_dump_json(exclude_defaults=True),
    }


def _chunks(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]
