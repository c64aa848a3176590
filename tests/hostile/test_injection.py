"""Text of pages is inert wherever it is shown: a real run whose every page holds such text."""

import csv
import logging
import re
import sqlite3
from pathlib import Path

import openpyxl
import pytest
import yaml
from hostile_case import page
from hostile_texts import PAYLOADS, with_payload
from hypothesis import given, settings
from hypothesis import strategies as st

from models.opportunity import Opportunity
from pipeline.cli.console import inert
from pipeline.cli.main import main
from pipeline.crawling.file_names import safe_name
from pipeline.publishing.export import Order, export
from pipeline.runs.execute import execute
from pipeline.runs.records import read_records

# What makes a terminal, a log or a reader's eye see something else than the characters.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("injection")
    (folder / "pages").mkdir()
    for name, payload in PAYLOADS.items():
        text = page(with_payload(payload), title=f"芬兰公司寻求合作{payload}")
        (folder / "pages" / f"{name}.html").write_bytes(text.encode("utf-8"))
    execute([folder / "pages"], folder / "run", workers=0)
    return folder / "run"


@pytest.fixture(scope="module")
def records(run: Path) -> list[Opportunity]:
    found = list(read_records(run))
    assert len(found) >= len(PAYLOADS) // 2, "the pages must give records, or nothing is tested"
    return found


def test_the_terminal_gets_no_control_character(
    run: Path, records: list[Opportunity], capsys: pytest.CaptureFixture[str]
) -> None:
    for record in records:
        with pytest.raises(SystemExit):
            main(["show", record.opportunity_id, "--run", str(run), "--contacts"])
        done = capsys.readouterr()
        assert record.opportunity_id in done.out
        assert UNSAFE.findall(done.out + done.err) == []


def test_messages_and_logs_stay_on_their_line(
    run: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(SystemExit):
        main(["show", "o-\x1b[31m\u202e", "--run", str(run)])
    shown = capsys.readouterr().err
    assert UNSAFE.findall(shown) == [] and len(shown.splitlines()) == 1
    assert not [r for r in caplog.records if UNSAFE.search(r.getMessage())]


def test_run_files_hold_one_record_a_line(run: Path, records: list[Opportunity]) -> None:
    lines = (run / "records.jsonl").read_bytes().split(b"\n")
    assert len(lines) == len(records) + 1 and lines[-1] == b""
    assert not re.search(rb"[\x00-\x09\x0b-\x1f]", b"\n".join(lines))
    assert all(record.opportunity_id.startswith("o-") for record in records), "none is forged"


@pytest.fixture(scope="module")
def exports(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exports") / "out"
    export(run, out, Order(formats=("csv", "xlsx", "jsonl"), contacts=True))
    return out


def test_no_cell_of_csv_is_a_formula(exports: Path, records: list[Opportunity]) -> None:
    with (exports / "csv" / "records.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert len(rows) == len(records) + 1
    assert len({len(row) for row in rows}) == 1, "no text breaks out of its cell"
    assert [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r\n")] == []


def test_no_cell_of_a_workbook_is_a_formula_or_link(exports: Path) -> None:
    book = openpyxl.load_workbook(exports / "xlsx" / "records.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len(cells) > 100
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b", "inlineStr"}
    assert [cell.coordinate for cell in cells if cell.hyperlink] == []


def test_no_markup_of_a_page_is_in_a_comparison(
    run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The HTML of ``kejichu diff``: every page is one that the older run did not have."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "a.html").write_text(page("<p>无</p>"), "utf-8")
    execute([tmp_path / "pages"], tmp_path / "old", workers=0)
    with pytest.raises(SystemExit):
        main(["diff", str(tmp_path / "old"), str(run), "--format", "html", "--limit", "5000"])
    text = capsys.readouterr().out
    assert "o-" in text and "芬兰" in text, "there is text of the pages in it"
    assert not re.search(r"<script|<img|<a [^>]*javascript:|onerror=[^&]*>", text, re.I)


def test_sql_is_text(records: list[Opportunity]) -> None:
    """Values go to a database as parameters only."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE records (title TEXT)")
    database.executemany("INSERT INTO records VALUES (?)", [(r.title,) for r in records])
    titles = [title for (title,) in database.execute("SELECT title FROM records")]
    assert titles == [r.title for r in records]


def test_yaml_makes_no_objects(records: list[Opportunity]) -> None:
    for text in PAYLOADS.values():
        assert yaml.safe_load(yaml.safe_dump({"title": text})) == {"title": text}
    with pytest.raises(yaml.YAMLError):
        yaml.safe_load(PAYLOADS["yaml"])


def test_only_safe_readers_of_yaml_and_no_pickles_are_used() -> None:
    root = Path(__file__).resolve().parents[2]
    unsafe = re.compile(r"yaml\.(?:load|full_load|unsafe_load)\(|\bpickle\.|\bmarshal\.|shell=True")
    modules = [
        path
        for package in ("models", "extractors", "pipeline", "flows")
        for path in (root / package).rglob("*.py")
    ]
    assert len(modules) > 100
    assert [path.name for path in modules if unsafe.search(path.read_text("utf-8"))] == []


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_any_text_is_inert_in_a_terminal(text: str) -> None:
    shown = inert(text)
    assert len(shown) == len(text)
    assert UNSAFE.findall(shown) == []


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_any_name_of_a_server_is_a_plain_file_name(name: str) -> None:
    safe = safe_name(name)
    assert safe and safe not in (".", "..") and "/" not in safe and "\\" not in safe
    assert UNSAFE.findall(safe) == [] and len(safe.encode("utf-8", "surrogatepass")) <= 160
