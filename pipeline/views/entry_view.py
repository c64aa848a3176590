"""Entries of the review queue as plain data, contact data hidden unless asked for."""

from typing import Any

from models.decision import Decision
from pipeline.ledger.units import Record
from pipeline.publishing.redaction import Hider
from pipeline.reviewing.entry import Entry

_MASK = "XXXXXX"
_PRIVATE = "contacts"


def entry_data(entry: Entry, record: Record | None, contacts: bool = False) -> dict[str, Any]:
    """An entry with the quote that the run has for it and what stands around that quote."""
    field = entry.target.field
    hider = Hider(record) if record is not None and not contacts else None
    quote = entry.quote.model_dump() if entry.quote else None
    if quote and hider and quote["source"] == "text":
        start, end = quote["start"], quote["start"] + len(quote["quote"])
        text = hider.content
        quote |= {
            "quote": text[start:end],
            "prefix": text[start - len(quote["prefix"]) : start],
            "suffix": text[end : end + len(quote["suffix"])],
        }
    return {
        "entry": entry.id,
        "kind": entry.kind,
        "question": entry.question,
        "record": entry.opportunity_id or entry.target.opportunity_id,
        "report": entry.target.report_id,
        "url": record["source_url"] if record else None,
        "field": field or "record",
        "item": _item(entry, contacts),
        "pointer": entry.pointer,
        "was": _shown(field, entry.was, hider, contacts),
        "now": _shown(field, entry.now, hider, contacts),
        "stands": _shown(field, entry.stands, hider, contacts),
        "rule": entry.rule,
        "old_rule": entry.old_rule,
        "grade": entry.grade,
        "quote": quote,
        "pattern": entry.pattern,
        "answer": entry.answer,
        "decision": entry.decision_id,
    }


def decision_data(decision: Decision, contacts: bool = False) -> dict[str, Any]:
    """A decision; of one on contact data neither values nor quotes unless asked for."""
    data = decision.model_dump(mode="json", exclude_defaults=True)
    if decision.target.field.partition(".")[0] == _PRIVATE and not contacts:
        data["target"]["item"] = _MASK
        data |= {name: _MASK for name in ("base", "value", "anchor", "proof") if name in data}
    return data


def _item(entry: Entry, contacts: bool) -> str:
    private = entry.target.field.partition(".")[0] == _PRIVATE and not contacts
    return _MASK if private and entry.target.item else entry.target.item


def _shown(field: str, value: Any, hider: Hider | None, contacts: bool) -> Any:
    if contacts or value is None:
        return value
    if hider is not None:
        return hider.value(field, value)
    return _MASK if field.partition(".")[0] == _PRIVATE else value
