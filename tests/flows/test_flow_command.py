import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from flows import command as module
from pipeline.cli import extract
from pipeline.cli.main import main
from pipeline.runs.execute import execute


@pytest.fixture
def plain_flow(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """The flow without Prefect in its place; gives the calls."""
    calls = list[tuple[Any, ...]]()

    def extract_flow(inputs: list[str], out: str, *others: Any) -> dict[str, str]:
        calls.append((inputs, out, *others))
        execute([Path(path) for path in inputs], Path(out), workers=0, replace=others[1])
        return {"run": out}

    stand_in = ModuleType("flows.extract_flow")
    stand_in.extract_flow = extract_flow  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "flows.extract_flow", stand_in)
    return calls


def called(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of the program."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code, *capsys.readouterr()


def test_is_a_command_of_the_program() -> None:
    (entry,) = metadata.entry_points(group="kejichu.commands", name="run")
    assert entry.load() is module.command


def test_has_the_options_of_extract() -> None:
    assert module.command.params == extract.command.params


def test_hands_its_arguments_to_the_flow(
    plain_flow: list[tuple[Any, ...]], pages: Path, tmp_path: Path
) -> None:
    out = tmp_path / "run"
    for options in ([], ["--force", "--ocr", "--anew", "--workspace", str(tmp_path)]):
        with pytest.raises(SystemExit):
            main(["run", str(pages), "--out", str(out), "--workers", "3", *options])
    assert plain_flow == [
        ([str(pages)], str(out), 3, False, False, None, False, None, 500),
        ([str(pages)], str(out), 3, True, True, str(tmp_path), True, None, 500),
    ]


@pytest.mark.parametrize(("broken", "code"), [(False, 0), (True, 3)])
def test_says_and_ends_as_extract_does(
    plain_flow: list[tuple[Any, ...]],
    pages: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    broken: bool,
    code: int,
) -> None:
    paths = [str(pages)]
    if broken:
        (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 cut short")
        paths.append(str(tmp_path / "broken.pdf"))
    ends = list[tuple[int, str, str]]()
    for command, workers in (("extract", ["--workers", "0"]), ("run", [])):
        arguments = [command, *paths, "--out", str(tmp_path / "run"), "--force", *workers]
        ends.append(called(arguments, capsys))
    assert ends[0][0] == code
    assert ends[1] == ends[0]


def test_prints_the_manifest_alone_as_json(
    plain_flow: list[tuple[Any, ...]],
    pages: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "run"
    code, stdout, _ = called(["run", str(pages), "--out", str(out), "--json"], capsys)
    assert code == 0
    assert json.loads(stdout) == json.loads((out / "manifest.json").read_text("utf-8"))


def test_a_wrong_path_is_told_before_the_flow_starts(
    plain_flow: list[tuple[Any, ...]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = str(tmp_path / "missing")
    code, stdout, stderr = called(["run", missing, "--out", str(tmp_path / "run")], capsys)
    assert (code, stdout, plain_flow) == (1, "", [])
    assert stderr.startswith(f"kejichu: {missing} does not exist")


def test_a_taken_folder_is_told_before_the_flow_starts(
    plain_flow: list[tuple[Any, ...]],
    pages: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "other.txt").touch()
    code, stdout, stderr = called(["run", str(pages), "--out", str(tmp_path / "run")], capsys)
    assert (code, stdout, plain_flow) == (1, "", [])
    assert (
        stderr
        == f"kejichu: {tmp_path / 'run'} is not empty and holds no run: name another folder\n"
    )


def test_no_paths_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert called(["run", "--out", "run"], capsys)[0] == 2


_WITHOUT_PREFECT = """
import sys
from pipeline.cli.main import main
try:
    main(sys.argv[1:])
except SystemExit as ended:
    assert ended.code == 0, ended.code
assert "prefect" not in sys.modules, "Prefect was imported"
"""


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["extract", "--help"]])
def test_help_starts_without_prefect(arguments: list[str]) -> None:
    assert_without_prefect(arguments)


def test_extract_works_without_prefect(pages: Path, tmp_path: Path) -> None:
    assert_without_prefect(["extract", str(pages), "--out", str(tmp_path / "run")])


def assert_without_prefect(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_PREFECT, *arguments],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr


def test_a_worker_process_starts_without_prefect() -> None:
    code = "import sys, pipeline.runs.worker; sys.exit('prefect' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
