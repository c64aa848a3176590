"""Judging: each value of a run as right, wrong or missed, with its grade, its rule and its text.

What counts as the same value is what the figures count (``counting``). A record that answers no
gold opportunity is wrong in every value, a gold opportunity without a record missed in every one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.base import Frozen
from models.evidence import Evidence, Grade
from models.opportunity import Opportunity
from pipeline.evaluation.annotation import Annotation, Money, Party
from pipeline.evaluation.counting import CODES, LISTED, PAGE_CODES, SETS, code_of, known
from pipeline.evaluation.gold import GoldPage
from pipeline.evaluation.matching import align
from pipeline.evaluation.normalising import mail_form, phone_form
from pipeline.evaluation.predictions import Prediction, prediction

# Where the evidence of a field stands, if not under the field's own name.
_POINTERS = {
    "referring_mission": "/referring_mission_id",
    "direction": "/opportunity_direction",
    "foreign_parties": "/foreign_parties/{}/name",
    "chinese_parties": "/chinese_parties/{}/name",
    "people": "/people/{}/name",
    "amounts": "/amounts/{}/amount",
}
_SUFFIX = "_relaxed"


class Outcome(StrEnum):
    """What a value is against gold."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSED = "missed"


class Judged(Frozen):
    """A value against gold.

    ``gold`` is the true value where it is known which one was meant, ``found`` the run's. Grade,
    rule and ``start`` to ``end`` (code points of the record's content) are those of its surest
    evidence; a value without evidence, such as ``unstated``, has none of them. ``of`` is the
    title of the opportunity.
    """

    page_id: str
    of: str
    field: str
    outcome: Outcome
    gold: str | None = None
    found: str | None = None
    grade: Grade | None = None
    rule: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class _Item:
    """A record's value by the place of its evidence."""

    field: str
    shown: str | None
    pointer: str


def judge(page: GoldPage, records: Sequence[Opportunity]) -> Iterator[Judged]:
    """Every value of a page's records, and every value of gold that none of them has."""
    predictions = [prediction(record) for record in records]
    answers = dict(align(page.opportunities, [one.annotation for one in predictions]))
    if page.opportunities and records:
        yield from _page_values(page, records[0], predictions[0])
    for i, gold in enumerate(page.opportunities):
        if i in answers:
            j = answers[i]
            yield from _pair(page.page_id, gold, records[j], predictions[j].annotation)
        else:
            yield from _unanswered(page.page_id, gold)
    for j in sorted(set(range(len(records))) - set(answers.values())):
        for item in _items(predictions[j].annotation, records[j]):
            if item.shown is not None:
                yield _judged(page.page_id, records[j], item, Outcome.WRONG, None)


def _page_values(page: GoldPage, record: Opportunity, found: Prediction) -> Iterator[Judged]:
    for field in PAGE_CODES:
        item = _Item(field, known(getattr(found, field)), _pointer(field))
        gold = known(getattr(page, field))
        if item.shown or gold:
            outcome = Outcome.RIGHT if item.shown == gold else Outcome.WRONG
            yield _judged(page.page_id, record, item, outcome, gold)


def _pair(
    page_id: str, gold: Annotation, record: Opportunity, found: Annotation
) -> Iterator[Judged]:
    for field in CODES:
        item = _Item(field, code_of(found, field), _pointer(field))
        true = code_of(gold, field)
        outcome = Outcome.RIGHT if item.shown == true else Outcome.WRONG
        yield _judged(page_id, record, item, outcome, true)
    for item, true in _sets(gold, found):
        yield _judged(page_id, record, item, Outcome.RIGHT if true else Outcome.WRONG, true)
    for field in SETS:
        for value in getattr(gold, field):
            if value not in getattr(found, field):
                yield _missed(page_id, gold, field, value)
    yield from _listed(page_id, gold, record, found)


def _sets(gold: Annotation, found: Annotation) -> Iterator[tuple[_Item, str | None]]:
    for field in SETS:
        for number, value in enumerate(getattr(found, field)):
            item = _Item(field, value, f"/{field}/{number}")
            yield item, value if value in getattr(gold, field) else None


