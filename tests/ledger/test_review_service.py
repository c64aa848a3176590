"""Reviewing: the queue, deciding one by one and in bulk, undoing, two reviewers at once."""

from pathlib import Path
from typing import Any

import pytest
from ledger_samples import MemoryLedger, MemoryView, page, record, write_run

from models.decision import Action, Decision, Reach, State
from pipeline.ledger.ledger import Decided, Ledger, LedgerError
from pipeline.ledger.resolving import resolve_page
from pipeline.ledger.units import Record
from pipeline.reviewing.corrections import BadDecision
from pipeline.reviewing.drafting import Verdict
from pipeline.reviewing.entry import Entry, Kind, Query
from pipeline.reviewing.sampling import Lock, Locked
from pipeline.reviewing.service import Review, open_review
from pipeline.store import open_store

ACCEPT, REJECT = Verdict(Action.ACCEPT), Verdict(Action.REJECT)
TEXT = "项目来自德国。研发单位：Lumi Oy（露米公司）。联系人：李明，电话 010-5555。"


def sample(number: int = 0, text: str = TEXT, **values: Any) -> Record:
    known: dict[str, Any] = {
        "title": f"题目{number}",
        "host_country": "DEU",
        "people": [{"name": "李明"}],
    }
    proofs = {"/host_country": "德国", "/people/0/name": "李明"}
    proofs = {pointer: quote for pointer, quote in proofs.items() if quote in text}
    values = known | values
    if values["host_country"] is None:
        proofs.pop("/host_country", None)
    if not values["people"]:
        proofs.pop("/people/0/name", None)
    run = record(text, proofs, f"o-{number}", f"r-{number}", **values)
    return run | {"source_url": f"http://a.example/{number}", "canonical_url": f"a/{number}"}


def review_of(*records: Record, ledger: Ledger | None = None, run_id: str = "run-1") -> Review:
    pages = [page(each) for each in records]
    return Review(MemoryView(run_id, *pages), MemoryLedger() if ledger is None else ledger)


def decide_at(review: Review, pointer: str, verdict: Verdict, number: int = 0) -> Decision:
    return review.decide_at(review.record(f"o-{number}"), pointer, verdict, "ann")


def test_a_decision_carries_all_that_it_was_taken_on() -> None:
    review = review_of(sample())
    taken = decide_at(review, "/host_country", Verdict(Action.CORRECT, "FIN", "Lumi Oy"))
    assert (taken.base, taken.value, taken.rule) == ("DEU", "FIN", "host_country.test")
    assert taken.anchor is not None and taken.anchor.quote == "德国"
    assert taken.anchor.prefix == "项目来自" and taken.anchor.suffix.startswith("。研发单位")
    assert taken.proof is not None and taken.proof.quote == "Lumi Oy"
    assert (taken.run_id, taken.extractor_version, taken.reviewer) == ("run-1", "1", "ann")
    assert taken.page_sha256 == sample()["content_sha256"]
    assert taken.batch.startswith("b-") and taken.reach == Reach.ONE


def test_a_rejection_leaves_nothing_or_what_was_decided_before() -> None:
    review = review_of(sample())
    assert decide_at(review, "/host_country", REJECT).value is None
    assert decide_at(review, "/people/0", REJECT).value is None
    with pytest.raises(BadDecision, match="nothing to reject"):
        decide_at(review, "/summary", REJECT)
    with pytest.raises(BadDecision, match="nothing to reject"):
        decide_at(review, "/ip_status", REJECT)
    corrected = review_of(sample())
    decide_at(corrected, "/host_country", Verdict(Action.CORRECT, "FIN"))
    later = review_of(sample(host_country="FRA"), ledger=corrected.ledger, run_id="run-2")
    [entry] = later.queue()
    assert (entry.question, entry.was, entry.now) == (State.CONFLICT, "FIN", "FRA")
    assert later.decide(entry, REJECT, "ann").value == "FIN"
    assert later.queue() == []


