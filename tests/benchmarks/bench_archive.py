"""What the archive and the taking over of known pages cost.

    python tests/benchmarks/bench_archive.py [PAGES]

Pages are the bundled ones, each under many URLs, so that sizes are those of real pages.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pipeline.archive import Archive, Exchange
from pipeline.runs.job import ExtractJob, run_job
from pipeline.workspace import Workspace

_T = TypeVar("_T")
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 600
BATCH = 64


def exchanges() -> list[Exchange]:
    bodies = [path.read_bytes() for path in sorted(FIXTURES.glob("*/page.html"))]
    made = []
    for number in range(COUNT):
        kind = (("Content-Type", "text/html"),)
        body = bodies[number % len(bodies)] + f"<!-- {number} -->".encode()
        url = f"http://a.example/{number}.htm"
        time_ = datetime(2024, 5, 31, tzinfo=UTC)
        made.append(Exchange(url, time_, (("Host", "a.example"),), 200, "OK", kind, body))
    return made


def timed(what: str, number: int, call: Callable[[], _T]) -> _T:
    wall, cpu = time.perf_counter(), time.process_time()
    given = call()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{what:40} {wall / number * 1000:8.2f} ms wall {cpu / number * 1000:8.2f} ms CPU")
    return given


def main() -> None:
    pages = exchanges()
    print(f"{COUNT} pages of {sum(len(page.body) for page in pages) // COUNT} bytes; a page:")
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        store = workspace.open_store()
        with Archive(workspace.archive, store) as archive:
            half = COUNT // 2
            timed("write, one at a time", half, lambda: [archive.write(p) for p in pages[:half]])
            batches = [pages[at : at + BATCH] for at in range(half, COUNT, BATCH)]
            timed(
                "write, 64 at a time", COUNT - half, lambda: list(map(archive.write_all, batches))
            )
            same = [replace(page, requested_at=datetime.now(UTC)) for page in pages[:half]]
            timed("write, unchanged", half, lambda: [archive.write(p) for p in same])
            timed("read", COUNT, lambda: list(archive.pages()))
            timed("verify", COUNT, archive.verify)
        job = ExtractJob(workers=0, workspace=workspace.path)
        timed("extract, first run", COUNT, lambda: run_job(job))
        timed("extract, all taken over", COUNT, lambda: run_job(job))
        size = sum(path.stat().st_size for path in workspace.path.glob("state.sqlite*"))
        print(f"store: {size / COUNT / 1000:.1f} kB a page after two runs")


if __name__ == "__main__":
    main()
