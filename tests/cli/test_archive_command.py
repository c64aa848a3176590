"""``kejichu archive``: import, list, verify, export; exit codes, JSON and messages."""

import json
import sqlite3
from pathlib import Path

import pytest

from pipeline.cli.main import main
from pipeline.workspace import VARIABLE

ROOT = Path(__file__).resolve().parents[2]
CASE = ROOT / "fixtures" / "feed-rus-ir-crystal"


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    folder.mkdir()
    lines = []
    for number in range(3):
        (folder / f"{number}.html").write_text(f"<html><p>page {number}</p></html>", "utf-8")
        url = f"http://{'a' if number else 'b'}.example/{number}.htm"
        time = f"2024-05-3{number % 2}T08:00:00Z"
        lines.append(json.dumps({"file": f"{number}.html", "url": url, "retrieved_at": time}))
    (folder / "pages.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "workspace"))
    return tmp_path / "workspace"


def kejichu(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    assert isinstance(end.value.code, int)
    return end.value.code, printed.out, printed.err


def test_import_list_verify_export(
    capsys: pytest.CaptureFixture[str], workspace: Path, pages: Path, tmp_path: Path
) -> None:
    code, out, _ = kejichu(capsys, "archive", "import", pages, "--source", "saved", "--json")
    assert (code, json.loads(out)["captures"]) == (0, 3)
    code, out, _ = kejichu(capsys, "archive", "import", pages)
    assert code == 0 and "0 pages imported, 3 were there already" in out
    code, out, _ = kejichu(capsys, "archive", "list", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert [row["url"] for row in rows] == [
        "http://b.example/0.htm",
        "http://a.example/1.htm",
        "http://a.example/2.htm",
    ]
    assert rows[0]["name"].endswith("#2") and rows[0]["retrieved_at"] == "2024-05-30T08:00:00+00:00"
    code, out, _ = kejichu(capsys, "archive", "verify", "--json")
    assert (code, json.loads(out)["captures"], json.loads(out)["faults"]) == (0, 3, [])
    copy = tmp_path / "copy.warc.gz"
    code, out, _ = kejichu(capsys, "archive", "export", copy, "--url", "http://a.", "--json")
    assert (code, json.loads(out)["captures"]) == (0, 2)
    assert kejichu(capsys, "archive", "verify", copy)[0] == 0
    assert sorted(path.name for path in workspace.iterdir() if "sqlite" not in path.name) == [
        "archive"
    ]


@pytest.mark.parametrize(
    ("options", "urls"),
    [
        (["--since", "2024-05-31"], ["http://a.example/1.htm"]),
        (["--until", "2024-05-30T08:00:01"], ["http://b.example/0.htm", "http://a.example/2.htm"]),
        (["--url", "http://b"], ["http://b.example/0.htm"]),
        (["--source", "other"], []),
        (["--status", "200"], []),
    ],
)
def test_captures_are_selected(
    capsys: pytest.CaptureFixture[str],
    workspace: Path,
    pages: Path,
    options: list[str],
    urls: list[str],
) -> None:
    kejichu(capsys, "archive", "import", pages, "--workspace", workspace)
    _, out, _ = kejichu(capsys, "archive", "list", *options)
    assert [line.split()[-1] for line in out.splitlines()] == urls


def test_damage_ends_in_1_and_names_the_place(
    capsys: pytest.CaptureFixture[str], workspace: Path, pages: Path
) -> None:
    kejichu(capsys, "archive", "import", pages)
    (path,) = (workspace / "archive").iterdir()
    path.write_bytes(path.read_bytes()[:-5])
    for arguments in ([], [path], [workspace / "archive"]):
        code, out, notes = kejichu(capsys, "archive", "verify", *arguments)
        assert code == 1 and "0 faults" not in out
        assert "truncated_archive" in notes and path.name in notes.replace("\n", "")


def test_a_torn_tail_is_cut_when_asked(
    capsys: pytest.CaptureFixture[str], workspace: Path, pages: Path
) -> None:
    kejichu(capsys, "archive", "import", pages)
    (path,) = (workspace / "archive").iterdir()
    with path.open("ab") as file:
        file.write(b"half a record")
    with sqlite3.connect(workspace / "state.sqlite") as connection:  # as if the writer had died
        connection.execute("UPDATE archive_files SET sealed = 0")
    assert kejichu(capsys, "archive", "verify")[0] == 1
    assert kejichu(capsys, "archive", "verify", "--repair")[0] == 0


def test_what_cannot_be_imported_ends_in_3_or_1(
    capsys: pytest.CaptureFixture[str], workspace: Path, tmp_path: Path
) -> None:
    (tmp_path / "broken.warc.gz").write_bytes(b"\x1f\x8b\x08")
    code, _, notes = kejichu(capsys, "archive", "import", tmp_path / "broken.warc.gz")
    assert code == 3 and "truncated_archive" in notes
    code, _, notes = kejichu(capsys, "archive", "import", tmp_path / "nowhere")
    assert code == 1 and notes.startswith("kejichu: ") and len(notes.splitlines()) == 1


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("archive.file_bytes = 5", "archive.file_bytes"),
        ("databse = 'x'", "databse"),
        ("database = 'mysql://x/y'", "not supported"),
        ("no toml", "cannot be read"),
    ],
)
def test_wrong_settings_are_one_sentence(
    capsys: pytest.CaptureFixture[str], workspace: Path, settings: str, message: str
) -> None:
    workspace.mkdir()
    (workspace / "kejichu.toml").write_text(settings, "utf-8")
    code, _, notes = kejichu(capsys, "archive", "list")
    assert code == 1 and message in notes and len(notes.splitlines()) == 1


def test_settings_count(
    capsys: pytest.CaptureFixture[str], workspace: Path, pages: Path, postgresql_database: str
) -> None:
    workspace.mkdir()
    settings = f"database = '{postgresql_database}'\n[archive]\nfile_bytes = 1000\n"
    (workspace / "kejichu.toml").write_text(settings, "utf-8")
    assert kejichu(capsys, "archive", "import", pages)[0] == 0
    assert kejichu(capsys, "archive", "import", CASE)[0] == 0
    assert kejichu(capsys, "archive", "verify")[0] == 0
    assert not (workspace / "state.sqlite").exists()
    assert len(list((workspace / "archive").iterdir())) == 2
