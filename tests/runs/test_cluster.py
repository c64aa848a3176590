"""The archive extracted by a Dask cluster of several processes, one of which is killed midway."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select

from pipeline.archive import Archive
from pipeline.archive.importing import import_paths
from pipeline.cli.main import main
from pipeline.options import PLAIN
from pipeline.runs import folder as files
from pipeline.runs.cluster import ClusterError, on_cluster
from pipeline.runs.job import ExtractJob, NothingToExtract, run_job
from pipeline.runs.shards import ShardDone, ShardError, do_shard, do_shard_aside, shards_of
from pipeline.store import reading
from pipeline.store.runs import ExtractionRow
from pipeline.workspace import Workspace

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
CASES = ("feed-rus-ir-crystal", "embzh-fin-three-projects", "embzh-hun-ambassador-meeting")
LINES = (files.RECORDS, files.DOCUMENTS, files.REFUSED, files.QUARANTINE, files.ISSUES)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An archive of a few pages under several addresses each."""
    made = Workspace(tmp_path / "workspace")
    pages = tmp_path / "pages"
    pages.mkdir()
    text = (FIXTURES / "embzh-hun-ambassador-meeting" / "page.html").read_text("utf-8")
    for number in range(3):
        (pages / f"{number:02}.html").write_text(text.replace("</body>", f"<p>{number}</p></body>"))
    store = made.open_store()
    with Archive(made.archive, store) as archive:
        import_paths(archive, [*(FIXTURES / case for case in CASES), pages], "test")
    store.dispose()
    return made


@contextmanager
def program(log: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        started = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli." + arguments[0], *arguments[1:]],
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield started
        finally:
            with suppress(ProcessLookupError):
                os.killpg(started.pid, signal.SIGKILL)
            started.wait(30)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Address of a scheduler, and its two workers: three processes of their own."""
    with ExitStack() as stack:
        log = tmp_path / "scheduler.log"
        options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
        stack.enter_context(program(log, "dask_scheduler", *options))
        address = said(log, r"Scheduler at: +(tcp://\S+)")
        workers = []
        for number in range(2):
            own = tmp_path / f"worker-{number}.log"
            options = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--memory-limit", "0")
            place = ("--local-directory", str(tmp_path / f"dask-{number}"))
            workers.append(
                stack.enter_context(program(own, "dask_worker", address, *options, *place))
            )
            said(own, r"(Registered to)")
        yield address, workers


def said(log: Path, pattern: str) -> str:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        if found := re.search(pattern, log.read_text("utf-8", "replace")):
            return found[1]
        time.sleep(0.1)
    pytest.fail(log.read_text("utf-8", "replace"))


def kept(workspace: Workspace) -> int:
    """Pages that the store knows already."""
    store = workspace.open_store()
    try:
        with reading(store) as session:
            return session.scalar(select(func.count()).select_from(ExtractionRow)) or 0
    finally:
        store.dispose()


def test_a_worker_killed_midway_costs_nothing_but_a_retry(
    workspace: Workspace, cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path
) -> None:
    address, workers = cluster

    orphans = list[psutil.Process]()

    def kill_one() -> None:
        worker = psutil.Process(workers[0].pid)
        while not (children := worker.children()):
            time.sleep(0.05)
        orphans.extend(children)
        worker.kill()

    killer = threading.Thread(target=kill_one)
    killer.start()
    job = ExtractJob(workspace=workspace.path, workers=0, cluster=address, shard_captures=3)
    run, spread = run_job(job)
    killer.join()
    assert workers[0].wait(10) == -signal.SIGKILL

    # What it was doing ends with it, and another does it again.
    assert psutil.wait_procs(orphans, timeout=10)[1] == []
    # What the killed worker may have kept of its shard was not parsed for a second time.
    assert kept(workspace) == 6 and run.counts.taken_over <= 3
    (again,) = shards_of(workspace.path, range(1, 7), PLAIN, False, 500)
    assert do_shard_aside(again) == ShardDone(6, 0)
    alone, out = run_job(replace(job, cluster=None, anew=True, out=tmp_path / "alone"))
    assert run.counts.model_copy(update={"taken_over": 0}) == alone.counts
    for name in LINES:
        assert (spread / name).read_bytes() == (out / name).read_bytes(), name
    assert run.files[files.PARQUET] == alone.files[files.PARQUET]


def test_another_configuration_is_refused(workspace: Workspace) -> None:
    (shard,) = shards_of(workspace.path, [1], PLAIN, False, 500)
    with pytest.raises(ShardError, match="install the same"):
        do_shard(replace(shard, configuration="other"))


def test_shards_hold_every_capture_once(tmp_path: Path) -> None:
    shards = list(shards_of(tmp_path, range(10), PLAIN, True, 4))
    assert [len(shard.captures) for shard in shards] == [4, 4, 2]
    assert [one for shard in shards for one in shard.captures] == list(range(10))
    assert all(shard.anew for shard in shards)


def test_a_cluster_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.runs.cluster._TIMEOUT", 1)
    with pytest.raises(ClusterError, match="not to be reached"):
        on_cluster([], "tcp://127.0.0.1:9")


def test_pages_beside_the_archive_are_not_for_a_cluster() -> None:
    with pytest.raises(NothingToExtract, match="archive import"):
        ExtractJob((FIXTURES,), Path("run"), cluster="tcp://127.0.0.1:9").check()


@pytest.mark.parametrize("options", [["--engine", "dask"], ["--address", "tcp://127.0.0.1:9"]])
def test_engine_and_address_go_together(
    options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["extract", *options])
    assert ended.value.code == 2
    assert "--engine dask and --address go together" in capsys.readouterr().err
