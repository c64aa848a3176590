"""``kejichu schema``: prints, writes, and refuses with 4 what is not up to date."""

import json
from pathlib import Path

import pytest

from pipeline.cli.main import main


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code


def test_prints_the_json_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("schema") == 0
    output = capsys.readouterr()
    assert json.loads(output.out)["$id"] == "urn:kejichu:schema:opportunity:1.0"
    assert output.err == ""


def test_write_then_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    docs = ("--docs", str(tmp_path))
    assert run("schema", "--check", *docs) == 4
    assert run("schema", "--write", *docs) == 0
    assert run("schema", "--check", *docs) == 0
    capsys.readouterr()
    (tmp_path / "data-dictionary.md").write_text("by hand", "utf-8")
    assert run("schema", "--check", *docs) == 4
    output = capsys.readouterr()
    assert output.out == f"differs: {tmp_path / 'data-dictionary.md'}\n"
    assert "kejichu schema --write" in output.err


def test_the_two_options_exclude_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("schema", "--write", "--check") == 2
    assert "exclude each other" in capsys.readouterr().err
