"""Where characters of an old text stand in a new one."""

from bisect import bisect_right
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cached_property
from itertools import accumulate

Range = tuple[int, int]


class Shift:
    """The way from offsets of an old text to those of a new one, both in code points.

    Lines that both hold keep their characters; inside lines that were edited a stretch is found
    by its own characters.
    """

    def __init__(self, old: str, new: str) -> None:
        self._old, self.new = old, new
        self._same = old == new

    def __call__(self, start: int, end: int) -> Range | None:
        """The place of ``start`` to ``end`` in the new text, None where it is gone."""
        if self._same:
            return start, end
        index = bisect_right(self._begins, start) - 1
        if index < 0:
            return None
        tag, old, new = self._pieces[index]
        if tag == "equal" and end <= old[1]:
            return start - old[0] + new[0], end - old[0] + new[0]
        return self._found(self._old[start:end], new) if tag != "delete" else None

    def _found(self, quote: str, within: Range) -> Range | None:
        # A stretch may run over the end of a piece.
        at = self.new.find(quote, within[0], within[1] + len(quote))
        return None if at < 0 or not quote else (at, at + len(quote))

    @cached_property
    def _pieces(self) -> list[tuple[str, Range, Range]]:
        old_lines, new_lines = (text.splitlines(True) for text in (self._old, self.new))
        old_at, new_at = _offsets(old_lines), _offsets(new_lines)
        # difflib's own guard against lines that recur hundreds of times keeps this linear.
        opcodes = SequenceMatcher(None, old_lines, new_lines).get_opcodes()
        return [
            (tag, (old_at[i1], old_at[i2]), (new_at[j1], new_at[j2]))
            for tag, i1, i2, j1, j2 in opcodes
            if i1 < i2
        ]

    @cached_property
    def _begins(self) -> list[int]:
        return [old[0] for _tag, old, _new in self._pieces]


def _offsets(lines: Sequence[str]) -> list[int]:
    return [0, *accumulate(map(len, lines))]
