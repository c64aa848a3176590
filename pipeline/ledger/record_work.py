"""The decisions on one record of a run, applied level by level: items before their values."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import orjson
from pydantic import JsonValue

from models.decision import Decision, State, Target
from pipeline.ledger.deriving import derive
from pipeline.ledger.editing import prove, put, unprove, value_at
from pipeline.ledger.equality import closeness
from pipeline.ledger.fields import fields
from pipeline.ledger.items import Claim, claims
from pipeline.ledger.list_edit import ListEdit
from pipeline.ledger.page import Page
from pipeline.ledger.rebase import Rebased, rebase
from pipeline.ledger.resolution import Resolution, Reviewed
from pipeline.ledger.units import Record, escaped, find, joined

Heads = Mapping[Target, tuple[Decision, ...]]
RULE = "decision."


class RecordWork:
    """A record of a run on its way to the record that stands.

    ``edited`` is the record with the decisions applied so far; the run's own is never changed.
    """

    def __init__(self, page: Page, record: Record, heads: Heads) -> None:
        self.page, self.original, self.heads = page, record, heads
        # A record is JSON: by way of its text it is copied ten times as fast as object by object.
        self.edited: Record = orjson.loads(orjson.dumps(record)) if heads else record
        self.resolutions: list[Resolution] = []
        self.dormant: list[Decision] = []
        self._settled: list[tuple[Resolution, Target | None]] = []
        self._moved: dict[tuple[str, str], str] = {}
        self._changed: set[str] = set()

    def apply(self) -> None:
        """Carry out all decisions on values and items; the record as a whole is not looked at."""
        levels: dict[int, list[Target]] = defaultdict(list)
        for target in self.heads:
            if target.field:
                levels[target.field.count(".")].append(target)
        for level in sorted(levels):
            self._apply_level(levels[level])
        derive(self.edited, self._changed)

    def note_record(self, resolution: Resolution) -> None:
        """Keep what became of a decision on the record as a whole."""
        self.resolutions.append(resolution)
        self._settled.append((resolution, resolution.target))

    def reviewed(self) -> tuple[Reviewed, ...]:
        """The decided values, where they stand now that everything is in place."""
        found = []
        for resolution, place in self._settled:
            unit = find(self.edited, place) if place and place.field else None
            latest = resolution.decision
            found.append(
                Reviewed(
                    resolution.target,
                    unit.pointer if unit else "" if place and not place.field else None,
                    latest.decision_id,
                    resolution.state,
                    latest.reach,
                )
            )
        return tuple(found)

    def _apply_level(self, targets: Sequence[Target]) -> None:
        lists: dict[tuple[str, str], list[Target]] = defaultdict(list)
        for target in sorted(targets, key=lambda target: (target.field, target.item)):
            if target.field in fields().items:
                lists[target.field, target.item.rpartition("/")[0]].append(target)
            else:
                self._apply_value(target)
        for (path, holder), items in lists.items():
            self._apply_list(path, holder, items)

    def _apply_value(self, target: Target) -> None:
        place = self._place(target)
        unit = find(self.edited, place)
        decision = self.heads[target][-1]
        if unit is None and self._is_dormant(target):
            self.dormant.extend(self.heads[target])
            return
        theirs = unit.value if unit else None
        result = rebase(
            decision,
            theirs,
            lambda: self.page.stands(decision, bool(closeness(theirs, decision.base))),
        )
        origin = find(self.original, target)
        self._note(target, result, theirs, origin.pointer if origin else None, place)
        if unit is not None and result.value != theirs:
            self._set(unit.pointer, decision, result.value)

    def _set(self, pointer: str, decision: Decision, value: JsonValue) -> None:
        put(self.edited, pointer, value)
        unprove(self.edited, pointer)
        self._changed.add(pointer.split("/")[1])
        if decision.shown is not None and value == decision.value:
            prove(self.edited, pointer, decision.shown, RULE + decision.decision_id, value)

    def _apply_list(self, path: str, holder: str, targets: Sequence[Target]) -> None:
        pointer = self._list_pointer(path, holder)
        if pointer is None:
            for target in targets:
                self.dormant.extend(self.heads[target])
            return
        rule = fields().items[path]
        edit = ListEdit(self.edited, pointer, rule)
        latest = [self.heads[target][-1] for target in targets]
        listed = list(edit.items)
        for target, claim in zip(
            targets, claims(self.page, self.edited, pointer, rule, listed, latest), strict=True
        ):
            result = self._rebased(claim)
            where = None if claim.index is None else f"{pointer}/{claim.index}"
            key = None if result.value is None else rule.forms(result.value)[0]
            now = None if key is None else joined(self._place_of(path, holder), key)
            place = None if now is None else target.model_copy(update={"item": now})
            if now is not None and now != target.item:
                self._moved[path, target.item] = now
            self._note(target, result, claim.theirs, where, place)
            edit.take(claim, result)
        if edit.finish(RULE):
            self._changed.add(path.split(".")[0])

    def _rebased(self, claim: Claim) -> Rebased:
        decision, theirs = claim.decision, claim.theirs

        def standing() -> bool:
            return self.page.stands(decision, bool(claim.close(theirs, decision.base)))

        return rebase(decision, theirs, standing, claim.close)

    def _note(
        self,
        target: Target,
        result: Rebased,
        theirs: JsonValue,
        pointer: str | None,
        place: Target | None,
    ) -> None:
        """Keep what became of a decision; contradicting ones of two reviewers are a conflict."""
        *others, latest = self.heads[target]
        rivals = tuple(each for each in others if not closeness(each.value, latest.value))
        resolution = Resolution(
            target,
            latest,
            State.CONFLICT if rivals else result.state,
            theirs,
            result.value,
            self.original["opportunity_id"],
            pointer,
            rivals,
        )
        self.resolutions.append(resolution)
        self._settled.append((resolution, place))

    def _is_dormant(self, target: Target) -> bool:
        """Whether a value whose item is not there waits for it: the item was decided on itself, or
        a decision took it out. A value whose item the run lost without a word asks for itself.
        """
        path, item = self._holder(target)
        decided = any(own.field == path and own.item == item for own in self.heads)
        return decided or find(self.original, target) is not None

    def _holder(self, target: Target) -> tuple[str, str]:
        """Field and item path of the innermost item that holds a value."""
        path = target.field.rpartition(".")[0]
        while path and path not in fields().items:
            path = path.rpartition(".")[0]
        return path, target.item

    def _list_pointer(self, path: str, holder: str) -> str | None:
        """Where a list stands in the edited record, None where the item that holds it is gone."""
        outer, _, name = path.rpartition(".")
        if not outer:
            return f"/{name}"
        unit = find(
            self.edited,
            Target(
                report_id=self.original["report_id"],
                opportunity_id=self.original["opportunity_id"],
                field=outer,
                item=self._place_of(path, holder),
            ),
        )
        if unit is None:
            return None
        pointer = f"{unit.pointer}/{escaped(name)}"
        if value_at(self.edited, unit.pointer).get(name) is None:
            put(self.edited, pointer, [])
        return pointer

    def _place(self, target: Target) -> Target:
        item = self._place_of(target.field, target.item)
        return target if item == target.item else target.model_copy(update={"item": item})

    def _place_of(self, path: str, item: str) -> str:
        """The item path under which decisions have put the items that an old path names."""
        for (moved, old), new in self._moved.items():
            if path.startswith(moved + ".") and (item == old or item.startswith(old + "/")):
                item = new + item[len(old) :]
        return item
