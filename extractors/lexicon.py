"""Matching of vocabulary terms: one Aho-Corasick pass over folded text, longest match first.

Latin terms match whole words only, with an English plural ending allowed; a phrase with ``…``
matches its parts in order with a gap inside one sentence.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import ahocorasick_rs

from extractors.folding import fold
from models.span import Span

GAP = "…"
# A gap may hold so many characters: about 12 Chinese ones, or 5 English words.
_GAP_HAN, _GAP_LATIN = 12, 40
# A text is worth a scan of its own from so many characters on.
_LONG = 400
_PLURAL = re.compile(r"(?:es|s)?(?![a-z0-9])")


@dataclass(frozen=True, slots=True)
class Entry:
    """A vocabulary term: its id (what it stands for), weight and language."""

    term: str
    id: str
    weight: int = 3
    language: str = "zh"


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found: its characters and every entry that is written so."""

    span: Span
    entries: tuple[Entry, ...]


_Raw = tuple[int, int, tuple[Entry, ...]]


@dataclass(frozen=True, slots=True)
class _Scan:
    """All terms and openings that stand in a text, as (number, start, end), and their ends.

    ``hits`` are those of the parts that were asked for.
    """

    text: str
    found: list[tuple[int, int, int]]
    ends: list[int]
    hits: dict[tuple[int, int], list[Hit]] = field(default_factory=dict)


class Lexicon:
    """A set of entries that can be found in folded text."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._by_term: dict[str, list[Entry]] = {}
        self._by_opening: dict[str, list[_Gapped]] = {}
        for entry in entries:
            if GAP in entry.term:
                gapped = _Gapped(entry)
                self._by_opening.setdefault(gapped.opening, []).append(gapped)
            else:
                known = self._by_term.setdefault(fold(entry.term), [])
                if all(other.id != entry.id for other in known):
                    known.append(entry)
        self._terms = list(dict.fromkeys([*self._by_term, *self._by_opening]))
        self._automaton = ahocorasick_rs.AhoCorasick(
            self._terms or ["\0"], matchkind=ahocorasick_rs.MatchKind.Standard
        )
        self._scan: _Scan | None = None

    def find(self, folded: str, start: int = 0, end: int | None = None) -> list[Hit]:
        """Hits in ``folded[start:end]``, in order; of overlapping hits the longest stays.

        A text that is asked for in parts is scanned as a whole, once.
        """
        if not self._terms:
            return []
        stop = len(folded) if end is None else min(end, len(folded))
        if start == 0 and stop == len(folded):
            return self._hits(folded, self._scanned(folded), start, stop)
        if len(folded) < _LONG:
            part = self._scanned(folded[start:stop])
            return self._hits(folded, [(n, start + a, start + b) for n, a, b in part], start, stop)
        scan = self._scan
        if scan is None or scan.text is not folded:
            found = self._scanned(folded)
            self._scan = scan = _Scan(folded, found, [one[2] for one in found])
        first, last = bisect_right(scan.ends, start), bisect_right(scan.ends, stop)
        if first >= last:
            return []
        if (start, stop) not in scan.hits:
            scan.hits[start, stop] = self._hits(folded, scan.found[first:last], start, stop)
        return list(scan.hits[start, stop])

    def _scanned(self, text: str) -> list[tuple[int, int, int]]:
        return list(self._automaton.find_matches_as_indexes(text, overlapping=True))

    def _hits(
        self, text: str, found: list[tuple[int, int, int]], start: int, stop: int
    ) -> list[Hit]:
        hits: list[_Raw] = []
        for number, begin, end in found:
            if begin >= start:
                hits += self._confirmed(text, self._terms[number], begin, end, start, stop)
        return [
            Hit(Span(start=begin, end=finish), entries) for begin, finish, entries in _longest(hits)
        ]

    def _confirmed(
        self, text: str, term: str, begin: int, finish: int, start: int, stop: int
    ) -> Iterator[_Raw]:
        """The hits that a found term or opening really is, word boundaries and gaps heeded."""
        entries = self._by_term.get(term)
        # What stands before the stretch or behind it is not looked at.
        if begin > start and _is_latin(text[begin]) and _is_latin(text[begin - 1]):
            return
        if entries:
            end = _word_end(text, finish, stop)
            if end is not None:
                yield begin, end, tuple(entries)
        for gapped in self._by_opening.get(term, ()):
            match = gapped.match(text, begin, stop)
            if match is not None:
                yield begin, match, (gapped.entry,)


class _Gapped:
    """A phrase with a gap. Found by its opening; the rest is checked on the spot."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.opening = fold(entry.term.split(GAP)[0].strip())
        self._pattern: re.Pattern[str] | None = None

    def match(self, text: str, at: int, stop: int) -> int | None:
        """End of the phrase that begins at ``at`` and ends before ``stop``, or None."""
        if self._pattern is None:
            self._pattern = _gap_pattern(self.entry.term)
        found = self._pattern.match(text, at, stop)
        return found.end() if found else None


def _is_latin(char: str) -> bool:
    return "a" <= char <= "z" or "0" <= char <= "9"


def _word_end(text: str, end: int, stop: int) -> int | None:
    """End of a term with its plural ending; None where a Latin term goes on inside a word."""
    if _is_latin(text[end - 1]):
        plural = _PLURAL.match(text, end, stop)
        return plural.end() if plural else None
    return end


def _gap_pattern(term: str) -> re.Pattern[str]:
    parts = [re.escape(fold(part.strip())) for part in term.split(GAP)]
    width = _GAP_LATIN if any(_is_latin(c) for c in fold(term)) else _GAP_HAN
    after = r"(?![a-z0-9])" if _is_latin(fold(term)[-1]) else ""
    return re.compile(rf"[^。！？!?；;\n]{{0,{width}}}?".join(parts) + after)


def _longest(
    hits: list[_Raw],
) -> Iterator[_Raw]:
    """Of overlapping hits the longest, of equally long ones the first; in order of the text."""
    kept: list[_Raw] = []
    for hit in sorted(hits, key=lambda h: (h[0], -h[1])):
        while kept and hit[0] < kept[-1][1] and hit[1] - hit[0] > kept[-1][1] - kept[-1][0]:
            kept.pop()
        if not kept or hit[0] >= kept[-1][1]:
            kept.append(hit)
        elif hit[:2] == kept[-1][:2]:
            kept[-1] = (hit[0], hit[1], kept[-1][2] + hit[2])
    return iter(kept)
