"""Technology fields in the terms of other lists: labels, Made in China 2025, 2016 list, US CET.

The table is models/vocabularies/technology_fields.tsv; lists in a cell are separated by ``|``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from models.vocabulary import ROOT, Row, read_rows

FILE = ROOT / "technology_fields.tsv"
COLUMNS = ("id", "label_zh", "label_en", "mic2025", "hightech_2016", "us_cet_2024", "rollup")
ROLLUPS = ("biotechnology", "ai_ml", "information_technology", "semiconductor")


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """One field's counterparts; each list is in the order of the table."""

    mic2025: tuple[str, ...] = ()
    hightech_2016: tuple[str, ...] = ()
    us_cet_2024: tuple[str, ...] = ()


@cache
def _table() -> dict[str, Row]:
    """Rows by id. Raises VocabularyError on a bad file or an unknown roll-up."""
    rows = read_rows(FILE, COLUMNS)
    for row in rows:
        row.one_of("rollup", frozenset((*ROLLUPS, "")))
    return {row["id"]: row for row in rows}


def ids() -> tuple[str, ...]:
    """All field ids, in the order of the table."""
    return tuple(_table())


def labels(field: str) -> tuple[str, str]:
    """Chinese and English label of a field. Raises KeyError on an unknown id."""
    row = _table()[field]
    return row["label_zh"], row["label_en"]


def crosswalk(field: str) -> Crosswalk:
    """Counterparts of a field in the other lists. Raises KeyError on an unknown id."""
    row = _table()[field]
    return Crosswalk(row.many("mic2025"), row.many("hightech_2016"), row.many("us_cet_2024"))


def rollups(fields: Iterable[str]) -> frozenset[str]:
    """The coarse areas that any of the fields belongs to."""
    return frozenset(_table()[field]["rollup"] for field in fields) - {""}
