"""Folding for matching: simplified script, half width, lower case, every offset kept.

Folding maps each code point to exactly one code point, so that a match in the folded text has the
same offsets in the page's own text. Longer compatibility forms (ﬁ, ㈱) therefore stay as they are.
"""

import unicodedata
from functools import cache, lru_cache

import opencc

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-")
_QUOTES = {ord("’"): "'", ord("‘"): "'", ord("＇"): "'"}


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


class _FoldTable(dict[int, str]):
    """Fills itself: code point to folded character."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        for step in (
            lambda c: unicodedata.normalize("NFKC", c),
            str.lower,
            lambda c: _to_simplified().convert(c) if ord(c) > 0x2E80 else c,
        ):
            changed = step(char)
            if len(changed) == 1:
                char = changed
        if char.isspace():
            char = " "
        self[code] = char
        return char


_TABLE = _FoldTable({**_DASHES, **_QUOTES})


def fold(text: str) -> str:
    """The text in matching form, of the same length in code points.

    >>> fold("臺灣Ａ﹣Ｂ科學院")
    '台湾a-b科学院'
    """
    return text.translate(_TABLE)


@lru_cache(maxsize=4096)
def compact(text: str) -> str:
    """Letters and digits of the folded text only: a key for comparing names and labels.

    >>> compact("合 作 方 式：")
    '合作方式'
    """
    return "".join(char for char in fold(text) if char.isalnum())
