"""When two values are the same for a decision."""

import json
from collections.abc import Callable

from pydantic import JsonValue

from extractors.folding import fold
from pipeline.ledger.fields import ItemRule


def canonical(value: JsonValue) -> str:
    """A form in which width, case, script, spaces and the order of lists do not count.

    >>> canonical("Ａ 臺灣") == canonical("a台湾")
    True
    """
    return json.dumps(_canonical(value), ensure_ascii=False, sort_keys=True)


def _canonical(value: JsonValue) -> JsonValue:
    if isinstance(value, str):
        return "".join(fold(value).split())
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, list):
        return sorted((_canonical(each) for each in value), key=canonical)
    return {name: _canonical(each) for name, each in value.items()}


EXACT, ALIKE, OTHER = 2, 1, 0
# How close one value comes to another: EXACT, ALIKE or OTHER.
Closeness = Callable[[JsonValue, JsonValue], int]


def closeness(one: JsonValue, other: JsonValue) -> int:
    """How close two values are: EXACT to the letter, ALIKE but for the writing, or OTHER."""
    if one == other:
        return EXACT
    return ALIKE if canonical(one) == canonical(other) else OTHER


def items_closeness(rule: ItemRule, further_names: bool = True) -> Closeness:
    """How close an item of a run comes to an item of a decision, by their keys.

    ALIKE is an item that bears the key among its further names, where they count.
    """

    def close(theirs: JsonValue, known: JsonValue) -> int:
        if theirs is None or known is None:
            return EXACT if theirs is known else OTHER
        forms, key = rule.forms(theirs), rule.forms(known)[:1]
        if forms[:1] == key:
            return EXACT
        return ALIKE if further_names and {*key} & {*forms} else OTHER

    return close
