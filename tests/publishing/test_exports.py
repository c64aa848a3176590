"""Exports: each opens in what it is for, gives the records again, and says what it is."""

import csv
import json
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path

import duckdb
import openpyxl
import pandas
import polars
import pyarrow.parquet
import pytest
from exporting import WITHOUT_EXTRAS, exported, shown
from frictionless import Package, system
from openpyxl.utils.escape import unescape
from publishing_samples import FORMULA, TRAPS
from reading_back import csv_rows, from_cells, from_tables

from models.opportunity import SCHEMA_VERSION, Opportunity
from pipeline.publishing.about import default_licence
from pipeline.publishing.cset_table import cset_columns, cset_schema
from pipeline.publishing.flat import record_columns
from pipeline.publishing.formats import FORMATS
from pipeline.publishing.safety import CUT, MOST_UNITS, fitting_cell, inert_cell
from pipeline.runs.folder import RunFolderError, read_manifest
from pipeline.runs.records import read_records

STAMP = ("run_id", "licence")


def test_the_runs_hold_what_the_tests_need(run: Path, trapped_run: Path) -> None:
    records = list(read_records(run))
    assert len(records) >= 8
    assert any(record.contacts for record in records)
    assert any(len(record.foreign_parties) > 1 for record in records)
    assert any(party.aliases for record in records for party in record.foreign_parties)
    assert len(list(read_records(trapped_run))) == len(TRAPS)


def test_json_lines_give_the_records_again(source: Path, out: Path) -> None:
    lines = (out / "jsonl" / "records.jsonl").read_text("utf-8")
    rows = [json.loads(line) for line in lines.split("\n")[:-1]]
    assert {(row.pop("run_id"), row.pop("licence")) for row in rows} == {
        (read_manifest(source).run_id, default_licence().title)
    }
    assert [Opportunity.model_validate(row) for row in rows] == shown(source)


def test_csv_gives_the_records_again(source: Path, out: Path) -> None:
    out = out / "csv"
    evidence = {
        key: list(lines)
        for key, lines in groupby(
            csv_rows(out / "evidence.csv"), lambda line: line["opportunity_id"]
        )
    }
    rows = csv_rows(out / "records.csv")
    assert [from_cells(row, evidence[row["opportunity_id"]]) for row in rows] == shown(source)


def test_data_package_gives_the_records_again(source: Path, out: Path) -> None:
    assert list(from_tables(out / "datapackage")) == shown(source)


def test_parquet_gives_the_records_again(source: Path, out: Path) -> None:
    path = out / "parquet" / "records.parquet"
    found = []
    for row in pyarrow.parquet.read_table(path).to_pylist():
        row["extractor_versions"] = json.loads(row["extractor_versions"])
        found.append(Opportunity.model_validate({n: v for n, v in row.items() if n not in STAMP}))
    assert found == shown(source)


def test_workbook_opens_in_openpyxl_and_holds_the_same(out: Path) -> None:
    book = openpyxl.load_workbook(out / "xlsx" / "records.xlsx")
    assert book.sheetnames == ["records", "evidence", "dictionary", "run"]
    for sheet, file in (("records", "records.csv"), ("evidence", "evidence.csv")):
        header, *rows = book[sheet].iter_rows(values_only=True)
        texts = csv_rows(out / "csv" / file)
        assert list(header) == list(texts[0])
        assert len(rows) == len(texts)
        for row, line in zip(rows, texts, strict=True):
            for cell, text in zip(row, line.values(), strict=True):
                if isinstance(cell, float):
                    assert cell == float(text)
                else:
                    assert as_text(cell) == fitting_cell(text)


def as_text(cell: object) -> str:
    if isinstance(cell, bool) or cell is None:
        return "" if cell is None else str(cell).lower()
    # openpyxl leaves what Excel reads as control characters in their written form.
    return f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else unescape(str(cell))


def test_formula_stays_text_in_csv_and_workbook(trapped_run: Path, tmp_path: Path) -> None:
    out = exported(trapped_run, tmp_path / "x", "csv", "xlsx", "datapackage")
    for path in (out / "csv/records.csv", out / "datapackage/opportunities.csv"):
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert rows[0]["title"] == f"'{FORMULA}"
        cells = [cell for row in rows for cell in row.values()]
        assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")]
    sheet = openpyxl.load_workbook(out / "xlsx" / "records.xlsx")["records"]
    title = next(cell.column for cell in sheet[1] if cell.value == "title")
    cell = sheet.cell(2, title)
    assert cell.value == FORMULA and cell.data_type == "s"
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds and "e" not in kinds


