"""Gold samples: draws that can be repeated, fair strata, and sheets that give nothing away."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from gold_samples import RUN, run_folder, run_pages
from openpyxl import load_workbook

from pipeline.cli.main import cli
from pipeline.gold.errors import CodingError
from pipeline.gold.folder import keep_sample, read_sample, sample_folder
from pipeline.gold.sampling import Sample, allocate, draw
from pipeline.gold.sheet import COLUMNS, write_sheet
from pipeline.surveying.drawing import frame_digest

SIZES = {"zh": 80, "en": 19, "ru": 1}


def drawn(
    n: int = 10, seed: str = "S", by: tuple[str, ...] = ("language",), **more: float
) -> Sample:
    return draw(run_pages(SIZES), "run", n, by, seed, **more)


def ids(sample: Sample) -> list[str]:
    return [item.page_id for item in sample.items]


def test_the_same_seed_draws_the_same_for_all_time() -> None:
    assert ids(drawn()) == ids(drawn()) and drawn().sample_id == drawn().sample_id
    assert ids(drawn()) != ids(drawn(seed="T"))
    assert ids(drawn(3)) == ["r-097", "r-043", "r-099"]


def test_strata_get_their_share_and_each_at_least_one() -> None:
    strata = {stratum.values[0]: (stratum.frame, stratum.drawn) for stratum in drawn().strata}
    assert strata == {"zh": (80, 7), "en": (19, 2), "ru": (1, 1)}
    assert {item.language for item in drawn().items} == {"zh", "en", "ru"}


@pytest.mark.parametrize("n", [3, 7, 50, 99, 100])
def test_shares_add_up_and_never_pass_a_stratum(n: int) -> None:
    sizes = {(name,): size for name, size in SIZES.items()}
    given = allocate(sizes, n)
    assert sum(given.values()) == n
    assert all(1 <= given[name] <= sizes[name] for name in sizes)


def test_every_page_of_a_stratum_is_drawn_about_equally_often() -> None:
    times = dict.fromkeys((page.page_id for page in run_pages({"zh": 20})), 0)
    for seed in range(400):
        for item in draw(run_pages({"zh": 20}), "run", 5, (), str(seed)).items:
            times[item.page_id] += 1
    # Expected 100 each; the standard deviation is 8.7.
    assert min(times.values()) > 60 and max(times.values()) < 140


def test_the_frame_is_recorded() -> None:
    sample = drawn()
    assert sample.frame_size == len(sample.frame) == 100
    assert sample.frame_sha256 == frame_digest(sample.frame)


def test_a_fifth_is_to_be_coded_twice() -> None:
    assert sum(item.twice for item in drawn(50).items) == 10
    assert sum(item.twice for item in drawn(50, double=1.0).items) == 50
    assert sum(item.twice for item in drawn(50, double=0.0).items) == 0


@pytest.mark.parametrize(
    ("n", "by", "message"),
    [
        (101, (), "there are 100 pages to draw 101 from"),
        (2, ("language",), "there are 3 strata and 2 pages"),
        (5, ("colour",), "no stratum is called 'colour': take language, site"),
    ],
)
def test_what_cannot_be_drawn(n: int, by: tuple[str, ...], message: str) -> None:
    with pytest.raises(CodingError, match=message):
        drawn(n, by=by)


def test_a_changed_sample_is_seen(tmp_path: Path) -> None:
    folder = keep_sample(tmp_path, drawn())
    assert read_sample(sample_folder(tmp_path)) == read_sample(folder)
    path = folder / "sample.json"
    path.write_text(path.read_text("utf-8").replace('"r-001"', '"r-1001"'), "utf-8")
    with pytest.raises(CodingError, match="was changed after the draw"):
        read_sample(folder)


def test_which_sample_is_meant(tmp_path: Path) -> None:
    with pytest.raises(CodingError, match="has no gold sample"):
        sample_folder(tmp_path)
    one, other = keep_sample(tmp_path, drawn()), keep_sample(tmp_path, drawn(11))
    assert sample_folder(tmp_path, one.name) == one
    with pytest.raises(CodingError, match=f"several gold samples.*{other.name}"):
        sample_folder(tmp_path)


def sample_command(workspace: Path, out: Path, *more: str) -> str:
    arguments = ["gold", "sample", RUN, "--workspace", str(workspace), "--n", "3", "--seed", "S"]
    done = CliRunner().invoke(cli, [*arguments, "--out", str(out), *more], standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.output


def test_a_sheet_of_json_lines_shows_the_page_and_no_values(tmp_path: Path) -> None:
    run_folder(tmp_path)
    told = sample_command(tmp_path, tmp_path / "gold.jsonl", "--by", "language,mission")
    assert "3 of 5 pages from 1 strata, 1 to be coded twice" in told
    head, *lines = map(json.loads, (tmp_path / "gold.jsonl").read_text("utf-8").splitlines())
    assert head["sample"]["seed"] == "S" and len(head["sample"]["frame"]) == 5
    assert "items" not in head["sample"]
    for line in lines:
        assert line["text"].startswith("芬兰企业") and line["url"].startswith("http://fi.china")
        assert line["opportunities"] is None and line["publication_date"] is None
        # What the run made of the page must not be on the sheet.
        assert not {"host_country", "records", "strata", "outcome"} & line.keys()
        assert "FIN" not in json.dumps(line)


def test_a_sheet_in_xlsx_has_lists_and_text_only(tmp_path: Path) -> None:
    sample = drawn(double=1.0)
    texts = {item.page_id: "=1+1\x07" + "长" * 40_000 for item in sample.items}
    write_sheet(sample, texts, tmp_path / "gold.xlsx")
    book = load_workbook(tmp_path / "gold.xlsx")
    sheet = book["coding"]
    heads = [cell.value for cell in sheet[1]]
    assert heads == [*COLUMNS, "text", "text_2"]
    row = dict(zip(heads, sheet[2], strict=True))
    assert row["page_title"].data_type == row["text"].data_type == "s"
    # Nothing of a long text is lost.
    assert len(row["text"].value + row["text_2"].value) == 40_005
    assert [row[name].value for name in COLUMNS[4:]] == [None] * len(COLUMNS[4:])
    choices = [choice.formula1 for choice in sheet.data_validations.dataValidation]
    assert '"yes,none"' in choices and any("foreign_offer" in text for text in choices)
    about = {line[0].value: line[1].value for line in book["sample"].iter_rows() if line[0].value}
    assert about["seed"] == "S" and about["sample_id"] == sample.sample_id
    assert [line[0].value for line in book["frame"].iter_rows()] == list(sample.frame)


def test_a_sheet_is_never_overwritten(tmp_path: Path) -> None:
    run_folder(tmp_path)
    (tmp_path / "gold.jsonl").write_text("filled in", "utf-8")
    with pytest.raises(CodingError, match="is there already"):
        sample_command(tmp_path, tmp_path / "gold.jsonl")
    with pytest.raises(CodingError, match=r"no \.jsonl and no \.xlsx"):
        sample_command(tmp_path, tmp_path / "gold.ods")
    assert not (tmp_path / "gold").exists()
