"""Lists compared as sets: which item of one is which of the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.comparing.keys import forms_of, item_keys
from pipeline.comparing.shifting import Range

# Items that are the value they stand for; two different ones are never the same misread.
_FIXED = frozenset(("code", "keyword", "alias"))


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: its place in it, its key, and all forms by which it is known."""

    index: int
    key: str
    value: Any
    forms: frozenset[str]


Pairs = list[tuple[Item, Item]]
Spans = Callable[[Item], Sequence[Range]]


@dataclass(frozen=True, slots=True)
class Paired:
    """Items that both lists hold, and those of one alone, each in its list's order."""

    both: Pairs
    gone: list[Item]
    come: list[Item]

    @property
    def reordered(self) -> bool:
        """Whether the shared items stand in another order."""
        places = [new.index for _old, new in self.both]
        return places != sorted(places)


def items_of(key: str, values: Sequence[Any] | None, empty: str | None = None) -> list[Item]:
    """The items of a list by the key of its rule; an ``empty`` code is no item."""
    given = values or ()
    keys = item_keys(key, given)
    return [
        Item(index, name, value, frozenset((name, *forms_of(key, value))))
        for index, (name, value) in enumerate(zip(keys, given, strict=True))
        if empty is None or value != empty
    ]


def pair(
    key: str, olds: Sequence[Item], news: Sequence[Item], old_spans: Spans, new_spans: Spans
) -> Paired:
    """Pair the items of two lists: by key, by any shared form, by the place they were read from.

    ``old_spans`` must give places in the new text.
    """
    theirs = {item.key: item for item in news}
    both = [(item, theirs[item.key]) for item in olds if item.key in theirs]
    shared = {item.key for item, _ in both}
    left, right = ([i for i in items if i.key not in shared] for items in (olds, news))
    if key not in _FIXED:
        _take(left, right, both, lambda one, other: not one.forms.isdisjoint(other.forms))
        _take(left, right, both, lambda one, other: _overlap(old_spans(one), new_spans(other)))
    return Paired(sorted(both, key=lambda found: found[0].index), left, right)


def _take(
    left: list[Item], right: list[Item], both: Pairs, same: Callable[[Item, Item], bool]
) -> None:
    for one in list(left):
        other = next((item for item in right if same(one, item)), None)
        if other is not None:
            left.remove(one)
            right.remove(other)
            both.append((one, other))


def _overlap(ones: Sequence[Range], others: Sequence[Range]) -> bool:
    return any(a[0] < b[1] and b[0] < a[1] for a in ones for b in others)
