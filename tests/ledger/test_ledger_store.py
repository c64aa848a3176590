"""The ledger in a database: append-only, safe with two writers, exchanged as JSON lines."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest
from ledger_samples import decide, target
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from models.decision import Decision
from pipeline.ledger.exchange import from_lines, import_lines, to_lines
from pipeline.ledger.ledger import Decided, Ledger, LedgerError
from pipeline.ledger.party_decisions import PartyLedger
from pipeline.store import open_store


def some(count: int = 3) -> list[Decision]:
    return [decide("correct", target("title", ""), "甲", f"乙{n}") for n in range(count)]


def test_decisions_come_back_as_they_were(ledger: Ledger) -> None:
    taken = some()
    ledger.append(taken)
    assert list(ledger.decisions()) == taken
    assert ledger.history(target("title")) == taken
    assert ledger.by_report() == {"r-1": taken}
    assert ledger.versions([target("title"), target("summary")]) == {
        target("title"): 3,
        target("summary"): 0,
    }
    assert ledger.named(taken[1].decision_id[:12]) == taken[1]
    with pytest.raises(LedgerError, match="3 decisions"):
        ledger.named("d-")
    with pytest.raises(LedgerError, match="no decision"):
        ledger.named("d-%")


@pytest.mark.parametrize("statement", ["UPDATE decisions SET body = ''", "DELETE FROM decisions"])
def test_the_database_refuses_to_change_a_decision(
    store: Engine, ledger: Ledger, statement: str
) -> None:
    ledger.append(some(1))
    with pytest.raises(DBAPIError, match="only ever added"), store.begin() as connection:
        connection.execute(text(statement))
    assert ledger.count() == 1


def test_who_saw_an_older_version_is_refused_and_nothing_is_written(ledger: Ledger) -> None:
    title, summary = target("title"), target("summary")
    ledger.append([decide("accept", title, "a", "a")], {title: 0})
    batch = [decide("accept", summary, "a", "a"), decide("accept", title, "b", "b")]
    with pytest.raises(Decided, match="somebody else decided on 1 of these") as raised:
        ledger.append(batch, {summary: 0, title: 0})
    assert raised.value.targets == (title,)
    assert ledger.count() == 1 and ledger.versions([summary]) == {summary: 0}
    ledger.append(batch, {summary: 0, title: 1})
    assert ledger.count() == 3


def test_two_writers_at_once_lose_nothing(database_url: str) -> None:
    """Both try to be first on the same targets, each with connections of its own."""
    rounds, barrier = 25, Barrier(2)

    def writer(name: str) -> tuple[list[str], int]:
        engine = open_store(database_url)
        ledger, written, refused = Ledger(engine), list[str](), 0
        for number in range(rounds):
            where = target("people", str(number))
            mine = decide("correct", where, None, name, reviewer=name)
            barrier.wait(60)
            try:
                ledger.append([mine], {where: 0})
                written.append(mine.decision_id)
            except Decided:
                refused += 1
        engine.dispose()
        return written, refused

    open_store(database_url).dispose()
    with ThreadPoolExecutor(2) as pool:
        (one, lost_one), (other, lost_other) = pool.map(writer, ("ann", "ben"))
    ledger = Ledger(open_store(database_url))
    assert len(one) + len(other) == lost_one + lost_other == rounds
    assert {each.decision_id for each in ledger.decisions()} == {*one, *other}


def test_writers_take_turns(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between looking at the versions and writing nobody else looks: the second waits outside."""
    first = open_store(database_url)
    # A target that has a row already: none of the two waits for the other to make it.
    Ledger(first).append(some(1))
    first.dispose()
    inside, met, write = Barrier(2), list[bool](), Ledger._insert

    def meeting(ledger: Ledger, connection: Connection, decisions: list[Decision]) -> None:
        try:
            inside.wait(1)
            met.append(True)
        except BrokenBarrierError:
            met.append(False)
        write(ledger, connection, decisions)

    def writer(name: str) -> bool:
        engine = open_store(database_url)
        mine = decide("correct", target("title"), None, name, reviewer=name)
        try:
            Ledger(engine).append([mine], {target("title"): 1})
        except Decided:
            return False
        finally:
            engine.dispose()
        return True

    monkeypatch.setattr(Ledger, "_insert", meeting)
    with ThreadPoolExecutor(2) as pool:
        written = list(pool.map(writer, ("ann", "ben")))
    assert sorted(written) == [False, True] and met == [False]


def test_lines_come_back_once_however_often_they_are_read(
    ledger: Ledger, parties: PartyLedger
) -> None:
    taken = some(4)
    lines = list(to_lines(taken[::-1]))
    assert [json.loads(line)["decision_id"] for line in lines] == [d.decision_id for d in taken]
    assert import_lines(ledger, lines[:2], parties) == (2, 2)
    assert import_lines(ledger, ["", *lines], parties) == (4, 2)
    assert import_lines(ledger, lines, parties) == (4, 0)
    assert list(to_lines(ledger.decisions())) == lines
    assert ledger.versions([target("title")]) == {target("title"): 4}


def test_an_edited_line_is_refused_and_nothing_is_added(
    ledger: Ledger, parties: PartyLedger
) -> None:
    lines = list(to_lines(some(2)))
    with pytest.raises(LedgerError, match="line 2 is not as it was written"):
        import_lines(ledger, [lines[0], lines[1].replace("乙1", "丙1")], parties)
    with pytest.raises(LedgerError, match="line 1 is no decision"):
        import_lines(ledger, ['{"reviewer": "ann"}', *lines], parties)
    assert ledger.count() == 0


def test_lines_do_not_depend_on_what_later_versions_add() -> None:
    """Only what differs from its default is written, and the id is made of no more."""
    line = next(to_lines(some(1)))
    assert {"reach", "comment", "supersedes"}.isdisjoint(json.loads(line))
    assert next(from_lines([line])).digest_id() == json.loads(line)["decision_id"]


def test_since_tells_what_is_new(ledger: Ledger) -> None:
    assert ledger.since(0) == (0, [])
    first, second = some(2)
    position = ledger.append([first])
    assert ledger.since(0) == (position, [first])
    assert ledger.since(position) == (position, [])
    ledger.append([second])
    assert ledger.since(position) == (position + 1, [second])
