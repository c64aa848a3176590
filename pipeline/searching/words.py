"""Texts as words of the index: Chinese in pairs of characters, all else in words.

A run of Chinese characters ABC becomes AB, BC, C. So any part of it is found, of two characters or
of one, without a word list that could miss a term, and the last character, alone, keeps a run from
joining the next. Measured against words of a segmenter and against triples: those miss terms, or
terms of two characters.
"""

import re
import unicodedata

from extractors.folding import fold

# Han with its extensions, kana, hangul, and the marks 々 and 〇.
_CHARS = (
    "々〇\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUNS = re.compile(rf"([{_CHARS}]+)|([^\W_{_CHARS}]+)")
_ACCENTS = re.compile("[\u0300-\u036f]")


def normal(text: str) -> str:
    """The text as it is compared: simplified, half width, lower case, without accents.

    >>> normal("氫能，Brasília，ＡＩ")
    '氢能,brasilia,ai'
    """
    if text.isascii():
        return text.lower()
    parts = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return fold(unicodedata.normalize("NFC", parts))


def runs(text: str) -> list[tuple[str, bool]]:
    """The runs of Chinese characters (marked True) and the words of a text, in order."""
    return [(match[0], match[1] is not None) for match in _RUNS.finditer(normal(text))]


def words(text: str) -> list[str]:
    """What the index holds of a text.

    >>> words("5G与氢能 storage")
    ['5g', '与氢', '氢能', '能', 'storage']
    """
    found: list[str] = []
    for run, chinese in runs(text):
        found += _pairs(run) if chinese else [run]
    return found


def _pairs(run: str) -> list[str]:
    return [*(run[place : place + 2] for place in range(len(run) - 1)), run[-1]]


def phrase(text: str) -> tuple[list[str], bool]:
    """The words of the index that stand in a row where ``text`` stands, and whether the last of
    them is only a beginning: one character at the end may be followed by others of its run.
    """
    found = words(text)
    parts = runs(text)
    if parts and parts[-1][1]:
        if len(parts[-1][0]) == 1:
            return found, True
        found.pop()
    return found, False
