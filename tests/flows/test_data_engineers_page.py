"""The page for data engineers, run from its first command to its last, on sites on loopback.

Each line of its code blocks is run by bash as it stands, in a folder of the test's own, and must
end with 0. Only what names a machine is put in its place: the folder ``/srv``, ports, a host, and
the number of a cluster's workers.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from processes import process

from pipeline.runs.naming import known_runs
from pipeline.sources.loading import BUNDLED

sys.path.append(str(Path(__file__).resolve().parents[1] / "crawling"))
import sites
from local_site import LocalSite, serving

PAGE = Path(__file__).resolve().parents[2] / "docs" / "data-engineers.md"
_BLOCK = re.compile(r"^```\n(.*?)^```", re.M | re.S)
# Programs that stay up; whoever follows the page runs them in a terminal each, or as services.
_STAY = ("prefect server start", "prefect worker start", "dask scheduler", "dask worker")
_PATIENCE = 180
# Nine pages, all of which can be read.
SOURCES = {"most", "province"}


def blocks() -> dict[str, list[str]]:
    """The lines of the page's code blocks, by the heading that they stand under."""
    sections = re.split(r"^##+ ", PAGE.read_text("utf-8"), flags=re.M)
    found = {
        section.partition("\n")[0]: [
            line for block in _BLOCK.findall(section) for line in block.splitlines() if line
        ]
        for section in sections
    }
    return {heading: lines for heading, lines in found.items() if lines}


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Terminal:
    """Runs lines as a shell would: what is exported stays, and what stays up runs on."""

    folder: Path
    environment: dict[str, str]
    instead: dict[str, str]
    up: ExitStack
    ran: list[str] = field(default_factory=list)

    def run(self, line: str) -> str:
        """Run a line of the page, and give its stdout. A line that fails, fails the test."""
        for name, put in self.instead.items():
            line = line.replace(name, put)
        self.ran.append(line)
        if line.startswith("export "):
            name, _, value = line.partition("#")[0].removeprefix("export ").partition("=")
            self.environment[name] = value.strip()
            return ""
        if line.startswith(_STAY):
            log = self.folder / f"{len(self.ran)}.log"
            program, *arguments = line.split()
            self.up.enter_context(process(log, program, *arguments, **self.environment))
            return ""
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", line],
            cwd=self.folder,
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            timeout=_PATIENCE,
            check=False,
        )
        assert done.returncode == 0, f"{line}: {done.returncode}\n{done.stderr[-3000:]}"
        return done.stdout

    def workspace(self) -> Path:
        return Path(self.environment["KEJICHU_WORKSPACE"])


def waited_for(answers: Callable[[], bool]) -> None:
    end = time.monotonic() + _PATIENCE
    while not answers():
        assert time.monotonic() < end, "it does not answer"
        time.sleep(0.3)


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def site() -> Iterator[LocalSite]:
    with serving(LocalSite()) as site:
        sites.build(site)
        yield site


def terminal_in(folder: Path, up: ExitStack) -> Terminal:
    """A terminal in a folder that holds the folder ``srv``, which stands for ``/srv``."""
    prefect, dask = free_port(), free_port()
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "KEJICHU_WORKSPACE": str(folder / "srv" / "kejichu"),
        "PREFECT_HOME": str(folder / "prefect"),
        "PREFECT_SERVER_API_PORT": str(prefect),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_WORKER_QUERY_SECONDS": "3",
    }
    instead = {
        "/srv": str(folder / "srv"),
        "127.0.0.1:4200": f"127.0.0.1:{prefect}",
        "8786": str(dask),
        "SCHEDULER": "127.0.0.1",
        "--nworkers 8": "--nworkers 2",
        "--workers 4": "--workers 1",
    }
    return Terminal(folder, environment, instead, up)


