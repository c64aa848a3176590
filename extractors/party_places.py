"""Where a party sits: a labelled place, a place in its name, or the nearest one before it."""

import re
from dataclasses import dataclass

from extractors.organisations import Party
from extractors.places import CHINA, CITY, COUNTRY, DEMONYM, Place, places_in
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.span import Span

_SEAT_AFTER = re.compile(
    r"^[^。；;]{0,60}?(?:位于|总部(?:设在|位于|在)?|设在|地处|创办于|注册于|成立于|坐落于"
    r"|based in|located in|headquartered in|of|in|,|，)\s*$"
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A place: its characters, the city as written (None for a country) and the alpha-3 code."""

    span: Span
    city: str | None
    country: str
    rule: str


def location_of(page: TaggedDocument, scope: Scope, party: Party) -> Seat | None:
    """The party's seat, or None where the page does not tell it."""
    for pair in page.pairs(scope.own, "foreign_party_location"):
        for place in _foreign(page, pair.value.start, pair.value.end):
            return _seat(page, place, "place-label")
    for span in party.spans():
        cities = [p for p in _foreign(page, span.start, span.end) if p.kind == CITY]
        if cities:
            return _seat(page, cities[0], "place-in-name")
    for one in party.occurrences:
        segment = page.document.segments[one.segment]
        if not segment.start <= one.span.start < segment.end:
            continue
        before = _foreign(page, max(segment.start, one.span.start - 40), one.span.start)
        if before and one.span.start - before[-1].span.end <= 12:
            return _seat(page, before[-1], "place-before")
        for place in _foreign(page, one.end, min(segment.end, one.end + 80)):
            if _SEAT_AFTER.match(page.folded[one.end : place.span.start]):
                return _seat(page, place, "place-after")
    for span in party.spans():
        for place in _foreign(page, span.start, span.end):
            return _seat(page, place, "place-in-name")
    return None


def _foreign(page: TaggedDocument, start: int, end: int) -> list[Place]:
    found = places_in(page.text, page.folded, start, end)
    return [p for p in found if p.kind in (CITY, COUNTRY, DEMONYM) and p.alpha3 not in CHINA]


def _seat(page: TaggedDocument, place: Place, rule: str) -> Seat:
    city = page.quote(place.span) if place.kind == CITY else None
    return Seat(place.span, city, place.alpha3, rule)
