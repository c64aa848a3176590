"""Numbers as sentences to be cited: what was counted, in which version, and how sure it is."""

from collections.abc import Iterator

from pipeline.counting.quality import BOUND, ErrorRate
from pipeline.counting.statistics import Statistics
from pipeline.counting.tables import Count, Table

# So many characters of the vocabularies' digest tell them apart.
_DIGEST = 12


def citations(statistics: Statistics, top: int) -> Iterator[str]:
    """A sentence for each number of the tables, the first ``top`` of each, 0 for all."""
    for table in statistics.tables:
        for count in table.counts[: top or None]:
            yield _sentence(statistics, table, count)


def _sentence(statistics: Statistics, table: Table, count: Count) -> str:
    named = ", ".join(f"{name}={value}" for name, value in zip(table.by, count.values, strict=True))
    coded = f"coded in {table.covered} of {table.counted} {statistics.unit}"
    share = "" if count.share is None else f", {100 * count.share:.1f} % of those coded"
    reviewed = f"{count.reviewed} of the {count.count} reviewed"
    errors = "; ".join(map(_error, table.errors)) or "error rate not measured"
    return (
        f"{count.count} {statistics.unit} with {named}{_chosen(statistics)}{share} ({coded}; "
        f"{reviewed}; {errors}). {_source(statistics)}"
    )


def _chosen(statistics: Statistics) -> str:
    where = f" and {', '.join(statistics.where)}" if statistics.where else ""
    days = [str(day) if day else "…" for day in (statistics.since, statistics.until)]
    return (
        f"{where}, published {' to '.join(days)}"
        if any((statistics.since, statistics.until))
        else where
    )


def _source(statistics: Statistics) -> str:
    apart = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in statistics.apart.items())
    return (
        f"kejichu {statistics.pipeline_version}, run {statistics.run_id}, schema "
        f"{statistics.schema_version}, vocabularies {statistics.vocabulary_digest[:_DIGEST]}; "
        f"{statistics.records} records of {statistics.reports} reports, kept apart: {apart}."
    )


def _error(rate: ErrorRate) -> str:
    most = "at most " if rate.basis == BOUND else ""
    interval = f" ({100 * rate.ci95[0]:.1f} to {100 * rate.ci95[1]:.1f} %)" if rate.ci95 else ""
    return f"error of {rate.metric} {most}{100 * rate.error:.1f} %{interval}"
