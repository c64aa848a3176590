"""Listing: the records behind a number, by their ids."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from models.opportunity import Opportunity
from pipeline.counting.selection import Selection, select
from pipeline.counting.statistics import Counted
from pipeline.publishing.redaction import redacted
from pipeline.runs.records import read_records


def listed(counted: Counted, selection: Selection) -> Iterator[dict[str, Any]]:
    """What tells each counted record apart, contacts redacted, in the run's order."""
    rows = {row.opportunity_id: row for row in select(counted.rows, selection).rows}
    for record in _records(counted.run, rows.keys()):
        row = rows[record.opportunity_id]
        yield {
            "opportunity_id": record.opportunity_id,
            "publication_date": str(record.publication_date) if record.publication_date else None,
            "host_country": record.host_country,
            "referring_mission_id": record.referring_mission_id,
            "title": redacted(record).title,
            "parties": [counted.parties[party].name for party in row.parties],
            "reviewed": sorted(row.reviewed),
            "source_url": record.source_url,
        }


def _records(run: Path, ids: Any) -> Iterator[Opportunity]:
    return (record for record in read_records(run) if record.opportunity_id in ids)
