"""Stretches of a page by place: which labels, values or titles touch a given piece of the text."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import Generic, TypeVar

from models.span import Span

Item = TypeVar("Item")


class Reach(Generic[Item]):
    """Items with the stretches that they cover, asked for by place instead of one by one."""

    def __init__(self, items: Iterable[Item], stretches: Callable[[Item], Iterable[Span]]) -> None:
        self._items = list(items)
        places = sorted(
            (span.start, span.end, number)
            for number, item in enumerate(self._items)
            for span in stretches(item)
        )
        self._starts = [start for start, _, _ in places]
        # The furthest end so far never falls, so that both sides can be found by bisection.
        self._ends = list(accumulate((end for _, end, _ in places), max))
        self._numbers = [number for _, _, number in places]

    def near(self, start: int, end: int) -> list[Item]:
        """All items that touch ``start`` to ``end``, in their order, perhaps with some others."""
        first, last = bisect_left(self._ends, start), bisect_right(self._starts, end)
        numbers = self._numbers[first:last]
        return [self._items[number] for number in (sorted(set(numbers)) if numbers else ())]
