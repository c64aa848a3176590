"""Rows: of each record what is counted, and no more."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline.resolving.resolution import Resolution, published_on


@dataclass(frozen=True, slots=True)
class CountRow:
    """A record as it is counted; ``parties`` are ids of resolved parties.

    ``reviewed`` are the fields that a reviewer judged, by their names in the data dictionary.
    """

    opportunity_id: str
    report_id: str
    published: date | None
    year: int | None
    host_country: str | None
    mission: str | None
    technology_fields: tuple[str, ...]
    party_types: tuple[str, ...]
    parties: tuple[str, ...]
    cooperation_types: tuple[str, ...]
    direction: str
    site: str
    stage: str
    ip_status: str
    language: str
    duplicate_of: str | None
    reviewed: frozenset[str]


def count_rows(
    records: Iterable[Mapping[str, Any]],
    resolution: Resolution,
    reviewed: Mapping[str, frozenset[str]],
) -> Iterator[CountRow]:
    """Rows of records given as JSON data. A record's own ``duplicate_of`` counts before ours."""
    for record in records:
        own = record["opportunity_id"]
        parties = record["foreign_parties"]
        yield CountRow(
            opportunity_id=own,
            report_id=record["report_id"],
            published=published_on(record),
            year=record["publication_year"],
            host_country=record["host_country"],
            mission=record["referring_mission_id"],
            technology_fields=tuple(record["technology_fields"]),
            party_types=tuple(dict.fromkeys(party["party_type"] for party in parties)),
            parties=resolution.parties_of(own, len(parties)),
            cooperation_types=tuple(record["cooperation_types"]),
            direction=record["opportunity_direction"],
            site=record["source_site"],
            stage=record["development_stage"],
            ip_status=record["ip_status"],
            language=record["content_language"],
            duplicate_of=record["duplicate_of"] or resolution.duplicate_of.get(own),
            reviewed=reviewed.get(own, frozenset()),
        )
