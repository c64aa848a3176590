"""Mentions of foreign parties: what resolving knows of each, taken from a record's data."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from extractors.folding import compact
from models.codes import PartyType
from pipeline.resolving.glossary import COUNTRY, FILLER, PLACE, PLAIN
from pipeline.resolving.names import HAN, LATIN, Name, parse_name


@dataclass(frozen=True)
class PartyMention:
    """A foreign party of one opportunity: ``index`` is its place among the record's parties.

    ``country`` is ISO 3166-1 alpha-3; where ``located`` is false it is only the country that the
    opportunity comes from. ``published`` is the record's day.
    """

    opportunity_id: str
    index: int
    names: tuple[str, ...]
    party_type: PartyType = PartyType.OTHER_UNKNOWN
    country: str | None = None
    located: bool = False
    city: str | None = None
    domain: str | None = None
    published: date | None = None

    @cached_property
    def forms(self) -> tuple[Name, ...]:
        """Every form of the name, taken apart."""
        person = self.party_type is PartyType.INDIVIDUAL
        found = (parse_name(name, person) for name in self.names)
        return tuple(dict.fromkeys(form for form in found if form.core))

    @cached_property
    def full(self) -> tuple[Name, ...]:
        """The forms that say the whole name: no acronyms, no short forms beside fuller ones."""
        kept = []
        for script in (HAN, LATIN):
            forms = [f for f in self.forms if f.script == script and not f.acronym]
            kept += [form for form in forms if not any(_shortens(form, other) for other in forms)]
        return tuple(kept)

    @cached_property
    def cores(self) -> frozenset[str]:
        """The keys of all forms."""
        return frozenset(form.core for form in self.forms)

    @cached_property
    def brand_only(self) -> bool:
        """Whether the mention has no more than an acronym, one word of its own, or a surname."""
        return all(len(form.parts) == 1 and form.parts[0].kind == PLAIN for form in self.full)

    @cached_property
    def places(self) -> frozenset[str]:
        """Ids of the city where the party is, empty where that is not known."""
        if not self.city:
            return frozenset()
        parts = parse_name(self.city).parts
        return frozenset(
            place
            for part in parts
            if part.kind == PLACE
            for place in part.ids
            if not self.country or place.endswith(f"@{self.country}")
        )

    def elsewhere(self, other: "PartyMention") -> bool:
        """Whether both tell their city, and not the same."""
        if self.places and other.places:
            return not self.places & other.places
        one, two = compact(self.city or ""), compact(other.city or "")
        return bool(one and two) and one.isascii() == two.isascii() and one != two


def _shortens(form: Name, other: Name) -> bool:
    """Whether a form leaves out of another more than a country or a word like technology."""
    own, all_of_it = ({(part.ids, part.text) for part in name.parts} for name in (form, other))
    left_out = [part.kind for part in other.parts if (part.ids, part.text) not in own]
    return own < all_of_it and any(kind not in (COUNTRY, FILLER) for kind in left_out)


def mentions_of(record: Mapping[str, Any], published: date | None) -> Iterator[PartyMention]:
    """The mentions of a record of schema 1.0, given as its JSON data."""
    for index, party in enumerate(record["foreign_parties"]):
        aliases = [alias["alias"] for alias in party["aliases"]]
        names = (party["name"], party["name_zh"], party["name_en"], *aliases)
        location = party["location"] or {}
        yield PartyMention(
            opportunity_id=record["opportunity_id"],
            index=index,
            names=tuple(dict.fromkeys(name for name in names if name)),
            party_type=PartyType(party["party_type"]),
            country=location.get("country") or record["host_country"],
            located=bool(location.get("country")),
            city=location.get("city"),
            domain=domain_of(party["website"]),
            published=published,
        )


def domain_of(website: str | None) -> str | None:
    """The host of a web address without ``www``; None where there is none.

    >>> domain_of("http://www.northlight.example/en/"), domain_of(None)
    ('northlight.example', None)
    """
    if not website:
        return None
    host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    return host.removeprefix("www.") or None
