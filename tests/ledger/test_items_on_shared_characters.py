"""Items of a list that stand on the same characters: none of them takes another's place."""

from typing import Any

from ledger_samples import OPPORTUNITY, MemoryLedger, MemoryView, page, record

from models.decision import Action, State
from pipeline.ledger.resolving import resolve_page
from pipeline.ledger.units import Record
from pipeline.reviewing.drafting import Verdict
from pipeline.reviewing.service import Review

TEXT = "联系人：安娜·鲍里斯，请与我们联系。发布者：科技处。"
BOTH = "安娜·鲍里斯"


def run(*names: str, quote: str = BOTH) -> Record:
    proofs = {f"/people/{index}/name": quote for index in range(len(names))}
    return record(TEXT, proofs, people=[{"name": name} for name in names])


def review(found: Record, ledger: MemoryLedger) -> Review:
    return Review(MemoryView("run", page(found)), ledger)


def outcome(found: Record, ledger: MemoryLedger) -> tuple[list[State], set[str]]:
    resolved = resolve_page(page(found), ledger.rows)
    names = {each["name"] for each in resolved.records[0]["people"]}
    return [each.state for each in resolved.resolutions], names


def taken(found: Record, ledger: MemoryLedger, verdict: Verdict, pointer: str = "") -> None:
    """Decide at a pointer, or on what is asked."""
    own = review(found, ledger)
    if pointer:
        own.decide_at(own.record(OPPORTUNITY), pointer, verdict, "ann")
        return
    (entry,) = own.queue()
    own.decide(entry, verdict, "ann")


def corrected(value: Any) -> Verdict:
    return Verdict(Action.CORRECT, value, quote=BOTH)


def test_an_added_item_leaves_the_one_that_its_quote_also_shows() -> None:
    ledger = MemoryLedger()
    taken(run("Boris"), ledger, corrected("Anna"), "/people/-")
    assert outcome(run("Boris"), ledger) == ([State.APPLIED], {"Anna", "Boris"})
    assert outcome(run("Boris", "Anna"), ledger) == ([State.ABSORBED], {"Anna", "Boris"})


def test_a_lost_item_is_corrected_back_beside_one_of_the_same_characters() -> None:
    ledger = MemoryLedger()
    taken(run("Anna", "Boris"), ledger, Verdict(Action.ACCEPT), "/people/0")
    assert outcome(run("Boris"), ledger)[0] == [State.REGRESSION]
    taken(run("Boris"), ledger, corrected("Anna"))
    assert outcome(run("Boris"), ledger) == ([State.APPLIED], {"Anna", "Boris"})
    assert outcome(run("Boris", "Anna"), ledger) == ([State.ABSORBED], {"Anna", "Boris"})


def test_that_a_lost_item_is_none_is_accepted_beside_one_of_the_same_characters() -> None:
    ledger = MemoryLedger()
    taken(run("Anna", "Boris"), ledger, Verdict(Action.ACCEPT), "/people/0")
    taken(run("Boris"), ledger, Verdict(Action.ACCEPT))
    assert outcome(run("Boris"), ledger) == ([State.CONFIRMED], {"Boris"})
    assert outcome(run("Boris", "Anna"), ledger)[0] == [State.REGRESSION]


def test_a_correction_is_beside_what_stands_on_its_own_quote() -> None:
    """Its quote, not the run's evidence, is what another item would take its place on."""
    ledger = MemoryLedger()
    found = record(
        TEXT,
        {"/people/0/name": "科技处", "/people/1/name": BOTH},
        people=[{"name": "Office"}, {"name": "Boris"}],
    )
    taken(found, ledger, corrected("Anna"), "/people/0")
    assert outcome(found, ledger) == ([State.APPLIED], {"Anna", "Boris"})
    # The office is gone: that is asked about, and Boris stays.
    states, names = outcome(run("Boris"), ledger)
    assert states == [State.CONFLICT] and names == {"Anna", "Boris"}


def test_an_item_corrected_back_is_known_when_a_later_run_quotes_it() -> None:
    ledger = MemoryLedger()
    taken(run("Anna"), ledger, Verdict(Action.CORRECT, "Annabel"), "/people/0")
    taken(run("Annabel"), ledger, corrected("Anna"), "/people/0")
    assert outcome(run("Annabel"), ledger) == ([State.APPLIED], {"Anna"})
    assert outcome(run("Anna"), ledger) == ([State.ABSORBED], {"Anna"})
    assert outcome(run("Anna", "Boris"), ledger) == ([State.ABSORBED], {"Anna", "Boris"})
