"""The missions: who they are, and how a page names them."""

import re
from dataclasses import dataclass
from functools import cache

from extractors.folding import fold
from extractors.lexicon import Entry, Lexicon
from extractors.places import CITY, COUNTRY, places_in
from models.span import Span
from models.vocabulary import ROOT, read_rows

COLUMNS = (
    "mission_id",
    "mission_type",
    "alpha3",
    "city_zh",
    "city_en",
    "name_zh",
    "name_en",
    "aliases_zh",
    "aliases_en",
    "hosts",
    "st_section",
)
# 驻芬兰共和国大使馆, 驻休斯敦总领馆: the place stands between 驻 and the kind of mission.
_ZH = re.compile(
    r"驻(?P<place>[\u3400-\u9fff·]{2,20}?)(?:大使馆|使馆|(?P<cg>总领事馆|总领馆|领事馆|领馆))"
)
_EN = re.compile(
    r"(?:chinese |china's )?(?P<kind>embassy|consulate[- ]general|consulate)"
    r"(?: of (?:the )?(?:people's republic of china|p\.?r\.? ?china|china))?"
    r" (?:in|to) (?:the )?(?P<place>[a-z][a-z .'-]{2,40})"
)
_CHINESE = re.compile(r"chin|prc|p\.r\.")


@dataclass(frozen=True, slots=True)
class Mission:
    """A diplomatic mission of the PRC."""

    mission_id: str
    mission_type: str
    alpha3: str
    city_zh: str
    city_en: str
    name_en: str
    hosts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissionHit:
    """A mission named in a text."""

    span: Span
    mission: Mission
    rule: str


@cache
def missions() -> dict[str, Mission]:
    """All missions by id. Raises VocabularyError."""
    return {
        row["mission_id"]: Mission(
            row["mission_id"],
            row["mission_type"],
            row["alpha3"],
            row["city_zh"],
            row["city_en"],
            row["name_en"],
            row.many("hosts"),
        )
        for row in read_rows(ROOT / "places" / "missions.tsv", COLUMNS)
    }


@cache
def _lexicon() -> Lexicon:
    entries: list[Entry] = []
    for row in read_rows(ROOT / "places" / "missions.tsv", COLUMNS):
        names = [row["name_zh"], row["name_en"], *row.many("aliases_zh"), *row.many("aliases_en")]
        entries += [Entry(name, row["mission_id"]) for name in names if name]
    return Lexicon(entries)


@cache
def _hosts() -> dict[str, str]:
    return {
        host.removeprefix("www."): m.mission_id for m in missions().values() for host in m.hosts
    }


@cache
def _by_place() -> dict[tuple[str, str], str]:
    """(kind, folded city or alpha-3) to mission id: embassies by country, consulates by city."""
    table: dict[tuple[str, str], str] = {}
    for mission in missions().values():
        if mission.mission_type == "embassy":
            table.setdefault(("embassy", mission.alpha3), mission.mission_id)
        else:
            for city in (mission.city_zh, mission.city_en):
                table.setdefault(("consulate", fold(city)), mission.mission_id)
    return table


def mission_of_host(host: str) -> Mission | None:
    """The mission that publishes at a host name (without ``www.``)."""
    known = _hosts().get(host)
    return missions()[known] if known else None


def missions_in(text: str, folded: str, start: int, end: int) -> list[MissionHit]:
    """Missions named in a stretch of folded text: by known names, else by place and kind."""
    hits = [
        MissionHit(hit.span, missions()[hit.entries[0].id], "name")
        for hit in _lexicon().find(folded, start, end)
        if len({entry.id for entry in hit.entries}) == 1
    ]
    for match in (*_ZH.finditer(folded, start, end), *_EN.finditer(folded, start, end)):
        span = Span(start=match.start(), end=match.end())
        if any(hit.span.overlaps(span) for hit in hits):
            continue
        consulate = bool(match.groupdict().get("cg")) or "consul" in match.group(0)
        mission = _composed(text, folded, match.start("place"), match.end("place"), consulate)
        if mission is None or (match.re is _EN and not _near_china(folded, span)):
            continue
        hits.append(MissionHit(span, mission, "place"))
    return sorted(hits, key=lambda hit: hit.span.start)


def _near_china(folded: str, span: Span) -> bool:
    return bool(_CHINESE.search(folded, max(0, span.start - 20), span.end))


def _composed(text: str, folded: str, start: int, end: int, consulate: bool) -> Mission | None:
    place = next(iter(places_in(text, folded, start, end)), None)
    if place is None or place.span.start > start + 4:
        return None
    if consulate and place.kind == CITY:
        known = _by_place().get(("consulate", fold(place.term))) or _by_place().get(
            ("consulate", folded[place.span.start : place.span.end])
        )
    elif not consulate and place.kind == COUNTRY:
        known = _by_place().get(("embassy", place.alpha3))
    else:
        known = None
    return missions()[known] if known else None
