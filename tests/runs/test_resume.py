"""A run that is killed goes on where it was: nothing lost, nothing doubled, nothing done twice."""

import multiprocessing
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.inputs.base import Served
from pipeline.options import PLAIN, ParseOptions
from pipeline.runs import pool, worker
from pipeline.runs.execute import execute
from pipeline.runs.folder import (
    DOCUMENTS,
    ISSUES,
    PARQUET,
    QUARANTINE,
    RECORDS,
    REFUSED,
    RunFolderError,
    new_run_folder,
    read_manifest,
)
from pipeline.runs.job import ExtractJob, run_job
from pipeline.runs.journal import NAME, Journal
from pipeline.runs.process_limits import limit_process
from pipeline.runs.worker import PageLines
from pipeline.workspace import Workspace

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
CASES = tuple(path.parent for path in sorted(FIXTURES.glob("*/page.*"))[::9])
FILES = (RECORDS, PARQUET, DOCUMENTS, ISSUES, QUARANTINE, REFUSED)
KILLS = 20
# Seconds until a kill; a page takes some ten milliseconds, all of these about a second.
LONGEST = 0.5


def contents(run: Path) -> dict[str, bytes]:
    return {name: (run / name).read_bytes() for name in FILES}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("undisturbed") / "run"
    execute(CASES, out, 0)
    return contents(out)


@pytest.fixture
def parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Counter[str]]:
    """Counts how often each page was parsed, across all processes forked from this one."""
    log = tmp_path / "parsed"
    log.touch()

    def parse_page(served: Served, options: ParseOptions = PLAIN) -> PageLines:
        lines = worker.parse_page(served, options)
        with log.open("a", encoding="utf-8") as file:
            file.write(served.capture.name + "\n")
        return lines

    monkeypatch.setattr(pool, "parse_page", parse_page)
    return lambda: Counter(log.read_text("utf-8").splitlines())


def killed(job: ExtractJob, moments: random.Random) -> bool:
    """Run the job in a process that is killed at a random point; whether it was fast enough."""
    process = multiprocessing.get_context("fork").Process(target=run_job, args=(job,))
    process.start()
    process.join(moments.uniform(0.01, LONGEST))
    if process.exitcode is not None:
        assert process.exitcode == 0
        return False
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    return True


def folder_of(job: ExtractJob) -> int | None:
    """The run folder that lies there: another number is that of another run, brought to its end."""
    return job.out.stat().st_ino if job.out is not None and job.out.exists() else None


def kill_often(job: ExtractJob, moments: random.Random) -> int:
    """Kill the job so often; how many times it ended in between, after which it begins anew."""
    kills = ended = 0
    while kills < KILLS:
        before = folder_of(job)
        was_killed = killed(job, moments)
        kills += was_killed
        # The kill may fall after the run's end and before that of its process.
        ended += not was_killed or folder_of(job) not in (before, None)
    return ended


def test_kill_9_at_random_points_then_the_same_command(
    tmp_path: Path, undisturbed: dict[str, bytes], parsed: Callable[[], Counter[str]]
) -> None:
    job, moments = ExtractJob(CASES, tmp_path / "run", workers=0, replace=True), random.Random(3)
    ended = kill_often(job, moments)
    run, out = run_job(job)
    assert contents(out) == undisturbed
    assert run.counts.add_up() and run.counts.captures == len(CASES)
    assert not list(tmp_path.glob("*.partial")) and not (out / NAME).exists()
    # A kill may fall between the end of a page's parsing and its line in the journal.
    assert parsed().total() <= len(CASES) * (1 + ended) + KILLS


def test_kill_9_in_a_workspace(
    tmp_path: Path, undisturbed: dict[str, bytes], parsed: Callable[[], Counter[str]]
) -> None:
    # Imported and migrated here, or the forked processes would do little else.
    Workspace(tmp_path).open_store().dispose()
    import pipeline.store.run_ledger  # noqa: F401

    job, moments = ExtractJob(CASES, workers=0, workspace=tmp_path), random.Random(4)
    kill_often(job, moments)
    _, out = run_job(job)
    assert contents(out) == undisturbed
    assert parsed().total() <= len(CASES) + KILLS
    assert not list((tmp_path / "runs").glob("*.partial"))


