"""Two coders of a page: agreement, disagreements, and gold once these are settled."""

import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.gold.adjudicating import adjudicate, gold_coding, settled_of
from pipeline.gold.agreement import Codings, agreement, cohen_kappa
from pipeline.gold.coding import Coding, coding_of
from pipeline.gold.errors import CodingError
from pipeline.views import gold_agreement

_AT = datetime(2026, 11, 1, tzinfo=UTC)
ONE: dict[str, Any] = {
    "title": "氢燃料电池",
    "direction": "foreign_offer",
    "host_country": "FIN",
    "foreign_parties": [{"name": "Lumi Oy", "aliases": ["卢米"], "type": "company"}],
    "technology_fields": ["new_energy_storage", "other"],
    "people": ["李明", "王芳"],
}
TWO = {
    "title": "Bogie frames for trams",
    "direction": "foreign_request",
    "technology_fields": ["other"],
}
DAY = "2018-05-09"


def coded(coder: str, *opportunities: dict[str, Any], day: str | None = DAY) -> Coding:
    page = {"page_id": "r-1", "publication_date": day, "referring_mission": "fin-emb"}
    return coding_of(page, list(opportunities), coder, _AT)


def both(one: Coding, other: Coding) -> Codings:
    return {"r-1": {"ann": one, "bob": other}}


def of(codings: Codings, field: str) -> Any:
    return next((one for one in agreement(codings).fields if one.field == field), None)


def asked(codings: Codings) -> dict[str, tuple[Any, Any]]:
    return {one.field: one.values for one in agreement(codings).disagreements}


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        # Cohen's kappa of 50 grants, 2 raters: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no.
        ([("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15, 0.4),
        ([("a", "a"), ("b", "b")], 1.0),
        ([("a", "b"), ("b", "a")], -1.0),
        ([("a", "a")] * 9, None),
        ([], None),
    ],
)
def test_kappa(pairs: list[tuple[str, str]], kappa: float | None) -> None:
    assert cohen_kappa(pairs) == (None if kappa is None else pytest.approx(kappa))


def test_kappa_is_that_of_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="the extra train is not installed")
    chance = random.Random(1)
    for codes in ("ab", "abcde"):
        pairs = [(chance.choice(codes), chance.choice(codes)) for _ in range(60)]
        theirs = metrics.cohen_kappa_score(*zip(*pairs, strict=True))
        assert cohen_kappa(pairs) == pytest.approx(theirs)


def test_the_same_said_twice_leaves_nothing_to_settle() -> None:
    codings = both(coded("ann", ONE, TWO), coded("bob", TWO, ONE))
    assert asked(codings) == {}
    assert all(one.share == 1.0 for one in agreement(codings).fields)
    assert of(codings, "opportunities").n == 2 and of(codings, "people").n == 2
    found = gold_coding(codings["r-1"], {})
    assert found is not None and len(found.opportunities) == 2


def test_codes_and_lists_that_differ() -> None:
    other = ONE | {
        "host_country": "SWE",
        "foreign_parties": [{"name": "Lumi Oyj", "type": "university"}],
        "technology_fields": ["other", "new_energy_storage"],
        "people": ["李明"],
    }
    codings = both(coded("ann", ONE), coded("bob", other, day="2018-05-10"))
    found = asked(codings)
    assert found["host_country"] == ("FIN", "SWE")
    assert found["publication_date"] == (DAY, "2018-05-10")
    # The set is the same, but not which of it is the main one.
    assert of(codings, "technology_fields").share == 1.0
    assert of(codings, "technology_first").share == 0.0
    assert found["technology_fields"][1] == ["other", "new_energy_storage"]
    # The name counts as the same, its type does not.
    assert of(codings, "foreign_parties").share == 1.0 and of(codings, "party_type").share == 0.0
    assert "foreign_parties" in found
    people = of(codings, "people")
    assert (people.same, people.n, people.kappa) == (1, 2, None)
    assert people.f1 == pytest.approx(2 / 3, abs=1e-6)
    assert not {"direction", "contacts", "referring_mission"} & found.keys()


