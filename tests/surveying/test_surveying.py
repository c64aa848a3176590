"""Surveys: draws that can be repeated, sheets that are checked, and intervals that hold."""

import csv
from dataclasses import replace
from datetime import date
from math import comb
from pathlib import Path

import pytest

from models.codes import PartyType
from pipeline.counting.rows import CountRow
from pipeline.counting.selection import Selection
from pipeline.counting.statistics import Counted
from pipeline.resolving.parties import PartyPlace, ResolvedParty
from pipeline.surveying.drawing import Draw, Population, draw_sample
from pipeline.surveying.errors import SurveyError
from pipeline.surveying.estimating import estimate, wilson
from pipeline.surveying.folder import read_draw, the_sheet, write_survey
from pipeline.surveying.sheet import COLUMNS, outcomes, read_codings

FORMULA = "=cmd|'/c calc'!A0"
BARE = CountRow(
    "o", "r", date(2018, 1, 1), 2018, "FIN", None, ("other",), ("company",), (), ("joint_rd",),
    "foreign_offer", "most", "unstated", "unstated", "zh", None, frozenset(),
)  # fmt: skip


def counted(companies: int, universities: int = 3) -> Counted:
    """A run in which each party has one opportunity; the first company's name is a formula."""
    parties, rows = {}, []
    for at in range(companies + universities):
        kind = PartyType.COMPANY if at < companies else PartyType.UNIVERSITY
        own, place = f"p-{at:03}", PartyPlace(opportunity_id=f"o-{at:03}", index=0)
        name = FORMULA if at == 0 else f"Party {at}"
        parties[own] = ResolvedParty(
            party_id=own, name=name, names=(name,), party_type=kind, mentions=(place,)
        )
        rows.append(replace(BARE, opportunity_id=f"o-{at:03}", parties=(own,)))
    return Counted(Path(), tuple(rows), parties, {})


def drawn(n: int, seed: str = "S", companies: int = 40) -> Draw:
    return draw_sample(counted(companies), "run", Population.COMPANIES, n, seed, Selection())


def ids(draw: Draw) -> list[str]:
    return [party.party_id for party in draw.sample]


def test_the_same_seed_draws_the_same_and_another_another() -> None:
    assert ids(drawn(10)) == ids(drawn(10))
    assert ids(drawn(10)) != ids(drawn(10, "T"))
    assert len({*ids(drawn(10))}) == 10


def test_a_draw_is_fixed_for_all_time() -> None:
    assert ids(drawn(3)) == ["p-023", "p-032", "p-012"]


def test_a_larger_draw_holds_the_smaller() -> None:
    assert ids(drawn(20))[:10] == ids(drawn(10))


def test_a_party_more_in_the_frame_changes_only_its_own_place() -> None:
    less, more = {*ids(drawn(10))}, {*ids(drawn(10, companies=41))}
    assert len(less - more) <= 1


def test_every_party_is_drawn_about_equally_often() -> None:
    times = dict.fromkeys((f"p-{at:03}" for at in range(40)), 0)
    for seed in range(400):
        for party in ids(drawn(10, str(seed))):
            times[party] += 1
    # Expected 100 each; the standard deviation is 8.7.
    assert min(times.values()) > 60 and max(times.values()) < 140


def test_the_frame_is_recorded_and_only_of_what_was_asked() -> None:
    draw = drawn(10)
    assert draw.frame_size == len(draw.frame) == 40 and "p-041" not in draw.frame
    every = draw_sample(counted(5), "run", Population.PARTIES, 8, "S", Selection())
    assert every.frame_size == 8


def test_too_many_cannot_be_drawn() -> None:
    with pytest.raises(SurveyError, match="there are 40 companies to draw 41 from"):
        drawn(41)


def fill(folder: Path, codings: dict[int, dict[str, str]]) -> None:
    """Fill in lines of the CSV sheet by their numbers, from 0."""
    path = folder / "sheet.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    for at, values in codings.items():
        rows[at] |= values
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


JOINT = {"outcome": "joint_venture", "outcome_source": "a paper", "outcome_date": "2019-05-01"}


def test_a_sheet_goes_out_empty_and_comes_back(tmp_path: Path) -> None:
    write_survey(drawn(5), tmp_path / "s", "csv")
    draw = read_draw(tmp_path / "s")
    assert read_codings(the_sheet(tmp_path / "s"), draw) == ()
    fill(tmp_path / "s", {0: JOINT, 1: {"outcome": "none_found"}, 2: {"outcome": "unknown"}})
    codings = read_codings(tmp_path / "s" / "sheet.csv", draw)
    assert [coding.happened for coding in codings] == [True, False, False]
    found = estimate(draw, codings)
    assert (found.coded, found.unknown, len(found.not_coded)) == (3, 1, 2)
    assert (found.any_outcome.count, found.any_outcome.n) == (1, 2)
    assert (found.at_least.count, found.at_most.count, found.at_most.n) == (1, 2, 3)
    assert found.outcomes["joint_venture"].count == 1 and found.outcomes["acquired"].count == 0


