"""The conventions of scoring, from ``conventions.yaml``."""

import re
from functools import cache
from pathlib import Path

import yaml

from models.base import Frozen

_FILE = Path(__file__).with_name("conventions.yaml")


class ContainedName(Frozen):
    """When a name inside a longer one is the same person: lengths in letters, ratio 0 to 1."""

    letters: int
    share: float
    ratio: float


class Honorifics(Frozen):
    """Forms of address: whole words, Han words anywhere, Han words only behind a name."""

    words: tuple[str, ...]
    han: tuple[str, ...]
    han_suffixes: tuple[str, ...]

    def pattern(self) -> re.Pattern[str]:
        """One expression that finds each of them, whatever its case."""
        words = "|".join(map(re.escape, self.words))
        parts = [rf"\b(?:{words})\b\.?", *map(re.escape, self.han)]
        parts += [rf"(?<=.){re.escape(suffix)}$" for suffix in self.han_suffixes]
        return re.compile("|".join(parts), re.IGNORECASE)


class Conventions(Frozen):
    """Similarities are ratios from 0 to 1, that of opportunities from 0 to 2."""

    relaxed_ratio: float
    least_similarity: float
    contact_bonus: float
    amount_tolerance: float
    least_phone_digits: int
    contained_name: ContainedName
    unset: frozenset[str]
    unstated: str
    honorifics: Honorifics


@cache
def conventions() -> Conventions:
    """The conventions in force."""
    return Conventions.model_validate(yaml.safe_load(_FILE.read_text("utf-8")))


@cache
def honorific_pattern() -> re.Pattern[str]:
    """The compiled forms of address."""
    return conventions().honorifics.pattern()
