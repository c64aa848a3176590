"""Settling what two coders disagree on, and the gold that follows."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from models.base import Frozen
from pipeline.evaluation.annotation import Annotation
from pipeline.gold.agreement import Codings, agreement
from pipeline.gold.coding import Coding, coding_of, opportunity_of
from pipeline.gold.comparing import OPPORTUNITY, Compared, Disagreement, compare
from pipeline.gold.errors import CodingError
from pipeline.gold.folder import ADJUDICATIONS, add_lines, read_lines


class Adjudication(Frozen):
    """The final value of a disagreement; the latest one holds. ``value`` is in the sheet's form."""

    disagreement_id: str
    page_id: str
    field: str
    value: JsonValue
    adjudicator: str
    decided_at: datetime
    comment: str = ""


# By the disagreement that each settles.
Settled = Mapping[str, Adjudication]


def settled_of(folder: Path) -> dict[str, Adjudication]:
    """The adjudications of a sample's folder. Raises CodingError."""
    return {one.disagreement_id: one for one in read_lines(folder / ADJUDICATIONS, Adjudication)}


def adjudicate(
    folder: Path,
    codings: Codings,
    prefix: str,
    adjudicator: str,
    value: JsonValue = None,
    take: str | None = None,
    comment: str = "",
) -> Adjudication:
    """Settle the disagreement whose id begins so: by the value of a coder, or by another one.

    Raises CodingError for an id that is none or several, a coder who is not one of the two, and a
    value that the field does not take.
    """
    all_of = agreement(codings).disagreements
    found = [one for one in all_of if one.disagreement_id.startswith(prefix)]
    if len(found) != 1:
        problem = "no disagreement begins" if not found else f"{len(found)} disagreements begin"
        raise CodingError(f"{problem} with {prefix!r}: kejichu gold agreement lists them")
    asked = found[0]
    if take is not None:
        if take not in asked.coders:
            raise CodingError(f"{take} is none of the coders {' and '.join(asked.coders)}")
        value = asked.values[asked.coders.index(take)]
    made = Adjudication(
        disagreement_id=asked.disagreement_id,
        page_id=asked.page_id,
        field=asked.field,
        value=_checked(asked, value, codings[asked.page_id]),
        adjudicator=adjudicator,
        decided_at=datetime.now(UTC),
        comment=comment,
    )
    add_lines(folder / ADJUDICATIONS, [made])
    return made


def _checked(asked: Disagreement, value: JsonValue, codings: Mapping[str, Coding]) -> JsonValue:
    if asked.field == OPPORTUNITY:
        if not isinstance(value, bool):
            raise CodingError("an opportunity is kept by true and left out by false")
        return value
    at = asked.place[0]
    first = codings[asked.coders[0]]
    if at is None:
        page: dict[str, Any] = {"page_id": asked.page_id, asked.field: value}
        coding_of(page, [], first.coder, first.coded_at)
        return value
    own = first.opportunities[at].model_dump(mode="json") | {asked.field: value}
    checked: JsonValue = opportunity_of(own).model_dump(mode="json")[asked.field]
    return checked


def gold_coding(codings: Mapping[str, Coding], settled: Settled) -> Coding | None:
    """What a page holds by its codings: the only one, or both where they agree or are settled.

    None while anything that they disagree on is open.
    """
    one, *others = codings.values()
    if not others:
        return one
    other = others[0]
    compared = list(compare(one, other))
    asked = [found.disagreement for found in compared if found.disagreement]
    if any(each.disagreement_id not in settled for each in asked):
        return None
    return _put_together(one, other, compared, asked, settled)


def _put_together(
    one: Coding,
    other: Coding,
    compared: list[Compared],
    asked: list[Disagreement],
    settled: Settled,
) -> Coding:
    finals = {
        (each.place, each.field): settled[each.disagreement_id].value
        for each in asked
        if each.field != OPPORTUNITY
    }
    kept: list[Annotation] = []
    left_out = {
        each.place
        for each in asked
        if each.field == OPPORTUNITY and settled[each.disagreement_id].value is False
    }
    for at, own in enumerate(one.opportunities):
        if (at, None) not in left_out:
            kept.append(_with(own, {f: v for (p, f), v in finals.items() if p[0] == at}))
    for each in asked:
        at_other = each.place[1]
        if each.place[0] is None and at_other is not None and each.place not in left_out:
            kept.append(other.opportunities[at_other])
    # The values of a page are those of a coder who saw an opportunity on it.
    page = one if one.opportunities else other
    changed = {field: value for (place, field), value in finals.items() if place == (None, None)}
    return page.model_copy(update={"opportunities": tuple(kept), **changed})


def _with(own: Annotation, values: dict[str, JsonValue]) -> Annotation:
    return opportunity_of(own.model_dump(mode="json") | values) if values else own
