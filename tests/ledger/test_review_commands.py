"""``kejichu review`` and ``publish``: streams, exit codes, messages, and the whole way round."""

import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from ledger_samples import record, report_of, write_run

from pipeline.cli.main import main

TEXT = "项目来自德国。联系人：李明，邮箱 li@lumi.example。"
FIRST, SECOND = "20240101T000000Z-aaaaaa", "20240102T000000Z-bbbbbb"


def sample(number: int, country: str = "DEU") -> dict[str, Any]:
    url = f"http://a.example/{number}"
    return record(
        TEXT,
        {"/host_country": "德国", "/contacts/0/email": "li@lumi.example"},
        f"o-{number}",
        report_of(url),
        title=f"题目{number}",
        host_country=country,
        contacts=[{"email": "li@lumi.example"}],
    ) | {"source_url": url}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    write_run(tmp_path / "runs" / FIRST, FIRST, [sample(n) for n in range(4)])
    changed = [sample(0, "AUT"), *(sample(n) for n in range(1, 4))]
    write_run(tmp_path / "runs" / SECOND, SECOND, changed)
    return tmp_path


@dataclass(frozen=True)
class Done:
    """What a call of the program left behind."""

    stdout: str
    stderr: str


class Kejichu:
    """The program in a workspace, run in this process, which has everything loaded."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace

    def __call__(self, *arguments: object, code: int = 0, stdin: str = "") -> Done:
        out, err = StringIO(), StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            redirect_stdout(out),
            redirect_stderr(err),
            pytest.raises(SystemExit) as ended,
        ):
            patch.setenv("KEJICHU_WORKSPACE", str(self.workspace))
            patch.setenv("KEJICHU_REVIEWER", "ann")
            patch.setattr(sys, "stdin", TextIOWrapper(BytesIO(stdin.encode()), "utf-8"))
            main([str(each) for each in arguments])
        assert ended.value.code == code, err.getvalue()
        return Done(out.getvalue(), err.getvalue())

    def json(self, *arguments: object, code: int = 0) -> Any:
        return json.loads(self(*arguments, "--json", code=code).stdout)


def test_from_a_decision_to_a_publication(workspace: Path) -> None:
    kejichu = Kejichu(workspace)
    taken = kejichu.json(
        *("review", "decide", "latest~1", "--record", "o-0", "--pointer", "/host_country"),
        "--accept",
    )
    [decision] = taken["decisions"]
    assert (decision["reviewer"], decision["value"]) == ("ann", "DEU")
    status = kejichu.json("review", "status", "latest")
    assert status["open"] == {"conflict": 1, "change": 0}
    assert status["states"] == {"regression": 1}
    refused = kejichu("publish", "latest", code=4)
    assert "1 regression" in refused.stderr and refused.stdout == ""
    shown = kejichu.json("review", "next", "latest")
    [entry] = shown["entries"]
    assert (entry["question"], entry["was"], entry["now"]) == ("regression", "DEU", "AUT")
    assert entry["quote"]["quote"] == "德国" and "li@lumi" not in entry["quote"]["suffix"]
    kejichu("review", "decide", SECOND[:8], "--entry", entry["entry"], "--reject")
    published = kejichu.json("publish", "latest")
    assert published["published"] and published["states"] == {"still_rejected": 1}
    folder = Path(published["folder"])
    assert folder.parent == workspace / "published"
    values = [json.loads(line)["host_country"] for line in (folder / "records.jsonl").open()]
    assert values == ["DEU"] * 4
    log = kejichu("review", "log").stdout.splitlines()
    assert len(log) == 2 and "o-0 host_country" in log[0]


def test_undo_export_and_import_in_another_workspace(workspace: Path, tmp_path: Path) -> None:
    kejichu = Kejichu(workspace)
    place = ("review", "decide", "latest", "--record", "o-1", "--pointer", "/host_country")
    batch = kejichu.json(*place, "--correct", "AUT", "--quote", "德国")["batch"]
    assert "1 decisions" in kejichu("review", "undo", batch).stdout
    assert kejichu("review", "undo", batch, code=1).stderr.startswith("kejichu: there is nothing")
    file = tmp_path / "ledger.jsonl"
    assert "2 decisions written" in kejichu("review", "export", file).stderr
    other = Kejichu(tmp_path / "other")
    assert other.json("review", "import", file) == {"decisions": 2, "added": 2}
    assert other.json("review", "import", file) == {"decisions": 2, "added": 0}
    assert other("review", "export").stdout == file.read_text("utf-8")
    edited = file.read_text("utf-8").replace("AUT", "CHE")
    assert (
        "line 1 is not as it was written"
        in other("review", "import", "-", code=1, stdin=edited).stderr
    )


def test_all_at_once_is_refused_before_its_samples(workspace: Path) -> None:
    kejichu = Kejichu(workspace)
    query = ("--question", "unreviewed", "--field", "host_country", "--value", "DEU")
    command = ("review", "decide", "latest", *query, "--accept", "--samples", 2)
    locked = kejichu.json(*command, code=4)
    assert len(locked["samples"]) == 2 and "2 more samples of 3" in locked["locked"]
    for entry in locked["samples"]:
        kejichu("review", "decide", "latest", "--entry", entry, "--accept")
    made = kejichu.json(*command)
    assert [each["reach"] for each in made["decisions"]] == ["bulk"]
    assert kejichu.json("review", "next", "latest", *query)["open"] == 0


def test_contacts_are_hidden_unless_asked(workspace: Path) -> None:
    kejichu = Kejichu(workspace)
    query = ("review", "next", "latest", "--kind", "value", "--field", "contacts")
    assert "li@lumi" not in kejichu(*query).stdout
    assert "li@lumi" in kejichu(*query, "--contacts").stdout
    place = ("review", "decide", "latest", "--record", "o-1", "--pointer", "/contacts/0")
    assert "li@lumi" not in kejichu(*place, "--accept", "--json").stdout
    assert "li@lumi" not in kejichu("review", "log").stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["decide", "latest", "--entry", "e-1"], 2, "one of --accept"),
        (["decide", "latest", "--accept"], 2, "Say on what"),
        (["decide", "latest", "--pointer", "/title", "--accept"], 2, "needs one --record"),
        (["decide", "latest", "--entry", "e-1", "--accept"], 1, "has no entry e-1"),
        (
            ["decide", "latest", "--record", "o-1", "--pointer", "/x", "--accept"],
            1,
            "no field of a record",
        ),
        (["status", "nothing"], 1, "no run folder"),
        (["undo", "d-0"], 1, "no decision"),
    ],
)
def test_mistakes_are_one_sentence(
    workspace: Path, arguments: list[str], code: int, message: str
) -> None:
    done = Kejichu(workspace)("review", *arguments, code=code)
    assert message in done.stderr
    assert code == 2 or len(done.stderr.splitlines()) == 1


def test_without_decisions_the_exported_file_is_empty(workspace: Path, tmp_path: Path) -> None:
    kejichu = Kejichu(workspace)
    file = tmp_path / "decisions.jsonl"
    file.write_text("of before\n", "utf-8")
    assert "0 decisions written" in kejichu("review", "export", file).stderr
    assert file.read_bytes() == b""
    assert kejichu.json("review", "import", file) == {"decisions": 0, "added": 0}


def test_every_decision_is_a_case_for_the_next_run(workspace: Path) -> None:
    kejichu = Kejichu(workspace)
    place = ("review", "decide", "latest~1", "--pointer", "/host_country", "--record")
    kejichu(*place, "o-0", "--accept")
    kejichu(*place, "o-1", "--accept")
    kejichu(*place, "o-2", "--correct", "AUT", "--quote", "德国")
    assert kejichu.json("eval", "latest~1", "--against-ledger")["fields"] == [
        {
            "field": "host_country",
            **{"right": 2, "wrong": 1, "lost": 0, "open": 0},
            "share": pytest.approx(2 / 3),
            "ci95": [pytest.approx(0.208, abs=1e-3), pytest.approx(0.939, abs=1e-3)],
        }
    ]
    # The later run lost o-0, which was right; o-1 is right still and o-2 as wrong as before.
    [now] = kejichu.json("eval", "latest", "--against-ledger", code=4)["fields"]
    assert (now["right"], now["wrong"], now["lost"]) == (1, 2, 1)
    assert "host_country" in kejichu("eval", "latest", "--against-ledger", code=4).stdout
    assert "takes RUN alone" in kejichu("eval", "a", "b", "--against-ledger", code=2).stderr
    assert "GOLD_DIR" in kejichu("eval", "latest", code=2).stderr


def test_what_reviewers_made_of_each_rule(workspace: Path) -> None:
    kejichu = Kejichu(workspace)
    place = ("review", "decide", "latest", "--pointer", "/host_country", "--record")
    kejichu(*place, "o-1", "--accept")
    kejichu(*place, "o-2", "--correct", "AUT")
    [rule] = kejichu.json("review", "rules", "latest")["rules"]
    assert (rule["rule"], rule["accepted"], rule["corrected"]) == ("host_country.test", 1, 1)
    assert rule["grades"] == {"likely": 4} and rule["overrated"] is False
    shown = kejichu("review", "rules", "latest").stdout
    assert "host_country.test" in shown and "4 likely" in shown and "0.500" in shown