@pytest.mark.parametrize("text", [*TRAPS, "plain", "", "''", "'=1"])
def test_taking_one_apostrophe_away_gives_the_text_again(text: str) -> None:
    cell = inert_cell(text)
    assert (cell[1:] if cell.startswith("'") else cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


def test_cells_for_excel_are_cut_to_its_limit_in_utf16() -> None:
    assert fitting_cell("字" * MOST_UNITS) == "字" * MOST_UNITS
    long = fitting_cell("𠮷" * MOST_UNITS)
    assert long.endswith(CUT) and long.startswith("𠮷")
    assert MOST_UNITS - 2 < len(long.encode("utf-16-le")) // 2 <= MOST_UNITS


def test_excel_csv_has_a_byte_order_mark_and_fits(trapped_run: Path, tmp_path: Path) -> None:
    out = exported(trapped_run, tmp_path / "x", "csv", excel=True)
    plain = exported(trapped_run, tmp_path / "y", "csv")
    assert (out / "records.csv").read_bytes().startswith(b"\xef\xbb\xbfschema_version,")
    assert (plain / "records.csv").read_bytes().startswith(b"schema_version,")
    longest = max(len(cell) for row in csv_rows(out / "records.csv") for cell in row.values())
    assert longest == MOST_UNITS
    assert max(len(c) for r in csv_rows(plain / "records.csv") for c in r.values()) > MOST_UNITS


def test_csv_and_parquet_open_in_pandas_polars_and_duckdb(source: Path, out: Path) -> None:
    titles = [record.title for record in shown(source)]
    path, table = out / "csv" / "records.csv", out / "parquet" / "records.parquet"
    frames = (
        pandas.read_csv(path, dtype=str, keep_default_na=False)["title"].tolist(),
        polars.read_csv(path, infer_schema=False)["title"].to_list(),
        [t for (t,) in duckdb.read_csv(str(path), all_varchar=True).select("title").fetchall()],
    )
    for found in frames:
        assert [title.removeprefix("'") for title in found] == titles
    assert pandas.read_parquet(table)["title"].tolist() == titles
    assert polars.read_parquet(table)["title"].to_list() == titles
    names = [party.name for record in shown(source) for party in record.foreign_parties]
    query = f"SELECT unnest(foreign_parties).name FROM '{table}'"
    assert [name for (name,) in duckdb.sql(query).fetchall()] == names


def test_data_package_is_valid_to_frictionless(source: Path, out: Path) -> None:
    with system.use_context(trusted=True):
        package = Package(str(out / "datapackage" / "datapackage.json"))
        report = package.validate()
        assert report.valid, report.flatten(["title", "fieldName", "rowNumber", "note"])[:5]
        rows = package.get_resource("opportunities").read_rows()
    assert len(rows) == len(shown(source))
    assert [row["publication_date"] for row in rows] == [r.publication_date for r in shown(source)]
    assert rows[0]["technology_fields"] == list(shown(source)[0].technology_fields)
    assert {r.name for r in package.resources} >= {"foreign-parties", "field-evidence", "codes"}


def test_frictionless_would_see_a_wrong_value(run: Path, tmp_path: Path) -> None:
    out = exported(run, tmp_path / "x", "datapackage")
    path = out / "opportunities.csv"
    path.write_text(path.read_text("utf-8").replace("foreign_offer", "foreign_gift"), "utf-8")
    lost = out / "people.csv"
    lost.write_text(lost.read_text("utf-8").replace("o-", "q-"), "utf-8")
    report = Package(str(out / "datapackage.json")).validate()
    kinds = {kind for (kind,) in report.flatten(["type"])}
    assert {"constraint-error", "foreign-key"} <= kinds


def test_cset_table_keeps_to_its_schema(source: Path, out: Path) -> None:
    out = out / "cset"
    schema = json.loads((out / "cset.schema.json").read_text("utf-8"))
    assert schema == cset_schema() and len({c["name"] for c in schema}) == len(schema)
    rows = [json.loads(line) for line in (out / "cset.jsonl").read_text("utf-8").split("\n")[:-1]]
    for row in rows:
        assert list(row) == [column["name"] for column in schema]
        for column in schema:
            value = row[column["name"]]
            if column["mode"] == "REPEATED":
                assert isinstance(value, list) and all(fits(v, column["type"]) for v in value)
            else:
                assert fits(value, column["type"]) or (
                    value is None and column["mode"] == "NULLABLE"
                )
    for row, record in zip(rows, shown(source), strict=True):
        assert row["title"] == record.title and row["year"] == record.publication_year
        assert row["parties"] == [party.name for party in record.foreign_parties]
        assert len(row["parties_en"]) == len(row["party_types"]) == len(row["parties"])
        assert row["description_link"] == record.source_url
        assert len(row["evidence_sentences"]) == len(row["evidence_fields"])
    labels = {"foreign_offer": "Foreign side offers technology"}
    assert all(r["direction_en"] == labels.get(r["direction"], r["direction_en"]) for r in rows)
    path = str(out / "cset.jsonl")
    count = len(rows)
    assert duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall() == [(count,)]
    assert polars.read_ndjson(path, infer_schema_length=None).height == count
    assert len(pandas.read_json(path, lines=True)) == count


def fits(value: object, kind: str) -> bool:
    kinds = {"STRING": str, "BOOLEAN": bool, "INTEGER": int, "FLOAT": float}
    return isinstance(value, kinds.get(kind, str))


def test_cset_columns_are_snake_case_with_english_beside_codes() -> None:
    names = [column.name for column in cset_columns()]
    assert all(name == name.lower() and name.isidentifier() for name in names)
    triple = {"description_source", "description_link", "description_retrieval_date"}
    assert triple <= {*names}
    coded = ("direction", "technology_areas", "party_types", "cooperation_types")
    assert {"title_en", "content_en", *(f"{name}_en" for name in coded)} <= {*names}


@pytest.mark.parametrize("name", FORMATS)
def test_no_contact_leaves_unless_asked_for(run: Path, tmp_path: Path, name: str) -> None:
    if name == "ftm":
        pytest.importorskip("followthemoney", reason="needs the extra ftm")
    private = {
        value
        for record in read_records(run)
        for contact in record.contacts
        for value in (contact.name, contact.email, contact.phone)
        if value and value not in {party.name for party in record.foreign_parties}
    }
    assert len(private) > 4
    hidden = everything(exported(run, tmp_path / "hidden", name))
    assert [value for value in private if value in hidden] == []
    asked = everything(exported(run, tmp_path / "asked", name, contacts=True))
    # FollowTheMoney and the flat table have no place for every contact's way of writing.
    if name not in ("cset", "ftm"):
        assert [value for value in private if value not in asked] == []
        assert '"contacts": "included"' in (tmp_path / "asked/about.json").read_text("utf-8")


def everything(folder: Path) -> str:
    """All text of an export."""
    parts = []
    for path in folder.rglob("*"):
        if path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
            parts += [str(cell) for row in rows for cell in row]
        elif path.suffix == ".parquet":
            parts.append(str(pyarrow.parquet.read_table(path).to_pylist()))
        elif path.is_file():
            parts.append(path.read_text("utf-8"))
    return "\n".join(parts)


@pytest.mark.parametrize("name", FORMATS)
def test_each_export_names_run_schema_version_and_licence(
    run: Path, tmp_path: Path, name: str
) -> None:
    if name == "ftm":
        pytest.importorskip("followthemoney", reason="needs the extra ftm")
    out = exported(run, tmp_path / "x", name)
    about = json.loads((out / "about.json").read_text("utf-8"))
    manifest = read_manifest(run)
    assert about["run_id"] == manifest.run_id and about["schema_version"] == SCHEMA_VERSION
    assert about["licence"]["name"] == "CC0-1.0" and about["contacts"] == "redacted"
    assert about["records"] == manifest.counts.records
    dated = sum(record.publication_date is not None for record in read_records(run))
    assert about["coverage"]["publication_date"] == dated
    (out / "about.json").unlink()
    text = everything(out)
    for wanted in (manifest.run_id, SCHEMA_VERSION, default_licence().title):
        assert wanted in text, f"{name} does not name {wanted}"


def test_parquet_metadata_carries_the_colophon(run: Path, tmp_path: Path) -> None:
    path = exported(run, tmp_path / "x", "parquet") / "records.parquet"
    metadata = pyarrow.parquet.read_schema(path).metadata
    about = json.loads(metadata[b"kejichu"])
    assert about["run_id"] == read_manifest(run).run_id and about["licence"]["name"] == "CC0-1.0"


def test_two_exports_of_a_run_are_the_same_bytes(run: Path, tmp_path: Path) -> None:
    one = exported(run, tmp_path / "one", *WITHOUT_EXTRAS)
    two = exported(run, tmp_path / "two", *WITHOUT_EXTRAS)
    files = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
    assert len(files) > 20
    assert [f for f in files if (one / f).read_bytes() != (two / f).read_bytes()] == []


def test_a_workbook_goes_on_in_further_sheets(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.publishing.workbook.MOST_ROWS", 100)
    book = openpyxl.load_workbook(exported(run, tmp_path / "x", "xlsx") / "records.xlsx")
    sheets = [name for name in book.sheetnames if name.startswith("evidence")]
    rows = sum(book[name].max_row - 1 for name in sheets)
    assert len(sheets) > 1
    assert rows == sum(len(record.field_evidence) for record in read_records(run))


def test_an_export_is_put_in_place_whole_or_not_at_all(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "x"

    def broken(folder: Path) -> Iterator[Opportunity]:
        yield from read_records(folder)
        raise OSError("disk")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="disk"):
        patch.setattr("pipeline.publishing.selecting.read_records", broken)
        exported(run, out, "csv", "xlsx")
    assert not out.exists() and list(tmp_path.iterdir()) == []
    exported(run, out, "csv")
    with pytest.raises(RunFolderError, match="already holds an export"):
        exported(run, out, "csv")
    assert oct(out.stat().st_mode)[-3:] == "700"
    assert oct((out / "records.csv").stat().st_mode)[-3:] == "600"


def test_flat_columns_are_distinct_and_cover_the_schema() -> None:
    names = [column.name for column in record_columns()]
    assert len({*names}) == len(names)
    assert {"foreign_parties_name", "foreign_parties_location_country", "content"} <= {*names}
