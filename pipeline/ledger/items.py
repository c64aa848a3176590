"""Decisions on items of one list: which item of the run each of them is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from models.decision import Action, Decision
from pipeline.ledger.editing import value_at
from pipeline.ledger.equality import OTHER, Closeness, items_closeness
from pipeline.ledger.fields import ItemRule
from pipeline.ledger.page import Page
from pipeline.ledger.units import unescaped


@dataclass(frozen=True, slots=True)
class Claim:
    """A decision and the item of the run that it is about.

    ``index`` is the item's place in the list, null where the run has none; ``matched`` tells that
    the item is the decided one itself, not another that took its place.
    """

    decision: Decision
    index: int | None
    theirs: JsonValue
    matched: bool
    close: Closeness


def claims(
    page: Page,
    record: dict[str, Any],
    pointer: str,
    rule: ItemRule,
    listed: Sequence[JsonValue],
    decisions: Sequence[Decision],
) -> list[Claim]:
    """The claim of each decision on a list, in their order.

    An item is the decided one by its keys. Where none is, one that nobody else claims and that
    was read from the same characters took its place, unless it stood there beside it before.
    """
    found = [_by_key(rule, listed, decision) for decision in decisions]
    taken = {index for _close, index in found if index is not None}
    made = list[Claim]()
    for decision, (close, own) in zip(decisions, found, strict=True):
        index = own
        if own is None:
            index = _heir(page, record, pointer, rule, decision, taken)
            taken |= {index} if index is not None else set()
        theirs = None if index is None else listed[index]
        made.append(Claim(decision, index, theirs, own is not None, close))
    return made


def _by_key(
    rule: ItemRule, listed: Sequence[JsonValue], decision: Decision
) -> tuple[Closeness, int | None]:
    # A rejected name is not every party that has it as a further name.
    close = items_closeness(rule, further_names=decision.action != Action.REJECT)
    best, place = OTHER, None
    if decision.base is None and decision.value is None:
        # That there is no such item was accepted: the target alone says which.
        key = unescaped(decision.target.item.rpartition("/")[2])
        keys = rule.keys(listed)
        return close, keys.index(key) if key in keys else None
    for known in (decision.base, decision.value):
        for index, item in enumerate(listed):
            if known is not None and close(item, known) > best:
                best, place = close(item, known), index
    return close, place


def _heir(
    page: Page,
    record: dict[str, Any],
    pointer: str,
    rule: ItemRule,
    decision: Decision,
    taken: set[int],
) -> int | None:
    """The item that took the place of a decided one; codes and plain texts are not in places."""
    ground = decision.ground if rule.members else None
    place = page.place(ground) if ground else None
    if place is None or ground is None:
        return None
    keys = rule.keys(value_at(record, pointer))
    for evidence in record["field_evidence"]:
        if not evidence["pointer"].startswith(pointer + "/"):
            continue
        index = int(evidence["pointer"][len(pointer) + 1 :].partition("/")[0])
        overlaps = evidence["start"] < place[1] and place[0] < evidence["end"]
        same_text = evidence["source"] == ground.source
        if overlaps and same_text and index not in taken and keys[index] not in decision.beside:
            return index
    return None