@pytest.mark.parametrize(
    ("pointer", "verdict", "message"),
    [
        ("/host_country", Verdict(Action.CORRECT, "ZZZ"), "knows no 'ZZZ'"),
        ("/referring_mission_id", Verdict(Action.CORRECT, "no-emb"), "knows no 'no-emb'"),
        ("/ip_status", Verdict(Action.CORRECT, "sold"), "it takes granted, applied"),
        ("/technology_fields/0", Verdict(Action.CORRECT, "magic"), "knows no 'magic'"),
        ("/publication_date", Verdict(Action.CORRECT, "31.5.2019"), "publication_date"),
        ("/host_country", Verdict(Action.CORRECT, "DEU"), "accept it instead"),
        ("/host_country", Verdict(Action.CORRECT, "FIN", "芬兰"), "does not hold the quote"),
        ("/amounts/-", Verdict(Action.CORRECT, "100"), "given as JSON"),
        ("/amounts/-", Verdict(Action.CORRECT, {"amount": 1.0, "currency": "EUR"}), "kind"),
        ("", Verdict(Action.CORRECT, "x"), "not corrected"),
    ],
)
def test_a_bad_correction_is_refused(pointer: str, verdict: Verdict, message: str) -> None:
    review = review_of(sample())
    with pytest.raises(BadDecision, match=message):
        decide_at(review, pointer, verdict)
    assert review.ledger.count() == 0


def test_items_are_corrected_by_name_and_added() -> None:
    review = review_of(sample())
    taken = decide_at(review, "/people/0/name", Verdict(Action.CORRECT, "李明博"))
    assert taken.target.field == "people" and taken.value == {
        "name": "李明博",
        "aliases": [],
        "role": None,
    }
    added = decide_at(review, "/technology_fields/-", Verdict(Action.CORRECT, "aerospace"))
    assert (added.base, added.value, added.target.item) == (None, "aerospace", "aerospace")
    party = decide_at(review, "/foreign_parties/-", Verdict(Action.CORRECT, "Lumi Oy", "Lumi Oy"))
    assert isinstance(party.value, dict) and party.value["party_type"] == "other_unknown"
    review = review_of(sample(), ledger=review.ledger)
    assert review.status().states == {"applied": 3}


def test_names_of_an_item_are_added_to_it() -> None:
    run = sample(foreign_parties=[{"name": "Lumi Oy"}])
    review = review_of(run)
    verdict = Verdict(Action.CORRECT, "露米公司", "露米公司")
    taken = decide_at(review, "/foreign_parties/0/aliases/-", verdict)
    assert taken.target.item == "lumioy/露米公司"
    assert taken.value == {"alias": "露米公司", "alias_language": "zh"}
    [party] = resolve_page(page(run), [taken]).records[0]["foreign_parties"]
    assert party["aliases"] == [taken.value]


def test_a_quote_is_taken_nearest_to_where_the_reviewer_saw_it() -> None:
    text = "德国甲。德国乙。德国丙。"
    review = review_of(sample(text=text, people=[]))
    place = text.rindex("德国")
    verdict = Verdict(Action.CORRECT, "AUT", "德国", at=place - 1)
    taken = decide_at(review, "/host_country", verdict)
    assert taken.proof is not None and taken.proof.start == place


