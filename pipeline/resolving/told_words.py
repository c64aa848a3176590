"""Words that a text tells, as concepts of the glossary: the same in Chinese and in English."""

from functools import cache
from itertools import groupby

import ahocorasick_rs

from extractors.language import script_of
from pipeline.resolving.glossary import (
    PLACE,
    WORD,
    Concept,
    han_key,
    han_terms,
    latin_terms,
    tokens_of,
)

_LONGEST_PHRASE = 4
# Shorter forms mean too many things in running text: "it" is no information technology.
_SHORTEST = {"han": 2, "latin": 3}


@cache
def _han_finder() -> tuple[ahocorasick_rs.AhoCorasick, tuple[Concept, ...]]:
    terms = {
        term: concept
        for term, concept in sorted(han_terms().items())
        if concept.kind in (WORD, PLACE) and len(term) >= _SHORTEST["han"]
    }
    kind = ahocorasick_rs.MatchKind.LeftmostLongest
    return ahocorasick_rs.AhoCorasick(list(terms), matchkind=kind), tuple(terms.values())


def told_words(text: str) -> frozenset[str]:
    """Ids of the concepts and places that a text speaks of, in any language.

    >>> sorted(told_words("皮秒激光钻孔") & told_words("picosecond laser drilling"))
    ['激光']
    """
    finder, concepts = _han_finder()
    found: set[str] = set()
    for which, _, _ in finder.find_matches_as_indexes(han_key(text)):
        found |= concepts[which].ids
    for han, chars in groupby(text, key=lambda char: script_of(char) == "han"):
        if not han:
            found.update(_latin("".join(chars)))
    return frozenset(found)


def _latin(text: str) -> set[str]:
    tokens, terms, at, found = tokens_of(text), latin_terms(), 0, set[str]()
    while at < len(tokens):
        for length in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
            phrase = " ".join(tokens[at : at + length])
            concept = terms.get(phrase)
            if concept and concept.kind in (WORD, PLACE) and len(phrase) >= _SHORTEST["latin"]:
                found |= concept.ids
                break
        else:
            length = 1
        at += length
    return found
