"""The entries of the queue: decisions that ask again, changes between runs, unreviewed values."""

from collections.abc import Iterator
from typing import Any

from pydantic import JsonValue

from models.decision import Anchor, Decision, Target
from models.field_change import FieldChange, Proof
from pipeline.comparing.fields import WHOLE_RECORD
from pipeline.ledger.anchors import anchor_at, evidence_at
from pipeline.ledger.page import record_target
from pipeline.ledger.resolution import Resolution
from pipeline.ledger.units import Record, Unit, UnknownPointer, escaped, unit_at, units
from pipeline.reviewing.entry import UNREVIEWED, Entry, Kind, pattern_of


def of_resolution(resolution: Resolution, record: Record | None) -> Entry:
    """The entry of a decision that asks again, with the evidence that the run has now."""
    decision = resolution.decision
    evidence = _evidence(record, resolution.pointer)
    rule = evidence["rule"] if evidence else None
    return Entry(
        Kind.CONFLICT,
        resolution.state,
        resolution.target,
        resolution.opportunity_id,
        resolution.pointer,
        decision.value,
        resolution.theirs,
        resolution.value,
        rule,
        decision.rule,
        evidence["grade"] if evidence else None,
        evidence["language"] if evidence else None,
        _anchor(record, evidence),
        pattern_of(resolution.target.field, resolution.state, decision.rule, rule),
        decision_id=decision.decision_id,
    )


def of_change(change: FieldChange, record: Record | None) -> Entry | None:
    """The entry of a change between two runs; None for one that nobody decides on.

    ``record`` is the new run's, if it has the record.
    """
    try:
        target, pointer = _place(change, record)
    except UnknownPointer:
        return None
    proof = change.new_proof or change.old_proof
    whole = change.field == WHOLE_RECORD
    return Entry(
        Kind.CHANGE,
        change.kind,
        target,
        change.new_record,
        pointer,
        _seen(change.old, whole),
        _seen(change.new, whole),
        _seen(change.new, whole),
        change.new_rule,
        change.old_rule,
        proof.grade if proof else None,
        proof.language if proof else None,
        _quoted(change.new_proof),
        change.pattern,
        old_record=change.old_record,
        old_pointer=change.old_pointer,
        cause=change.cause,
        template=change.template,
    )


def of_values(record: Record) -> Iterator[Entry]:
    """An entry for every filled value of a record."""
    for unit in units(record):
        if unit.value in (None, "", []):
            continue
        evidence = evidence_at(record, unit.pointer)
        rule = evidence["rule"] if evidence else None
        yield Entry(
            Kind.VALUE,
            UNREVIEWED,
            unit.target,
            record["opportunity_id"],
            unit.pointer,
            None,
            unit.value,
            unit.value,
            rule,
            None,
            evidence["grade"] if evidence else None,
            evidence["language"] if evidence else None,
            _anchor(record, evidence),
            pattern_of(unit.target.field, UNREVIEWED, rule),
        )


def of_answer(decision: Decision, record: Record | None, pointer: str | None) -> Entry:
    """The entry that a decision of this run has answered, as it was asked."""
    kind = Kind.VALUE if decision.question == UNREVIEWED else Kind.CONFLICT
    anchor = decision.anchor
    return Entry(
        kind,
        decision.question,
        decision.target,
        record["opportunity_id"] if record else None,
        pointer,
        None,
        decision.base,
        decision.value,
        decision.rule,
        None,
        None,
        anchor.language if anchor else None,
        anchor,
        decision.pattern,
        decision_id=decision.decision_id,
        answer=decision.action,
        answered_value=decision.value,
        reach=decision.reach,
    )


def _place(change: FieldChange, record: Record | None) -> tuple[Target, str | None]:
    """Target and pointer of a change in the new record. Raises UnknownPointer."""
    if change.field == WHOLE_RECORD:
        if change.old_record and change.new_record:
            raise UnknownPointer("records that only go by other ids are not decided on")
        return record_target(change.report_id, change.record), change.new_pointer
    if record is not None and change.new_pointer is not None:
        unit = unit_at(record, change.new_pointer)
        return unit.target, unit.pointer
    return _lost(change, change.item or ""), None


def _lost(change: FieldChange, item: str) -> Target:
    """The target of an item that the new run lacks, by its key in the old one."""
    outer, _, inner = item.partition("/") if "." in change.field else ("", "", item)
    path = f"{escaped(outer)}/{escaped(inner)}" if outer and inner else escaped(outer or inner)
    return Target(
        report_id=change.report_id, opportunity_id=change.record, field=change.field, item=path
    )


def _seen(value: Any, whole: bool) -> JsonValue:
    """A value as a decision keeps it: of a record as a whole only that it is there."""
    return (True if value else None) if whole else value


def _evidence(record: Record | None, pointer: str | None) -> dict[str, Any] | None:
    if record is None or pointer is None:
        return None
    return evidence_at(record, pointer) if pointer else evidence_at(record, "/title")


def _anchor(record: Record | None, evidence: dict[str, Any] | None) -> Anchor | None:
    if record is None or evidence is None:
        return None
    text = record["source_url"] if evidence["source"] == "url" else record["content"]
    return anchor_at(
        text, evidence["start"], evidence["end"], evidence["language"], evidence["source"]
    )


def _quoted(proof: Proof | None) -> Anchor | None:
    if proof is None:
        return None
    return Anchor(
        quote=proof.quote,
        prefix=proof.before,
        suffix=proof.after,
        language=proof.language,
        source=proof.source,
        start=proof.start,
    )


def anchor_of(record: Record, unit: Unit) -> tuple[Anchor | None, dict[str, Any] | None]:
    """The anchor of a unit's strongest evidence, and that evidence."""
    evidence = _evidence(record, unit.pointer)
    return _anchor(record, evidence), evidence
