"""Time and memory of the review page on a run against another, one record in five changed.

    python tests/benchmarks/bench_review_page.py [RECORDS]

5,000 records by default, 100,000 in a run for the record.
The runs are those of bench_review.py. Times are of the server alone, without a network; the peak is
its resident memory.
"""

import resource
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from bench_review import written
from starlette.testclient import TestClient

from pipeline.ledger.ledger import Ledger
from pipeline.review_page.app import create_app
from pipeline.review_page.guard import Guard
from pipeline.review_page.links import where_of
from pipeline.review_page.session import Session
from pipeline.reviewing.entry import Query
from pipeline.reviewing.service import open_review
from pipeline.store import open_store

RECORDS, ROUNDS, PORT = 5_000, 20, 8765
BASE = f"http://127.0.0.1:{PORT}"
OWN = {"origin": BASE}


def timed(name: str, call: Callable[[], object], rounds: int = ROUNDS) -> None:
    """Print the median of some calls."""
    seconds, processor = [], []
    for _round in range(rounds):
        begun, used = perf_counter(), process_time()
        call()
        seconds.append(perf_counter() - begun)
        processor.append(process_time() - used)
    print(f"| {name} | {median(seconds) * 1000:.0f} | {median(processor) * 1000:.0f} |", flush=True)


def pages(client: TestClient) -> None:
    """One page after the other."""
    timed("overview", lambda: client.get("/"), 5)
    client.get("/next")
    timed("next, and the record's page", lambda: client.get("/next"))
    timed("accept, and the next record's page", lambda: accept(client))
    timed("queue of a field", lambda: client.get("/queue?field=title"), 5)


def accept(client: TestClient) -> None:
    """Decide as the browser does: the form's address is where the reviewer is."""
    here = client.get("/next", follow_redirects=False).headers["location"]
    form = {"action": "accept", "seen": "0", "where": ""}
    assert client.post(here, data=form, headers=OWN).status_code == 200


def bulk(client: TestClient, where: str) -> None:
    """A whole query after its samples, and undone."""
    form = {"action": "accept", "seen": "0", "where": f"{where}&samples=1"}
    here = client.get(f"/next?{where}&samples=1", follow_redirects=False).headers["location"]
    while here.startswith("/entry/"):
        answer = client.post(here.partition("?")[0], data=form, headers=OWN, follow_redirects=False)
        here = answer.headers["location"]
    given = {"where": where, "action": "accept"}
    timed(
        "decide all of a query",
        lambda: client.post("/bulk", data=given, headers=OWN, follow_redirects=False),
        1,
    )
    timed("undo it", lambda: client.post("/undo", data={}, headers=OWN, follow_redirects=False), 1)


def main(arguments: list[str]) -> None:
    """Write the runs and measure."""
    records = int(arguments[0]) if arguments else RECORDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a process of its own, as the models of extraction would count as memory of the page.
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            old, new = pool.submit(written, folder, records).result()
        engine = open_store(f"sqlite:///{folder / 'state.sqlite'}")
        with open_review(new, Ledger(engine), old) as review:
            print(f"{len(review.queue())} open entries of {records} records")
            client = TestClient(Guard(create_app(review, Session("ann")), PORT, "t"), base_url=BASE)
            client.get("/start/t")
            print("| what | ms | CPU ms |\n|---|---|---|")
            pages(client)
            query = Query(kinds=("change",), fields=("title", "technology_fields"))
            bulk(client, where_of(query))
            print(f"| of these decided | {len(review.queue(query))} | |")
        engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"| peak, GB | {peak:.2f} | |")


if __name__ == "__main__":
    main(sys.argv[1:])
