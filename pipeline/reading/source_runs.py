"""Text runs of an HTML source with their positions, and the alignment of a parsed tree to them.

Parsers give text without positions. The runs between tags are therefore read from the source
itself, in order, and the tree's text nodes are matched to them; a matched node takes its
characters from the source, so its origin is true by construction. Nodes that a parser moved or
made match nothing and stay without a position.
"""

import html
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.reading.mapped_text import MappedText

_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(script|style|template|noscript|textarea|iframe)\b.*?(?:</\1\s*>|\Z)"
    r"|<[!/?a-zA-Z](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>"
    r"|<[!/?a-zA-Z][^<>]*>",
    re.S | re.I,
)
_ENTITY = re.compile(r"&(?:#\d{1,7};?|#[xX][0-9a-fA-F]{1,6};?|[A-Za-z][A-Za-z0-9]{1,31};?)")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")


@dataclass(frozen=True, slots=True)
class SourceRun:
    """Text between two tags: its position in the source and its comparison key."""

    start: int
    end: int
    key: str


def key_of(text: str) -> str:
    """Text as compared: white space collapsed, ends stripped."""
    return _SPACE.sub(" ", text).strip(" ")


def source_runs(source: str) -> list[SourceRun]:
    """All runs with visible text of an HTML source, scripts, styles and comments left out."""
    runs: list[SourceRun] = []
    last = 0
    for markup in _MARKUP.finditer(source):
        _add_run(runs, source, last, markup.start())
        last = markup.end()
    _add_run(runs, source, last, len(source))
    return runs


def _add_run(runs: list[SourceRun], source: str, start: int, end: int) -> None:
    if start < end:
        key = key_of(html.unescape(source[start:end]))
        if key:
            runs.append(SourceRun(start, end, key))


def mapped_run(source: str, start: int, end: int) -> MappedText:
    """The run's characters as a reader sees them, entities resolved, positions kept."""
    text, last = MappedText(), start
    for entity in _ENTITY.finditer(source, start, end):
        shown = html.unescape(entity[0])
        if shown == entity[0]:
            continue
        text.extend(MappedText.identity(source[last : entity.start()], last))
        text.extend(MappedText.within(shown, entity.start(), entity.end()))
        last = entity.end()
    text.extend(MappedText.identity(source[last:end], last))
    return text


class SourceAligner:
    """Finds the source runs of a fragment's text nodes."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.runs = source_runs(source)
        self._joined = "\0" + "\0".join(run.key for run in self.runs) + "\0"
        self._starts: list[int] = []
        at = 1
        for run in self.runs:
            self._starts.append(at)
            at += len(run.key) + 1
        self._index_of_unique: dict[str, int] | None = None

    def align(self, keys: Sequence[str]) -> list[int | None]:
        """For each key, the index of its run or None; indexes rise.

        The usual case, the whole fragment as consecutive runs, is one search.
        """
        if not keys:
            return []
        at = self._joined.find("\0" + "\0".join(keys) + "\0")
        if at >= 0:
            first = bisect_right(self._starts, at + 1) - 1
            return list(range(first, first + len(keys)))
        return self._align_by_anchors(keys)

    def _align_by_anchors(self, keys: Sequence[str]) -> list[int | None]:
        """Anchor on keys that are unique on both sides, then grow the matches both ways."""
        if self._index_of_unique is None:
            count = Counter(run.key for run in self.runs)
            self._index_of_unique = {
                run.key: i for i, run in enumerate(self.runs) if count[run.key] == 1
            }
        own = Counter(keys)
        found: list[int | None] = [None] * len(keys)
        last = -1
        for node, key in enumerate(keys):
            run = self._index_of_unique.get(key) if own[key] == 1 else None
            if run is not None and run > last:
                found[node], last = run, run
        self._grow(keys, found, range(1, len(keys)), -1)
        self._grow(keys, found, range(len(keys) - 2, -1, -1), 1)
        return found

    def _grow(self, keys: Sequence[str], found: list[int | None], order: range, back: int) -> None:
        taken = {run for run in found if run is not None}
        for node in order:
            neighbour = found[node + back]
            if found[node] is not None or neighbour is None:
                continue
            run = neighbour - back
            if 0 <= run < len(self.runs) and self.runs[run].key == keys[node] and run not in taken:
                found[node] = run
                taken.add(run)

    def text_of(self, index: int) -> MappedText:
        """The characters of a run with their source positions."""
        run = self.runs[index]
        return mapped_run(self.source, run.start, run.end)
