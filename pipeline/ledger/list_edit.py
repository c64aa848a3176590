"""A list of a record with decisions applied to its items, each item's evidence kept true."""

from pydantic import JsonValue

from models.decision import Decision, State
from pipeline.ledger.editing import append, drop, member, prove, put, unprove, value_at
from pipeline.ledger.fields import ItemRule
from pipeline.ledger.items import Claim
from pipeline.ledger.rebase import Rebased
from pipeline.ledger.units import Record


class ListEdit:
    """The list at a pointer of a record, item by item; indexes hold until ``finish``."""

    def __init__(self, record: Record, pointer: str, rule: ItemRule) -> None:
        self._record, self._pointer, self._rule = record, pointer, rule
        # Items that decisions want in the list, those of them whose characters changed, and those
        # that they want out.
        self._kept: set[int] = set()
        self._unproved: dict[int, Decision] = {}
        self._dropped: set[int] = set()

    @property
    def items(self) -> list[JsonValue]:
        """The items as they stand."""
        items: list[JsonValue] = value_at(self._record, self._pointer)
        return items

    def take(self, claim: Claim, result: Rebased) -> None:
        """Apply what became of one decision."""
        index, value = claim.index, result.value
        if value is None:
            self._dropped |= set() if index is None else {index}
            return
        if index is None:
            index = int(append(self._record, self._pointer, value).rpartition("/")[2])
            self._unproved[index] = claim.decision
        elif result.state != State.CONFIRMED and value is not claim.theirs:
            self._replace(claim, index, value)
        self._kept.add(index)

    def finish(self, rule_front: str) -> bool:
        """Prove what was put in, by ``rule_front`` and the decision's id; take out what is to go.

        Gives whether the list is another than before.
        """
        for index, decision in self._unproved.items():
            if decision.shown is not None:
                rule = rule_front + decision.decision_id
                prove(self._record, self._identity(index), decision.shown, rule, self._name(index))
        going = (self._dropped | self._doubles()) - self._kept
        for index in sorted(going, reverse=True):
            drop(self._record, f"{self._pointer}/{index}")
        return bool(going or self._unproved)

    def _replace(self, claim: Claim, index: int, value: JsonValue) -> None:
        """Put a decided item in the place of the run's.

        Where it is the same item, what the decision did not touch stays as the run says.
        """
        theirs, base = claim.theirs, claim.decision.base
        pointer = f"{self._pointer}/{index}"
        if claim.matched and isinstance(theirs, dict) and isinstance(value, dict):
            before = base if isinstance(base, dict) else {}
            touched = {k: v for k, v in value.items() if k not in before or v != before[k]}
            merged = theirs | touched
            for name in touched:
                if merged[name] != theirs.get(name):
                    unprove(self._record, member(pointer, name))
                    self._unproved[index] = claim.decision
            put(self._record, pointer, merged)
        elif value != theirs:
            put(self._record, pointer, value)
            unprove(self._record, pointer)
            self._unproved[index] = claim.decision

    def _doubles(self) -> set[int]:
        """Items that a decided item makes superfluous: others of the same key, and a placeholder
        beside anything else.
        """
        names = [self._rule.forms(item)[0] for item in self.items]
        wanted = {names[index] for index in self._unproved}
        doubles = {index for index, name in enumerate(names) if name in wanted}
        real = [name for index, name in enumerate(names) if index not in self._dropped]
        if any(name != self._rule.placeholder for name in real):
            doubles |= {i for i, name in enumerate(names) if name == self._rule.placeholder}
        return doubles - self._kept

    def _identity(self, index: int) -> str:
        """The pointer that evidence of an item stands at: that of the member that names it."""
        item, pointer = self.items[index], f"{self._pointer}/{index}"
        filled = [n for n in self._rule.members if isinstance(item, dict) and item.get(n)]
        return member(pointer, filled[0]) if filled else pointer

    def _name(self, index: int) -> JsonValue:
        value: JsonValue = value_at(self._record, self._identity(index))
        return value
