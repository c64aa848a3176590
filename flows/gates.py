"""Quality gates: what makes a flow end as failed although every task did its work."""

from collections.abc import Iterable, Iterator
from typing import Any


class QualityGate(RuntimeError):
    """A flow that did its work and whose result is not fit to be used as it is."""


def crawl_faults(reports: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Sources that no longer fit their profile or cannot be reached, a sentence each."""
    for report in reports:
        if report["outcome"] in ("broken", "failed"):
            yield f"source {report['source']} is {report['outcome']}: {report['reason']}"


def run_faults(counts: dict[str, int]) -> Iterator[str]:
    """What is wrong with a run by its counts."""
    ends = ("with_records", "no_opportunity", "quarantined", "duplicates")
    if counts["captures"] != sum(counts[name] for name in ends):
        yield "the run does not account for every capture once"
    if not counts["records"]:
        yield "the run has no records"


def close(faults: Iterable[str]) -> None:
    """Raise QualityGate where there are faults."""
    if found := "; ".join(faults):
        raise QualityGate(found)
