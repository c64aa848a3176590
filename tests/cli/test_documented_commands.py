"""Commands of the documentation, as written there, are commands that the program takes.

Those of the page for data engineers are run: ``tests/flows/test_data_engineers_page.py``.
"""

import re
import shlex
from pathlib import Path

import click
import pytest

from pipeline.cli.main import cli

DOCS = Path(__file__).resolve().parents[2] / "docs"
_BLOCK = re.compile(r"^```(?:[a-z]*)\n(.*?)^```", re.M | re.S)


def commands(name: str) -> list[str]:
    """The lines of a page's code blocks that call the program."""
    text = (DOCS / name).read_text("utf-8")
    lines = [line for block in _BLOCK.findall(text) for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines if line.removeprefix("$ ")[:8] == "kejichu "]


PAGES = ("review.md", "workspace.md")
LINES = [(name, line) for name in PAGES for line in commands(name)]


@pytest.mark.parametrize(("name", "line"), LINES)
def test_is_taken_as_written(
    name: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("decisions.jsonl", "somebody.warc.gz", "sheet.xlsx"):
        (tmp_path / name).touch()
    words = shlex.split(line, comments=True)[1:]
    group: click.Command = cli
    with cli.make_context("kejichu", words[:1], resilient_parsing=True) as outer:
        while isinstance(group, click.Group):
            found = group.get_command(outer, words[0])
            assert found is not None, words[0]
            group, words = found, words[1:]
        with group.make_context("kejichu", list(words), parent=outer) as context:
            assert context.command is group


def test_each_page_has_some() -> None:
    assert {name for name, _ in LINES} == set(PAGES)
