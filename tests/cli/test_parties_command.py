"""``kejichu parties``: what is said of names is kept, and every count in the workspace follows."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli.main import cli
from pipeline.runs.execute import execute

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
PAGES = ("bil-milan-cards", "most-belarus-laser-repair")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("parties") / "run"
    execute([FIXTURES / name for name in PAGES], out, 0)
    return out


@pytest.fixture
def workspace(extracted: Path, tmp_path: Path) -> Path:
    shutil.copytree(extracted, tmp_path / "w" / "runs" / extracted.name)
    return tmp_path / "w"


def call(workspace: Path, *arguments: str) -> Any:
    done = CliRunner().invoke(
        cli,
        [*arguments, "--workspace", str(workspace)],
        standalone_mode=False,
        catch_exceptions=False,
    )
    return done.stdout


def parties(workspace: Path) -> list[set[str]]:
    call(workspace, "resolve", "latest")
    lines = (workspace / "runs" / "run.resolved" / "parties.jsonl").read_text("utf-8").splitlines()
    return [set(json.loads(line)["names"]) for line in lines]


def distinct(workspace: Path) -> int:
    found = json.loads(call(workspace, "stats", "latest", "--cset", "--json"))
    return int(found["parties"]["distinct"])


def test_joined_parties_are_counted_as_one_until_it_is_taken_back(workspace: Path) -> None:
    before = parties(workspace)
    # Counting makes no database where nobody decided anything.
    assert distinct(workspace) and not (workspace / "state.sqlite").exists()
    one, two = (sorted(names)[0] for names in before[:2])
    made = json.loads(call(workspace, "parties", "same", one, two, "--reviewer", "ann", "--json"))
    joined = parties(workspace)
    assert len(joined) == len(before) - 1 and any({one, two} <= names for names in joined)
    assert distinct(workspace) == len(before) - 1
    log = call(workspace, "parties", "log")
    assert f"{one} same {two}" in log and "ann" in log
    call(workspace, "parties", "undo", made["decision_id"])
    assert parties(workspace) == before and distinct(workspace) == len(before)
    assert "(taken back)" in call(workspace, "parties", "log").splitlines()[0]


def test_decisions_on_names_travel_with_the_others(workspace: Path, tmp_path: Path) -> None:
    one, two = (sorted(names)[0] for names in parties(workspace)[:2])
    call(workspace, "parties", "same", one, two)
    call(workspace, "review", "export", str(tmp_path / "ledger.jsonl"))
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(workspace / "runs" / "run", elsewhere / "runs" / "run")
    told = call(elsewhere, "review", "import", str(tmp_path / "ledger.jsonl"))
    assert told.strip() == "1 of 1 decisions added"
    assert parties(elsewhere) == parties(workspace)


def test_reviews_of_the_ledger_are_counted_without_a_file(workspace: Path) -> None:
    line = (workspace / "runs" / "run" / "records.jsonl").read_text("utf-8").splitlines()[0]
    record = json.loads(line)["opportunity_id"]
    pointer = ("--record", record, "--pointer", "/host_country", "--accept")
    call(workspace, "review", "decide", "latest", *pointer, "--against", "none")
    found = json.loads(call(workspace, "stats", "latest", "--cset", "--json"))
    assert found["any_review"] == 1
