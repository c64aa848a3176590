"""Exit codes, streams and messages of the commands."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "fixtures" / "feed-rus-ir-crystal"


def kejichu(*arguments: object) -> subprocess.CompletedProcess[str]:
    code = "import sys; from pipeline.cli.main import main; main(sys.argv[1:])"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("cli") / "run"
    done = kejichu("extract", CASE, "--out", out, "--workers", 0, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["counts"]["records"] == 1
    return out


def test_quarantined_pages_end_in_3(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "empty.html").write_bytes(b"")
    done = kejichu("extract", tmp_path / "pages", "--out", tmp_path / "run", "--workers", 0)
    assert done.returncode == 3
    assert "1 quarantined" in done.stdout and "quarantine.jsonl" in done.stderr.replace("\n", "")


def test_usage_ends_in_2_and_failure_in_1_with_one_sentence(tmp_path: Path) -> None:
    assert kejichu("extract").returncode == 2
    assert kejichu("nonsense").returncode == 2
    done = kejichu("extract", tmp_path / "missing", "--out", tmp_path / "run")
    assert done.returncode == 1
    assert done.stderr.startswith("kejichu: ") and len(done.stderr.splitlines()) == 1


@pytest.mark.skipif(not hasattr(__import__("os"), "geteuid"), reason="needs POSIX permissions")
def test_an_unwritable_folder_is_one_sentence() -> None:
    done = kejichu("extract", CASE, "--out", "/proc/nowhere/run", "--workers", 0)
    assert done.returncode == 1
    assert "cannot write" in done.stderr and len(done.stderr.splitlines()) == 1


def test_show_redacts_contacts_unless_asked(run: Path) -> None:
    record = json.loads((run / "records.jsonl").read_text("utf-8"))
    mail = next(c["email"] for c in record["contacts"] if c["email"])
    hidden = kejichu("show", record["opportunity_id"], "--run", run)
    assert hidden.returncode == 0 and mail not in hidden.stdout and "XXXXXX" in hidden.stdout
    asked = kejichu("show", record["opportunity_id"][:8], "--run", run, "--contacts", "--json")
    assert json.loads(asked.stdout)["contacts"] == record["contacts"]
    plain = kejichu("show", record["opportunity_id"], "--run", run, "--json").stdout
    assert mail not in plain


def test_eval_measures_and_gates(run: Path, tmp_path: Path) -> None:
    done = kejichu("eval", ROOT / "fixtures", run, "--bootstrap", 0, "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    floors = tmp_path / "floors.yaml"
    floors.write_text(
        f"gold_sha256: {figures['gold_sha256']}\nfloors: {{page_detection: 1.0}}\n", "utf-8"
    )
    assert kejichu("eval", ROOT / "fixtures", run, "--floors", floors).returncode == 4


def test_neither_help_nor_extract_imports_prefect(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pipeline.cli.main import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit: pass\n"
        "assert not [m for m in sys.modules if m.split('.')[0] == 'prefect']\n"
    )
    for arguments in (
        ["--help"],
        ["extract", str(CASE), "--out", str(tmp_path / "r"), "--workers", "0"],
    ):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_page_text_is_inert_in_the_terminal() -> None:
    from pipeline.cli.console import inert

    assert inert("a\x1b[31mb\u202ec\x07") == "a\ufffd[31mb\ufffdc\ufffd"
    assert inert("中文\n\t") == "中文\n\t"
