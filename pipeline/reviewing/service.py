"""Reviewing a run: everything that a page or a command line does with decisions.

All of it works on plain values and knows neither terminal nor web.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path

from pydantic import JsonValue

from models.decision import Action, Decision, Reach, Target
from pipeline.ledger.ledger import Decided, Ledger, LedgerError
from pipeline.ledger.page import Page
from pipeline.ledger.resolving import resolve_page
from pipeline.ledger.units import Record, Unit, addition, unit_at
from pipeline.reviewing.corrections import check_record, in_form
from pipeline.reviewing.desk import Changes, Desk, changes_since
from pipeline.reviewing.drafting import Asked, Hand, Verdict, draft, new_batch
from pipeline.reviewing.entry import Entry, Kind, Query
from pipeline.reviewing.run_view import RunView, View
from pipeline.reviewing.sampling import Lock, Locked, limits, lock_of
from pipeline.reviewing.undoing import take_back

EVERYTHING = Query()


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Status:
    """How a run stands: entries that are open by kind, decisions by state, and their number."""

    run_id: str
    open: dict[str, int]
    answered: int
    states: dict[str, int]
    decisions: int


@contextmanager
def open_review(folder: Path, ledger: Ledger, against: Path | None = None) -> Iterator["Review"]:
    """The review of a run folder, whose files stay open in the block.

    ``against`` is another run's folder, whose changes are asked about. Raises RunFolderError where
    a folder holds no run.
    """
    with ExitStack() as stack:
        view = stack.enter_context(RunView(folder))
        old = stack.enter_context(RunView(against)) if against else None
        changes = changes_since(view, against) if against else None
        yield Review(view, ledger, old, changes)


class Review:
    """The review of a run. ``old`` is another run and ``changes`` what changed since, by page."""

    def __init__(
        self,
        view: View,
        ledger: Ledger,
        old: View | None = None,
        changes: Changes | None = None,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self.ledger, self._clock = ledger, clock
        self._view, self._old = view, old
        self.desk = Desk(view, ledger, changes)

    @property
    def run_id(self) -> str:
        """The id of the run."""
        return self._view.run_id

    @property
    def old_id(self) -> str | None:
        """The id of the other run, if there is one."""
        return self._old.run_id if self._old else None

    def status(self) -> Status:
        """How the run stands at present."""
        self.desk.sync()
        entries = list(self.desk.entries())
        counts = {kind.value: 0 for kind in Kind if kind != Kind.VALUE}
        for entry in entries:
            if entry.is_open:
                counts[entry.kind] += 1
        states = self.desk.states()
        return Status(
            self.run_id,
            counts,
            sum(not entry.is_open for entry in entries),
            {name: count for name, count in sorted(states.items()) if count},
            self.ledger.count(),
        )

    def queue(self, query: Query = EVERYTHING, answered: bool = False) -> list[Entry]:
        """The entries of a query in the order to decide them, those answered only if wanted."""
        self.desk.sync()
        found = [e for e in self.desk.entries() if (answered or e.is_open) and query(e)]
        if query.wants_values:
            found += [entry for entry in self.desk.values() if query(entry)]
            found.sort(key=lambda entry: entry.order)
        return found

    def next(self, query: Query = EVERYTHING, after: Entry | None = None) -> Entry | None:
        """The first open entry of a query, or the first after another; None at the end."""
        if query.wants_values:
            found: Sequence[Entry] = self.queue(query)
        else:
            self.desk.sync()
            found = self.desk.entries()
        start = bisect_right(found, after.order, key=lambda entry: entry.order) if after else 0
        for part in (islice(found, start, None), islice(found, start)):
            for entry in part:
                if entry.is_open and query(entry):
                    return entry
        return None

    def entry(self, entry_id: str) -> Entry:
        """The entry of an id, of a value that nobody asked about too. Raises LedgerError."""
        found = self.desk.entry(entry_id)
        if found is None:
            found = next((each for each in self.desk.values() if each.id == entry_id), None)
        if found is None:
            raise LedgerError(f"{self.run_id} has no entry {entry_id}: it may be decided already")
        return found

    def version(self, target: Target) -> int:
        """How many decisions of any kind a target has, as last seen: what a form hands back."""
        return len(self.desk.history(target))

    def version_at(self, record: Record, pointer: str) -> int:
        """The version of the value at a JSON pointer of a record. Raises UnknownPointer."""
        return self.version(self._asked_at(record, pointer, Verdict(Action.NOTE)).target)

    def record_ids(self) -> list[str]:
        """The ids of the run's records, in its order."""
        return self._view.named("")

    def named(self, prefix: str) -> list[str]:
        """The ids of the run's records that begin with ``prefix``."""
        return self._view.named(prefix)

    def record(self, prefix: str) -> Record:
        """The one record whose id begins with ``prefix``. Raises LedgerError."""
        found = self._view.named(prefix)
        if len(found) != 1:
            problem = "no record" if not found else f"{len(found)} records"
            raise LedgerError(f"{problem} of {self.run_id} begin with {prefix!r}")
        record = self._view.record(found[0])
        assert record is not None
        return record

    def record_of(self, entry: Entry) -> Record | None:
        """The run's record that an entry is about, None where the run has none."""
        return self._view.record(entry.opportunity_id) if entry.opportunity_id else None

    def old_record_of(self, entry: Entry) -> Record | None:
        """The other run's record that an entry is about, None where there is none."""
        if self._old is None or entry.old_record is None:
            return None
        return self._old.record(entry.old_record)

    def beside(self, record: Record) -> list[Record]:
        """The run's records of a record's page."""
        return self._view.records_of(record["report_id"])

    def decide(
        self, entry: Entry, verdict: Verdict, reviewer: str, seen: int | None = None
    ) -> Decision:
        """Decide on one entry.

        ``seen`` is the version that the reviewer saw, by default the present one. Raises Decided
        where another reviewer was faster (the queue is then up to date again), BadDecision.
        """
        return self._decide(self._asked(entry), verdict, reviewer, seen)

    def decide_at(
        self, record: Record, pointer: str, verdict: Verdict, reviewer: str, seen: int | None = None
    ) -> Decision:
        """Decide on the value at a JSON pointer of a record; ``/-`` at its end adds an item.

        Raises UnknownPointer, and as ``decide``.
        """
        asked = self._asked_at(record, pointer, verdict)
        return self._decide(asked, verdict, reviewer, seen)

    def lock(self, query: Query, verdict: Verdict, samples: int | None = None) -> Lock:
        """Whether all of a query may be decided by one verdict, and which samples come first."""
        entries = self.queue(query, answered=True)
        return lock_of(entries, verdict, self.run_id, samples or limits().samples)

    def decide_all(
        self, query: Query, verdict: Verdict, reviewer: str, samples: int | None = None
    ) -> list[Decision]:
        """Decide on every open entry of a query at once, as one batch.

        Raises Locked where samples are missing or disagree, Decided where another reviewer was
        faster with any of them; then nothing is written.
        """
        lock = self.lock(query, verdict, samples)
        if not lock.is_open:
            raise Locked(lock)
        entries = self.queue(query)
        hand = self._hand(reviewer, Reach.BULK)
        # One record at a time: thousands held together would cost seconds of memory management.
        decisions = [draft(self._asked(entry), verdict, hand) for entry in entries]
        if verdict.action == Action.CORRECT:
            for decision in decisions:
                self._check(decision.target.report_id, decision)
        seen = {decision.target: self.version(decision.target) for decision in decisions}
        position = self._write(decisions, seen)
        pairs = zip(entries, decisions, strict=True)
        answers = [entry.answered(decision) for entry, decision in pairs]
        self.desk.take(decisions, answers, position)
        return decisions

    def undo(self, reference: str, reviewer: str, comment: str = "") -> list[Decision]:
        """Take back a decision by its id (or the beginning of it), or all of a batch.

        A retract is a decision too: undoing it puts in force again what it took back. Gives the
        retracts. Raises LedgerError where there is nothing to take back.
        """
        decisions = take_back(self.ledger, reference, reviewer, comment, self._clock)
        self.desk.sync()
        return decisions

    def _decide(self, asked: Asked, verdict: Verdict, reviewer: str, seen: int | None) -> Decision:
        decision = draft(asked, verdict, self._hand(reviewer, Reach.ONE))
        if verdict.action == Action.CORRECT:
            self._check(asked.page.report_id, decision)
        version = self.version(asked.target) if seen is None else seen
        self._write([decision], {asked.target: version})
        self.desk.sync()
        return decision

    def _write(self, decisions: Sequence[Decision], seen: dict[Target, int] | None) -> int:
        try:
            return self.ledger.append(decisions, seen)
        except Decided:
            self.desk.sync()
            raise

    def _check(self, report: str, new: Decision) -> None:
        """Raise BadDecision where a record would not be valid with a correction."""
        page = self._view.page(report)
        if page is not None:
            for record in resolve_page(page, [*self.desk.of_report(report), new]).records:
                check_record(record)

    def _hand(self, reviewer: str, reach: Reach) -> Hand:
        return Hand(reviewer, self._clock(), self.run_id, new_batch(), reach)

    def _asked(self, entry: Entry) -> Asked:
        target = entry.target
        record = self.record_of(entry)
        # Every record repeats its page, so that the other records need not be read.
        page = Page.of([record]) if record else self._view.page(target.report_id)
        page = page or Page(target.report_id, "", "", "")
        unit = Unit(target, "", None)
        if record is not None and entry.pointer is not None:
            unit = unit_at(record, entry.pointer)
        return Asked(
            page,
            record,
            unit,
            target,
            partial(self._previous, entry),
            self.desk.resolution_of(target),
            self.desk.heads(target),
            entry.question,
            entry.pattern,
        )

    def _previous(self, entry: Entry) -> JsonValue:
        """What the other run said at the place of a change."""
        if self._old is None or entry.old_record is None or entry.old_pointer is None:
            return None
        record = self._old.record(entry.old_record)
        return unit_at(record, entry.old_pointer).value if record else None

    def _asked_at(self, record: Record, pointer: str, verdict: Verdict) -> Asked:
        self.desk.sync()
        if pointer.endswith("/-"):
            names = [part for part in pointer[1:-2].split("/") if not part.isdigit()]
            unit = addition(record, pointer, in_form(".".join(names), None, verdict.value))
        else:
            unit = unit_at(record, pointer)
        report, own = record["report_id"], record["opportunity_id"]
        resolution = self.desk.resolution(report, own, unit.pointer)
        target = resolution.target if resolution else self.desk.known_as(unit.target)
        entry = self.desk.at(target)
        if entry is not None and entry.pointer == unit.pointer:
            return self._asked(entry)
        heads = self.desk.heads(target)
        return Asked(Page.of([record]), record, unit, target, resolution=resolution, heads=heads)
