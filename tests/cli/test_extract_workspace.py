"""``kejichu extract`` in a workspace: where runs go, what is taken over, and wrong usage."""

import json
from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.workspace import VARIABLE

CASE = Path(__file__).resolve().parents[2] / "fixtures" / "feed-rus-ir-crystal"


def kejichu(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    assert isinstance(end.value.code, int)
    return end.value.code, printed.out, printed.err


def test_runs_go_into_the_workspace(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "w"))
    code, out, _ = kejichu(capsys, "extract", CASE, "--workers", 0, "--json")
    run = json.loads(out)
    assert code == 0 and (tmp_path / "w" / "runs" / run["run_id"] / "records.jsonl").is_file()
    code, out, _ = kejichu(capsys, "extract", CASE, "--workers", 0)
    assert code == 0 and "1 captures taken over, not parsed again" in out
    code, out, _ = kejichu(capsys, "extract", CASE, "--workers", 0, "--anew", "--json")
    assert json.loads(out)["counts"]["taken_over"] == 0
    named = tmp_path / "named"
    code, out, _ = kejichu(capsys, "extract", CASE, "--workers", 0, "--out", named, "--json")
    assert json.loads(out)["counts"]["taken_over"] == 1 and (named / "records.jsonl").is_file()
    assert len(list((tmp_path / "w" / "runs").iterdir())) == 3


def test_without_paths_the_archive_is_extracted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    here = ("--workspace", tmp_path)
    assert kejichu(capsys, "archive", "import", CASE, *here)[0] == 0
    code, out, _ = kejichu(capsys, "extract", "--workers", 0, "--json", *here)
    run = json.loads(out)
    assert (code, run["counts"]["records"], run["inputs"]) == (0, 1, [str(tmp_path / "archive")])


def test_out_alone_leaves_the_current_folder_alone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    assert kejichu(capsys, "extract", CASE, "--workers", 0, "--out", "run")[0] == 0
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("arguments", [[], ["--out", "run"]])
def test_nothing_to_extract_is_a_usage_error(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, notes = kejichu(capsys, "extract", *arguments)
    assert code == 2 and "the workspace has no archive" in notes
    assert not list(tmp_path.iterdir())


def test_a_store_that_cannot_be_reached_is_one_sentence(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = "postgresql://nobody@127.0.0.1:1/none?connect_timeout=3"
    monkeypatch.setenv("KEJICHU_DATABASE", url)
    code, _, notes = kejichu(capsys, "extract", CASE, "--workspace", tmp_path)
    assert code == 1 and notes.startswith("kejichu: the database") and "connection" in notes.lower()
    assert len(notes.splitlines()) == 1
