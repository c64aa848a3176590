"""Decisions on parties' names: append-only, the latest word holds, exchanged with all others."""

from collections.abc import Iterator

import pytest
from ledger_samples import decide, target
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from models.party_decision import PartyDecision, PartySide, PartyVerdict
from pipeline.ledger.exchange import from_lines, import_lines, to_lines
from pipeline.ledger.ledger import Ledger, LedgerError
from pipeline.ledger.party_decisions import PartyLedger
from pipeline.resolving.overrides import Verdict
from pipeline.store import open_store

LUT, LTY = PartySide(name="LUT University"), PartySide(name="拉彭兰塔理工大学", country="FIN")
SAME, DIFFERENT = PartyVerdict.SAME, PartyVerdict.DIFFERENT


@pytest.fixture
def other() -> Iterator[Engine]:
    engine = open_store("sqlite:///:memory:")
    yield engine
    engine.dispose()


def words(ledger: PartyLedger) -> list[tuple[Verdict, str, str | None]]:
    return [(each.verdict, each.left.name, each.right.country) for each in ledger.overrides()]


def test_a_decision_comes_back_as_it_was(parties: PartyLedger) -> None:
    made = parties.judge(SAME, LUT, LTY, "ann", "run-1", "their own page says so")
    assert parties.decisions() == [made]
    assert made.decision_id == made.digest_id() and made.decision_id.startswith("pd-")
    assert words(parties) == [(Verdict.SAME, "LUT University", "FIN")]


def test_the_latest_word_on_a_pair_holds_whichever_comes_first(parties: PartyLedger) -> None:
    parties.judge(SAME, LUT, LTY, "ann")
    parties.judge(DIFFERENT, LTY, LUT, "bob")
    assert [each[0] for each in words(parties)] == [Verdict.DIFFERENT]
    assert len(parties.decisions()) == 2


def test_what_is_taken_back_lets_the_word_before_hold_again(parties: PartyLedger) -> None:
    parties.judge(SAME, LUT, LTY, "ann")
    second = parties.judge(DIFFERENT, LUT, LTY, "bob")
    undo = parties.take_back(second.decision_id[:8], "ann")
    assert [each[0] for each in words(parties)] == [Verdict.SAME]
    with pytest.raises(LedgerError, match="was taken back already"):
        parties.take_back(second.decision_id, "ann")
    parties.take_back(undo.decision_id, "bob")
    assert [each[0] for each in words(parties)] == [Verdict.DIFFERENT]
    with pytest.raises(LedgerError, match="no decision on parties"):
        parties.take_back("pd-none", "ann")
    with pytest.raises(LedgerError, match="4 decisions on parties"):
        parties.take_back("pd-", "ann")


def test_a_name_is_not_judged_against_itself(parties: PartyLedger) -> None:
    with pytest.raises(LedgerError, match="not judged against itself"):
        parties.judge(SAME, LUT, LUT, "ann")
    parties.judge(DIFFERENT, LUT, PartySide(name=LUT.name, country="IRL"), "ann")
    assert len(parties.decisions()) == 1


@pytest.mark.parametrize(
    "change", ["UPDATE party_decisions SET body = ''", "DELETE FROM party_decisions"]
)
def test_the_database_refuses_changes(parties: PartyLedger, store: Engine, change: str) -> None:
    parties.judge(SAME, LUT, LTY, "ann")
    with pytest.raises(DBAPIError, match="only ever added"), store.begin() as connection:
        connection.execute(text(change))
    assert len(parties.decisions()) == 1


def test_all_decisions_go_through_one_file(
    ledger: Ledger, parties: PartyLedger, other: Engine
) -> None:
    ledger.append([decide("correct", target("title", ""), "甲", "乙")])
    made = parties.judge(SAME, LUT, LTY, "ann")
    parties.take_back(made.decision_id, "ann")
    lines = list(to_lines([*ledger.decisions(), *parties.decisions()]))
    assert len(lines) == 3 and len(list(from_lines(lines))) == 1
    elsewhere, names = Ledger(other), PartyLedger(other)
    assert import_lines(elsewhere, lines, names) == (3, 3)
    assert import_lines(elsewhere, lines, names) == (3, 0)
    assert list(to_lines([*elsewhere.decisions(), *names.decisions()])) == lines
    with pytest.raises(LedgerError, match="line 2 is not as it was written"):
        import_lines(elsewhere, [lines[0], lines[1].replace("LUT", "MIT")], names)


def test_a_decision_is_whole() -> None:
    common = {"decided_at": "2024-05-01T00:00:00Z", "reviewer": "ann"}
    for wrong in (
        {"verdict": "same", "left": LUT},
        {"verdict": "retract"},
        {"verdict": "retract", "retracts": "pd-1", "left": LUT, "right": LTY},
        {"verdict": "same", "left": LUT, "right": LTY, "retracts": "pd-1"},
        {"verdict": "same", "left": LUT, "right": LTY, "reviewer": " "},
    ):
        with pytest.raises(ValueError, match=r"names|retract"):
            PartyDecision.model_validate(common | wrong)
