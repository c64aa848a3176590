"""Fields that follow from others, made again in a record whose values were decided."""

from collections.abc import Callable
from datetime import date

from extractors import crosswalk
from extractors.language import language_of
from extractors.missions import missions
from extractors.places import countries
from models.codes import DateSource, HostCountryBasis
from pipeline.alliances import is_nato_or_mnna
from pipeline.ledger.anchors import evidence_at
from pipeline.ledger.fields import fields
from pipeline.ledger.units import Record

_CROSSED = (
    ("mic2025_fields", "mic2025"),
    ("hightech_codes", "hightech_2016"),
    ("us_cet_areas", "us_cet_2024"),
)


def derive(record: Record, changed: set[str]) -> None:
    """Make the fields again that follow from the changed top fields."""
    for name, item_rule in fields().items.items():
        # An empty list says so by its placeholder.
        if name in changed and item_rule.placeholder and not record[name]:
            record[name].append(item_rule.placeholder)
    for names, rule in _RULES:
        if changed & names:
            rule(record)


def _title(record: Record) -> None:
    record["title_language"] = language_of(record["title"])


def _date(record: Record) -> None:
    day = _day(record)
    record["publication_year"] = day.year if day else None
    if not record["publication_date"]:
        record["publication_date_source"] = DateSource.NONE.value
        return
    evidence = evidence_at(record, "/publication_date")
    in_url = evidence is not None and evidence["source"] == "url"
    source = DateSource.URL if in_url else DateSource.PAGE
    if record["publication_date_source"] == DateSource.NONE.value:
        record["publication_date_source"] = source.value


def _mission(record: Record) -> None:
    mission = missions().get(record["referring_mission_id"] or "")
    evidence = evidence_at(record, "/referring_mission_id")
    written = evidence["quote"] if evidence and evidence["source"] == "text" else None
    record["referring_mission_raw"] = written if mission else None
    record["mission_type"] = mission.mission_type if mission else None
    record["mission_city"] = mission.city_en if mission else None
    record["mission_country"] = mission.alpha3 if mission else None


def _country(record: Record) -> None:
    country = countries().get(record["host_country"] or "")
    record["host_country_name"] = country.name_en if country else None
    if country is None:
        record["host_country_basis"] = HostCountryBasis.NONE.value
    elif record["host_country_basis"] == HostCountryBasis.NONE.value:
        record["host_country_basis"] = HostCountryBasis.STATED.value


def _alliance(record: Record) -> None:
    record["is_nato_or_mnna"] = is_nato_or_mnna(record["host_country"], _day(record))


def _day(record: Record) -> date | None:
    """The publication date. A ledger from elsewhere may hold what is none; publishing finds it."""
    try:
        return date.fromisoformat(record["publication_date"] or "")
    except ValueError:
        return None


def _technology(record: Record) -> None:
    # As above, for a code of another version of the vocabulary.
    names = [name for name in record["technology_fields"] if name in crosswalk.ids()]
    rollups = crosswalk.rollups(names)
    for rollup in crosswalk.ROLLUPS:
        record[f"is_{rollup}"] = rollup in rollups
    crossed = [crosswalk.crosswalk(name) for name in names if name != "other"]
    for ours, theirs in _CROSSED:
        codes = [code for entry in crossed for code in getattr(entry, theirs)]
        record[ours] = list(dict.fromkeys(codes))


def _contacts(record: Record) -> None:
    record["contact_present"] = bool(record["contacts"])


_RULES: tuple[tuple[frozenset[str], Callable[[Record], None]], ...] = (
    (frozenset({"title"}), _title),
    (frozenset({"publication_date"}), _date),
    (frozenset({"referring_mission_id"}), _mission),
    (frozenset({"host_country"}), _country),
    (frozenset({"host_country", "publication_date"}), _alliance),
    (frozenset({"technology_fields"}), _technology),
    (frozenset({"contacts"}), _contacts),
)
