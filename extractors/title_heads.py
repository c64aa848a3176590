"""Title heads: which word of a title says what the thing is.

A Chinese compound ends with its head: 隧道雷达巡检车 is a car and 羊毛滤材 a filter, whatever they
are made of or used on. Words that name nothing may follow it (技术, 系统), and what is wished of
it (寻求合作). In English the head stands before "for", which the use follows.
"""

import re
from enum import StrEnum
from functools import cache

from extractors.lexicon import Entry, Lexicon
from models.vocabulary import ROOT, read_rows

_COLUMNS = ("phrase", "language", "id", "weight")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Longer Chinese titles are sentences, in which the thing may stand anywhere.
_LONGEST = 24
_BRACKETS = r"[（(][^（()）]*[）)]|[\s“”\"'、]"


class TitlePlace(StrEnum):
    """Where in a title a term stands."""

    HEAD = "head"
    MODIFIER = "modifier"
    ELSEWHERE = "elsewhere"


@cache
def _words(kind: str) -> str:
    rows = read_rows(ROOT / "phrases" / "title_tails.tsv", _COLUMNS)
    found = {re.escape(row["phrase"]) for row in rows if row["id"] == kind}
    return "|".join(sorted(found, key=len, reverse=True))


@cache
def _tail() -> re.Pattern[str]:
    generic, clause = _words("generic"), _words("clause")
    return re.compile(rf"(?:{generic}|{_BRACKETS})*(?:(?:{clause}).*)?", re.S)


@cache
def _use() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_words('use')})\b")


@cache
def _tail_en() -> re.Pattern[str]:
    generic, clause, use = _words("generic_en"), _words("clause_en"), _words("use")
    return re.compile(rf"(?:\s+(?:{generic})\b)*\s*(?:$|[:;,.(–—]|\b(?:{clause}|{use})\b)")


@cache
def head_words() -> Lexicon:
    """Nouns that name a kind of thing; an entry's id is the field that such things are of."""
    rows = read_rows(ROOT / "phrases" / "title_heads.tsv", _COLUMNS)
    return Lexicon(Entry(row["phrase"], row["id"], row.weight(), row["language"]) for row in rows)


def place_in_title(title: str, start: int, end: int) -> TitlePlace:
    """Where ``title[start:end]`` stands in a folded title.

    >>> title = "隧道衬砌雷达检测技术"
    >>> place_in_title(title, 4, 8).value, place_in_title(title, 0, 2).value
    ('head', 'modifier')
    """
    if not _HAN.search(title):
        if _use().search(title, 0, start):
            return TitlePlace.MODIFIER
        return TitlePlace.HEAD if _tail_en().match(title, end) else TitlePlace.ELSEWHERE
    if _tail().fullmatch(title, end):
        return TitlePlace.HEAD
    return TitlePlace.MODIFIER if len(title) <= _LONGEST else TitlePlace.ELSEWHERE
