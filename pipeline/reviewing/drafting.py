"""A decision written down: what was judged, on which characters, and what stands by it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from pydantic import JsonValue

from models.decision import Action, Anchor, Decision, Reach, Target, decision
from pipeline.comparing.fields import field_rules
from pipeline.ledger.anchors import anchor_at
from pipeline.ledger.editing import value_at
from pipeline.ledger.equality import closeness
from pipeline.ledger.fields import fields
from pipeline.ledger.page import Page
from pipeline.ledger.resolution import Resolution
from pipeline.ledger.units import Record, Unit
from pipeline.reviewing.corrections import BadDecision, empty_of, in_form
from pipeline.reviewing.questions import anchor_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer says of a value.

    ``value`` is for a correction: null says that there is none. ``quote`` are characters of the
    page that show it, ``at`` the code point where they stand if they do several times. ``reason``
    is a short code, ``comment`` free text.
    """

    action: Action
    value: JsonValue = None
    quote: str = ""
    at: int | None = None
    reason: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is decided on: the unit as the run has it, and what is known of it besides.

    ``unit.value`` is what the run says. ``previous`` tells what another run said, for a change;
    ``resolution`` is what became of an earlier decision. ``heads`` are the ids in force.
    """

    page: Page
    record: Record | None
    unit: Unit
    target: Target
    previous: Callable[[], JsonValue] = lambda: None
    resolution: Resolution | None = None
    heads: tuple[str, ...] = ()
    question: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who decides, when, on which run, and whether looking at each value."""

    reviewer: str
    now: datetime
    run_id: str
    batch: str = ""
    reach: Reach = Reach.ONE


def draft(asked: Asked, verdict: Verdict, hand: Hand) -> Decision:
    """The decision. Raises BadDecision where it says nothing or quotes what the page lacks."""
    base, earlier = asked.unit.value, asked.resolution.decision if asked.resolution else None
    anchor, evidence = _evidence(asked)
    value, proof = _value(asked, verdict)
    corrected = verdict.action == Action.CORRECT
    if verdict.action == Action.REJECT and earlier is not None and value == earlier.value:
        proof = earlier.shown
    if anchor is None and earlier is not None and earlier.ground is not None:
        anchor = earlier.ground if asked.page.place(earlier.ground) else None
    return decision(
        decided_at=hand.now,
        reviewer=hand.reviewer,
        action=verdict.action,
        target=asked.target,
        base=base,
        value=value,
        anchor=anchor,
        proof=proof,
        beside=_beside(asked, (proof if corrected else None) or anchor),
        page_sha256=asked.page.sha256,
        run_id=hand.run_id,
        extractor_version=_extractor_version(asked.record, asked.target),
        rule=evidence["rule"] if evidence else None,
        question=asked.question,
        pattern=asked.pattern,
        batch=hand.batch,
        reach=hand.reach,
        reason=verdict.reason,
        comment=verdict.comment,
        supersedes=asked.heads,
    )


def _evidence(asked: Asked) -> tuple[Anchor | None, dict[str, Any] | None]:
    """The run's evidence of what is judged; an item that it lacks has none."""
    pointer = asked.unit.pointer
    if asked.record is None or pointer.endswith("/-") or (asked.target.field and not pointer):
        return None, None
    return anchor_of(asked.record, asked.unit)


def _value(asked: Asked, verdict: Verdict) -> tuple[JsonValue, Anchor | None]:
    """What stands by the verdict, and the quote that a reviewer gave for it."""
    base = asked.unit.value
    if verdict.action == Action.ACCEPT:
        return base, None
    if verdict.action == Action.REJECT:
        return _kept(asked), None
    if verdict.action == Action.NOTE:
        return None, None
    if not asked.target.field:
        raise BadDecision("a record as a whole is accepted or rejected, not corrected")
    value = None
    if verdict.value is not None:
        value = in_form(asked.target.field, base, verdict.value)
    if value is None and asked.target.field not in fields().items:
        value = empty_of(asked.target.field)
    if value == base:
        raise BadDecision("the correction is what the run says already: accept it instead")
    return value, _quoted(asked.page, verdict) if verdict.quote else None


def _kept(asked: Asked) -> JsonValue:
    """What a rejected value leaves in force: what stood before it, or nothing."""
    if not asked.target.field:
        return None if asked.unit.value else True
    resolution = asked.resolution
    earlier = [resolution.value, resolution.decision.value] if resolution else []
    nothing = empty_of(asked.target.field)
    for known in (*earlier, asked.previous, nothing):
        value = known() if callable(known) else known
        if value is not None and not closeness(value, asked.unit.value):
            return value
    if closeness(nothing, asked.unit.value):
        raise BadDecision("there is nothing to reject: the run has no value here")
    return nothing


def _quoted(page: Page, verdict: Verdict) -> Anchor:
    """The anchor of characters that the reviewer quoted to the letter."""
    quote, text = verdict.quote, page.text
    near = verdict.at or 0
    if verdict.at is not None and text.startswith(quote, verdict.at):
        place = verdict.at
    else:
        places = [match.start() for match in re.finditer(f"(?={re.escape(quote)})", text)]
        if not places:
            raise BadDecision("the page does not hold the quote: copy it as the page writes it")
        place = min(places, key=lambda at: abs(at - near))
    return anchor_at(text, place, place + len(quote))


def _beside(asked: Asked, ground: Anchor | None) -> tuple[str, ...]:
    """Keys of the other items of the list that were read from the characters of the ground."""
    field, record = asked.target.field, asked.record
    rule = fields().items.get(field)
    if record is None or rule is None or ground is None:
        return ()
    if not asked.unit.pointer and "." in field:
        # The list of a nested item that the run lacks is not known.
        return ()
    start, end = ground.start, ground.start + len(ground.quote)
    owner, _, own = asked.unit.pointer.rpartition("/")
    if not owner:
        # An item that the run lacks has no pointer.
        owner, own = f"/{field}", "-"
    keys = rule.keys(value_at(record, owner))
    found = set()
    for evidence in record["field_evidence"]:
        place = evidence["pointer"].removeprefix(owner + "/").partition("/")[0]
        overlaps = evidence["start"] < end and start < evidence["end"]
        if evidence["pointer"].startswith(owner + "/") and overlaps and place != own:
            found.add(keys[int(place)])
    return tuple(sorted(found))


def _extractor_version(record: Record | None, target: Target) -> str:
    rule = field_rules().fields.get(target.field.partition(".")[0])
    versions = record["extractor_versions"] if record else {}
    return str(versions.get(rule.extractor, "")) if rule and rule.extractor else ""


def new_batch() -> str:
    """An id for decisions that are taken, and taken back, together."""
    return "b-" + token_hex(6)


def retraction(taken: Sequence[Decision], hand: Hand, comment: str = "") -> list[Decision]:
    """Decisions that take others back."""
    return [
        decision(
            decided_at=hand.now,
            reviewer=hand.reviewer,
            action=Action.RETRACT,
            target=each.target,
            run_id=hand.run_id,
            batch=hand.batch,
            comment=comment,
            retracts=each.decision_id,
        )
        for each in taken
    ]