def test_an_xlsx_sheet_has_a_list_and_text_only(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    draw = drawn(40)
    path = write_survey(draw, tmp_path / "s", "xlsx")
    book = load_workbook(path)
    sheet = book["coding"]
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    formula = next(row for row in sheet.iter_rows(min_row=2) if row[1].value == FORMULA)
    assert formula[1].data_type == "s"
    choices = sheet.data_validations.dataValidation[0]
    assert all(code in choices.formula1 for code in outcomes())
    column = COLUMNS.index("outcome") + 1
    sheet.cell(2, column).value = "acquired"
    sheet.cell(2, column + 1).value = "a register"
    sheet.cell(2, column + 2).value = date(2018, 3, 4)
    sheet.cell(3, column).value = "none_found"
    sheet.cell(3, column + 2).value = 2018
    book.save(path)
    codings = read_codings(path, draw)
    assert [coding.outcome for coding in codings] == ["acquired", "none_found"]
    assert [coding.outcome_date for coding in codings] == ["2018-03-04", "2018"]


def test_a_csv_sheet_is_safe_to_open(tmp_path: Path) -> None:
    write_survey(drawn(40), tmp_path / "s", "csv")
    text = (tmp_path / "s" / "sheet.csv").read_text("utf-8")
    assert text.startswith("\ufeff") and f"'{FORMULA}" in text
    assert f",{FORMULA}" not in text


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({"outcome": "success"}, "line 2: outcome 'success' is none of joint_venture"),
        ({"outcome": "acquired"}, "line 2: acquired needs its outcome_source"),
        (JOINT | {"outcome_date": "5.2019"}, "line 2: Value error"),
        (JOINT | {"party_id": "p-999"}, "line 2: 'p-999' was not drawn"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: dict[str, str], message: str) -> None:
    write_survey(drawn(5), tmp_path / "s", "csv")
    fill(tmp_path / "s", {0: line})
    with pytest.raises(SurveyError, match=message):
        read_codings(tmp_path / "s" / "sheet.csv", read_draw(tmp_path / "s"))


def test_a_party_stands_once(tmp_path: Path) -> None:
    write_survey(drawn(5), tmp_path / "s", "csv")
    draw = read_draw(tmp_path / "s")
    fill(tmp_path / "s", {0: JOINT, 1: JOINT | {"party_id": draw.sample[0].party_id}})
    with pytest.raises(SurveyError, match=r"line 3: .* stands twice"):
        read_codings(tmp_path / "s" / "sheet.csv", draw)


def test_folders_and_files_that_are_none(tmp_path: Path) -> None:
    with pytest.raises(SurveyError, match="holds no survey"):
        read_draw(tmp_path)
    with pytest.raises(SurveyError, match="no sheet"):
        the_sheet(tmp_path)
    write_survey(drawn(5), tmp_path / "s", "csv")
    (tmp_path / "bad.xlsx").write_bytes(b"no zip")
    with pytest.raises(SurveyError, match="cannot be read"):
        read_codings(tmp_path / "bad.xlsx", read_draw(tmp_path / "s"))
    (tmp_path / "bad.csv").write_text("a,b\n", "utf-8")
    with pytest.raises(SurveyError, match="no column party_id"):
        read_codings(tmp_path / "bad.csv", read_draw(tmp_path / "s"))


def test_a_changed_frame_is_seen(tmp_path: Path) -> None:
    write_survey(drawn(5), tmp_path / "s", "csv")
    path = tmp_path / "s" / "draw.json"
    path.write_text(path.read_text("utf-8").replace('"p-039"', '"p-038b"'), "utf-8")
    with pytest.raises(SurveyError, match="was changed"):
        read_draw(tmp_path / "s")


def test_nothing_coded_is_no_estimate() -> None:
    with pytest.raises(SurveyError, match="fill in"):
        estimate(drawn(5), [])


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(14, 30, 0.3023, 0.6386), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0)],
)
def test_wilson_without_end(count: int, n: int, low: float, high: float) -> None:
    assert wilson(count, n, 10**12) == pytest.approx((low, high), abs=1e-4)


def test_a_small_frame_makes_the_interval_narrower_until_nothing_is_left() -> None:
    widths = [high - low for low, high in (wilson(14, 30, frame) for frame in (10**9, 171, 40, 30))]
    assert widths == sorted(widths, reverse=True) and widths[-1] == 0
    # n* = 30 * 170 / 141 = 36.17 for 171 companies.
    assert wilson(14, 30, 171) == pytest.approx((0.3151, 0.6248), abs=1e-3)


def test_the_interval_holds_what_it_promises() -> None:
    """Over all populations of 171 the 95 % intervals of samples of 30 hold the truth that often."""
    frame, n = 171, 30
    intervals = [wilson(count, n, frame) for count in range(n + 1)]
    coverages = []
    for own in range(frame + 1):
        chances = [comb(own, k) * comb(frame - own, n - k) / comb(frame, n) for k in range(n + 1)]
        pairs = zip(chances, intervals, strict=True)
        coverages.append(sum(c for c, (low, high) in pairs if low <= own / frame <= high))
    assert 0.94 <= sum(coverages) / len(coverages) <= 0.97
    assert min(coverages) > 0.8
