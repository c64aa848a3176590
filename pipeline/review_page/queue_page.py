"""The page of a query: its entries, what narrows it, and whether it may be decided at once."""

from dataclasses import dataclass
from itertools import islice

from models.decision import Action
from pipeline.review_page.labels import Label, Reading, field_label, readings
from pipeline.review_page.links import FILTERS, SAMPLES, address, pairs, query_of, where_of
from pipeline.review_page.session import Session, Sight
from pipeline.review_page.tally import facets
from pipeline.reviewing.drafting import Verdict
from pipeline.reviewing.entry import Entry, Query
from pipeline.reviewing.sampling import Lock
from pipeline.reviewing.service import Review

_SHOWN = 100
_VERDICTS = (Action.ACCEPT, Action.REJECT)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One entry of a list."""

    entry: Entry
    link: str
    field: Label
    item: str
    was: list[Reading]
    now: list[Reading]


@dataclass(frozen=True, slots=True)
class QueuePage:
    """All that the page of a query needs. ``locks`` are by action, none for the whole queue."""

    query: Query
    filters: tuple[tuple[str, str], ...]
    where: str
    rows: tuple[QueueRow, ...]
    open: int
    total: int
    facets: dict[str, list[tuple[str, int]]]
    locks: dict[str, Lock]
    samples: str


def queue_page(review: Review, session: Session, where: str) -> QueuePage:
    """The page of the query that the parameters of an address describe."""
    query = query_of(pairs(where))
    entries = review.queue(query, answered=True)
    opened = [entry for entry in entries if entry.is_open]
    where = where_of(query)
    filters = [(name, each) for name, own in FILTERS.items() for each in getattr(query, own)]
    locks = {} if query.is_empty else {a.value: review.lock(query, Verdict(a)) for a in _VERDICTS}
    return QueuePage(
        query=query,
        filters=tuple(filters),
        where=where,
        rows=tuple(_row(review, session, each, where) for each in islice(opened, _SHOWN)),
        open=len(opened),
        total=len(entries),
        facets=facets(opened),
        locks=locks,
        samples=address("/next", f"{where}&{SAMPLES}=1"),
    )


def _row(review: Review, session: Session, entry: Entry, where: str) -> QueueRow:
    name = entry.target.field
    record = review.record_of(entry) or review.old_record_of(entry)
    sight = Sight(record, review.beside(record) if record else [], session.contacts)
    return QueueRow(
        entry,
        address(f"/entry/{entry.id}", where),
        field_label(name),
        "" if sight.is_private(name) else entry.target.item,
        readings(name, sight.value(name, entry.was)),
        readings(name, sight.value(name, entry.now)),
    )
