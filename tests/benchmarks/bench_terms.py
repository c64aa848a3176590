"""Vocabulary terms in Chinese text against look-up of jieba's words.

    python tests/benchmarks/bench_terms.py

All terms of the 19 technology vocabularies are looked for in the text of the bundled pages:
by kejichu's automaton over the folded text, and among the words, and pairs and triples of words,
that jieba cuts. Reference is a plain search for every term, one after the other, the longest of
overlapping ones: what of it each finds, and how much text a second of CPU.
"""

from collections.abc import Callable, Iterable
from pathlib import Path

import jieba
from side_by_side import named, row, share, table, timed

from extractors.folding import fold
from extractors.technology import lexicon
from models.vocabulary import ROOT as VOCABULARIES
from models.vocabulary import read_rows
from pipeline.fixtures import cases, served
from pipeline.reading.reader import read_document
from pipeline.reading.unreadable import Unreadable

ROOT = Path(__file__).resolve().parents[2]
_WORDS = 3
Places = set[tuple[int, int]]


def texts() -> list[str]:
    """Folded segments in Chinese of the bundled pages."""
    found = []
    for case in cases(ROOT / "fixtures"):
        one = served(case)
        try:
            document = read_document(one.capture, one.body)
        except Unreadable:
            continue
        segments = (s for s in document.segments if s.language == "zh")
        found += [fold(document.quote(segment)) for segment in segments]
    return found


def terms() -> frozenset[str]:
    """Chinese terms, folded; those with a gap in them are left out."""
    rows = (
        row["term"]
        for path in sorted((VOCABULARIES / "technology").glob("*.tsv"))
        for row in read_rows(path, ("term", "language", "weight"))
    )
    return frozenset(fold(t) for t in rows if "…" not in t and any("㐀" <= c <= "鿿" for c in t))


def longest(places: Iterable[tuple[int, int]]) -> Places:
    """Of overlapping places the longer, of equal ones the first."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(places, key=lambda place: (place[0] - place[1], place)):
        if all(end <= other or start >= stop for other, stop in kept):
            kept.append((start, end))
    return set(kept)


def plainly(text: str, known: frozenset[str]) -> Places:
    """Every place of every term."""
    found = []
    for term in known:
        at = text.find(term)
        while at >= 0:
            found.append((at, at + len(term)))
            at = text.find(term, at + 1)
    return longest(found)


def by_automaton(text: str, known: frozenset[str]) -> Places:
    """kejichu's hits that are of these terms."""
    hits = ((hit.span.start, hit.span.end) for hit in lexicon().find(text))
    return {(start, end) for start, end in hits if text[start:end] in known}


def by_words(text: str, known: frozenset[str]) -> Places:
    """Words of jieba, and up to three of them in a row, that are a term."""
    ends, at = [0], 0
    for word in jieba.cut(text):
        at += len(word)
        ends.append(at)
    runs = ((start, end) for n, start in enumerate(ends) for end in ends[n + 1 : n + 1 + _WORDS])
    return longest((start, end) for start, end in runs if text[start:end] in known)


def main() -> None:
    """Measure and print."""
    jieba.setLogLevel(60)
    every, known = texts(), terms()
    size = sum(len(text.encode()) for text in every)
    wanted = [plainly(text, known) for text in every]
    whole = sum(map(len, wanted))
    print(f"{len(known):,} terms, {size / 1e6:.2f} MB of text, {whole:,} places\n")
    table("", "found", "elsewhere", "MB a second of CPU")
    finders: dict[str, Callable[[str, frozenset[str]], Places]] = {
        "kejichu": by_automaton,
        f"{named('jieba')}, up to {_WORDS} words": by_words,
    }
    for name, find in finders.items():
        found, seconds = timed(lambda find=find: [find(text, known) for text in every])
        hit = sum(len(one & gold) for one, gold in zip(found, wanted, strict=True))
        other = sum(map(len, found)) - hit
        row(name, share(hit, whole), other, f"{size / seconds / 1e6:.2f}")


if __name__ == "__main__":
    main()
