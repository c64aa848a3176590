"""Statistics as CSV: a line a number, in one table that holds all."""

import csv
from typing import IO

from pipeline.counting.statistics import Statistics
from pipeline.counting.tables import AFTER, BEFORE, UNDATED, Count, Table
from pipeline.publishing.cells import safe_cell

COLUMNS = (
    "run_id",
    "unit",
    "table",
    "value",
    "label_en",
    "label_zh",
    "count",
    "share",
    "covered",
    "counted",
    "reviewed",
    "before",
    "since",
    "undated",
    "country",
    "country_count",
    "country_share",
    "error",
    "error_basis",
    "where",
)


def write_statistics(statistics: Statistics, out: IO[str]) -> None:
    """Write every number of the tables, the distinct parties and the alliances."""
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    about = {"run_id": statistics.run_id, "unit": statistics.unit}
    for table in statistics.tables:
        for count in table.counts:
            writer.writerow(about | _cells(table, count))
    for row in _single_numbers(statistics):
        writer.writerow(about | row)


def _cells(table: Table, count: Count) -> dict[str, object]:
    split, part = count.split or {}, count.of_country
    return {
        "table": ",".join(table.by),
        "value": safe_cell(",".join(count.values)),
        "label_en": safe_cell(" × ".join(count.labels_en)),
        "label_zh": safe_cell(" × ".join(count.labels_zh)),
        "count": count.count,
        "share": count.share,
        "covered": table.covered,
        "counted": table.counted,
        "reviewed": count.reviewed,
        "before": split.get(BEFORE, ""),
        "since": split.get(AFTER, ""),
        "undated": split.get(UNDATED, ""),
        "country": part.country if part else "",
        "country_count": part.of if part else "",
        "country_share": part.share if part else "",
        "error": " ".join(str(error.error) for error in table.errors),
        "error_basis": " ".join(f"{error.metric}:{error.basis}" for error in table.errors),
        "where": safe_cell(" ".join(count.where)),
    }


def _single_numbers(statistics: Statistics) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    if parties := statistics.parties:
        of = {"covered": parties.covered, "counted": parties.counted, "reviewed": parties.reviewed}
        found.append({"table": "distinct_parties", "value": "all", "count": parties.distinct} | of)
        for kind, number in parties.by_type.items():
            found.append({"table": "distinct_parties", "value": kind, "count": number} | of)
    if members := statistics.alliances:
        share = {"share": members.share, "covered": members.of, "counted": members.counted}
        found.append({"table": "nato_or_mnna", "value": "all", "count": members.count} | share)
    return found