def _listed(
    page_id: str, gold: Annotation, record: Opportunity, found: Annotation
) -> Iterator[Judged]:
    for field, listed in LISTS.items():
        pairs = {j: i for i, j in listed.pairs(gold, found)}
        items, values = listed.predicted(found), listed.gold(gold)
        for number, one in enumerate(items):
            item = _Item(field, _shown(one), _place(field, record, number, one))
            true = _shown(values[pairs[number]]) if number in pairs else None
            outcome = Outcome.RIGHT if number in pairs else Outcome.WRONG
            yield _judged(page_id, record, item, outcome, true)
            if field == "foreign_parties" and number in pairs:
                type_of = gold.foreign_parties[pairs[number]].type
                yield _type(page_id, record, number, found.foreign_parties[number].type, type_of)
        for number, one in enumerate(values):
            if number not in pairs.values():
                yield _missed(page_id, gold, field, _shown(one))


def _type(page_id: str, record: Opportunity, number: int, found: str, gold: str) -> Judged:
    item = _Item("party_type", found, f"/foreign_parties/{number}/party_type")
    outcome = Outcome.RIGHT if found == gold else Outcome.WRONG
    return _judged(page_id, record, item, outcome, gold)


def _unanswered(page_id: str, gold: Annotation) -> Iterator[Judged]:
    for field in CODES:
        if (value := code_of(gold, field)) is not None:
            yield _missed(page_id, gold, field, value)
    for field in SETS:
        for value in getattr(gold, field):
            yield _missed(page_id, gold, field, value)
    for field, listed in LISTS.items():
        for one in listed.gold(gold):
            yield _missed(page_id, gold, field, _shown(one))


def _items(found: Annotation, record: Opportunity) -> Iterator[_Item]:
    """Every value of a record that answers nothing."""
    for field in CODES:
        yield _Item(field, code_of(found, field), _pointer(field))
    for field in SETS:
        for number, value in enumerate(getattr(found, field)):
            yield _Item(field, value, f"/{field}/{number}")
    for field, listed in LISTS.items():
        for number, one in enumerate(listed.predicted(found)):
            yield _Item(field, _shown(one), _place(field, record, number, one))


def _judged(
    page_id: str, record: Opportunity, item: _Item, outcome: Outcome, gold: str | None
) -> Judged:
    proof = _surest(record, item.pointer)
    value = Judged(
        page_id=page_id,
        of=record.title,
        field=item.field,
        outcome=outcome,
        gold=gold,
        found=item.shown,
    )
    if proof is None:
        return value
    own = proof.source == "text"
    place = {"start": proof.start, "end": proof.end} if own else {}
    return value.model_copy(update={"grade": proof.grade, "rule": proof.rule, **place})


def _missed(page_id: str, gold: Annotation, field: str, value: str) -> Judged:
    return Judged(page_id=page_id, of=gold.title, field=field, outcome=Outcome.MISSED, gold=value)


def _surest(record: Opportunity, pointer: str) -> Evidence | None:
    proofs = [one for one in record.field_evidence if one.pointer == pointer]
    return min(proofs, key=lambda one: one.grade.rank, default=None)


def _pointer(field: str) -> str:
    return _POINTERS.get(field, f"/{field}")


def _place(field: str, record: Opportunity, number: int, one: Any) -> str:
    if field != "contacts":
        return _pointer(field).format(number)
    kind, form = one
    for index, contact in enumerate(record.contacts):
        if kind == "mail" and contact.email and mail_form(contact.email) == form:
            return f"/contacts/{index}/email"
        if kind == "phone" and contact.phone and phone_form(contact.phone) == form:
            return f"/contacts/{index}/phone"
    return ""


def _shown(one: Any) -> str:
    """An item of a list in one line."""
    if isinstance(one, Party):
        return one.name
    if isinstance(one, Money):
        return f"{one.amount:,.0f} {one.currency}"
    if isinstance(one, tuple):
        return str(one[-1] if one and one[0] in ("mail", "phone") else " / ".join(one))
    return str(one)


# Fields whose items are paired one to one, names by likeness.
LISTS = {
    listed.metric.removesuffix(_SUFFIX): listed
    for listed in LISTED
    if listed.metric != "foreign_parties_strict"
}
