"""Numbers that a text tells, in digits or words, Chinese or English: translation keeps them."""

import re
from collections.abc import Iterator

from extractors.folding import fold
from extractors.money import number_value

_UNITS = {
    **{"亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3},
    **{"billion": 10**9, "bn": 10**9, "million": 10**6, "m": 10**6, "thousand": 10**3},
}
_DIGITS = re.compile(
    r"(?<![a-z0-9_.])(\d{1,3}(?:[, ]\d{3})+|\d+)(\.\d+)?"
    r"(?:\s?(亿|千万|百万|万|千|(?:billion|million|thousand|bn|m)\b))?",
    re.I,
)
_HAN = re.compile(r"[一二两三四五六七八九十百千][零〇一二两三四五六七八九十百千万亿]+")
_ONES = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen eighteen nineteen".split(),
        range(1, 20),
        strict=True,
    )
)
_TENS = dict(
    zip(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        range(20, 100, 10),
        strict=True,
    )
)
_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_WORD = "|".join((*_ONES, *_TENS, *_SCALES, "and", "a"))
_ENGLISH = re.compile(rf"\b(?:{_WORD})(?:[ -](?:{_WORD}))*\b")
# Smaller numbers stand in any text.
_TELLING = 10


def told_numbers(text: str) -> frozenset[float]:
    """The numbers from ten on that a text tells; 500万, five million and 5,000,000 are one.

    >>> sorted(told_numbers("five million, 三十七台, 1,200 hours, sixty-two trams, 2.5万"))
    [37.0, 62.0, 1200.0, 25000.0, 5000000.0]
    """
    folded = fold(text)
    found = (*_in_digits(folded), *_in_han(folded), *_in_english(folded))
    return frozenset(round(value, 4) for value in found if value >= _TELLING)


def _in_digits(folded: str) -> Iterator[float]:
    for whole, part, unit in _DIGITS.findall(folded):
        yield float(re.sub(r"[, ]", "", whole) + part) * _UNITS.get(unit, 1)


def _in_han(folded: str) -> Iterator[float]:
    for written in _HAN.findall(folded):
        value = number_value(written)
        if value is not None:
            yield float(value)


def _in_english(folded: str) -> Iterator[float]:
    for written in _ENGLISH.findall(folded):
        total, section, words = 0, 0, re.split(r"[ -]", written)
        if not any(word in _ONES or word in _TENS or word == "a" for word in words):
            # The million of 5 million, which was read with its digits.
            continue
        for word in words:
            if word == "hundred":
                section = (section or 1) * 100
            elif word in _SCALES:
                total, section = total + (section or 1) * _SCALES[word], 0
            else:
                section += _ONES.get(word) or _TENS.get(word, 0)
        yield float(total + section)