def test_a_page_that_only_one_holds_to_be_an_opportunity() -> None:
    codings = both(coded("ann"), coded("bob", ONE))
    assert asked(codings) == {"opportunity": (False, True)}
    assert of(codings, "page_detection").share == 0.0
    # Dates of pages without opportunities are not scored, so nobody has to agree on them.
    assert of(codings, "publication_date") is None


def settle(folder: Path, codings: Codings, **values: Any) -> None:
    """Settle each field by its value, or by what a coder said where ``take_`` is in front."""
    for one in agreement(codings).disagreements:
        take = values.get(f"take_{one.field}")
        adjudicate(folder, codings, one.disagreement_id, "cleo", values.get(one.field), take)


def test_gold_is_what_was_settled(tmp_path: Path) -> None:
    other = ONE | {"host_country": "SWE", "people": ["李明"]}
    codings = both(coded("ann", ONE), coded("bob", other, TWO, day="2018-05-10"))
    assert gold_coding(codings["r-1"], settled_of(tmp_path)) is None
    settle(
        tmp_path,
        codings,
        publication_date="2018-05-11",
        host_country="NOR",
        take_people="bob",
        take_opportunity="bob",
    )
    found = gold_coding(codings["r-1"], settled_of(tmp_path))
    assert found is not None
    assert found.publication_date == "2018-05-11" and found.referring_mission == "fin-emb"
    first, second = found.opportunities
    assert (first.host_country, first.people) == ("NOR", ("李明",))
    assert first.foreign_parties[0].aliases == ("卢米",)
    assert second.title == TWO["title"]


@pytest.mark.parametrize(("taken", "kept"), [("ann", 0), ("bob", 1)])
def test_an_opportunity_is_kept_or_left_out(tmp_path: Path, taken: str, kept: int) -> None:
    codings = both(coded("ann", day=None), coded("bob", ONE))
    settle(tmp_path, codings, take_opportunity=taken)
    found = gold_coding(codings["r-1"], settled_of(tmp_path))
    assert found is not None and len(found.opportunities) == kept
    assert found.publication_date == DAY


def test_the_latest_adjudication_holds_and_a_changed_coding_asks_again(tmp_path: Path) -> None:
    codings = both(coded("ann", ONE), coded("bob", ONE | {"host_country": "SWE"}))
    settle(tmp_path, codings, host_country="NOR")
    settle(tmp_path, codings, host_country="DNK")
    found = gold_coding(codings["r-1"], settled_of(tmp_path))
    assert found is not None and found.opportunities[0].host_country == "DNK"
    codings = both(coded("ann", ONE), coded("bob", ONE | {"host_country": "ISL"}))
    assert gold_coding(codings["r-1"], settled_of(tmp_path)) is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"take": "cleo"}, "cleo is none of the coders ann and bob"),
        ({"value": "XX"}, "host_country knows no 'XX'"),
        ({"prefix": "a-zzz"}, "no disagreement begins with 'a-zzz'"),
    ],
)
def test_what_cannot_be_settled(tmp_path: Path, values: dict[str, Any], message: str) -> None:
    codings = both(coded("ann", ONE), coded("bob", ONE | {"host_country": "SWE"}))
    with pytest.raises(CodingError, match=message):
        adjudicate(tmp_path, codings, **({"prefix": "a-", "adjudicator": "cleo"} | values))
    assert settled_of(tmp_path) == {}


def test_an_opportunity_is_settled_by_yes_or_no(tmp_path: Path) -> None:
    codings = both(coded("ann"), coded("bob", ONE))
    with pytest.raises(CodingError, match="kept by true and left out by false"):
        adjudicate(tmp_path, codings, "a-", "cleo", "perhaps")


def test_people_are_hidden_unless_asked_for() -> None:
    found = agreement(both(coded("ann", ONE), coded("bob", ONE | {"people": ["李明"]})))
    assert "王芳" not in str(gold_agreement.as_data(found, {}))
    assert "王芳" in str(gold_agreement.as_data(found, {}, contacts=True))
