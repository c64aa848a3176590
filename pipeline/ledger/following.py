"""Decisions whose record goes by another id now: found again by what the decisions rest on."""

from collections.abc import Mapping, Sequence

from models.decision import Decision
from pipeline.ledger.page import Page

Span = tuple[int, int]
# More than this share of the quotes must stand among the evidence of the record.
_SHARE = 0.5


def follow(page: Page, by_record: Mapping[str, Sequence[Decision]]) -> dict[str, str]:
    """Old opportunity id to new, for decided records that the page no longer has by their id.

    A record is followed to one that has no decisions of its own and whose evidence covers more
    than half of the quotes; each new record is taken once, and a tie is no match.
    """
    present = {record["opportunity_id"] for record in page.records}
    free = {
        record["opportunity_id"]: _spans(record)
        for record in page.records
        if record["opportunity_id"] not in by_record
    }
    found: dict[str, str] = {}
    for old in sorted(by_record.keys() - present):
        new = _best(page, by_record[old], free)
        if new is not None:
            found[old] = new
            del free[new]
    return found


def _spans(record: Mapping[str, object]) -> list[tuple[str, Span]]:
    """Top field and characters of each evidence of a record."""
    evidence = record["field_evidence"]
    assert isinstance(evidence, list)
    return [
        (each["pointer"].split("/")[1], (each["start"], each["end"]))
        for each in evidence
        if each["source"] == "text"
    ]


def _best(
    page: Page, decisions: Sequence[Decision], free: Mapping[str, list[tuple[str, Span]]]
) -> str | None:
    anchors = [
        (decision.target.field.split(".")[0], decision.ground)
        for decision in decisions
        if decision.ground is not None and decision.ground.source == "text"
    ]
    places = [(name, place) for name, anchor in anchors if (place := page.place(anchor))]
    scores = {
        record: sum(_covered(name, place, spans) for name, place in places)
        for record, spans in free.items()
    }
    best = max(scores.values(), default=0)
    winners = [record for record, score in scores.items() if score == best]
    return winners[0] if len(winners) == 1 and best > _SHARE * len(anchors) else None


def _covered(name: str, place: Span, spans: Sequence[tuple[str, Span]]) -> bool:
    """Whether evidence of the same field overlaps a quote; any field's for the record as such."""
    return any(
        (not name or name == own) and start < place[1] and place[0] < end
        for own, (start, end) in spans
    )
