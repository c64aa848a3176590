"""Filled coding sheets: taken in as they say, refused by file and line, never lost."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from gold_samples import RUN, run_pages
from openpyxl import load_workbook

from pipeline.cli.main import cli
from pipeline.evaluation.annotation import Money, Party
from pipeline.gold.coding import add_codings, codings_of, progress
from pipeline.gold.errors import CodingError
from pipeline.gold.folder import keep_sample, read_sample
from pipeline.gold.reading import read_sheet, sample_of
from pipeline.gold.sampling import Sample, draw
from pipeline.gold.sheet import write_sheet

ONE = {
    "title": "氢燃料电池",
    "direction": "foreign_offer",
    "host_country": "FIN",
    "foreign_parties": [{"name": "Lumi Oy", "aliases": ["卢米"], "type": "company"}],
    "technology_fields": ["new_energy_storage"],
    "amounts": [{"amount": 3000000, "currency": "EUR"}],
}


def sheet(folder: Path, form: str = "jsonl") -> tuple[Sample, Path]:
    sample = draw(run_pages({"zh": 9}), RUN, 4, (), "S", 0.5)
    keep_sample(folder, sample)
    path = folder / f"sheet.{form}"
    write_sheet(sample, {item.page_id: "文" for item in sample.items}, path)
    return sample, path


def fill(path: Path, values: dict[int, dict[str, Any]]) -> Path:
    """Fill in pages by their numbers, from 0."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    for at, own in values.items():
        lines[at + 1] |= own
    path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    return path


def test_what_is_filled_in_is_taken_and_nothing_else(tmp_path: Path) -> None:
    sample, path = sheet(tmp_path)
    assert sample_of(path) == sample.sample_id and read_sheet(path, sample, "ann") == []
    day = {"publication_date": "2018-05-09", "referring_mission": "fin-emb"}
    fill(path, {0: day | {"opportunities": [ONE, ONE]}, 1: {"opportunities": []}})
    first, second = read_sheet(path, sample, "ann")
    assert (first.page_id, first.coder) == (sample.items[0].page_id, "ann")
    assert (first.publication_date, first.referring_mission) == ("2018-05-09", "fin-emb")
    assert len(first.opportunities) == 2 and second.opportunities == ()
    # What was left empty is not stated.
    assert first.opportunities[0].ip_status == "unstated"
    assert first.opportunities[0].cooperation_types == ("unspecified",)


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ({"opportunities": [ONE | {"direction": "up"}]}, "direction knows no 'up': it takes f"),
        ({"opportunities": [ONE | {"host_country": "XX"}]}, "host_country knows no 'XX'"),
        ({"opportunities": [ONE | {"technology_fields": ["magic"]}]}, "knows no 'magic'"),
        ({"opportunities": [ONE | {"colour": "red"}]}, "has no field colour"),
        ({"opportunities": [ONE | {"title": ""}]}, "needs its title"),
        ({"opportunities": [ONE | {"contacts": 7}]}, "contacts: "),
        ({"opportunities": [7]}, "is a JSON object"),
        ({"opportunities": {}}, "opportunities are a JSON list"),
        (
            {"opportunities": [ONE | {"foreign_parties": [{"name": "A", "type": "firm"}]}]},
            "type knows no 'firm'",
        ),
        (
            {"opportunities": [ONE | {"amounts": [{"amount": 1, "currency": "XXX"}]}]},
            "currency 'XXX' is none of CNY",
        ),
        ({"opportunities": [], "publication_date": "5.2018"}, "'5.2018' is no date"),
        ({"opportunities": [], "publication_date": 2018}, "2018 is no date"),
        ({"opportunities": [], "referring_mission": "mars"}, "referring_mission knows no 'mars'"),
        ({"opportunities": [], "page_id": "r-x"}, "page 'r-x' was not drawn"),
        ({"opportunities": [], "page_id": []}, "was not drawn"),
    ],
)
def test_what_is_wrong_is_told_by_file_and_line(
    tmp_path: Path, own: dict[str, Any], message: str
) -> None:
    sample, path = sheet(tmp_path)
    fill(path, {1: own})
    with pytest.raises(CodingError, match=rf"^sheet\.jsonl:3: .*{message}"):
        read_sheet(path, sample, "ann")


def test_lines_that_are_none(tmp_path: Path) -> None:
    sample, path = sheet(tmp_path)
    path.write_text(path.read_text("utf-8") + "{", "utf-8")
    with pytest.raises(CodingError, match=r"sheet\.jsonl:6: no JSON"):
        read_sheet(path, sample, "ann")
    fill(sheet_again(path, sample), {1: {"page_id": sample.items[0].page_id, "opportunities": []}})
    fill(path, {0: {"opportunities": []}})
    with pytest.raises(CodingError, match=r"sheet\.jsonl:3: .* stands twice"):
        read_sheet(path, sample, "ann")
    (tmp_path / "no.xlsx").write_bytes(b"no zip")
    with pytest.raises(CodingError, match=r"no\.xlsx cannot be read"):
        sample_of(tmp_path / "no.xlsx")
    (tmp_path / "no.jsonl").write_text('{"a": 1}\n', "utf-8")
    with pytest.raises(CodingError, match="does not say which sample"):
        sample_of(tmp_path / "no.jsonl")


