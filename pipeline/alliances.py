"""Membership of NATO and of the Major Non-NATO Allies, by a dated list."""

from datetime import date
from functools import cache

from models.vocabulary import ROOT, read_rows


@cache
def _since() -> dict[str, date]:
    return {
        row["alpha3"]: date.fromisoformat(row["since"])
        for row in read_rows(ROOT / "alliances.tsv", ("alpha3", "alliance", "since"))
    }


def is_nato_or_mnna(alpha3: str | None, on: date | None) -> bool | None:
    """Whether a country was a member on a day; None without a country or a day."""
    if alpha3 is None or on is None:
        return None
    since = _since().get(alpha3)
    return since is not None and since <= on
