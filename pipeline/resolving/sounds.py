"""Sounds of names: a coarse consonant code in which a name and its Chinese transcription agree.

Chinese transcribes by syllables: it keeps the order of the consonants, loses clusters' vowels,
final r and the difference of voiced and unvoiced. `托尔卡` (tuo er ka) and `Tolka` both become
`TLK`, `瓦尔德施泰因` and `Waldstein` both `FLTSTN`.
"""

import re
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz.distance import Indel

from extractors.language import script_of

_SYLLABLES = (
    (re.compile(r"^(?:yi|yu|yo|y|wu)(?=[aeiou]|n|$)"), ""),
    (re.compile(r"^j"), "J"),
    (re.compile(r"^(?:zh|ch|sh|[zcsqx])"), "S"),
    (re.compile(r"^(?:[wf])"), "F"),
    (re.compile(r"^[bp]"), "P"),
    (re.compile(r"^[dt]"), "T"),
    (re.compile(r"^[gk]"), "K"),
    (re.compile(r"^h"), "H"),
    (re.compile(r"^[lr]"), "L"),
    (re.compile(r"^m"), "M"),
    (re.compile(r"^n"), "N"),
)
_LETTERS = (
    (r"sch|tsch|tch|tzsch|shch|sh|ch(?=[eiy])|cz|sz|zh|ts|tz|dz", "S"),
    (r"ch|ck|qu|q|kh", "K"),
    (r"c(?=[eiy])", "S"),
    (r"x", "KS"),
    (r"ph", "F"),
    (r"th|dt", "T"),
    (r"gh", "K"),
    (r"ng(?![aeiouy])", "N"),
    (r"mc", "MK"),
    (r"[sz]", "S"),
    (r"j", "J"),
    (r"[fvw]", "F"),
    (r"[bp]", "P"),
    (r"[dt]", "T"),
    (r"g(?=[eiy])", "J"),
    (r"[gkc]", "K"),
    (r"h", "H"),
    (r"[lr]", "L"),
    (r"m", "M"),
    (r"n", "N"),
)
_LETTER = re.compile("|".join(f"(?P<g{i}>{rule})" for i, (rule, _) in enumerate(_LETTERS)))
# The library reads the commoner shen.
_READINGS = {"什": "shi"}
_SOUND = re.compile(f"{_LETTER.pattern}|.")
_VOWEL = re.compile(r"[aeiou]")
_REPEATS = re.compile(r"(.)\1+")
# Codes of so few consonants agree by chance: the vowels are asked too.
_SHORT = 4


@lru_cache(maxsize=65536)
def romanised(text: str) -> str:
    """Lower-case ASCII letters of a name in any script, without blanks.

    >>> [romanised(t) for t in ("托尔卡", "Белтех", "São")]
    ['tuoerka', 'beltekh', 'sao']
    """
    return "".join(char for char in anyascii(text).lower() if char.isalnum())


@lru_cache(maxsize=65536)
def code(text: str) -> str:
    """Consonant code of a name in any script; an initial vowel is ``A``, a j, which languages
    read in three ways, ``J``.

    >>> code("托尔卡"), code("Tolka"), code("阿尔托"), code("Aalto")
    ('TLK', 'TLK', 'ALT', 'ALT')
    """
    parts = []
    for word in re.findall(r"\S+", text):
        han = any(script_of(char) == "han" for char in word)
        parts.append(_han(word) if han else _latin(romanised(word)))
    return _REPEATS.sub(r"\1", "".join(parts))


def _han(word: str) -> str:
    found = ""
    for at, char in enumerate(c for c in word if c.isalnum()):
        syllable = _READINGS.get(char) or anyascii(char).lower()
        if script_of(char) != "han":
            found += _latin(syllable)
        elif syllable == "er":
            found += "AL" if at == 0 else "L"
        else:
            found += _syllable(syllable, at == 0)
    return found


def _syllable(syllable: str, first: bool) -> str:
    onset = next((c for rule, c in _SYLLABLES if rule.match(syllable)), "A" if first else "")
    if first and not onset:
        onset = "A"
    return onset + ("N" if re.search(r"[aeiou]ng?$", syllable) and syllable[-1] in "ng" else "")


def _latin(word: str) -> str:
    start = "A" if word[:1] and (_VOWEL.match(word) or word[0] == "y") else ""
    codes = (_LETTERS[int(m.lastgroup[1:])][1] for m in _LETTER.finditer(word) if m.lastgroup)
    return start + "".join(codes)


@lru_cache(maxsize=65536)
def sound_alike(one: str, other: str) -> float:
    """How well two names in different scripts sound alike, 0 to 1."""
    readings = [(a, b) for a in _readings(one) for b in _readings(other) if a and b]
    if not readings:
        return 0.0
    consonants, length = max(
        (Indel.normalized_similarity(a, b), min(len(a), len(b))) for a, b in readings
    )
    if length >= _SHORT:
        return consonants
    return 0.5 * consonants + 0.5 * Indel.normalized_similarity(_voiced(one), _voiced(other))


@lru_cache(maxsize=65536)
def _voiced(text: str) -> str:
    """The romanised name with its consonants as codes and its vowels as they are."""
    return "".join(
        _LETTERS[int(match.lastgroup[1:])][1] if match.lastgroup else match.group()
        for match in _SOUND.finditer(romanised(text))
    )


def _readings(text: str) -> tuple[str, ...]:
    """The code with each way of reading its j: as in James, in Gilbert (吉) and in Jan."""
    own = code(text)
    return tuple(own.replace("J", reading) for reading in ("S", "K", "")) if "J" in own else (own,)
