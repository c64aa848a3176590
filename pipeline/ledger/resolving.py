"""Decisions applied to a page of a run: every later run passes through here."""

from collections import defaultdict
from collections.abc import Iterable

from models.decision import Action, Decision, State, Target
from pipeline.ledger.following import follow
from pipeline.ledger.heads import in_force
from pipeline.ledger.page import Page, record_target
from pipeline.ledger.rebase import rebase
from pipeline.ledger.record_work import Heads, RecordWork
from pipeline.ledger.resolution import Resolution, ResolvedPage, Reviewed
from pipeline.ledger.units import Record


def resolve_page(page: Page, decisions: Iterable[Decision]) -> ResolvedPage:
    """The decisions on a page carried over to a run that read it.

    ``decisions`` are all that the ledger holds of the page, in any order, those taken back and
    superseded included.
    """
    return _PageWork(page, in_force(decisions)).resolve()


class _PageWork:
    """Gathers what becomes of each record."""

    def __init__(self, page: Page, heads: Heads) -> None:
        self._page = page
        self._heads: dict[str, dict[Target, tuple[Decision, ...]]] = defaultdict(dict)
        for target, found in heads.items():
            self._heads[target.opportunity_id][target] = found
        self._resolutions: list[Resolution] = []
        self._dormant: list[Decision] = []
        self._reviewed: dict[str, tuple[Reviewed, ...]] = {}

    def resolve(self) -> ResolvedPage:
        """Every record of the page, then the decided records that it has no longer."""
        by_record = {
            record: [each[-1] for each in heads.values()] for record, heads in self._heads.items()
        }
        present = {record["opportunity_id"] for record in self._page.records}
        followed = follow(self._page, by_record) if by_record.keys() - present else {}
        ledger_ids = {new: old for old, new in followed.items()}
        records = []
        for record in self._page.records:
            own = record["opportunity_id"]
            kept = self._record(record, self._heads.get(ledger_ids.get(own, own), {}))
            records += [kept] if kept is not None else []
        for gone in sorted(self._heads.keys() - present - followed.keys()):
            self._gone(gone)
        return ResolvedPage(
            tuple(records),
            tuple(self._resolutions),
            self._reviewed,
            tuple(self._dormant),
            ledger_ids,
        )

    def _record(self, record: Record, heads: Heads) -> Record | None:
        """The record that stands, None where it is judged to be none."""
        whole = [target for target in heads if not target.field]
        work = RecordWork(self._page, record, heads)
        stands = True
        for target in whole:
            resolution = self._whole(target, heads[target], True, record["opportunity_id"])
            stands = resolution.value is True
            if not stands:
                self._resolutions.append(resolution)
                self._dormant += [e for t in heads if t != target for e in heads[t]]
                return None
            work.note_record(resolution)
        work.apply()
        self._resolutions += work.resolutions
        self._dormant += work.dormant
        if reviewed := work.reviewed():
            self._reviewed[record["opportunity_id"]] = reviewed
        return work.edited

    def _gone(self, opportunity_id: str) -> None:
        """A decided record that the page has no longer is one question, not one for each value."""
        heads = self._heads[opportunity_id]
        target = record_target(self._page.report_id, opportunity_id)
        if target in heads:
            self._resolutions.append(self._whole(target, heads[target], None, None))
        elif relied_on := [found[-1] for found in heads.values() if _relies(found[-1])]:
            standing = any(self._page.stands(each, says_the_same=False) for each in relied_on)
            self._resolutions.append(
                Resolution(
                    target,
                    max(relied_on, key=lambda each: each.order),
                    State.REGRESSION if standing else State.SOURCE_CHANGED,
                    None,
                    True if standing else None,
                    None,
                    None,
                )
            )
        self._dormant += [each for own, found in heads.items() if own != target for each in found]

    def _whole(
        self, target: Target, heads: tuple[Decision, ...], theirs: bool | None, record: str | None
    ) -> Resolution:
        *others, latest = heads
        result = rebase(latest, theirs, lambda: self._page.stands(latest, theirs == latest.base))
        rivals = tuple(each for each in others if each.value != latest.value)
        state = State.CONFLICT if rivals else result.state
        pointer = "" if theirs else None
        return Resolution(target, latest, state, theirs, result.value, record, pointer, rivals)


def _relies(decision: Decision) -> bool:
    """Whether a decision wants a value to be there, and so the record that holds it."""
    return decision.action != Action.REJECT and decision.value not in (None, "")