def test_what_an_interrupted_run_parsed_is_taken_over_by_later_runs(
    tmp_path: Path, parsed: Callable[[], Counter[str]]
) -> None:
    def die(done: int) -> None:
        if done == 5:
            # The store has not been told of any page yet, the journal of all.
            os._exit(9)

    job = ExtractJob(CASES, workers=0, workspace=tmp_path)
    process = multiprocessing.get_context("fork").Process(target=run_job, args=(job, die))
    process.start()
    process.join()
    assert process.exitcode == 9 and parsed().total() == 5
    for taken_over in (5, len(CASES)):
        run, _ = run_job(job)
        assert run.counts.taken_over == taken_over
    assert set(parsed().values()) == {1}


def test_finished_pages_are_not_parsed_again(
    tmp_path: Path,
    undisturbed: dict[str, bytes],
    parsed: Callable[[], Counter[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(done: int) -> None:
        if done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        execute(CASES, tmp_path / "run", 0, progress=stop)
    assert parsed().total() == 5
    run = execute(CASES, tmp_path / "run", 0)
    assert set(parsed().values()) == {1}
    assert run.counts.taken_over == 5
    assert contents(tmp_path / "run") == undisturbed


def test_another_configuration_takes_nothing_over(
    tmp_path: Path, parsed: Callable[[], Counter[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        execute(CASES[:2], tmp_path / "run", 0, progress=stop)
    for module in ("finished", "execute"):
        target = f"pipeline.runs.{module}.configuration_digest"
        monkeypatch.setattr(target, lambda options: "another")
    assert execute(CASES[:2], tmp_path / "run", 0).counts.taken_over == 0


def test_a_failure_before_the_first_page_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), new_run_folder(tmp_path / "run", keep=NAME):
        _ = 1 / 0
    assert not list(tmp_path.iterdir())


def test_two_processes_do_not_write_one_run(tmp_path: Path) -> None:
    with new_run_folder(tmp_path / "run") as partial:
        (partial / "x").touch()
        with (
            pytest.raises(RunFolderError, match="another process"),
            new_run_folder(tmp_path / "run"),
        ):
            pass
        assert (partial / "x").exists()
    assert (tmp_path / "run" / "x").exists()


LINES = PageLines("n", "r", "", "records", ("a",), "d", None, None, ("中\n",))


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_half_written_line_of_the_journal_is_cut_off(tmp_path: Path, cut: int) -> None:
    path = tmp_path / NAME
    with Journal(path) as journal:
        journal.keep("k1", LINES)
        journal.keep("k2", LINES)
    path.write_bytes(path.read_bytes()[:-cut])
    with Journal(path) as journal:
        assert journal.find(["k1", "k2"]) == {"k1": LINES}
        journal.keep("k3", LINES)
        assert journal.find(["k3", "k1"]) == {"k3": LINES, "k1": LINES}
    with Journal(path) as journal:
        assert len(journal) == 2


def test_a_changed_line_of_the_journal_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / NAME
    with Journal(path) as journal:
        journal.keep("k1", LINES)
    path.write_bytes(path.read_bytes().replace(b'"a"', b'"b"'))
    with Journal(path) as journal:
        assert journal.find(["k1"]) == {}


_PARENT = """
import multiprocessing, sys, time
from concurrent.futures import ProcessPoolExecutor
from pipeline.runs.orphans import end_with_parent

if __name__ == "__main__":
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context, initializer=end_with_parent) as pool:
        list(pool.map(time.sleep, [0.1, 0.1]))
        print(*multiprocessing.active_children(), flush=True)
        time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc/self/stat").is_file(), reason="needs Linux's /proc")
def test_workers_end_with_their_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT, "utf-8")
    parent = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = [int(pid) for pid in re.findall(r"pid=(\d+)", parent.stdout.readline())]
    assert len(workers) == 2 and all(map(_lives, workers))
    parent.kill()
    parent.wait()
    _wait_for(lambda: not any(map(_lives, workers)))


def test_the_workers_of_a_run_are_such(monkeypatch: pytest.MonkeyPatch) -> None:
    class Seen(Exception):
        pass

    def executor(*_workers: int, **options: object) -> None:
        assert options["initializer"] is limit_process
        raise Seen

    monkeypatch.setattr(pool, "ProcessPoolExecutor", executor)
    with pytest.raises(Seen):
        list(pool.parse_all([], 2))


def _lives(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def _wait_for(condition: Callable[[], bool], seconds: float = 60) -> None:
    for _ in range(int(seconds * 20)):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail("waited in vain")


def test_the_manifest_tells_the_configuration(tmp_path: Path) -> None:
    execute(CASES[:1], tmp_path / "run", 0)
    assert len(read_manifest(tmp_path / "run").configuration) == 64
