"""kill -9 at random points of writing: nothing confirmed is lost, nothing is there twice."""

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from pipeline.archive import Archive, Exchange
from pipeline.archive.writing import repair
from pipeline.inputs import Served, read_inputs
from pipeline.store import open_store
from pipeline.workspace import ArchiveLimits

KILLS = 20
# A kill falls within the start of a writer or after some batches, and so many seconds later.
BATCHES, LONGEST = 4, 0.25
LIMITS = ArchiveLimits(file_bytes=60_000)
EXCHANGE = Exchange(
    url="",
    requested_at=datetime(2024, 5, 31, 8, tzinfo=UTC),
    request_headers=(("Host", "a.example"),),
    status=200,
    reason="OK",
    response_headers=(("Content-Type", "text/html"),),
    body=b"",
)


def exchange(number: int) -> Exchange:
    """The exchange of a number; every third repeats the bytes of a URL."""
    page = number - number % 3
    body = random.Random(page).randbytes(2_000 + page % 7 * 900).hex().encode()
    url = f"http://a.example/{page}.htm"
    time = EXCHANGE.requested_at + timedelta(seconds=number)
    return replace(EXCHANGE, url=url, requested_at=time, body=body)


def write_on(folder: Path, url: str, confirmed: Connection) -> None:
    """Write from where the archive ends, and tell every number that was confirmed."""
    archive = Archive(folder, open_store(url), LIMITS)
    number = sum(1 for _ in archive.captures())
    confirmed.send(-1)
    while True:
        batch = 1 + number % 4
        archive.write_all([exchange(number + step) for step in range(batch)])
        number += batch
        confirmed.send(number - 1)


def test_kill_9_at_random_points_loses_and_doubles_nothing(
    tmp_path: Path, database_url: str
) -> None:
    folder = tmp_path / "archive"
    context, moments = multiprocessing.get_context("fork"), random.Random(5)
    told, torn = -1, list[int]()
    open_store(database_url).dispose()
    for _ in range(KILLS):
        receiver, sender = context.Pipe(duplex=False)
        writer = context.Process(target=write_on, args=(folder, database_url, sender))
        writer.start()
        sender.close()
        for _ in range(moments.randrange(BATCHES)):
            # That a batch is written is waited for: how many a second are, the machine decides.
            assert receiver.poll(60)
            told = max(told, receiver.recv())
        assert receiver.poll(60)
        time.sleep(moments.uniform(0, LONGEST))
        os.kill(writer.pid or 0, signal.SIGKILL)
        writer.join()
        while receiver.poll():
            try:
                told = max(told, receiver.recv())
            except EOFError:
                break
    store = open_store(database_url)
    repair(folder, store, lambda _name, size: torn.append(size))
    archive = Archive(folder, store)
    captures = list(archive.captures())
    numbers = [(c.retrieved_at - EXCHANGE.requested_at).seconds for c in captures if c.retrieved_at]
    assert told > KILLS
    # What was confirmed to us is there; of what was not, a batch may have been on its way.
    assert Counter(numbers) == Counter(range(len(numbers))) and told < len(numbers) <= told + 5
    assert archive.verify().faults == ()
    for capture, number in zip(captures, numbers, strict=True):
        assert archive.read(capture).body == exchange(number).body
    served = [given for given in read_inputs([folder]) if isinstance(given, Served)]
    assert len(served) == sum(1 for c in captures if c.kind == "response")
    store.dispose()


def test_a_torn_tail_is_cut_back_and_written_past(tmp_path: Path, database_url: str) -> None:
    folder, torn = tmp_path / "archive", list[int]()
    store = open_store(database_url)
    archive = Archive(folder, store)
    row = archive.write(exchange(0))
    with (folder / row.file).open("ab") as file:
        file.write(b"\x1f\x8b\x08 half a record")
    repair(folder, store, lambda _name, size: torn.append(size))
    assert torn == []  # its writer is alive
    archive._open_writer._part.close()  # type: ignore[union-attr]
    repair(folder, store, lambda _name, size: torn.append(size))
    assert torn == [17]
    with Archive(folder, store) as other:
        other.write(exchange(3))
        assert other.verify().faults == ()
        assert len({capture.file for capture in other.captures()}) == 2
    store.dispose()
