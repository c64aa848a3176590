"""Searches as addresses: what is asked for comes back as it was asked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.explore_page.asking import request_of, turned, where_of
from pipeline.searching.errors import SearchError
from pipeline.searching.facets import facets
from pipeline.searching.index import Request

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(str.strip)
VALUES = st.lists(WORDS, min_size=1, max_size=3, unique=True).map(tuple)
DAYS = st.none() | st.dates(date(1000, 1, 1))


@given(
    st.builds(
        Request,
        query=WORDS,
        where=st.dictionaries(st.sampled_from(facets()), VALUES, max_size=3),
        since=DAYS,
        until=DAYS,
        own=st.booleans(),
    )
)
def test_a_request_comes_back_from_its_address(request: Request) -> None:
    assert request_of(where_of(request)) == request


def test_a_value_is_turned_on_and_off() -> None:
    request = Request(query="氢能", where={"host_country": ("FIN",)})
    more = turned(request, "host_country", "")
    assert request_of(more.partition("?")[2]).where == {"host_country": ("FIN", "")}
    less = turned(request, "host_country", "FIN")
    assert request_of(less.partition("?")[2]) == Request(query="氢能")


def test_what_means_nothing_is_not_looked_at() -> None:
    assert request_of("page=2&format=csv&content=x&q=+") == Request()


def test_a_day_that_is_none_is_told() -> None:
    with pytest.raises(SearchError, match="since 'May' is not a day"):
        request_of("since=May")
