"""Tables: counts by one or more dimensions, each with what stands behind it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import product

from models.base import Frozen
from pipeline.counting.dimensions import Dimension, dimension, labels, mission_countries
from pipeline.counting.quality import ErrorRate
from pipeline.counting.rows import CountRow

BEFORE, AFTER, UNDATED = "before", "after", "undated"
Key = tuple[str, ...]


class CountryShare(Frozen):
    """A mission's part of all that comes from its country: ``share`` is 0 to 1."""

    country: str
    of: int
    count: int
    share: float


class Count(Frozen):
    """One number: how many opportunities have the values.

    ``share`` is of the records that have the fields, 0 to 1; ``reviewed`` is how many of the
    counted were reviewed in the fields. ``split`` tells them by before, on or after and undated.
    ``where`` are the arguments by which the records behind the number are listed.
    """

    values: tuple[str, ...]
    labels_zh: tuple[str, ...]
    labels_en: tuple[str, ...]
    count: int
    share: float
    reviewed: int
    split: dict[str, int] | None = None
    of_country: CountryShare | None = None
    where: tuple[str, ...]


class Table(Frozen):
    """Counts by dimensions: ``covered`` of ``counted`` records have the fields.

    ``several`` says that a record may stand under several values. ``errors`` are the error rates
    of the fields, where they are known. ``reviewed`` counts records reviewed in all the fields.
    """

    by: tuple[str, ...]
    fields: tuple[str, ...]
    label_zh: str
    label_en: str
    several: bool
    counted: int
    covered: int
    reviewed: int
    errors: tuple[ErrorRate, ...]
    split_on: date | None = None
    counts: tuple[Count, ...]


def table(
    rows: Sequence[CountRow],
    by: Sequence[str],
    quality: Mapping[str, ErrorRate],
    split_on: date | None = None,
) -> Table:
    """Count rows by dimensions. Raises CountingError for an unknown one.

    With ``split_on`` each number is also told by before that day, on it or later, and undated.
    """
    dimensions = [dimension(name) for name in by]
    members: defaultdict[Key, list[CountRow]] = defaultdict(list)
    covered = 0
    for row in rows:
        keys = list(product(*(dim.values(row) for dim in dimensions)))
        covered += all(dim.covers(row) for dim in dimensions)
        for key in keys:
            members[key].append(row)
    fields = tuple(dict.fromkeys(dim.field for dim in dimensions))
    shares = _country_shares(members, rows) if list(by) == ["mission"] else {}
    return Table(
        by=tuple(by),
        fields=fields,
        label_zh=" × ".join(dim.label_zh for dim in dimensions),
        label_en=" × ".join(dim.label_en for dim in dimensions),
        several=any(dim.several for dim in dimensions),
        counted=len(rows),
        covered=covered,
        reviewed=_reviewed(rows, fields),
        errors=tuple(quality[dim.metric] for dim in dimensions if dim.metric in quality),
        split_on=split_on,
        counts=tuple(
            _count(key, members[key], covered, dimensions, split_on, shares.get(key))
            for key in sorted(members, key=lambda key: _place(key, members[key], dimensions))
        ),
    )


def _place(key: Key, members: list[CountRow], dimensions: Sequence[Dimension]) -> tuple[int, Key]:
    return (0 if all(dim.ordered for dim in dimensions) else -len(members)), key


def _count(
    key: Key,
    members: list[CountRow],
    covered: int,
    dimensions: Sequence[Dimension],
    split_on: date | None,
    of_country: CountryShare | None,
) -> Count:
    named = [
        labels(dim.labels).get(value, (value, value)) if dim.labels else (value, value)
        for dim, value in zip(dimensions, key, strict=True)
    ]
    return Count(
        values=key,
        labels_zh=tuple(zh for zh, _ in named),
        labels_en=tuple(en for _, en in named),
        count=len(members),
        share=round(len(members) / covered, 6),
        reviewed=_reviewed(members, [dim.field for dim in dimensions]),
        split=split(members, split_on) if split_on else None,
        of_country=of_country,
        where=tuple(f"{dim.id}={value}" for dim, value in zip(dimensions, key, strict=True)),
    )


def split(rows: Iterable[CountRow], on: date) -> dict[str, int]:
    """How many rows are of before a day, of it or later, and of no known day."""
    found = Counter(
        UNDATED if row.published is None else BEFORE if row.published < on else AFTER
        for row in rows
    )
    return {name: found[name] for name in (BEFORE, AFTER, UNDATED)}


def _reviewed(rows: Iterable[CountRow], fields: Iterable[str]) -> int:
    needed = frozenset(fields)
    return sum(needed <= row.reviewed for row in rows)


def _country_shares(
    members: Mapping[Key, list[CountRow]], rows: Sequence[CountRow]
) -> dict[Key, CountryShare]:
    """Each mission's part of the records that come from the country it sits in."""
    totals = Counter(row.host_country for row in rows)
    found = {}
    for key, own in members.items():
        country = mission_countries().get(key[0])
        if country and totals[country]:
            count = sum(row.host_country == country for row in own)
            found[key] = CountryShare(
                country=country,
                of=totals[country],
                count=count,
                share=round(count / totals[country], 6),
            )
    return found
