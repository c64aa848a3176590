"""``kejichu doctor``: table or JSON, and 1 where there is a problem."""

import json

import pytest

from pipeline import doctor
from pipeline.cli.main import main
from pipeline.doctor import Finding

GOOD = Finding(check="python", ok=True, seen="3.12.1")
BAD = Finding(check="package x[1]", ok=False, seen="not installed", remedy="run make setup")


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["doctor", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.mark.parametrize(("findings", "code"), [([GOOD], 0), ([GOOD, BAD], 1)])
def test_exit_code(findings: list[Finding], code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "examine", lambda: findings)
    assert run() == code


def test_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(doctor, "examine", lambda: [GOOD, BAD])
    run()
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split() == ["python", "ok", "3.12.1"]
    assert lines[2].split() == [
        *("package", "x[1]", "problem"),
        *("not", "installed", "run", "make", "setup"),
    ]
    assert lines[-1] == "1 problem"


def test_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(doctor, "examine", lambda: [GOOD, BAD])
    assert run("--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert found[1] == {
        "check": "package x[1]",
        "ok": False,
        "seen": "not installed",
        "remedy": "run make setup",
    }