def test_the_queue_asks_for_conflicts_before_changes(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'state.sqlite'}")
    ledger = Ledger(engine)
    old = [sample(0), sample(1), sample(2), sample(3)]
    new = [
        sample(0, host_country="FRA"),
        sample(1, host_country=None),
        sample(2, people=[]),
        sample(3, host_country="AUT", title="题目3"),
    ]
    first = write_run(tmp_path / "old", "20240101T000000Z-aaaaaa", old)
    second = write_run(tmp_path / "new", "20240102T000000Z-bbbbbb", new)
    with open_review(first, ledger) as review:
        taken = decide_at(review, "/host_country", ACCEPT, 3)
    with open_review(second, ledger, first) as review:
        found = [(e.kind, e.question, e.target.field, e.was, e.now) for e in review.queue()]
        assert found[0] == (Kind.CONFLICT, State.REGRESSION, "host_country", "DEU", "AUT")
        assert [each[1] for each in found[1:]] == ["removed", "removed", "changed"]
        changed = review.queue()[-1]
        assert (changed.was, changed.now, changed.old_rule) == ("DEU", "FRA", "host_country.test")
        assert review.decide(changed, REJECT, "ann").value == "DEU", "the old run's value stands"
        [lost] = review.queue(Query(fields=("people",)))
        kept = review.decide(lost, REJECT, "ann")
        assert kept.value == {"name": "李明", "aliases": [], "role": None} and kept.base is None
        [regression] = review.queue(Query(kinds=(Kind.CONFLICT,)))
        after = review.next(after=regression)
        assert after is not None and after.question == "removed"
        assert review.decide(regression, REJECT, "ben").supersedes == (taken.decision_id,)
        assert [e.question for e in review.queue()] == ["removed"]
        assert review.status().open == {"conflict": 0, "change": 1}
        assert review.status().answered == 3
    with open_review(second, ledger, first) as review:
        assert review.status().answered == 3, "another session knows the answers"
        record_ = review.record("o-2")
        assert record_["people"] == []
    engine.dispose()


def test_what_was_decided_is_not_asked_about_as_a_change(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path / 'state.sqlite'}")
    ledger = Ledger(engine)
    first = write_run(tmp_path / "old", "20240101T000000Z-aaaaaa", [sample(0)])
    second = write_run(tmp_path / "new", "20240102T000000Z-bbbbbb", [sample(0, host_country="AUT")])
    with open_review(first, ledger) as review:
        decide_at(review, "/host_country", Verdict(Action.CORRECT, "AUT"))
    with open_review(second, ledger, first) as review:
        assert review.queue() == [] and review.status().states == {"absorbed": 1}
    engine.dispose()


def many(count: int = 40) -> Review:
    return review_of(*(sample(number) for number in range(count)))


COUNTRIES = Query(kinds=(Kind.VALUE,), fields=("host_country",), values=("DEU",))


def judge_samples(review: Review, query: Query, verdict: Verdict, samples: int) -> Lock:
    for entry in review.lock(query, verdict, samples).left:
        review.decide(entry, verdict, "ann")
    return review.lock(query, verdict, samples)


def test_all_at_once_is_locked_until_samples_agree_and_bounds_the_error() -> None:
    review = many()
    with pytest.raises(Locked, match="10 more samples of 40"):
        review.decide_all(COUNTRIES, ACCEPT, "ann", 10)
    lock = judge_samples(review, COUNTRIES, ACCEPT, 10)
    assert lock.is_open and lock.error_bound == pytest.approx(1 - 0.05**0.1)
    taken = review.decide_all(COUNTRIES, ACCEPT, "ann", 10)
    assert len(taken) == 30 and {each.reach for each in taken} == {Reach.BULK}
    assert len({each.batch for each in taken}) == 1
    assert review.queue(COUNTRIES) == []
    assert review.status().states == {"confirmed": 40}


def test_one_sample_that_disagrees_locks_again() -> None:
    review = many()
    first, *_rest = review.lock(COUNTRIES, ACCEPT, 5).left
    review.decide(first, REJECT, "ann")
    lock = judge_samples(review, COUNTRIES, ACCEPT, 5)
    assert not lock.is_open and lock.error_bound == 1
    with pytest.raises(Locked, match="1 of the samples were decided otherwise"):
        review.decide_all(COUNTRIES, ACCEPT, "ann", 5)


