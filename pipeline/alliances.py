"""Membership of NATO and of the Major Non-NATO Allies, by a dated list."""

from datetime import date
from functools import cache

from models.vocabulary import ROOT, read_rows

NATO, MNNA = "NATO", "MNNA"
_COLUMNS = ("alpha3", "alliance", "since", "until")


@cache
def _memberships() -> dict[str, tuple[tuple[str, date, date], ...]]:
    found: dict[str, tuple[tuple[str, date, date], ...]] = {}
    for row in read_rows(ROOT / "alliances.tsv", _COLUMNS):
        until = date.fromisoformat(row["until"]) if row["until"] else date.max
        membership = (row["alliance"], date.fromisoformat(row["since"]), until)
        found[row["alpha3"]] = (*found.get(row["alpha3"], ()), membership)
    return found


def alliance_of(alpha3: str | None, on: date | None) -> str | None:
    """``NATO`` or ``MNNA`` for a member on a day, empty for neither; None without country or day.

    >>> alliance_of("TUN", date(2015, 7, 9)), alliance_of("TUN", date(2015, 7, 10))
    ('', 'MNNA')
    """
    if alpha3 is None or on is None:
        return None
    memberships = _memberships().get(alpha3, ())
    return next((name for name, since, until in memberships if since <= on < until), "")


def is_nato_or_mnna(alpha3: str | None, on: date | None) -> bool | None:
    """Whether a country was a member on a day; None without a country or a day."""
    alliance = alliance_of(alpha3, on)
    return None if alliance is None else bool(alliance)
