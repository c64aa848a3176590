"""Decisions carried over to records that changed as a whole, and the records that come out."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_samples import OPPORTUNITY, decide, page, record, target

from models.decision import Action, Anchor, Decision, State
from models.opportunity import Opportunity
from pipeline.ledger.anchors import CONTEXT, anchor_at, locate
from pipeline.ledger.page import Page
from pipeline.ledger.resolution import ResolvedPage
from pipeline.ledger.resolving import resolve_page
from pipeline.ledger.units import Record, UnknownPointer, find, unit_at, units

TEXT = "项目来自德国。联系人：李明。研发单位：Lumi Oy（露米公司），芬兰。技术：新材料。"
PROOFS = {
    "/host_country": "德国",
    "/foreign_parties/0/name": "Lumi Oy",
    "/foreign_parties/0/location": "芬兰",
    "/technology_fields/0": "新材料",
}
PARTY = {"name": "Lumi Oy", "aliases": [{"alias": "露米公司", "alias_language": "zh"}]}


def sample(text: str = TEXT, opportunity: str = OPPORTUNITY, **values: Any) -> Record:
    known: dict[str, Any] = {
        "host_country": "DEU",
        "publication_date": "2019-05-06",
        "foreign_parties": [PARTY | {"location": {"city": None, "country": "FIN"}}],
        "technology_fields": ["new_materials"],
    }
    return record(text, PROOFS, opportunity, **known | values)


def resolved(run: Record, *decisions: Decision) -> ResolvedPage:
    found = resolve_page(page(run), decisions)
    for each in found.records:
        Opportunity.model_validate(each)
    return found


def test_every_unit_is_found_by_its_target_and_its_pointer() -> None:
    run = sample()
    found = list(units(run))
    assert {"/foreign_parties/0/aliases/0", "/foreign_parties/0/location/country"} <= {
        unit.pointer for unit in found
    }
    for unit in found:
        assert find(run, unit.target) == unit
        assert unit_at(run, unit.pointer) == unit


@pytest.mark.parametrize(
    ("pointer", "message"),
    [
        ("host_country", "no JSON pointer"),
        ("/host_contry", "is no field of a record"),
        ("/content", "is not decided on"),
        ("/host_country_name", "follows from other fields"),
        ("/foreign_parties", "name one of its items"),
        ("/foreign_parties/7", "has no item 7"),
        ("/foreign_parties/0/colour", "there is no /foreign_parties/0/colour"),
    ],
)
def test_a_bad_pointer_says_why(pointer: str, message: str) -> None:
    with pytest.raises(UnknownPointer, match=message):
        unit_at(sample(), pointer)


def test_a_corrected_value_is_proved_by_the_decision_and_what_follows_is_made_again() -> None:
    start = TEXT.index("芬兰")
    taken = decide(
        "correct",
        target("host_country"),
        "DEU",
        "FIN",
        TEXT,
        "德国",
        proof=anchor_at(TEXT, start, start + 2, "zh"),
    )
    found = resolved(sample(host_country_name="Germany"), taken).records[0]
    assert (found["host_country"], found["host_country_name"]) == ("FIN", "Finland")
    assert found["host_country_basis"] == "stated" and found["is_nato_or_mnna"] is False
    proofs = [each for each in found["field_evidence"] if each["pointer"] == "/host_country"]
    assert [(each["quote"], each["rule"]) for each in proofs] == [
        ("芬兰", f"decision.{taken.decision_id}")
    ]


def test_a_correction_without_a_quote_has_no_evidence_on_the_page() -> None:
    taken = decide("correct", target("host_country"), "DEU", "FIN", TEXT, "德国")
    found = resolved(sample(), taken)
    pointers = {each["pointer"] for each in found.records[0]["field_evidence"]}
    assert "/host_country" not in pointers
    assert [each.decision_id for each in found.reviewed[OPPORTUNITY]] == [taken.decision_id]


def test_values_of_an_item_follow_the_item_wherever_it_stands() -> None:
    taken = decide(
        "correct", target("foreign_parties.party_type", "lumioy"), "other_unknown", "company", TEXT
    )
    other = {"name": "Aalto", "party_type": "university"}
    renamed = {"name": "露米公司", "aliases": [{"alias": "Lumi Oy", "alias_language": "en"}]}
    run = record(TEXT, {}, foreign_parties=[other, renamed])
    found = resolved(run, taken)
    assert [party["party_type"] for party in found.records[0]["foreign_parties"]] == [
        "university",
        "company",
    ]
    assert found.reviewed[OPPORTUNITY][0].pointer == "/foreign_parties/1/party_type"


def test_evidence_moves_along_when_an_item_is_taken_out() -> None:
    run = record(
        TEXT,
        {"/people/0/name": "李明", "/people/1/name": "Lumi", "/people/2/name": "Oy"},
        people=[{"name": "李明"}, {"name": "Lumi"}, {"name": "Oy"}],
    )
    taken = decide("reject", target("people", "lumi"), {"name": "Lumi"}, None, TEXT, "Lumi")
    found = resolved(run, taken).records[0]
    assert [each["name"] for each in found["people"]] == ["李明", "Oy"]
    proofs = {each["pointer"]: each["quote"] for each in found["field_evidence"]}
    assert proofs == {"/people/0/name": "李明", "/people/1/name": "Oy"}


def test_decisions_on_a_corrected_item_stay_with_it() -> None:
    base = {"name": "Lumi Oy", "name_en": None, "party_type": "other_unknown"}
    corrected = decide(
        "correct", target("foreign_parties", "lumioy"), base, base | {"name": "Lumi Oyj"}, TEXT
    )
    typed = decide(
        "correct", target("foreign_parties.party_type", "lumioy"), "other_unknown", "company", TEXT
    )
    found = resolved(sample(), corrected, typed)
    assert {each.state for each in found.resolutions} == {State.APPLIED}
    party = found.records[0]["foreign_parties"][0]
    assert (party["name"], party["party_type"]) == ("Lumi Oyj", "company")
    assert party["location"]["country"] == "FIN", "what the decision did not touch stays"


def test_decisions_on_the_values_of_a_rejected_item_wait_for_it() -> None:
    gone = decide("reject", target("foreign_parties", "lumioy"), PARTY, None, TEXT, "Lumi Oy")
    typed = decide(
        "correct", target("foreign_parties.party_type", "lumioy"), "other_unknown", "company", TEXT
    )
    found = resolved(sample(), gone, typed)
    assert [each.state for each in found.resolutions] == [State.STILL_REJECTED]
    assert found.dormant == (typed,)
    back = decide("retract", gone.target, None, None, retracts=gone.decision_id)
    found = resolved(sample(), gone, typed, back)
    assert [each.state for each in found.resolutions] == [State.APPLIED]


def test_an_accepted_absence_notices_what_comes_back() -> None:
    taken = decide("accept", target("people", "李明"), None, None, TEXT)
    assert resolved(sample(), taken).resolutions[0].state == State.CONFIRMED
    found = resolved(sample(people=[{"name": "李明"}]), taken)
    assert found.resolutions[0].state == State.REGRESSION
    assert found.records[0]["people"] == []


def test_a_record_judged_to_be_none_is_not_published() -> None:
    taken = decide("reject", target(""), True, None, TEXT, "项目")
    found = resolved(sample(), taken)
    assert found.records == () and found.resolutions[0].state == State.STILL_REJECTED


def test_a_record_under_another_id_takes_its_decisions_along() -> None:
    """As when a heading that the id is made of was edited."""
    country = decide("correct", target("host_country"), "DEU", "AUT", TEXT, "德国")
    party = decide("accept", target("foreign_parties", "lumioy"), PARTY, PARTY, TEXT, "Lumi Oy")
    first = sample(opportunity="o-new")
    second = record(TEXT, {"/title": "技术"}, "o-other", title="技术")
    found = resolve_page(page(second, first), [country, party])
    assert {each.state for each in found.resolutions} == {State.APPLIED, State.CONFIRMED}
    assert {each.opportunity_id for each in found.resolutions} == {"o-new"}
    assert found.ledger_ids == {"o-new": OPPORTUNITY}
    assert found.records[1]["host_country"] == "AUT"


def test_a_record_with_decisions_of_its_own_is_not_taken_for_another() -> None:
    gone = decide("accept", target("host_country"), "DEU", "DEU", TEXT, "德国")
    own = decide("accept", target("host_country", "", "o-new"), "DEU", "DEU", TEXT, "德国")
    found = resolve_page(page(sample(opportunity="o-new")), [gone, own])
    assert {each.target.opportunity_id: each.state for each in found.resolutions} == {
        "o-new": State.CONFIRMED,
        OPPORTUNITY: State.REGRESSION,
    }
    assert found.ledger_ids == {}


SCHOOL = "合作单位：清华大学材料学院。"


def schools(*names: str) -> Record:
    proofs = {f"/people/{index}/name": name for index, name in enumerate(names)}
    return record(SCHOOL, proofs, people=[{"name": name} for name in names])


def test_what_stood_beside_an_item_does_not_take_its_place() -> None:
    whole, part = {"name": "清华大学材料学院"}, {"name": "清华大学"}
    taken = decide(
        "accept",
        target("people", "清华大学"),
        part,
        part,
        SCHOOL,
        "清华大学",
        beside=["清华大学材料学院"],
    )
    run = schools(whole["name"])
    found = resolved(run, taken)
    assert [each.theirs for each in found.resolutions] == [None]
    assert {each["name"] for each in found.records[0]["people"]} == {whole["name"], part["name"]}
    stranger = taken.model_copy(update={"beside": ()}).sealed()
    found = resolved(run, stranger)
    assert [each["name"] for each in found.records[0]["people"]] == [part["name"]]


def test_an_item_takes_the_place_of_one_decided_item_only() -> None:
    taken = [
        decide("accept", target("people", name), {"name": name}, {"name": name}, SCHOOL, name)
        for name in ("清华大学", "材料学院")
    ]
    found = resolved(schools("清华大学材料学院"), *taken)
    assert sorted(each.theirs is None for each in found.resolutions) == [False, True]


def test_a_record_that_is_gone_is_one_question() -> None:
    country = decide("accept", target("host_country"), "DEU", "DEU", TEXT, "德国")
    party = decide("accept", target("foreign_parties", "lumioy"), PARTY, PARTY, TEXT, "Lumi Oy")
    empty = Page("r-1", TEXT, "", "another")
    found = resolve_page(empty, [country, party])
    assert [(each.target.field, each.state) for each in found.resolutions] == [
        ("", State.REGRESSION)
    ]
    assert sorted(found.dormant, key=lambda each: each.order) == [country, party]
    changed = resolve_page(Page("r-1", "已删除", "", "another"), [country, party])
    assert [each.state for each in changed.resolutions] == [State.SOURCE_CHANGED]
    settled = decide("accept", target(""), None, None, TEXT)
    assert [each.state for each in resolve_page(empty, [country, party, settled]).resolutions] == [
        State.CONFIRMED
    ]


def test_a_record_that_only_rejections_speak_of_may_go() -> None:
    taken = decide("reject", target("host_country"), "DEU", None, TEXT, "德国")
    found = resolve_page(Page("r-1", TEXT, "", "another"), [taken])
    assert found.resolutions == () and found.dormant == (taken,)


def test_undo_puts_the_decision_before_in_force_and_redo_the_later_one() -> None:
    first = decide("correct", target("host_country"), "DEU", "AUT", TEXT)
    second = decide(
        "correct", target("host_country"), "DEU", "CHE", TEXT, supersedes=[first.decision_id]
    )
    third = decide(
        "correct", target("host_country"), "DEU", "FRA", TEXT, supersedes=[second.decision_id]
    )
    undo = decide("retract", first.target, None, None, retracts=third.decision_id)
    redo = decide("retract", first.target, None, None, retracts=undo.decision_id)
    middle = decide("retract", first.target, None, None, retracts=second.decision_id)
    for taken, country in (
        ([first, second, third], "FRA"),
        ([first, second, third, undo], "CHE"),
        ([first, second, third, undo, redo], "FRA"),
        ([first, second, third, middle], "FRA"),
        ([first, second, third, undo, middle], "AUT"),
    ):
        found = resolved(sample(), *taken)
        assert [(each.value, each.state) for each in found.resolutions] == [
            (country, State.APPLIED)
        ]


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("前言。项目 来自 德国。联系人：王。", True),
        ("項目來自德國；其他。", True),
        ("投资来自法国，市场在德国。联系人：李明。研发单位：Ｌｕｍｉ　Ｏｙ（露米公司）", True),
        ("项目来自瑞士。市场在德国，另有安排。", False),
        ("", False),
    ],
)
def test_a_quote_stands_where_either_side_of_it_does(text: str, stands: bool) -> None:
    start = TEXT.index("德国")
    assert bool(locate(text, anchor_at(TEXT, start, start + 2))) is stands


words = st.text(alphabet="德国法a 。𠮷Ａ\n", max_size=60)


@settings(max_examples=300, deadline=None)
@given(words, words, st.text(alphabet="德国a𠮷", min_size=1, max_size=5), words)
def test_a_quote_is_found_where_it_was_whatever_is_put_before_it(
    before: str, after: str, quote: str, prefix: str
) -> None:
    text = before + quote + after
    anchor = anchor_at(text, len(before), len(before) + len(quote))
    assert len(anchor.prefix) <= CONTEXT
    moved = prefix + "甲" * (CONTEXT + 1) + text
    place = locate(moved, anchor.model_copy(update={"start": len(moved) - len(text) + len(before)}))
    assert place is not None
    assert moved[place[0] : place[1]].strip() == quote.strip()


def test_an_anchor_tells_equal_quotes_apart() -> None:
    text = "甲方在德国，乙方在德国。"
    second = text.rindex("德国")
    assert locate(text, anchor_at(text, second, second + 2)) == (second, second + 2)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"action": Action.ACCEPT, "base": "a", "value": "b"}, "the run's own"),
        ({"action": Action.CORRECT, "base": "a", "value": "a"}, "another than the run's"),
        ({"action": Action.RETRACT}, "names the decision"),
        ({"action": Action.ACCEPT, "reviewer": " "}, "names its reviewer"),
    ],
)
def test_a_decision_that_contradicts_itself_is_none(values: dict[str, Any], message: str) -> None:
    known = {"base": None, "value": None} | values
    with pytest.raises(ValueError, match=message):
        decide(known.pop("action"), target("title"), known.pop("base"), known.pop("value"), **known)


def test_the_id_is_made_of_everything_a_decision_says() -> None:
    taken = decide("accept", target("title"), "a", "a")
    assert taken.decision_id == taken.digest_id()
    edited = taken.model_copy(update={"comment": "x"})
    assert edited.digest_id() != taken.decision_id
    assert Anchor(quote="a") == Anchor(quote="a", prefix="")
