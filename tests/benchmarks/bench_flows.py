"""What orchestration costs: the same archive extracted by the command and by the flow.

    prefect server start &
    PREFECT_API_URL=http://127.0.0.1:4200/api python tests/benchmarks/bench_flows.py [PAGES]

2,000 pages by default, made from the bundled ones. CPU seconds of this process and its children are
compared, since wall time on a busy machine says little; the server's own are told apart, of the
process whose id is in PREFECT_SERVER_PID. Without PREFECT_API_URL the start of an embedded server
counts as orchestration too.
"""

import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import psutil

import flows  # noqa: F401  (before Prefect: telemetry off)
from pipeline.archive import Archive
from pipeline.archive.importing import import_paths
from pipeline.runs.job import ExtractJob, run_job
from pipeline.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
PAGES = 2_000
LIMIT = 0.05


def fill(workspace: Workspace, pages: int) -> None:
    """An archive of so many different pages."""
    bundled = sorted((ROOT / "fixtures").glob("*/page.html"))
    folder = workspace.path / "pages"
    folder.mkdir(parents=True)
    for number in range(pages):
        body = bundled[number % len(bundled)].read_bytes()
        (folder / f"{number}.html").write_bytes(body + f"<!-- {number} -->".encode())
    with Archive(workspace.archive, workspace.open_store()) as archive:
        import_paths(archive, [folder], "bench")


def cpu() -> float:
    """CPU seconds of this process and of the children that ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def server_cpu() -> float:
    """CPU seconds of the server, 0 where it is not named."""
    own = os.environ.get("PREFECT_SERVER_PID")
    if not own:
        return 0.0
    server = psutil.Process(int(own))
    every = [server, *server.children(recursive=True)]
    return sum(sum(one.cpu_times()[:2]) for one in every)


def main() -> None:
    """Measure and print."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        fill(workspace, pages)
        job = ExtractJob(workspace=workspace.path, workers=2, anew=True)
        begun, wall = cpu(), perf_counter()
        run_job(job)
        plain, plain_wall = cpu() - begun, perf_counter() - wall
        begun, wall, served = cpu(), perf_counter(), server_cpu()
        from flows.extract_flow import extract_flow

        extract_flow([], workspace=str(workspace.path), workers=2, anew=True)
        flow, flow_wall, served = cpu() - begun, perf_counter() - wall, server_cpu() - served
    share = (flow - plain) / plain
    whole = share + served / plain
    print(f"{pages} pages  command {plain:.1f} s CPU, {plain_wall:.0f} s wall")
    print(f"{pages} pages  flow    {flow:.1f} s CPU, {flow_wall:.0f} s wall")
    print(f"orchestration {share:.1%}, with the server {whole:.1%}; limit {LIMIT:.0%}")
    sys.exit(whole > LIMIT)


if __name__ == "__main__":
    main()
