"""The coding sheet: a line a drawn party, to be filled in by people, as CSV or XLSX."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile

from pydantic import ValidationError, field_validator

from models.base import Frozen
from models.vocabulary import ROOT, read_rows
from pipeline.publishing.cells import safe_cell
from pipeline.runs.folder import open_private
from pipeline.surveying.drawing import Draw, Drawn
from pipeline.surveying.errors import SurveyError

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

GIVEN = ("party_id", "name", "name_zh", "name_en", "country", "party_type", "opportunities")
CODED = ("outcome", "outcome_source", "outcome_date", "coder", "note")
COLUMNS = (*GIVEN, *CODED)
CSV_SHEET, XLSX_SHEET = "sheet.csv", "sheet.xlsx"
_CODES = ("list", "id", "label_zh", "label_en", "crosswalk")
NONE_FOUND, UNKNOWN = "none_found", "unknown"
# Widths of the sheet's columns in characters.
_WIDTHS = (20, 36, 28, 36, 9, 14, 24, 18, 40, 13, 12, 40)


class Coding(Frozen):
    """What a person found of a party; an outcome that happened has a source, and a day or year."""

    party_id: str
    outcome: str
    outcome_source: str = ""
    outcome_date: str = ""
    coder: str = ""
    note: str = ""

    @field_validator("outcome_date")
    @classmethod
    def _is_a_date(cls, value: str) -> str:
        if value and not (value.isdigit() and len(value) == 4):
            date.fromisoformat(value)
        return value

    @property
    def happened(self) -> bool:
        """Whether there is an outcome: a joint venture, a licence, an exclusive deal, a sale."""
        return self.outcome not in (NONE_FOUND, UNKNOWN)


@cache
def outcomes() -> dict[str, tuple[str, str]]:
    """The codes of outcomes with their Chinese and English labels. Raises VocabularyError."""
    return {
        row["id"]: (row["label_zh"], row["label_en"])
        for row in read_rows(ROOT / "codes.tsv", _CODES)
        if row["list"] == "cooperation_outcome"
    }


def write_csv(draw: Draw, path: Path) -> None:
    """Write the sheet as CSV with a BOM, so that spreadsheets read its Chinese."""
    with open_private(path) as handle:
        handle.write("\ufeff")
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(COLUMNS)
        for party in draw.sample:
            writer.writerow([*map(safe_cell, _given(party)), *([""] * len(CODED))])


def write_xlsx(draw: Draw, path: Path) -> None:
    """Write the sheet as XLSX, with a list to choose the outcome from and the codes explained."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    sheet.title = "coding"
    sheet.append(COLUMNS)
    for at, party in enumerate(draw.sample, 2):
        for column, text in enumerate(_given(party), 1):
            cell = sheet.cell(at, column, text)
            # A name that begins with = is text, not a formula.
            cell.data_type = "s"
    choice = DataValidation("list", formula1=f'"{",".join(outcomes())}"', allow_blank=True)
    sheet.add_data_validation(choice)
    letter = sheet.cell(1, COLUMNS.index("outcome") + 1).column_letter
    choice.add(f"{letter}2:{letter}{len(draw.sample) + 1}")
    for column, width in enumerate(_WIDTHS, 1):
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = width
    sheet.freeze_panes = "C2"
    _explain(book.create_sheet("codes"), draw)
    with open_private(path):
        pass
    book.save(path)


def _explain(sheet: "Worksheet", draw: Draw) -> None:
    rows: list[tuple[str, ...]] = [("outcome", "中文", "English")]
    rows += [(code, zh, en) for code, (zh, en) in outcomes().items()]
    rows += [("",), ("run", draw.run_id), ("of", draw.of.value), ("seed", draw.seed)]
    rows += [("drawn", str(draw.n)), ("from", str(draw.frame_size))]
    for row in rows:
        sheet.append(row)


def _given(party: Drawn) -> list[str]:
    found = (
        party.party_id,
        party.name,
        party.name_zh or "",
        party.name_en or "",
        party.country or "",
        party.party_type.value,
        " ".join(party.opportunities),
    )
    return list(found)


def read_codings(path: Path, draw: Draw) -> tuple[Coding, ...]:
    """The coded lines of a sheet, those without an outcome left out.

    Raises SurveyError, which names the line: for an unknown outcome or date, an outcome without a
    source, a party that was not drawn or stands twice.
    """
    drawn, found = {party.party_id for party in draw.sample}, dict[str, Coding]()
    for number, cells in _lines(path):
        where = f"{path.name}, line {number}"
        if not any(cells.values()) or not cells["outcome"]:
            continue
        try:
            coding = Coding(**{name: cells[name] for name in ("party_id", *CODED)})
        except ValidationError as error:
            raise SurveyError(f"{where}: {error.errors()[0]['msg']}") from error
        check_coding(coding, where, drawn)
        if coding.party_id in found:
            raise SurveyError(f"{where}: {coding.party_id} stands twice")
        found[coding.party_id] = coding
    return tuple(found.values())


def check_coding(coding: Coding, where: str, drawn: set[str]) -> None:
    """Raise SurveyError, beginning with ``where``, for a party that was not drawn, an unknown
    outcome, and one that happened without a source.
    """
    if coding.party_id not in drawn:
        raise SurveyError(f"{where}: {coding.party_id!r} was not drawn")
    if coding.outcome not in outcomes():
        known = ", ".join(outcomes())
        raise SurveyError(f"{where}: outcome {coding.outcome!r} is none of {known}")
    if coding.happened and not coding.outcome_source:
        raise SurveyError(f"{where}: {coding.outcome} needs its outcome_source")


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        rows = xlsx_rows(path) if path.suffix == ".xlsx" else csv_rows(path)
    except (OSError, UnicodeDecodeError, BadZipFile, KeyError, csv.Error) as error:
        raise SurveyError(f"{path.name} cannot be read as a coding sheet: {error}") from error
    header = [name.strip() for name in rows[0]] if rows else []
    missing = [name for name in ("party_id", *CODED) if name not in header]
    if missing:
        raise SurveyError(f"{path.name} has no column {', '.join(missing)}")
    for number, row in enumerate(rows[1:], 2):
        padded = [*row, *([""] * (len(header) - len(row)))]
        yield number, {name: text.strip() for name, text in zip(header, padded, strict=False)}


def csv_rows(path: Path) -> list[list[str]]:
    """The lines of a sheet that is CSV, cell by cell."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.reader(handle))


def xlsx_rows(path: Path, name: str = "coding") -> list[list[str]]:
    """The cells of a sheet as text, dates as ISO 8601. Raises as openpyxl does."""
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    try:
        sheet = book[name]
        return [[_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    finally:
        book.close()


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def missing_codings(draw: Draw, codings: Sequence[Coding]) -> tuple[str, ...]:
    """Ids of drawn parties that no one has coded yet."""
    done = {coding.party_id for coding in codings}
    return tuple(party.party_id for party in draw.sample if party.party_id not in done)
