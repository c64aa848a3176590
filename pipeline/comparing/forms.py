"""Normal forms of text: when two spellings are the same, and in which way they differ."""

import unicodedata
from collections.abc import Callable
from functools import lru_cache

from extractors.folding import fold

# Names and headings recur; whole pages do not, and would fill the memory.
_CACHED, _CACHED_LENGTH = 65_536, 200


def canonical(text: str) -> str:
    """The text without differences of width, spaces, script, case, dashes and quotation marks.

    >>> canonical("臺灣　Ａ－Ｂ 科學院") == canonical("台湾a-b科学院")
    True
    """
    return _cached(text) if len(text) <= _CACHED_LENGTH else _canonical(text)


def _canonical(text: str) -> str:
    return _unspaced(fold(_narrow(text)))


_cached = lru_cache(_CACHED)(_canonical)


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _unspaced(text: str) -> str:
    return "".join(text.split())


_STEPS: dict[str, Callable[[str], str]] = {
    "space": _unspaced,
    "case": str.lower,
    "width": _narrow,
    "script or sign": lambda text: fold(text) if text == text.lower() else text,
}


def difference(old: str, new: str) -> str:
    """Which one step makes two spellings of one canonical form equal; ``spelling`` if several.

    >>> difference("Siemens  AG", "Siemens AG"), difference("ＡＢ", "ab")
    ('space', 'spelling')
    """
    return next((name for name, step in _STEPS.items() if step(old) == step(new)), "spelling")


def letters_of(text: str) -> str:
    """What a text is written in: ``zh``, ``latin``, ``mixed``, ``other``, or ``digits``.

    >>> letters_of("西门子 AG"), letters_of("2019-05")
    ('mixed', 'digits')
    """
    han = any("\u4e00" <= char <= "\u9fff" for char in text)
    latin = any(char.isalpha() and char < "\u0250" for char in text)
    if han or latin:
        return "mixed" if han and latin else "zh" if han else "latin"
    return "digits" if any(char.isdigit() for char in text) else "other"
