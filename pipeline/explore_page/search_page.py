"""The page of a search: records found, and the facets that narrow it."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.explore_page.asking import PATH, chosen_of, turned, where_of
from pipeline.review_page.labels import Label, field_label, label_of
from pipeline.review_page.links import address
from pipeline.searching.facets import facets
from pipeline.searching.index import Matches, Request, SearchIndex

HITS = 50
# Values of a facet; the rest are in the downloads and on the command line.
_VALUES = 60
# Open from the start; the others are one key away.
_FIRST = (
    "publication_year",
    "host_country",
    "technology_fields",
    "opportunity_direction",
    "cooperation_types",
    "foreign_parties.party_type",
)
NOTHING = Label("无", "none")
_YES_NO = {"true": Label("是", "yes"), "false": Label("否", "no")}


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet, how many records it would give, and the address that turns it."""

    value: str
    label: Label
    count: int
    is_chosen: bool
    link: str


@dataclass(frozen=True, slots=True)
class FacetList:
    """A facet with its values, the most frequent first; ``more`` are not shown."""

    name: str
    label: Label
    values: tuple[FacetValue, ...]
    more: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A record that was found."""

    id: str
    link: str
    date: str
    country: Label
    title: str
    own: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """All that the page of a search needs. ``page`` counts from 1."""

    request: Request
    where: str
    chosen: tuple[tuple[str, str], ...]
    chips: tuple[tuple[Label, Label, str], ...]
    lines: tuple[Line, ...]
    facets: tuple[FacetList, ...]
    total: int
    total_own: int
    size: int
    first: int
    before: str
    behind: str


def search_page(index: SearchIndex, request: Request, page: int = 1) -> SearchPage:
    """The page of a request. Raises QueryError and SearchError."""
    matches = index.search(request)
    skip = (page - 1) * HITS
    where = where_of(request)
    chosen = tuple(chosen_of(request))

    def at(number: int) -> str:
        return address(PATH, "&".join(filter(None, (where, f"page={number}"))))

    return SearchPage(
        request=request,
        where=where,
        chosen=chosen,
        chips=tuple((field_label(n), _label(n, v), turned(request, n, v)) for n, v in chosen),
        lines=tuple(_lines(matches, skip)),
        facets=tuple(_facet(matches, request, name) for name in (*_FIRST, *_others())),
        total=matches.total,
        total_own=matches.total_own,
        size=index.size,
        first=skip + 1,
        before=at(page - 1) if page > 1 else "",
        behind=at(page + 1) if skip + HITS < matches.total else "",
    )


def _others() -> list[str]:
    return [name for name in facets() if name not in _FIRST]


def _lines(matches: Matches, skip: int) -> Iterator[Line]:
    for hit in matches.hits(HITS, skip):
        yield Line(
            id=hit.opportunity_id,
            link=address(f"/record/{hit.opportunity_id}"),
            date=str(hit.publication_date or ""),
            country=_label("host_country", hit.host_country or ""),
            title=hit.title,
            own=hit.own,
        )


def _facet(matches: Matches, request: Request, name: str) -> FacetList:
    counts, chosen = matches.counts(name), request.where.get(name, ())
    counted = {value for value, _ in counts}
    # What was chosen is shown even where nothing has it, or it could not be taken back here.
    counts += [(value, 0) for value in chosen if value not in counted]
    values = (
        FacetValue(value, _label(name, value), count, value in chosen, turned(request, name, value))
        for value, count in counts[:_VALUES]
    )
    return FacetList(
        name=name,
        label=field_label(name),
        values=tuple(values),
        more=max(0, len(counts) - _VALUES),
        is_open=name in _FIRST or bool(chosen),
    )


def _label(facet: str, value: str) -> Label:
    if not value:
        return NOTHING
    known = label_of(facet, value)
    return known if known.en else _YES_NO.get(value, Label(value, value))
