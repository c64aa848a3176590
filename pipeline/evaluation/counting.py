"""Counting: the sufficient statistics of one page, from which every figure follows by addition.

A tally maps (metric, part) to a number. Parts of a metric of retrieval are ``tp``, ``fp`` and
``fn``; those of an accuracy are ``ok`` of ``n``, and ``ok_aligned`` of ``n_aligned`` for gold
opportunities that a prediction answers. Gold that none answers is wrong or missed, and a
prediction that answers none is a false positive in every field it fills.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from pipeline.evaluation.annotation import Annotation, Money, Party
from pipeline.evaluation.assignment import Pairs
from pipeline.evaluation.conventions import conventions
from pipeline.evaluation.gold import GoldPage
from pipeline.evaluation.matching import (
    align,
    chinese_parties,
    contacts,
    gold_people,
    name_ratio,
    pair_items,
    party_ratio,
    people,
    same_contact,
    same_name,
)
from pipeline.evaluation.normalising import person_ratio, same_amount
from pipeline.evaluation.predictions import Prediction

Tally = Counter[tuple[str, str]]
_Item = TypeVar("_Item")

PAGE_CODES = ("publication_date", "referring_mission")
CODES = ("host_country", "direction", "ip_status", "development_stage")
# Codes that a page may leave open; what is stated is scored apart, as retrieval.
_OPEN_CODES = ("ip_status", "development_stage")
SETS = ("technology_fields", "cooperation_types")


@dataclass(frozen=True, slots=True)
class Listed(Generic[_Item]):
    """A field whose items are paired one to one: how gold and predictions list them."""

    metric: str
    gold: Callable[[Annotation], Sequence[_Item]]
    predicted: Callable[[Annotation], Sequence[_Item]]
    similarity: Callable[[_Item, _Item], float]
    least: float

    def pairs(self, gold: Annotation, predicted: Annotation | None) -> Pairs:
        """Indexes of the gold and predicted items that agree."""
        found = self.predicted(predicted) if predicted else ()
        return pair_items(self.gold(gold), found, self.similarity, self.least)

    def count(self, tally: Tally, gold: Annotation | None, predicted: Annotation | None) -> None:
        """Count the items of an aligned pair, or of the side that is alone."""
        hits = len(self.pairs(gold, predicted)) if gold else 0
        n_predicted = len(self.predicted(predicted)) if predicted else 0
        _retrieved(tally, self.metric, hits, n_predicted, len(self.gold(gold)) if gold else 0)


def _foreign_parties(annotation: Annotation) -> Sequence[Party]:
    return annotation.foreign_parties


def _amounts(annotation: Annotation) -> Sequence[Money]:
    return annotation.amounts


def _agree(gold: Money, predicted: Money) -> float:
    return float(same_amount(gold, predicted))


_RELAXED = conventions().relaxed_ratio
RELAXED_PARTIES = Listed(
    "foreign_parties_relaxed", _foreign_parties, _foreign_parties, party_ratio, _RELAXED
)
LISTED = (
    Listed("foreign_parties_strict", _foreign_parties, _foreign_parties, same_name, 1.0),
    RELAXED_PARTIES,
    Listed("chinese_parties_relaxed", chinese_parties, chinese_parties, name_ratio, _RELAXED),
    Listed("contacts", contacts, contacts, same_contact, 1.0),
    Listed("amounts", _amounts, _amounts, _agree, 1.0),
    Listed("people", gold_people, people, person_ratio, _RELAXED),
)


def page_tally(page: GoldPage, predictions: Sequence[Prediction]) -> Tally:
    """The statistics of one page."""
    tally: Tally = Counter()
    annotations = [prediction.annotation for prediction in predictions]
    _count_page(tally, page, predictions)
    pairs = align(page.opportunities, annotations)
    _retrieved(tally, "opportunities", len(pairs), len(annotations), len(page.opportunities))
    answers = dict(pairs)
    for i, gold in enumerate(page.opportunities):
        _count_gold(tally, gold, annotations[answers[i]] if i in answers else None)
    spare = set(range(len(annotations))) - set(answers.values())
    for j in sorted(spare):
        _count_spare(tally, annotations[j])
    return tally


def _retrieved(tally: Tally, metric: str, hits: int, predicted: int, gold: int) -> None:
    tally[metric, "tp"] += hits
    tally[metric, "fp"] += predicted - hits
    tally[metric, "fn"] += gold - hits


def _judged(tally: Tally, metric: str, right: bool, aligned: bool = False) -> None:
    tally[metric, "n"] += 1
    tally[metric, "ok"] += right
    if aligned:
        tally[metric, "n_aligned"] += 1
        tally[metric, "ok_aligned"] += right


def _count_page(tally: Tally, page: GoldPage, predictions: Sequence[Prediction]) -> None:
    expected, found = bool(page.opportunities), bool(predictions)
    same_number = len(page.opportunities) == len(predictions)
    _retrieved(tally, "page_detection", expected and found, found, expected)
    _judged(tally, "opportunity_count_all_pages", same_number)
    if not expected:
        return
    _judged(tally, "opportunity_count", same_number)
    for field in PAGE_CODES:
        # Scored once a page, with the value that most predictions of it give.
        given = Counter(known(getattr(prediction, field)) for prediction in predictions)
        right = found and given.most_common(1)[0][0] == getattr(page, field)
        _judged(tally, field, right, aligned=found)


def _count_gold(tally: Tally, gold: Annotation, answer: Annotation | None) -> None:
    for field in CODES:
        right = answer is not None and code_of(gold, field) == code_of(answer, field)
        _judged(tally, field, right, aligned=answer is not None)
    for field in _OPEN_CODES:
        _count_stated(tally, field, gold, answer)
    for field in SETS:
        _count_set(tally, field, gold, answer)
    main = answer is not None and answer.technology_fields[0] == gold.technology_fields[0]
    _judged(tally, "technology_first", main, aligned=answer is not None)
    for listed in LISTED:
        listed.count(tally, gold, answer)
    if answer is not None:
        for i, j in RELAXED_PARTIES.pairs(gold, answer):
            same_type = gold.foreign_parties[i].type == answer.foreign_parties[j].type
            _judged(tally, "party_type", same_type)


def _count_spare(tally: Tally, prediction: Annotation) -> None:
    for field in _OPEN_CODES:
        _count_stated(tally, field, None, prediction)
    for field in SETS:
        _count_set(tally, field, None, prediction)
    for listed in LISTED:
        listed.count(tally, None, prediction)


def _count_stated(
    tally: Tally, field: str, gold: Annotation | None, predicted: Annotation | None
) -> None:
    unstated = conventions().unstated
    expected = code_of(gold, field) if gold else unstated
    found = code_of(predicted, field) if predicted else unstated
    hit = expected == found != unstated
    _retrieved(tally, f"{field}_stated", hit, found != unstated, expected != unstated)


def _count_set(
    tally: Tally, field: str, gold: Annotation | None, predicted: Annotation | None
) -> None:
    expected = set(getattr(gold, field)) if gold else set()
    found = set(getattr(predicted, field)) if predicted else set()
    _retrieved(tally, field, len(expected & found), len(found), len(expected))


def known(value: str | None) -> str | None:
    """A value, or None for the ways of saying that there is none."""
    return None if value in conventions().unset else value


def code_of(annotation: Annotation, field: str) -> str | None:
    """A code of an opportunity, an open one that is not stated as ``unstated``."""
    value = known(getattr(annotation, field))
    return value or conventions().unstated if field in _OPEN_CODES else value
