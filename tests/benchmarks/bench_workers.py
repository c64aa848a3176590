"""What a second worker is worth: worker processes of one machine, and workers of a Dask cluster.

    python tests/benchmarks/bench_workers.py [PAGES] [--only local|cluster]

The same archive (varied_pages.py, 600 pages by default) is extracted by one worker and by two. The
ratio of wall times is what counts, and it needs two idle cores: the mean number of processes that
ran or waited for a core is told beside it. The CPU time of all processes tells apart what the
second worker costs from what others took. The cluster is a scheduler and workers of this machine,
of one thread each; its CPU time is that of their processes and of all they started.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
from sampled_process import Sampled, run_sampled
from varied_pages import fill

from pipeline.workspace import Workspace

PROGRAM = str(Path(sys.executable).with_name("kejichu"))
PAGES = 600
# Pages of a shard: so few that each of two workers has several.
_SHARDS = 12
_START = 120


def extract(workspace: Workspace, *options: str) -> Sampled:
    """Extract the archive anew into a run of its own."""
    at = ("--workspace", str(workspace.path), "--anew", *options)
    sampled = run_sampled([PROGRAM, "extract", *at])
    if sampled.code not in (0, 3):
        raise SystemExit(f"kejichu extract ended with {sampled.code}")
    return sampled


def local(workspace: Workspace) -> None:
    """One and two worker processes."""
    report("worker processes", [extract(workspace, "--workers", str(n)) for n in (1, 2)])


def cluster(workspace: Workspace, pages: int) -> None:
    """One and two workers of a cluster, each of which was asked for a shard before."""
    runs = []
    for workers in (1, 2):
        with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
            address = stack.enter_context(_scheduler(Path(folder)))
            own = [stack.enter_context(_worker(Path(folder), address, n)) for n in range(workers)]
            before = sum(map(_cpu, own))
            shard = str(max(1, pages // _SHARDS))
            options = ("--engine", "dask", "--address", address, "--shard", shard)
            sampled = extract(workspace, *options)
            sampled.cpu += sum(map(_cpu, own)) - before
            runs.append(sampled)
    report("Dask workers", runs)


def report(kind: str, runs: list[Sampled]) -> None:
    """Print a row of the table."""
    one, two = runs
    for number, run in enumerate(runs, 1):
        print(f"{number} {kind}: {run.wall:.1f} s wall, {run.cpu:.1f} s CPU, load {run.load:.1f}")
    print(
        f"{kind}: two are {one.wall / two.wall:.2f} times as fast as one, "
        f"at {two.cpu / one.cpu:.2f} times its CPU time",
        flush=True,
    )


def _cpu(worker: psutil.Process) -> float:
    """CPU seconds of a process and of the children that ended."""
    return sum(worker.cpu_times()[:4])


@contextmanager
def _scheduler(folder: Path) -> Iterator[str]:
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
    log = folder / "scheduler.log"
    with _program(log, "dask_scheduler", *options):
        yield _said(log, r"Scheduler at: +(tcp://\S+)")


@contextmanager
def _worker(folder: Path, address: str, number: int) -> Iterator[psutil.Process]:
    log, place = folder / f"{number}.log", ("--local-directory", str(folder / str(number)))
    options = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--memory-limit", "0")
    with _program(log, "dask_worker", address, *options, *place) as started:
        _said(log, r"(Registered to)")
        yield psutil.Process(started.pid)


@contextmanager
def _program(log: Path, module: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
    with log.open("wb") as output:
        started = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        try:
            yield started
        finally:
            started.terminate()
            started.wait(_START)


def _said(log: Path, pattern: str) -> str:
    end = time.monotonic() + _START
    while time.monotonic() < end:
        if found := re.search(pattern, log.read_text("utf-8", "replace")):
            return found[1]
        time.sleep(0.1)
    raise SystemExit(log.read_text("utf-8", "replace"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="?", type=int, default=PAGES)
    parser.add_argument("--only", choices=["local", "cluster"])
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "workspace")
        fill(workspace, asked.pages)
        if asked.only != "cluster":
            local(workspace)
        if asked.only != "local":
            cluster(workspace, asked.pages)


if __name__ == "__main__":
    main()