def sheet_again(path: Path, sample: Sample) -> Path:
    path.unlink()
    write_sheet(sample, {item.page_id: "文" for item in sample.items}, path)
    return path


def fill_xlsx(path: Path, rows: list[dict[str, Any]]) -> None:
    """Fill in lines of the sheet in order; one with a page_id of its own goes to the end."""
    book = load_workbook(path)
    lines = book["coding"]
    heads = {cell.value: cell.column for cell in lines[1]}
    for at, own in enumerate(rows, 2):
        line = lines.max_row + 1 if "page_id" in own else at
        for name, value in own.items():
            lines.cell(line, heads[name]).value = value
    book.save(path)


def test_a_spreadsheet_says_the_same_as_json_lines(tmp_path: Path) -> None:
    sample, path = sheet(tmp_path, "xlsx")
    row = {
        "opportunity": "yes",
        "publication_date": date(2018, 5, 9),
        "title": "氢燃料电池",
        "direction": "foreign_offer",
        "host_country": "FIN",
        "foreign_parties": "Lumi Oy | 卢米 | company\nVALO | research_institute",
        "technology_fields": "new_energy_storage\nother",
        "contacts": "li@lumi.example\n+358 9 555 0100",
        "amounts": "3,000,000 EUR",
    }
    more = {"page_id": sample.items[0].page_id, "opportunity": "yes", "title": "another"}
    more |= {"direction": "foreign_request", "technology_fields": "other"}
    fill_xlsx(path, [row, {"opportunity": "none"}, more])
    assert sample_of(path) == sample.sample_id
    first, second = read_sheet(path, sample, "ann")
    assert second.opportunities == () and first.publication_date == "2018-05-09"
    found, other = first.opportunities
    assert found.foreign_parties == (
        Party(name="Lumi Oy", aliases=("卢米",), type="company"),
        Party(name="VALO", type="research_institute"),
    )
    assert found.technology_fields == ("new_energy_storage", "other")
    assert found.contacts.emails == ("li@lumi.example",)
    assert found.contacts.phones == ("+358 9 555 0100",)
    assert found.amounts == (Money(amount=3_000_000, currency="EUR"),)
    assert (other.title, other.direction) == ("another", "foreign_request")


GOOD = {"opportunity": "yes", "title": "t", "direction": "foreign_offer"}


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ({"opportunity": "maybe"}, "opportunity 'maybe' is none of yes, none"),
        ({"title": "t"}, "say yes or none under opportunity"),
        (GOOD | {"foreign_parties": "Lumi Oy"}, "write 'Lumi Oy' as name | type"),
        (GOOD | {"amounts": "much EUR"}, "write 'much EUR' as 3000000 EUR"),
        (GOOD, "needs its technology_fields"),
    ],
)
def test_what_is_wrong_in_a_spreadsheet(tmp_path: Path, own: dict[str, Any], message: str) -> None:
    sample, path = sheet(tmp_path, "xlsx")
    fill_xlsx(path, [own])
    with pytest.raises(CodingError, match=rf"sheet\.xlsx:2: .*{message.replace('|', '[|]')}"):
        read_sheet(path, sample, "ann")


def test_two_lines_of_a_page_must_both_be_opportunities(tmp_path: Path) -> None:
    sample, path = sheet(tmp_path, "xlsx")
    fill_xlsx(path, [{"opportunity": "none"}, {"page_id": sample.items[0].page_id}])
    with pytest.raises(CodingError, match=r":6: page .* stands in line 2 too: say yes in both"):
        read_sheet(path, sample, "ann")


def test_codings_are_only_added_and_twice_adds_nothing(tmp_path: Path) -> None:
    sample, path = sheet(tmp_path)
    folder = tmp_path / "gold" / sample.sample_id
    page = sample.items[0].page_id
    codings = read_sheet(fill(path, {0: {"opportunities": [ONE]}}), sample, "ann")
    assert add_codings(folder, codings) == (1, 0)
    assert add_codings(folder, read_sheet(path, sample, "ann")) == (0, 0)
    fill(path, {0: {"opportunities": []}})
    assert add_codings(folder, read_sheet(path, sample, "ann")) == (0, 1)
    assert codings_of(folder)[page]["ann"].opportunities == ()
    assert len((folder / "codings.jsonl").read_text("utf-8").splitlines()) == 2
    assert add_codings(folder, read_sheet(path, sample, "bob")) == (1, 0)
    with pytest.raises(CodingError, match="coded by ann and bob already"):
        add_codings(folder, read_sheet(path, sample, "cleo"))
    twice = sum(item.twice for item in sample.items[:1])
    assert progress(sample, codings_of(folder)) == (1, 3) and twice in (0, 1)


def test_the_command_takes_a_sheet_in(tmp_path: Path) -> None:
    sample, path = sheet(tmp_path)
    fill(path, {0: {"opportunities": [ONE]}, 1: {"opportunities": []}})
    words = ["gold", "code", str(path), "--coder", "ann", "--workspace", str(tmp_path), "--json"]
    done = CliRunner().invoke(cli, words, standalone_mode=False)
    told = json.loads(done.output)
    assert (told["new"], told["changed"], told["coder"]) == (2, 0, "ann")
    assert read_sample(tmp_path / "gold" / sample.sample_id) == sample
