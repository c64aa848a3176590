"""What a text must hold for a regular expression to match in it, and which of many can match.

Most of several hundred patterns cannot match in a given sentence, since a word that every match of
them holds is not there. One Aho-Corasick pass over the sentence finds the words that are, and only
the patterns whose words all occur are tried. Look-arounds, anchors, classes and optional parts ask
for nothing, so that a pattern is never held back where it could match.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Any

import ahocorasick_rs

Words = frozenset[str]
# A larger choice of words says little, and a class of characters is none.
_MOST_WORDS, _MOST_CHARACTERS = 1000, 24
_GROUPS = ("SUBPATTERN", "ATOMIC_GROUP")
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


@cache
def required(regex: re.Pattern[str]) -> tuple[Words, ...]:
    """Sets of words, of each of which every match holds at least one; none where case is ignored.

    >>> [sorted(words) for words in required(re.compile(r"(?:出售|转让)[^。]{0,6}专利s?(?!局)"))]
    [['出售', '转让'], ['专利']]
    """
    if regex.flags & re.IGNORECASE:
        return ()
    parser: Any = import_module("re._parser")
    return tuple(dict.fromkeys(_of_sequence(parser.parse(regex.pattern, regex.flags))))


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> list[Words]:
    """What a sequence asks for: its runs of letters, and what each of its parts asks for."""
    found: list[Words] = []
    run = ""
    for operation, argument in items:
        if str(operation) == "LITERAL":
            run += chr(argument)
            continue
        found += [frozenset((run,))] if run else []
        run = ""
        found += _of_part(str(operation), argument)
    return found + ([frozenset((run,))] if run else [])


def _of_part(operation: str, argument: Any) -> list[Words]:
    if operation == "IN":
        return _of_class(argument)
    if operation == "BRANCH":
        return _of_branches(argument[1])
    if operation in _REPEATS:
        return _of_sequence(argument[2]) if argument[0] else []
    if operation in _GROUPS:
        inner = argument[-1] if operation == "SUBPATTERN" else argument
        relaxed = operation == "SUBPATTERN" and argument[1] & re.IGNORECASE
        return [] if relaxed else _of_sequence(inner)
    return []


def _of_class(members: Iterable[tuple[Any, Any]]) -> list[Words]:
    characters: set[str] = set()
    for operation, argument in members:
        if str(operation) == "LITERAL":
            characters.add(chr(argument))
        elif str(operation) == "RANGE" and argument[1] - argument[0] < _MOST_CHARACTERS:
            characters |= {chr(code) for code in range(argument[0], argument[1] + 1)}
        else:
            return []
    return [frozenset(characters)] if len(characters) <= _MOST_CHARACTERS else []


def _of_branches(branches: Iterable[Any]) -> list[Words]:
    """The most telling words of every branch together; nothing if one asks for none."""
    words: set[str] = set()
    for branch in branches:
        asked = _of_sequence(branch)
        if not asked:
            return []
        words |= max(asked, key=lambda one: (min(map(len, one)), -len(one)))
    return [frozenset(words)] if len(words) <= _MOST_WORDS else []


class Screen:
    """Tells of a row of patterns which ones can match in a text."""

    def __init__(self, regexes: Sequence[re.Pattern[str]]) -> None:
        asked = [required(regex) for regex in regexes]
        sets = list(dict.fromkeys(words for one in asked for words in one))
        number = {words: place for place, words in enumerate(sets)}
        self._needs = [sum(1 << number[words] for words in one) for one in asked]
        self._free = [place for place, need in enumerate(self._needs) if not need]
        literals = sorted({word for words in sets for word in words})
        self._gives = [
            sum(1 << number[words] for words in sets if literal in words) for literal in literals
        ]
        # A pattern is looked up by its most telling words alone; the others are asked afterwards.
        leads = [max(one, key=_telling) if one else frozenset() for one in asked]
        self._leads = [
            [place for place, words in enumerate(leads) if literal in words] for literal in literals
        ]
        self._automaton = ahocorasick_rs.AhoCorasick(literals or ["\0"])
        self._overlapping = bool(literals)

    def candidates(self, text: str) -> list[int]:
        """Places of the patterns that can match in the text, in their order."""
        if not self._overlapping:
            return self._free
        present = {
            hit[0] for hit in self._automaton.find_matches_as_indexes(text, overlapping=True)
        }
        given = 0
        led: set[int] = set()
        for literal in present:
            given |= self._gives[literal]
            led.update(self._leads[literal])
        needs = self._needs
        return sorted([*self._free, *(one for one in led if not needs[one] & ~given)])


def _telling(words: Words) -> tuple[int, int]:
    return min(map(len, words)), -len(words)
