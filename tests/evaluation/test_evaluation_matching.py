"""Normal forms, assignment and alignment."""

from itertools import permutations

import pytest
from evaluation_samples import item
from hypothesis import given
from hypothesis import strategies as st

from pipeline.evaluation.annotation import Annotation, Money
from pipeline.evaluation.assignment import assign
from pipeline.evaluation.matching import align, contacts, gold_people, same_contact, same_name
from pipeline.evaluation.normalising import (
    bare,
    letters,
    mail_form,
    person_forms,
    person_ratio,
    phone_form,
    ratio,
    same_amount,
    same_phone,
)


def _annotation(**changes: object) -> Annotation:
    return Annotation.model_validate(item(**changes))


def _matrices() -> st.SearchStrategy[list[list[float]]]:
    # Few values, so that equal totals and zeros are common.
    value = st.sampled_from((0.0, 0.25, 0.5, 1.0, 1.5))
    return st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
        lambda size: st.lists(
            st.lists(value, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
        )
    )


@given(_matrices())
def test_an_assignment_is_one_to_one_and_of_the_highest_total(scores: list[list[float]]) -> None:
    pairs = assign(scores)
    rows, columns = len(scores), len(scores[0])
    short, long = sorted((rows, columns))
    best = max(
        sum(
            scores[i][j] if rows <= columns else scores[j][i]
            for i, j in zip(range(short), order, strict=True)
        )
        for order in permutations(range(long), short)
    )
    assert len(pairs) == len({i for i, _ in pairs}) == len({j for _, j in pairs}) == short
    assert sum(scores[i][j] for i, j in pairs) == pytest.approx(best)


def test_nothing_is_assigned_where_a_side_is_empty() -> None:
    assert assign([]) == assign([[], []]) == []


@pytest.mark.parametrize(
    ("text", "kept", "stripped"),
    [("ＡＢ－１", "ab1", "ab1"), ("Straße", "strasse", "strasse"), ("École", "école", "ecole")],
)
def test_normal_forms(text: str, kept: str, stripped: str) -> None:
    assert (letters(text), bare(text)) == (kept, stripped)


@given(st.text("ab技", max_size=8), st.text("ab技", max_size=8))
def test_similarity_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert ratio(one, other) == ratio(other, one)


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("李明博士（Li Ming）", {"李明liming", "李明", "liming"}),
        ("Dr. Ana Ruiz / Ruiz", {"anaruizruiz", "anaruiz", "ruiz"}),
        ("荆女士", {"荆女士"}),
        ("社长田中", {"社长田中"}),
        ("田中社长", {"田中"}),
        ("（）", set()),
    ],
)
def test_persons_go_by_each_of_their_forms(name: str, forms: set[str]) -> None:
    assert set(person_forms(name)) == forms


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("petrov", "ivanpetrov", 0.9, 0.9),
        ("petr", "ivanpetr", 0.9, 0.9),
        ("li", "lime", 0, 0.7),
        ("li", "liming", 0, 0.7),
        ("ivan", "ivanpetrovsky", 0, 0.7),
        ("li", "li", 1, 1),
    ],
)
def test_a_part_of_a_name_is_close_if_it_is_long_enough(
    one: str, other: str, least: float, most: float
) -> None:
    assert least <= person_ratio((one,), (other,)) <= most


def test_a_party_that_is_a_person_may_be_called_by_the_partys_names() -> None:
    party = {"name": "尤里·帕夫连科", "aliases": ["Yurii Pavlenko"], "type": "individual"}
    solo = _annotation(foreign_parties=[party], people=["帕夫连科"])
    assert gold_people(solo) == (("帕夫连科", "尤里帕夫连科", "yuriipavlenko"),)
    company = _annotation(foreign_parties=[party | {"type": "company"}], people=["帕夫连科"])
    assert gold_people(company) == (("帕夫连科",),)


@pytest.mark.parametrize("mail", ["LI@a.example", "mailto:li@a.example", "li (at) a.example"])
def test_spellings_of_a_mail_address(mail: str) -> None:
    assert mail_form(mail) == "li@a.example"


def test_only_the_first_at_is_the_sign() -> None:
    assert mail_form("li at look at.example") == "li@look at.example"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+358-9-555-0101", "００３５８　９　５５５　０１０１", True),
        ("+358-9-555-0101", "9-555-0101", True),
        ("+358-9-555-0101", "55-0101", False),
        ("123", "123", True),
        ("none", "", False),
    ],
)
def test_telephone_numbers(one: str, other: str, same: bool) -> None:
    assert same_phone(phone_form(one), phone_form(other)) is same
    assert same_phone(phone_form(other), phone_form(one)) is same


def test_a_mail_address_is_no_telephone_number() -> None:
    assert not same_contact(("mail", "5550101"), ("phone", "5550101"))


def test_each_contact_counts_once() -> None:
    mails = {"emails": ["A@b.example", "a@B.example"], "phones": ["1", "n/a", ""]}
    assert contacts(_annotation(contacts=mails)) == (("mail", "a@b.example"), ("phone", "1"))


@pytest.mark.parametrize(
    ("amount", "currency", "same"),
    [(1004, "eur", True), (1006, "EUR", False), (1000, "USD", False), (-1000, "EUR", False)],
)
def test_amounts(amount: float, currency: str, same: bool) -> None:
    gold = Money(amount=1000, currency="EUR")
    assert same_amount(gold, Money(amount=amount, currency=currency)) is same


def test_a_strict_name_is_one_of_the_gold_forms() -> None:
    (gold,) = _annotation().foreign_parties
    (alias,) = _annotation(
        foreign_parties=[{"name": "露米 公司", "type": "company"}]
    ).foreign_parties
    assert same_name(gold, alias) == 1
    (other,) = _annotation(foreign_parties=[{"name": "Lumi", "type": "company"}]).foreign_parties
    assert same_name(gold, other) == 0


def _plain(title: str, **changes: object) -> Annotation:
    none: dict[str, object] = {"foreign_parties": [], "chinese_parties": [], "contacts": {}}
    return _annotation(title=title, **(none | changes))


def test_a_lone_pair_is_aligned_however_little_it_shares() -> None:
    assert align([_plain("abc")], [_plain("技术")]) == [(0, 0)]


def test_of_several_only_the_similar_are_aligned() -> None:
    gold = [_plain("abc"), _plain("大型热泵")]
    assert align(gold, [_plain("热泵技术")]) == [(1, 0)]
    assert align(gold, [_plain("xyz")]) == []


def test_demands_are_told_apart_by_the_chinese_side_and_then_by_contacts() -> None:
    gold = [_plain("需求", chinese_parties=[name]) for name in ("甲乙公司", "丙丁大学")]
    assert align(gold, gold[::-1]) == [(0, 1), (1, 0)]
    gold = [_plain("需求", contacts={"phones": [phone]}) for phone in ("1", "2")]
    assert align(gold, gold[::-1]) == [(0, 1), (1, 0)]
