"""House rules of modules: size, docstrings, and nothing of the machine they were written on."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("models", "extractors", "pipeline", "flows")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
SETTINGS = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.yaml"))
MOST_LINES = 400
# Folders of one machine, numbers of an issue tracker, and notes to oneself.
FORBIDDEN = re.compile(
    r"""(?<![\w.~-])/(?:work|tmp|root|home|Users)/|\b(?:issue|PR|pull request|fixes|closes) #\d+"""
    r"""|\b(?:TODO|FIXME|XXX)\b""",
    re.I,
)


def test_there_are_modules() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(PACKAGES)


def test_no_module_is_too_long() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in MODULES}
    long = {str(path.relative_to(ROOT)): n for path, n in lengths.items() if n > MOST_LINES}
    assert long == {}, f"more than {MOST_LINES} lines: split them"


def found(text: str) -> list[str]:
    return [
        f"{number}: {line.strip()}"
        for number, line in enumerate(text.splitlines(), 1)
        if FORBIDDEN.search(line)
    ]


def test_nothing_of_the_machine_is_in_the_code() -> None:
    lines = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in (*MODULES, *SETTINGS)
        for line in found(path.read_text("utf-8"))
    ]
    assert lines == []


@pytest.mark.parametrize(
    ("line", "bad"),
    [
        ('Path("/home/somebody/pages")', True),
        ("open('/tmp/x')", True),
        ("# see issue #12", True),
        ("# TODO: later", True),
        ("http://a.example/work/list.htm", False),
        ("network/home", False),
        ("U+XXXX", False),
    ],
)
def test_the_search_finds_what_it_should(line: str, bad: bool) -> None:
    assert bool(found(line)) is bad


def test_ruff_asks_for_docstrings_everywhere() -> None:
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    assert set(ruff["select"]) >= {"D100", "D101", "D102", "D103", "D104", "S301", "S307"}
    assert not any(code.startswith("D") for code in ruff["ignore"])
    assert set(ruff["per-file-ignores"]) == {"tests/**"}
