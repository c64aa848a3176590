"""Time and memory of reviewing a run against another, one record in five changed.

    python tests/benchmarks/bench_review.py [RECORDS]

5,000 records by default, 100,000 in a run for the record.
The runs are those of bench_diff.py. Before the second is opened, every hundredth record of the
first has an accepted title. Times are of this process; the peak is its resident memory.
"""

import resource
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import TypeVar

from bench_diff import write_runs

from models.decision import Action
from pipeline.ledger.ledger import Ledger
from pipeline.publishing.gates import Gates
from pipeline.publishing.publish import PublishRefused, publish
from pipeline.reviewing.drafting import Verdict
from pipeline.reviewing.entry import Kind, Query
from pipeline.reviewing.service import Review, open_review
from pipeline.runs import folder as files
from pipeline.store import open_store

RECORDS, BULK, SAMPLES, ROUNDS = 5_000, 3_000, 30, 20
ACCEPT = Verdict(Action.ACCEPT)
Result = TypeVar("Result")
GATES = Gates(quarantined_most=1, records_least=0, filled_least=0, filled_from=1)


def written(folder: Path, records: int) -> tuple[Path, Path]:
    """Both runs, with the digests of their files as they are now."""
    runs = write_runs(folder, records)
    for run in runs:
        manifest, known = run / files.MANIFEST, files.read_manifest(run)
        manifest.unlink()
        known = known.model_copy(update={"files": files.digests(run)})
        manifest.write_text(known.model_dump_json(), "utf-8")
    return runs


def timed(name: str, call: Callable[[], Result]) -> Result:
    """Print how long a call takes."""
    begun, processor = perf_counter(), process_time()
    result = call()
    seconds = perf_counter() - begun, process_time() - processor
    print(f"| {name} | {seconds[0]:.3f} | {seconds[1]:.3f} |", flush=True)
    return result


def accept_some(review: Review) -> None:
    """Decisions on the first run, written at once."""
    for record in review.record_ids()[::100]:
        review.decide_at(review.record(record), "/title", ACCEPT, "ann")


def one_by_one(review: Review) -> None:
    """The server's side of one entry after the other: find it, decide, find the next."""
    seconds = []
    entry = review.next()
    for _round in range(ROUNDS):
        assert entry is not None
        begun = process_time()
        review.record_of(entry)
        review.decide(entry, ACCEPT, "ann")
        entry = review.next(after=entry)
        seconds.append(process_time() - begun)
    print(f"| show, decide and next: median of {ROUNDS} | | {median(seconds):.3f} |", flush=True)


def in_bulk(review: Review) -> None:
    """The largest pattern with so many changes, its samples first."""
    query = Query(kinds=(Kind.CHANGE,), fields=("title", "technology_fields"))
    for entry in review.lock(query, ACCEPT, SAMPLES).left:
        review.decide(entry, ACCEPT, "ann")
    print(f"| in the query | {len(review.queue(query))} |")
    made = timed("decide all of it", lambda: review.decide_all(query, ACCEPT, "ann", SAMPLES))
    print(f"| of these decided | {len(made)} |")
    timed("queue afterwards", review.queue)
    timed("undo all of it", lambda: review.undo(made[0].batch, "ann"))
    timed("queue afterwards", review.queue)


def main(arguments: list[str]) -> None:
    """Write the runs and measure."""
    records = int(arguments[0]) if arguments else RECORDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a process of its own, as the models of extraction would count as memory of reviewing.
        with ProcessPoolExecutor(1, get_context("spawn")) as pool:
            old, new = pool.submit(written, folder, records).result()
        engine = open_store(f"sqlite:///{folder / 'state.sqlite'}")
        ledger = Ledger(engine)
        print("| what | seconds | CPU seconds |\n|---|---|---|")
        with open_review(old, ledger) as review:
            timed("accept every hundredth title", lambda: accept_some(review))
        context: AbstractContextManager[Review] = open_review(new, ledger, old)
        review = timed("open the second run against the first", context.__enter__)
        print(f"| open entries | {len(review.queue())} |")
        timed("status", review.status)
        one_by_one(review)
        in_bulk(review)
        context.__exit__(None, None, None)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"| peak, GB | {peak:.2f} |")
        timed("publish, refused", lambda: refused(new, folder, ledger))
        engine.dispose()


def refused(run: Path, folder: Path, ledger: Ledger) -> None:
    """Publishing looks at everything before it refuses."""
    try:
        publish(run, folder / "published", ledger, GATES)
    except PublishRefused as error:
        print(f"| {error} | |")


if __name__ == "__main__":
    main(sys.argv[1:])
