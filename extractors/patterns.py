"""Patterns: regular expressions as data, for ways of saying that no list of phrases can hold.

A file of models/vocabularies/patterns/ has ``macros`` (name: expression, written ``{NAME}`` in the
lines) and any number of named groups of lines. They are matched against folded text.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from extractors.required import Screen
from models.vocabulary import ROOT, VocabularyError


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line: the ``id`` it stands for, its group (``sure``, ``cued`` or the file's own)."""

    id: str
    group: str
    number: int
    regex: re.Pattern[str]

    @property
    def name(self) -> str:
        """Where the line stands in its file."""
        return f"{self.id}.{self.group}{self.number}"


@cache
def _data(name: str) -> dict[str, dict[str, Any]]:
    loaded = yaml.safe_load((ROOT / "patterns" / f"{name}.yaml").read_text(encoding="utf-8"))
    return dict(loaded)


def _compiled(name: str, line: str) -> re.Pattern[str]:
    path = ROOT / "patterns" / f"{name}.yaml"
    full = line
    for macro, body in _data(name).get("macros", {}).items():
        full = full.replace("{" + macro + "}", str(body))
    try:
        return re.compile(full)
    except re.error as fault:
        lines = path.read_text(encoding="utf-8").splitlines()
        number = next((i for i, text in enumerate(lines, 1) if line in text), 0)
        raise VocabularyError(path, number, str(fault)) from fault


@cache
def typed(name: str) -> tuple[Pattern, ...]:
    """The patterns below ``types``: id, then group, then lines. Raises VocabularyError."""
    return tuple(
        Pattern(kind, group, number, _compiled(name, line))
        for kind, groups in _data(name)["types"].items()
        for group, lines in groups.items()
        for number, line in enumerate(lines)
    )


@cache
def _screen(name: str) -> Screen:
    return Screen([pattern.regex for pattern in typed(name)])


def possible(name: str, text: str) -> list[Pattern]:
    """The patterns below ``types`` that can match in a text, in their order."""
    patterns = typed(name)
    return [patterns[place] for place in _screen(name).candidates(text)]


@cache
def cue(name: str, key: str) -> re.Pattern[str]:
    """The lines of ``cues`` below ``key`` as one pattern. Raises VocabularyError."""
    lines = _data(name)["cues"][key]
    return _compiled(name, "|".join(f"(?:{line})" for line in list(lines)))


@cache
def words(name: str, key: str) -> frozenset[str]:
    """A plain list of words of the file."""
    return frozenset(str(word) for word in _data(name)["words"][key])
