"""Selection: which records are counted, and what is kept apart and why."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.codes import Direction
from pipeline.counting.dimensions import dimension
from pipeline.counting.errors import CountingError
from pipeline.counting.rows import CountRow

DUPLICATE, DEMAND, OUTSIDE, UNDATED, OTHER = (
    "duplicates",
    "demand_notices",
    "outside_the_window",
    "without_a_date",
    "not_selected",
)
APART = (DUPLICATE, DEMAND, OUTSIDE, UNDATED, OTHER)


class Demand(StrEnum):
    """What becomes of notices of Chinese demand, which are no offers from abroad."""

    APART = "apart"
    ONLY = "only"
    WITH = "with"


@dataclass(frozen=True)
class Selection:
    """What is asked for: a window of days, both included, and values that records must have.

    Values of one dimension are alternatives, dimensions are all asked for. ``copies`` counts
    duplicates too.
    """

    since: date | None = None
    until: date | None = None
    where: tuple[tuple[str, str], ...] = ()
    demand: Demand = Demand.APART
    copies: bool = False

    def wanted(self) -> dict[str, set[str]]:
        """The values asked for by dimension. Raises CountingError for an unknown one."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for name, value in self.where:
            found[dimension(name).id].add(value)
        return dict(found)


@dataclass
class Selected:
    """The rows that are counted, and how many were kept apart for which reason, each once."""

    rows: list[CountRow] = field(default_factory=list)
    apart: Counter[str] = field(default_factory=Counter)


def parse_where(text: str) -> tuple[str, str]:
    """``dimension=value`` as a pair. Raises CountingError."""
    name, equals, value = text.partition("=")
    if not equals or not value:
        raise CountingError(f"{text!r} is no dimension=value, such as host_country=USA")
    return dimension(name).id, value


def select(rows: Iterable[CountRow], selection: Selection) -> Selected:
    """Choose the rows to be counted. Raises CountingError for an unknown dimension."""
    found, wanted = Selected(), selection.wanted()
    for row in rows:
        reason = _apart(row, selection) or (None if _has(row, wanted) else OTHER)
        if reason:
            found.apart[reason] += 1
        else:
            found.rows.append(row)
    return found


def _apart(row: CountRow, selection: Selection) -> str | None:
    if row.duplicate_of and not selection.copies:
        return DUPLICATE
    is_demand = row.direction == Direction.DOMESTIC_DEMAND
    if is_demand and selection.demand is Demand.APART:
        return DEMAND
    if not is_demand and selection.demand is Demand.ONLY:
        return OTHER
    return _outside(row, selection)


def _outside(row: CountRow, selection: Selection) -> str | None:
    if not selection.since and not selection.until:
        return None
    if row.published is None:
        return UNDATED
    early = selection.since and row.published < selection.since
    late = selection.until and row.published > selection.until
    return OUTSIDE if early or late else None


def _has(row: CountRow, wanted: dict[str, set[str]]) -> bool:
    return all(values & {*dimension(name).values(row)} for name, values in wanted.items())
