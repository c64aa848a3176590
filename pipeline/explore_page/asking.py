"""Addresses of searches: what is asked for as parameters of an address, and back."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from pipeline.review_page.links import address, pairs
from pipeline.searching.errors import SearchError
from pipeline.searching.facets import facets
from pipeline.searching.index import Request

PATH = "/search"
_WORDS, _OWN, _DAYS = "q", "own", ("since", "until")


def request_of(where: str) -> Request:
    """The request that an address asks for; parameters that mean nothing here are not looked at.

    Raises SearchError for a day that is none.
    """
    given = pairs(where)
    plain = dict(given)
    chosen: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in given:
        if name in facets() and value not in chosen[name]:
            chosen[name].append(value)
    days = {name: _day(name, plain.get(name, "").strip()) for name in _DAYS}
    return Request(
        query=plain.get(_WORDS, "").strip(),
        where={name: tuple(values) for name, values in chosen.items() if values},
        since=days["since"],
        until=days["until"],
        own=bool(plain.get(_OWN)),
    )


def where_of(request: Request) -> str:
    """The request as the part of an address after the question mark."""
    return urlencode([*_plain(request), *chosen_of(request)])


def _plain(request: Request) -> list[tuple[str, str]]:
    found = [(_WORDS, request.query)] if request.query else []
    found += [(name, str(day)) for name in _DAYS if (day := getattr(request, name))]
    return [*found, (_OWN, "1")] if request.own else found


def chosen_of(request: Request) -> Sequence[tuple[str, str]]:
    """The values of facets that are asked for, one by one."""
    return [(name, value) for name, values in request.where.items() for value in values]


def turned(request: Request, facet: str, value: str) -> str:
    """The address of the request with one value of a facet more, or without it if it has it."""
    values = request.where.get(facet, ())
    own = tuple(v for v in values if v != value) if value in values else (*values, value)
    where = {**request.where, facet: own}
    return address(PATH, where_of(request.model_copy(update={"where": where})))


def _day(name: str, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise SearchError(f"{name} {text!r} is not a day: write it 2018-01-31") from error
