"""The condition of a campaign: ``extractor.title<2 and source=cistc and year>=2021``.

Terms are joined by ``and``. ``=`` and ``!=`` take several values with commas between; ``~`` asks
whether the value occurs; ``<``, ``<=``, ``>`` and ``>=`` compare versions and years. ``extractor``
alone means any extractor of the page, and the value ``current`` the version that is installed.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from packaging.version import InvalidVersion, Version

from pipeline.reparsing.errors import ReparseError
from pipeline.versions import PIPELINE_VERSION, extractor_versions

_TERM = re.compile(r"\s*([a-z_]+(?:\.[a-z_]+)?)\s*(<=|>=|!=|=|<|>|~)\s*(\S+)\s*")
_AND = re.compile(r"\s+and\s+", re.I)
_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_TEXTS = ("source", "status", "code", "url", "host", "run")
_NUMBERS = ("year", "captured")
_STATES = ("records", "refused", "quarantined", "duplicate")
_CURRENT = "current"


@dataclass(frozen=True)
class Facts:
    """What is known of a page of a run.

    ``status`` is what became of it and ``code`` why; ``years`` are those of publication that its
    records say, ``captured`` the year of the capture; ``run`` is the run that parsed it, and
    ``versions`` are those of the extractors that did, by their names.
    """

    name: str
    url: str
    source: str
    status: str
    code: str
    captured: int | None
    run: str
    kejichu: str
    years: frozenset[int] = frozenset()
    versions: Mapping[str, str] = field(default_factory=dict)

    def texts(self, name: str) -> str:
        """A text by its name in a condition."""
        return urlsplit(self.url).hostname or "" if name == "host" else str(getattr(self, name))


Condition = Callable[[Facts], bool]


def where(text: str) -> Condition:
    """The condition that the text says; an empty text holds of every page. Raises ReparseError."""
    terms = [_term(part) for part in _AND.split(text.strip())] if text.strip() else []
    return lambda facts: all(term(facts) for term in terms)


def _term(text: str) -> Condition:
    found = _TERM.fullmatch(text)
    if not found:
        raise ReparseError(f"{text!r} is no condition such as source=cistc or extractor.title<2")
    name, sign, value = found.groups()
    front, _, extractor = name.partition(".")
    if front == "extractor":
        return _versions(extractor, sign, value)
    if name == "kejichu":
        compare = _version(sign, PIPELINE_VERSION if value == _CURRENT else value)
        return lambda facts: compare(facts.kejichu)
    if name in _NUMBERS:
        return _numbers(name, sign, value)
    if name in _TEXTS:
        return _texts(name, sign, value)
    known = ", ".join(("extractor", "extractor.NAME", "kejichu", *_TEXTS, *_NUMBERS))
    raise ReparseError(f"{name} is not known of pages: conditions are on {known}")


def _versions(extractor: str, sign: str, value: str) -> Condition:
    installed = extractor_versions()
    if extractor and extractor not in installed:
        raise ReparseError(f"there is no extractor {extractor}: {', '.join(installed)}")
    names = [extractor] if extractor else list(installed)
    wanted = {name: installed[name] if value == _CURRENT else value for name in names}
    compare = {name: _version(sign, version) for name, version in wanted.items()}
    # An extractor that did not exist yet is older than any version.
    return lambda facts: any(compare[name](facts.versions.get(name, "0")) for name in names)


def _version(sign: str, value: str) -> Callable[[str], bool]:
    if sign in _ORDER:
        limit, order = _parsed(value), _ORDER[sign]
        return lambda own: order(_parsed(own), limit)
    if sign == "~":
        raise ReparseError("versions are compared by = != < <= > and >=")
    among = {_parsed(one) for one in value.split(",")}
    return lambda own: (_parsed(own) in among) == (sign == "=")


def _parsed(text: str) -> Version:
    try:
        return Version(text)
    except InvalidVersion as error:
        raise ReparseError(f"{text!r} is no version") from error


def _numbers(name: str, sign: str, value: str) -> Condition:
    try:
        numbers = {int(one) for one in value.split(",")}
    except ValueError as error:
        raise ReparseError(f"{name} is a year, {value!r} is none") from error
    if sign == "~" or (sign in _ORDER and len(numbers) > 1):
        raise ReparseError(f"{name} {sign} {value} cannot be answered")

    def holds(facts: Facts) -> bool:
        own = facts.years if name == "year" else {facts.captured} - {None}
        if sign in _ORDER:
            return any(_ORDER[sign](one, next(iter(numbers))) for one in own)
        return bool(numbers & own) == (sign == "=")

    return holds


def _texts(name: str, sign: str, value: str) -> Condition:
    if sign in _ORDER:
        raise ReparseError(f"{name} is a text: it is asked by = != and ~")
    if sign == "~":
        return lambda facts: value in facts.texts(name)
    values = set(value.split(","))
    if name == "status" and (strange := values.difference(_STATES)):
        raise ReparseError(f"a status is one of {', '.join(_STATES)}, not {min(strange)}")
    return lambda facts: (facts.texts(name) in values) == (sign == "=")
