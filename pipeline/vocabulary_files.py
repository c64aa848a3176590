"""The rules of the vocabulary files: columns, keys and allowed values, checked line by line.

``vocabulary_files.tsv`` holds one rule a line; the first whose ``file`` pattern fits a file counts.
``key`` are the columns that together may stand once. ``checks`` are ``column=values``: a word of
``filled``, ``date`` (ISO 8601) or ``language`` (two letters or ``und``); a regular expression of
a code (``[A-Z]{3}``); or ids joined by ``|``, where ``list:NAME`` stands for a code list of
``codes.tsv`` and ``file:PATH:COLUMN`` for a column of another file. A leading ``?`` lets a cell be
empty.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

from models.vocabulary import ROOT, Row, VocabularyError, read_rows

_RULES = Path(__file__).with_name("vocabulary_files.tsv")
_LANGUAGE = re.compile(r"[a-z]{2}|und")


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold of the files that a pattern, relative to the vocabularies' folder, names."""

    file: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    checks: tuple[tuple[str, str], ...]


@cache
def rules() -> tuple[Rule, ...]:
    """All rules in order. Raises VocabularyError where a rule names a column its file lacks."""
    found = []
    for row in read_rows(_RULES, ("file", "columns", "key", "checks")):
        columns = tuple(row["columns"].split())
        checks = tuple((c.partition("=")[0], c.partition("=")[2]) for c in row["checks"].split())
        strange = {*row["key"].split(), *(column for column, _ in checks)} - {*columns}
        if strange:
            raise row.error(f"no column {', '.join(sorted(strange))}")
        found.append(Rule(row["file"], columns, tuple(row["key"].split()), checks))
    return tuple(found)


def rule_of(name: str) -> Rule | None:
    """The rule for a file, named by its path below the vocabularies' folder."""
    return next((rule for rule in rules() if fnmatch(name, rule.file)), None)


def faults(root: Path = ROOT) -> list[VocabularyError]:
    """Every fault of every vocabulary file below ``root``, in order of files and lines."""
    found: list[VocabularyError] = []
    for path in sorted(root.rglob("*.tsv")):
        try:
            found += _faults_of(path, root)
        except VocabularyError as error:
            found.append(error)
        except (OSError, UnicodeDecodeError) as error:
            found.append(VocabularyError(path, 1, f"the file cannot be read: {error}"))
    return found


def _faults_of(path: Path, root: Path) -> list[VocabularyError]:
    name = path.relative_to(root).as_posix()
    rule = rule_of(name)
    if rule is None:
        return [VocabularyError(path, 1, f"no rule in {_RULES.name} fits {name}: add one")]
    rows = read_rows(path, rule.columns)
    allowed = [(column, _Allowed(values, root)) for column, values in rule.checks]
    found = list(_repeated(rows, rule.key))
    for row in rows:
        found += [
            row.error(f"{column} {row[column]!r} is not {test.wanted}")
            for column, test in allowed
            if not test(row[column])
        ]
    return found


def _repeated(rows: tuple[Row, ...], key: tuple[str, ...]) -> Iterator[VocabularyError]:
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        own = tuple(row[column] for column in key)
        if own in seen:
            yield row.error(f"{' '.join(key)} {' '.join(own)!r} stands in line {seen[own]} already")
        seen.setdefault(own, row.line)


class _Allowed:
    """The values that a check of a rule allows; ``wanted`` tells them to a person."""

    def __init__(self, values: str, root: Path) -> None:
        self._may_be_empty = values.startswith("?")
        self._rule = values.removeprefix("?")
        self._ids = self._pattern = None
        self.wanted = self._rule
        if self._rule.startswith("["):
            self._pattern = re.compile(self._rule)
        elif self._rule not in ("filled", "date", "language"):
            self._ids = frozenset(_ids(self._rule, root))
            if len(self._ids) <= 30:
                self.wanted = f"one of {', '.join(sorted(self._ids))}"

    def __call__(self, value: str) -> bool:
        if not value:
            return self._may_be_empty
        if self._ids is not None:
            return value in self._ids
        if self._rule == "date":
            return _is_date(value)
        pattern = _LANGUAGE if self._rule == "language" else self._pattern
        return pattern is None or pattern.fullmatch(value) is not None


def _is_date(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _ids(rule: str, root: Path) -> Iterator[str]:
    for part in rule.split("|"):
        kind, _, rest = part.partition(":")
        if kind == "list":
            rows = read_rows(
                root / "codes.tsv", ("list", "id", "label_zh", "label_en", "crosswalk")
            )
            yield from (row["id"] for row in rows if row["list"] == rest)
        elif kind == "file":
            name, _, column = rest.partition(":")
            other = rule_of(name)
            yield from (
                row[column] for row in read_rows(root / name, other.columns if other else ())
            )
        else:
            yield part
