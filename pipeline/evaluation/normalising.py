"""Normal forms and similarities: when two names, persons, contacts or amounts are the same.

Similarities are ratios from 0 (nothing shared) to 1 (the same).
"""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from pipeline.evaluation.annotation import Money
from pipeline.evaluation.conventions import conventions, honorific_pattern

# Names recur in every comparison of their page; a set of some hundred pages stays below this.
_CACHED = 100_000
_AT = re.compile(r"\s*[\[({<]?\s*(?:@|\bat\b)\s*[\])}>]?\s*")
_BRACKETED = re.compile(r"^(.*?)\(([^()]*)\)(.*)$")


@lru_cache(_CACHED)
def letters(text: str) -> str:
    """Letters, digits and diacritics, half width and case-folded.

    >>> letters("Ｅcole-Ａ 1")
    'ecolea1'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c.isalnum() or unicodedata.category(c) == "Mn")


@lru_cache(_CACHED)
def bare(text: str) -> str:
    """``letters`` without diacritics.

    >>> bare("École (Nº 1)")
    'ecoleno1'
    """
    parts = unicodedata.normalize("NFD", letters(text))
    return "".join(c for c in parts if unicodedata.category(c) != "Mn")


@lru_cache(_CACHED)
def ratio(one: str, other: str) -> float:
    """How alike two normal forms are; difflib's ratio depends on the order, so the better one."""
    if not one or not other:
        return 0.0
    if one == other:
        return 1.0
    return max(
        SequenceMatcher(None, one, other, autojunk=False).ratio(),
        SequenceMatcher(None, other, one, autojunk=False).ratio(),
    )


def best_ratio(ones: Iterable[str], others: Iterable[str]) -> float:
    """The best ratio over all pairs of raw forms; 0 where a side has none."""
    normal = [bare(other) for other in others]
    return max((ratio(bare(one), other) for one in ones for other in normal), default=0.0)


@lru_cache(_CACHED)
def person_forms(name: str) -> tuple[str, ...]:
    """The normal forms that a person's name stands for: A(B) and A/B are A or B as well.

    >>> person_forms("李明博士（Li Ming）")
    ('李明liming', '李明', 'liming')
    """
    name = unicodedata.normalize("NFKC", name)
    parts = [name, *re.split(r"\s*/\s*", name)]
    if bracketed := _BRACKETED.match(name):
        before, inside, after = bracketed.groups()
        parts += [before + after, inside]
    forms = dict.fromkeys(_without_honorific(part) for part in parts)
    return tuple(form for form in forms if form)


def _without_honorific(name: str) -> str:
    # 荆女士 keeps its title: one character is no name.
    form = bare(honorific_pattern().sub(" ", name))
    return form if len(form) > 1 else bare(name)


def person_ratio(ones: Iterable[str], others: Iterable[str]) -> float:
    """How alike two persons are, by their closest normal forms; a surname alone counts as close."""
    pairs = ((one, other) for one in ones for other in others)
    return max((_name_ratio(one, other) for one, other in pairs), default=0.0)


def _name_ratio(one: str, other: str) -> float:
    rule = conventions().contained_name
    short, long = sorted((one, other), key=len)
    inside = len(short) >= rule.letters and short in long
    if inside and len(short) / len(long) >= rule.share:
        return max(ratio(one, other), rule.ratio)
    return ratio(one, other)


def mail_form(address: str) -> str:
    """A mail address in lower case, ``(at)`` and the like read as ``@``.

    >>> mail_form("mailto:Li [AT] a.example")
    'li@a.example'
    """
    form = unicodedata.normalize("NFKC", address).casefold().strip().removeprefix("mailto:")
    return form.replace(" ", "") if "@" in form else _AT.sub("@", form, count=1)


def phone_form(number: str) -> str:
    """The digits of a telephone number without a leading 00."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", number)).removeprefix("00")


def same_phone(one: str, other: str) -> bool:
    """Whether two digit strings are one number, of which one may lack its prefixes."""
    if one == other:
        return bool(one)
    enough = min(len(one), len(other)) >= conventions().least_phone_digits
    return enough and (one.endswith(other) or other.endswith(one))


def same_amount(one: Money, other: Money) -> bool:
    """Whether currency and number agree, the number within the tolerance."""
    allowed = conventions().amount_tolerance * max(abs(one.amount), abs(other.amount))
    same_currency = one.currency.upper() == other.currency.upper()
    return same_currency and abs(one.amount - other.amount) <= allowed
