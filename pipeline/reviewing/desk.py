"""What a run has to decide, page by page, kept up to date with a ledger that others write too."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

from models.change_codes import Cause
from models.decision import Decision, Target
from pipeline.comparing.runs import Comparison
from pipeline.ledger.heads import in_force
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.resolution import Resolution, ResolvedPage
from pipeline.ledger.resolving import resolve_page
from pipeline.ledger.units import Record
from pipeline.reviewing.entry import Entry
from pipeline.reviewing.questions import of_answer, of_change, of_resolution, of_values
from pipeline.reviewing.run_view import RunView, View

Changes = Mapping[str, Sequence[Entry]]
_order = attrgetter("order")
_NOTHING = ResolvedPage((), (), {}, (), {})


class Desk:
    """The entries of a run. ``changes`` are those since another run, by page.

    Entries that were decided under this run stay, answered, so that samples stay drawn from all.
    """

    def __init__(self, view: View, ledger: Ledger, changes: Changes | None = None) -> None:
        self._view, self._ledger = view, ledger
        self._decisions: dict[str, list[Decision]] = defaultdict(list)
        self._pages: dict[str, ResolvedPage] = {}
        self._absent: set[str] = set()
        self._entries: dict[str, dict[str, Entry]] = {}
        self._sorted: list[Entry] = []
        self._changes = changes or {}
        self._position, new = ledger.since(0)
        for decision in new:
            self._decisions[decision.target.report_id].append(decision)
        self._refresh_all({*self._decisions, *self._changes})

    def sync(self) -> None:
        """Take in what was decided since, by whomever."""
        self._position, new = self._ledger.since(self._position)
        for decision in new:
            self._decisions[decision.target.report_id].append(decision)
        self._refresh_all({decision.target.report_id for decision in new})

    def entries(self) -> Sequence[Entry]:
        """All entries, open and answered, in the order of the queue."""
        return self._sorted

    def entry(self, entry_id: str) -> Entry | None:
        """The entry of an id."""
        return next((own[entry_id] for own in self._entries.values() if entry_id in own), None)

    def values(self) -> Iterator[Entry]:
        """An entry for every value of the run that nobody decided on, page by page."""
        for report in self._view.reports:
            decided = {each.target for each in self.page(report).resolutions}
            places = {(e.opportunity_id, e.pointer) for e in self.page(report).resolutions}
            for record in self._view.records_of(report):
                for entry in of_values(record):
                    known = replace(entry, target=self.known_as(entry.target))
                    place = (known.opportunity_id, known.pointer)
                    if known.target not in decided and place not in places:
                        yield known

    def known_as(self, target: Target) -> Target:
        """The target of the run as the ledger knows it: its record may have had another id."""
        own = target.opportunity_id
        known = self.page(target.report_id).ledger_ids.get(own, own)
        return target if known == own else target.model_copy(update={"opportunity_id": known})

    def at(self, target: Target) -> Entry | None:
        """The entry of a target."""
        own = self._entries.get(target.report_id, {})
        return next((entry for entry in own.values() if entry.target == target), None)

    def history(self, target: Target) -> list[Decision]:
        """All decisions on a target, as last seen."""
        own = self._decisions.get(target.report_id, ())
        return [decision for decision in own if decision.target == target]

    def of_report(self, report: str) -> list[Decision]:
        """All decisions on a page, as last seen."""
        return list(self._decisions.get(report, ()))

    def heads(self, target: Target) -> tuple[str, ...]:
        """Ids of the decisions in force on a target, as last seen."""
        found = in_force(self._decisions.get(target.report_id, ())).get(target, ())
        return tuple(decision.decision_id for decision in found)

    def resolution(self, report: str, record: str | None, pointer: str) -> Resolution | None:
        """The decision that is in force at a place of the run's record."""
        for resolution in self.page(report).resolutions:
            if (resolution.opportunity_id, resolution.pointer) == (record, pointer):
                return resolution
        return None

    def resolution_of(self, target: Target) -> Resolution | None:
        """What became of the decision on a target."""
        found = self.page(target.report_id).resolutions
        return next((each for each in found if each.target == target), None)

    def page(self, report: str) -> ResolvedPage:
        """What became of the decisions on a page; its records are not kept."""
        if report not in self._pages:
            self._pages[report] = self._resolved(report)
        return self._pages[report]

    def states(self) -> Counter[str]:
        """How many decisions came to each state; ``dormant`` and ``absent`` have none now."""
        counts: Counter[str] = Counter()
        for report in list(self._decisions):
            page = self.page(report)
            counts.update(resolution.state.value for resolution in page.resolutions)
            counts["dormant"] += len(page.dormant)
            if report in self._absent:
                counts["absent"] += len(in_force(self._decisions[report]))
        return counts

    def resolutions(self) -> Iterator[Resolution]:
        """What became of each decision that has something to judge, page by page."""
        for report in list(self._decisions):
            yield from self.page(report).resolutions

    def take(self, decisions: Sequence[Decision], entries: Iterable[Entry], position: int) -> None:
        """Take in decisions just written, and the answers that they are to entries.

        ``position`` is that of the ledger after them: where others wrote too, all is read again.
        """
        if position != self._position + len(decisions):
            self.sync()
            return
        self._position = position
        for decision in decisions:
            self._decisions[decision.target.report_id].append(decision)
            self._pages.pop(decision.target.report_id, None)
        answered = {entry.id: entry for entry in entries}
        for entry in answered.values():
            self._entries.setdefault(entry.target.report_id, {})[entry.id] = entry
        self._sorted = [answered.pop(entry.id, entry) for entry in self._sorted]
        self._sorted = sorted([*self._sorted, *answered.values()], key=_order)

    def _resolved(self, report: str) -> ResolvedPage:
        self._absent.discard(report)
        decisions = self._decisions.get(report, ())
        if not in_force(decisions):
            return _NOTHING
        page = self._view.page(report)
        if page is None:
            self._absent.add(report)
            return _NOTHING
        found = resolve_page(page, decisions)
        return replace(found, records=())

    def _refresh_all(self, reports: Set[str]) -> None:
        if not reports:
            return
        for report in reports:
            self._refresh(report)
        kept = [entry for entry in self._sorted if entry.target.report_id not in reports]
        new = [entry for report in reports for entry in self._entries[report].values()]
        # What is kept is in order, which sorting makes use of.
        self._sorted = sorted([*kept, *new], key=_order)

    def _refresh(self, report: str) -> None:
        self._pages.pop(report, None)
        page = self.page(report)
        own: dict[str, Entry] = {}
        places = {(each.opportunity_id, each.pointer): each for each in page.resolutions}
        targets = {each.target: each for each in page.resolutions}
        for asked in self._changes.get(report, ()):
            change = replace(asked, target=self.known_as(asked.target))
            resolution = targets.get(change.target)
            if resolution is None and change.pointer is not None:
                resolution = places.get((change.opportunity_id, change.pointer))
            if resolution is None:
                own[change.id] = change
            elif self._answers(resolution):
                own[change.id] = change.answered(resolution.decision)
        records: dict[str, Record | None] = {}
        for resolution in page.resolutions:
            entry = self._of_decision(resolution, records)
            if entry is not None:
                own.setdefault(entry.id, entry)
        self._entries[report] = own

    def _of_decision(
        self, resolution: Resolution, records: dict[str, Record | None]
    ) -> Entry | None:
        """The entry of a decision: open where it asks, answered where it was asked here."""
        if not (resolution.asks or self._answers(resolution)):
            return None
        own = resolution.opportunity_id
        if own is not None and own not in records:
            records[own] = self._view.record(own)
        record = records.get(own or "")
        if resolution.asks:
            return of_resolution(resolution, record)
        return of_answer(resolution.decision, record, resolution.pointer)

    def _answers(self, resolution: Resolution) -> bool:
        """Whether a decision answers an entry of this run."""
        decision = resolution.decision
        same_run = decision.run_id == self._view.run_id
        return same_run and bool(decision.question) and not resolution.asks


def changes_since(view: RunView, against: Path) -> Changes:
    """The changes of a run to decide on, by page; contact data is compared as it is.

    Raises RunFolderError where ``against`` holds no run.
    """
    found: dict[str, list[Entry]] = defaultdict(list)
    last: tuple[str | None, Record | None] = (None, None)
    for change in Comparison(against, view.folder, contacts=True).changes():
        if change.folded or change.cause == Cause.PAGE_ABSENT:
            continue
        if change.new_record != last[0]:
            last = change.new_record, view.record(change.new_record) if change.new_record else None
        entry = of_change(change, last[1])
        if entry is not None and entry.id not in {each.id for each in found[change.report_id]}:
            found[change.report_id].append(entry)
    return found
