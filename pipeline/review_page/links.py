"""Links: every query, record, field and entry of the queue has an address of its own."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from pipeline.reviewing.entry import Query

# Parameter to the filter of Query.
FILTERS = {
    "kind": "kinds",
    "question": "questions",
    "field": "fields",
    "pattern": "patterns",
    "rule": "rules",
    "grade": "grades",
    "language": "languages",
    "value": "values",
    "record": "records",
}
# Says that the samples of a query are walked through, not the query.
SAMPLES = "samples"


def pairs(text: str) -> list[tuple[str, str]]:
    """The parameters of an address or form."""
    return parse_qsl(text, keep_blank_values=True, max_num_fields=100)


def query_of(parameters: Sequence[tuple[str, str]]) -> Query:
    """The query that parameters describe; others are not looked at."""
    found: dict[str, Any] = dict.fromkeys(FILTERS.values(), ())
    for name, value in parameters:
        if name in FILTERS and value:
            found[FILTERS[name]] += (value,)
    return Query(**found)


def where_of(query: Query, samples: bool = False) -> str:
    """The query as the part of an address after the question mark."""
    found = [(name, each) for name, own in FILTERS.items() for each in getattr(query, own)]
    return urlencode([*found, *([(SAMPLES, "1")] if samples else [])])


def narrowed(query: Query, name: str, value: str) -> str:
    """The address of a query with one filter more."""
    return address("/queue", where_of(replace(query, **{FILTERS[name]: (value,)})))


def address(path: str, where: str = "") -> str:
    """A path with its parameters."""
    return f"{quote(path, safe='/')}?{where}" if where else quote(path, safe="/")


def only(name: str, value: str) -> str:
    """The address of a query with one filter alone."""
    return address("/queue", urlencode([(name, value)]))