@pytest.fixture(scope="module")
def night_before(site: LocalSite, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one run, since a difference needs two; then a page of a site changes."""
    folder = tmp_path_factory.mktemp("night-before")
    workspace = folder / "srv" / "kejichu"
    workspace.mkdir(parents=True)
    sites.profiles(site, workspace)
    for name in set(sites.SOURCES) - SOURCES:
        (workspace / "sources" / f"{name}.yaml").unlink()
    # ``crawl --all`` would else ask the real sites.
    for path in BUNDLED.glob("*.yaml"):
        text = re.sub(r"(?m)^basis: observed$", "basis: convention", path.read_text("utf-8"))
        (workspace / "sources" / path.name).write_text(text, "utf-8")
    with ExitStack() as up:
        terminal = terminal_in(folder, up)
        terminal.run("kejichu crawl --all --json")
        terminal.run("kejichu extract")
    page = "<h1>通知0</h1><div id='zoom'><p>" + sites.TEXT.format(77) + "</p></div>"
    site.put(sites.PROVINCE, "/art/2022/1/24/art_1_0.html", f"<html><body>{page}</body></html>")
    return workspace


@pytest.fixture
def terminal(night_before: Path, tmp_path: Path) -> Iterator[Terminal]:
    """A terminal whose workspace is where the night before left it."""
    shutil.copytree(night_before, tmp_path / "srv" / "kejichu")
    with ExitStack() as up:
        yield terminal_in(tmp_path, up)


def records(run: Path) -> bytes:
    return (run / "records.jsonl").read_bytes()


def newest(workspace: Path) -> Path:
    return next(iter(known_runs(workspace / "runs").values()))


def test_every_block_of_the_page_is_run_by_a_test() -> None:
    assert list(blocks()) == [
        "The night's work, by hand",
        "Resume",
        "Exit codes, logs, JSON",
        "The same by schedule",
        "Re-parse campaigns",
        "Moving to PostgreSQL",
        "A cluster",
    ]


@pytest.mark.skipif(shutil.which("jq") is None, reason="jq is missing: install the package jq")
def test_by_hand_again_after_a_kill_and_as_json(terminal: Terminal) -> None:
    said = {line: terminal.run(line) for line in blocks()["The night's work, by hand"]}
    workspace = terminal.workspace()
    assert len(known_runs(workspace / "runs")) == 2
    assert "changed" in said["kejichu diff latest~1 latest"]
    assert len(known_runs(workspace / "published")) == 1

    by_hand = records(newest(workspace))
    for line in blocks()["Resume"]:
        terminal.run(line)
    assert records(newest(workspace)) == by_hand
    assert list((workspace / "runs").glob("*.partial")) == []

    for line in blocks()["Exit codes, logs, JSON"]:
        terminal.run(line)
    counts = json.loads((terminal.folder / "run.json").read_text("utf-8"))["counts"]
    assert counts["captures"] == counts["with_records"] == 9
    assert json.loads((terminal.folder / "stats.json").read_text("utf-8"))


@pytest.mark.flow
def test_by_schedule(terminal: Terminal) -> None:
    port = int(terminal.environment["PREFECT_SERVER_API_PORT"])
    said = {}
    for line in blocks()["The same by schedule"]:
        said[line] = terminal.run(line)
        if line.startswith("prefect server"):
            waited_for(lambda: listens(port))
    (listed,) = (out for line, out in said.items() if line.endswith("list --json"))
    names = {one["name"] for one in map(json.loads, listed.splitlines())}
    assert names == {"crawl", "extract", "reparse", "publish", "nightly"}
    (nightly,) = (out for line, out in said.items() if "run nightly" in line)
    assert "Completed" in nightly
    assert len(known_runs(terminal.workspace() / "published")) == 1
    history = (terminal.workspace() / "flow-runs.jsonl").read_text("utf-8").splitlines()
    assert json.loads(history[0])["flow"] == "nightly"


def test_campaigns(terminal: Terminal) -> None:
    before = records(newest(terminal.workspace()))
    for line in blocks()["Re-parse campaigns"]:
        terminal.run(line)
    # The program is the same, so that a campaign changes nothing.
    assert records(newest(terminal.workspace())) == before


def test_postgresql_and_a_cluster(terminal: Terminal, postgresql_server: str) -> None:
    terminal.run("kejichu extract")
    before = records(newest(terminal.workspace()))
    record = json.loads(before.splitlines()[0])["opportunity_id"]
    terminal.run(f"kejichu review decide latest --record {record} --pointer /title --reject")
    terminal.environment["PGHOST"] = postgresql_server.partition("host=")[2]
    terminal.environment["PGUSER"] = "kejichu"
    for line in blocks()["Moving to PostgreSQL"]:
        terminal.run(line)
    moved = terminal.workspace()
    assert not (moved / "state.sqlite").exists()
    assert records(newest(moved)) == before
    assert record in terminal.run("kejichu review log --json")

    port = int(terminal.instead["8786"])
    for line in blocks()["A cluster"]:
        terminal.run(line)
        if line.startswith("dask scheduler"):
            waited_for(lambda: listens(port))
    assert len(known_runs(moved / "runs")) == 2
    assert records(newest(moved)) == before
