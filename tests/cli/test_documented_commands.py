"""Commands of the documentation, as written there, are commands that the program takes."""

import re
import shlex
from pathlib import Path

import click
import pytest

from pipeline.cli.main import cli

DOCS = Path(__file__).resolve().parents[2] / "docs"
_BLOCK = re.compile(r"^```(?:sh)?\n(.*?)^```", re.M | re.S)


def commands(name: str) -> list[str]:
    """The lines of a page's code blocks that call the program."""
    text = (DOCS / name).read_text("utf-8")
    lines = [line for block in _BLOCK.findall(text) for line in block.splitlines()]
    return [line for line in lines if line.startswith("kejichu ")]


@pytest.mark.parametrize("line", commands("data-engineers.md"))
def test_is_taken_as_written(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line, comments=True)[1:]
    group: click.Command = cli
    with cli.make_context("kejichu", words[:1], resilient_parsing=True) as outer:
        while isinstance(group, click.Group):
            found = group.get_command(outer, words[0])
            assert found is not None, words[0]
            group, words = found, words[1:]
        with group.make_context("kejichu", list(words), parent=outer) as context:
            assert context.command is group


def test_there_are_some() -> None:
    assert len(commands("data-engineers.md")) > 10
