"""Chinese words of a segment: the tagger's own where it read simplified script, else read anew.

The tagger sees the page's characters. jieba's dictionary is in simplified script, so a Traditional
segment is cut again from its folded text; folding keeps every offset.
"""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from extractors.memo import remembered
from extractors.tagged import TaggedDocument
from models.document import Segment
from models.vocabulary import ROOT, read_rows


@dataclass(frozen=True, slots=True)
class Word:
    """A word in page offsets, its folded text and jieba's tag."""

    start: int
    end: int
    text: str
    tag: str


@dataclass(frozen=True)
class Words:
    """The words of one segment, by place."""

    items: tuple[Word, ...]
    starts: tuple[int, ...]

    def at(self, offset: int) -> Word | None:
        """The word that holds a code point."""
        index = bisect_right(self.starts, offset) - 1
        if index < 0 or offset >= self.items[index].end:
            return None
        return self.items[index]

    def within(self, start: int, end: int) -> list[Word]:
        """Words that overlap a stretch, cut to it."""
        return [
            Word(
                max(w.start, start),
                min(w.end, end),
                w.text[max(0, start - w.start) : end - w.start],
                w.tag if w.start >= start and w.end <= end else "cut",
            )
            for w in self.items
            if w.start < end and w.end > start
        ]


@remembered
def words_of(page: TaggedDocument, index: int, segment: Segment) -> Words:
    """Words of the segment with the given index."""
    import rjieba

    folded = page.folded[segment.start : segment.end]
    doc = page.docs[index] if index < len(page.docs) else None
    pairs: list[tuple[int, str, str]]
    if doc is not None and segment.language in ("zh", "ja") and doc.text.lower() == folded:
        pairs = [(t.idx, t.text.lower(), t.tag_) for t in doc]
    else:
        pairs, position = [], 0
        for word, tag in rjieba.tag(folded):
            pairs.append((position, str(word), str(tag)))
            position += len(word)
    items = tuple(
        Word(segment.start + at, segment.start + at + len(text), text, tag)
        for at, text, tag in pairs
    )
    return Words(items, tuple(item.start for item in items))


@cache
def known(word: str) -> bool:
    """Whether jieba's dictionary has the word."""
    import rjieba

    return bool(rjieba.has_word(word))


@cache
def tag_of(word: str) -> str:
    """jieba's tag of a word on its own, that of the first part where it falls apart."""
    import rjieba

    tagged = rjieba.tag(word)
    return str(tagged[0][1]) if tagged else ""


def ordinary(word: str) -> bool:
    """Whether a string is a dictionary word and not one of its personal names."""
    return known(word) and not tag_of(word).startswith("nr")


@cache
def word_ids() -> dict[str, frozenset[str]]:
    """Words around and in Chinese names: ``stop``, ``generic`` and ``prefix``, by word."""
    table: dict[str, set[str]] = {}
    for row in read_rows(ROOT / "names" / "words_zh.tsv", ("word", "id")):
        kind = row.one_of("id", frozenset(("stop", "generic", "prefix")))
        table.setdefault(row["word"], set()).add(kind)
    return {word: frozenset(ids) for word, ids in table.items()}


def is_kind(word: str, kind: str) -> bool:
    """Whether the vocabulary lists a word as ``stop``, ``generic`` or ``prefix``."""
    return kind in word_ids().get(word, frozenset())


@cache
def sounds(kind: str) -> frozenset[str]:
    """Characters that transliterate names of one kind, ``organisation`` or ``person``.

    The set for persons is the wider one; it is asked only where a dot or a title tells of a person.
    """
    rows = read_rows(ROOT / "names" / "transliteration.tsv", ("characters", "id"))
    return frozenset(char for row in rows if row["id"] == kind for char in row["characters"])
