"""What orchestration costs: the same archive extracted by the command's job and by the flow.

    python tests/benchmarks/bench_flows.py [PAGES]

2,000 pages by default (varied_pages.py), two workers, beside a Prefect server started for it. What
counts is CPU time, since wall time on a busy machine says little. Orchestration is what the flow
takes more than the job in the process that calls it, Prefect's import included, and what the server
takes while the flow runs; its share is of all that the job takes, workers included. The workers
parse the same pages in both and never import Prefect: what they took is told beside, and left out
of the difference, since a busy machine changes it by more than orchestration costs.
"""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, perf_counter, sleep
from urllib.request import urlopen

import psutil
from varied_pages import fill

import flows  # noqa: F401  (before Prefect: telemetry off)
from pipeline.runs.job import ExtractJob, run_job
from pipeline.workspace import Workspace

PAGES = 2_000
LIMIT = 0.05
_START = 180
_FEW = 20


@dataclass(frozen=True)
class Took:
    """Seconds: CPU time of this process and of its ended children, and wall time."""

    own: float
    children: float
    wall: float

    def __sub__(self, other: "Took") -> "Took":
        return Took(self.own - other.own, self.children - other.children, self.wall - other.wall)


def now() -> Took:
    """So far."""
    times = os.times()
    children = times.children_user + times.children_system
    return Took(times.user + times.system, children, perf_counter())


@contextmanager
def server(folder: Path) -> Iterator[psutil.Process]:
    """A Prefect server of its own, which the environment names from here on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ |= {"PREFECT_HOME": str(folder), "PREFECT_LOGGING_LEVEL": "WARNING"}
    program = Path(sys.executable).with_name("prefect")
    command = [program, "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "server.log").open("wb") as log:
        started = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
            _await(f"{os.environ['PREFECT_API_URL']}/health")
            yield psutil.Process(started.pid)
        finally:
            started.terminate()
            started.wait(_START)


def _await(address: str) -> None:
    end = monotonic() + _START
    while True:
        try:
            with urlopen(address):
                return
        except OSError:
            if monotonic() > end:
                raise
            sleep(0.5)


def cpu(process: psutil.Process) -> float:
    """CPU seconds of a process and its children."""
    return sum(sum(one.cpu_times()[:2]) for one in (process, *process.children(recursive=True)))


def main() -> None:
    """Measure and print."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        workspace = Workspace(folder / "workspace")
        fill(workspace, pages)
        # What both load is loaded before, by a run of a few pages.
        few = Workspace(folder / "few")
        fill(few, _FEW)
        run_job(ExtractJob(workspace=few.path, workers=1))
        job = ExtractJob(workspace=workspace.path, workers=2, anew=True)
        begun = now()
        run_job(job)
        plain = now() - begun
        with server(folder) as serving:
            served, begun = cpu(serving), now()
            from flows.extract_flow import extract_flow

            extract_flow([], workspace=str(workspace.path), workers=2, anew=True)
            flow, served = now() - begun, cpu(serving) - served
    for title, took in (("job ", plain), ("flow", flow)):
        print(
            f"{pages} pages by the {title}: calling process {took.own:.2f} s CPU, "
            f"workers {took.children:.1f} s CPU, {took.wall:.0f} s wall"
        )
    whole = plain.own + plain.children
    share = (flow.own - plain.own + served) / whole
    print(f"server while the flow ran: {served:.2f} s CPU")
    print(f"orchestration: {share:.1%} of the job's CPU time; limit {LIMIT:.0%}")
    sys.exit(share > LIMIT)


if __name__ == "__main__":
    main()
