"""A text cut at the borders of its marks, so that pieces can neither nest nor cross.

Cut here and not in the browser, whose strings count UTF-16 units: offsets of code points would be
wrong behind every rare character.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.language import UNDETERMINED, ZH, language_of


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters ``start`` to ``end`` (code points) that are to be seen as ``tag``."""

    start: int
    end: int
    tag: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters with the same marks, whose tags are sorted."""

    text: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pane:
    """The lines of a text in one language, each cut into pieces; ``chinese`` or any other."""

    chinese: bool
    lines: tuple[tuple[Piece, ...], ...]

    @property
    def is_marked(self) -> bool:
        """Whether anything is marked in it."""
        return any(piece.tags for line in self.lines for piece in line)


def pieces(text: str, marks: Sequence[Mark], start: int = 0, end: int | None = None) -> list[Piece]:
    """The characters ``start`` to ``end`` of a text, cut where a mark begins or ends."""
    end = len(text) if end is None else end
    inside = [mark for mark in marks if mark.start < end and start < mark.end]
    cuts = {start, end}
    for mark in inside:
        cuts |= {max(start, mark.start), min(end, mark.end)}
    return [
        Piece(text[a:b], tuple(sorted({m.tag for m in inside if m.start <= a and b <= m.end})))
        for a, b in pairwise(sorted(cuts))
    ]


def panes(text: str, marks: Sequence[Mark]) -> list[Pane]:
    """The text in one pane, or in two where it is in Chinese and in another language.

    A line without letters goes with the line before it.
    """
    spans = list(_lines(text))
    chinese = list(_chinese(text[start:end] for start, end in spans))
    return [
        Pane(
            wanted,
            tuple(
                tuple(pieces(text, marks, start, end))
                for (start, end), is_chinese in zip(spans, chinese, strict=True)
                if is_chinese == wanted
            ),
        )
        for wanted in (True, False)
        if wanted in chinese
    ]


def _lines(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _chinese(lines: Iterable[str]) -> Iterable[bool]:
    """Whether each line is Chinese; lines without letters at the top are what follows them."""
    waiting, last = 0, None
    for line in lines:
        language = language_of(line)
        if language == UNDETERMINED and last is None:
            waiting += 1
            continue
        if language != UNDETERMINED:
            last = language == ZH
        yield from [bool(last)] * (waiting + 1)
        waiting = 0
    yield from [True] * waiting
