"""The commands search and export: runs by name, filters in common, streams and exit codes."""

import json
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from pipeline.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "fixtures" / "feed-rus-ir-crystal"


def kejichu(*arguments: object) -> subprocess.CompletedProcess[str]:
    """What the program does, in this process: its start takes longer than most commands."""
    out, err = StringIO(), StringIO()
    with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    code = int(ended.value.code or 0)
    return subprocess.CompletedProcess(arguments, code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the run of one bundled page."""
    folder = tmp_path_factory.mktemp("workspace")
    done = kejichu("extract", CASE, "--out", folder / "runs" / "one", "--workers", 0)
    assert done.returncode == 0, done.stderr
    return folder


def test_search_prints_records_and_counts(workspace: Path) -> None:
    done = kejichu("search", "激光", "--where", "host_country=RUS", "--workspace", workspace)
    assert done.returncode == 0, done.stderr
    assert "1 records" in done.stdout and "host_country: RUS 1" in done.stdout
    assert done.stdout.startswith("o-") and done.stderr == ""
    none = kejichu("search", "激光", "--where", "host_country=FIN", "--workspace", workspace)
    assert none.returncode == 0 and "0 records" in none.stdout
    assert "no record has host_country=FIN" in none.stderr


def test_search_as_json_holds_hits_and_every_facet(workspace: Path) -> None:
    words = ("雷射 OR 激光", "--facet", "all", "--json")
    found = json.loads(kejichu("search", *words, "--workspace", workspace).stdout)
    record = json.loads((workspace / "runs/one/records.jsonl").read_text("utf-8"))
    assert [hit["opportunity_id"] for hit in found["hits"]] == [record["opportunity_id"]]
    assert found["facets"]["host_country"] == {"RUS": 1} and len(found["facets"]) > 30
    assert found["run_id"].startswith("20")


def test_a_word_that_begins_with_a_minus_comes_after_two(workspace: Path) -> None:
    done = kejichu("search", "--workspace", workspace, "--", "-激光")
    assert done.returncode == 0 and "0 records" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("search", "，，"), 1, "no letter or digit"),
        (("search", "--where", "colour=red"), 1, "colour is no facet"),
        (("search", "--where", "colour"), 2, "FIELD=VALUE"),
        (("search", "--run", "latest~4"), 1, "there is no latest~4"),
        (("export", "latest", "--out", "x", "--format", "docx"), 2, "docx"),
        (("export", "latest", "--out", "x", "--format", "csv", "--where", "a=b"), 1, "no facet"),
    ],
)
def test_wrong_use_is_one_message(
    workspace: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    done = kejichu(*arguments, "--workspace", workspace)
    assert done.returncode == code and message in done.stderr, done.stderr
    assert done.stdout == "" and list(tmp_path.iterdir()) == []
    if code == 1:
        assert done.stderr.startswith("kejichu: ") and len(done.stderr.splitlines()) == 1


def test_export_writes_the_filter_and_says_so(workspace: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ask = ("export", "latest", "--workspace", workspace, "--out", out, "--format", "jsonl")
    done = kejichu(*ask, "--query", "激光", "--since", "2010-01-01", "--json")
    assert done.returncode == 0, done.stderr
    about = json.loads(done.stdout)
    assert about["selection"] == "query 激光; since 2010-01-01" and about["records"] == 1
    assert json.loads((out / "about.json").read_text("utf-8")) == about
    assert "XXXXXX" in (out / "records.jsonl").read_text("utf-8")
    assert kejichu(*ask).returncode == 1
    none = kejichu(*ask, "--force", "--query", "氢能", "--licence", "in-house only")
    assert none.returncode == 0 and none.stdout == f"0 records in {out}\n"
    about = json.loads((out / "about.json").read_text("utf-8"))
    assert about["licence"]["title"] == "in-house only"


def test_export_keeps_contacts_only_when_asked(workspace: Path, tmp_path: Path) -> None:
    record = json.loads((workspace / "runs/one/records.jsonl").read_text("utf-8"))
    mail = next(contact["email"] for contact in record["contacts"] if contact["email"])
    for flag in ("", "--contacts"):
        out = tmp_path / (flag or "hidden")
        ask = ["export", "latest", "--workspace", workspace, "--out", out, "--format", "csv"]
        assert kejichu(*ask, *filter(None, [flag])).returncode == 0
        text = "".join(path.read_text("utf-8") for path in out.iterdir())
        assert (mail in text) is bool(flag)
    shutil.rmtree(tmp_path / "hidden")


def test_help_of_export_loads_no_format() -> None:
    code = (
        "import sys\nfrom pipeline.cli.main import main\n"
        "try: main(['export', '--help'])\nexcept SystemExit: pass\n"
        "heavy = {'xlsxwriter', 'pyarrow', 'followthemoney', 'opencc', 'vl_convert', 'yaml'}\n"
        "assert not heavy & {m.split('.')[0] for m in sys.modules}, heavy & {*sys.modules}\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr


def test_report_is_one_file_and_is_not_overwritten(workspace: Path, tmp_path: Path) -> None:
    pytest.importorskip("vl_convert", reason="needs the extra report")
    out = tmp_path / "report.html"
    ask = ("report", "latest", "--out", out, "--lang", "zh", "--workspace", workspace)
    done = kejichu(*ask)
    assert done.returncode == 0 and done.stdout == f"written: {out}\n", done.stderr
    assert "国际科技合作机会" in out.read_text("utf-8")
    again = kejichu(*ask)
    assert again.returncode == 1 and "--force" in again.stderr
    forced = kejichu(*ask, "--force", "--json", "--where", "host_country=FIN")
    assert json.loads(forced.stdout) == [str(out)]