def test_samples_are_the_same_for_everyone_and_not_of_the_reviewers_choosing() -> None:
    drawn = [entry.id for entry in many().lock(COUNTRIES, ACCEPT, 5).left]
    assert drawn == [entry.id for entry in many().lock(COUNTRIES, ACCEPT, 5).left]
    assert not {*drawn} & {entry.id for entry in many().queue(COUNTRIES)[:3]}
    review = many()
    chosen = [entry for entry in review.queue(COUNTRIES) if entry.id not in drawn][:5]
    for entry in chosen:
        review.decide(entry, ACCEPT, "ann")
    assert len(review.lock(COUNTRIES, ACCEPT, 5).left) == 5


def test_a_small_query_is_looked_at_as_a_whole() -> None:
    review = many(3)
    lock = judge_samples(review, COUNTRIES, ACCEPT, 30)
    assert (lock.needed, lock.error_bound) == (3, 0.0)


def test_undo_takes_back_a_batch_and_what_is_undone_comes_back() -> None:
    review = many()
    judge_samples(review, COUNTRIES, ACCEPT, 5)
    taken = review.decide_all(COUNTRIES, ACCEPT, "ann", 5)
    single = decide_at(review, "/title", ACCEPT)
    undone = review.undo(taken[0].batch, "ann")
    assert len(undone) == len(taken) == 35
    assert len(review.queue(COUNTRIES)) == 35
    assert review.status().states == {"confirmed": 6}
    with pytest.raises(LedgerError, match="nothing to take back"):
        review.undo(taken[0].batch, "ann")
    review.undo(undone[0].batch, "ann")
    assert review.queue(COUNTRIES) == []
    review.undo(single.decision_id[:10], "ann")
    assert review.status().states == {"confirmed": 40}


def test_the_second_reviewer_is_told_and_sees_the_decision(store: Any) -> None:
    ledger = Ledger(store)
    one, other = review_of(sample(), ledger=ledger), review_of(sample(), ledger=ledger)
    [entry] = one.queue(COUNTRIES)
    seen = other.version(entry.target)
    other_entry: Entry = other.queue(COUNTRIES)[0]
    taken = one.decide(entry, ACCEPT, "ann", one.version(entry.target))
    with pytest.raises(Decided):
        other.decide(other_entry, REJECT, "ben", seen)
    assert [each.decision_id for each in other.desk.history(entry.target)] == [taken.decision_id]
    after = other.decide(other_entry, REJECT, "ben", other.version(entry.target))
    assert after.supersedes == (taken.decision_id,)
    assert one.status().states == {"still_rejected": 1}


def test_a_note_changes_nothing() -> None:
    review = review_of(sample())
    decide_at(review, "/host_country", ACCEPT)
    decide_at(review, "/host_country", Verdict(Action.NOTE, comment="check the map"))
    assert review.status().states == {"confirmed": 1}
    assert review.ledger.count() == 2


def test_a_whole_record_is_rejected_by_the_empty_pointer() -> None:
    review = review_of(sample())
    taken = decide_at(review, "", REJECT)
    assert (taken.base, taken.value, taken.target.field) == (True, None, "")
    assert review.status().states == {"still_rejected": 1}


def test_a_decision_on_a_followed_record_stays_with_the_old_id() -> None:
    review = review_of(sample())
    first = decide_at(review, "/host_country", ACCEPT)
    renamed = sample(host_country="FRA") | {"opportunity_id": "o-renamed"}
    later = review_of(renamed, ledger=review.ledger, run_id="run-2")
    [entry] = later.queue()
    assert entry.opportunity_id == "o-renamed" and entry.target == first.target
    later.decide(entry, ACCEPT, "ann")
    title = later.decide_at(later.record("o-renamed"), "/title", ACCEPT, "ann")
    assert title.target.opportunity_id == "o-0"
    assert later.status().states == {"confirmed": 2}


def test_unknown_names_say_so() -> None:
    review = review_of(sample(0), sample(1))
    with pytest.raises(LedgerError, match="2 records"):
        review.record("o-")
    with pytest.raises(LedgerError, match="no record"):
        review.record("x")
    with pytest.raises(LedgerError, match="has no entry"):
        review.entry("e-0")
    entry = review.queue(COUNTRIES)[0]
    assert review.entry(entry.id) == entry
