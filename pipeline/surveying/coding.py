"""Writing one coding into the sheet of a survey: its other lines and columns stay as they are."""

import csv
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from pipeline.publishing.cells import safe_cell
from pipeline.runs.folder import open_private
from pipeline.surveying.drawing import Draw
from pipeline.surveying.errors import SurveyError
from pipeline.surveying.sheet import CODED, Coding, check_coding, csv_rows, read_codings


class CodedMeanwhile(SurveyError):
    """The sheet says something else of the party than was seen."""


def version_of(coding: Coding | None) -> str:
    """Tells codings of one party apart, and none from any."""
    text = coding.model_dump_json() if coding else ""
    return sha256(text.encode()).hexdigest()[:16]


def write_coding(sheet: Path, draw: Draw, coding: Coding, seen: str) -> None:
    """Write a coding over that of its party, or take it out where its outcome is empty.

    ``seen`` is the version that the coder saw. The sheet is replaced as a whole, so that whoever
    reads it meanwhile reads the old or the new one. Raises CodedMeanwhile, and SurveyError for what
    the sheet may not hold, as ``read_codings`` does.
    """
    codings = {each.party_id: each for each in read_codings(sheet, draw)}
    if version_of(codings.get(coding.party_id)) != seen:
        raise CodedMeanwhile(f"{sheet.name} says something else of {coding.party_id} by now")
    if coding.outcome:
        check_coding(coding, coding.party_id, {party.party_id for party in draw.sample})
        cells = {name: str(getattr(coding, name)) for name in CODED}
    else:
        cells = dict.fromkeys(CODED, "")
    partial = sheet.with_name(f".{sheet.stem}.partial{sheet.suffix}")
    try:
        write = _write_xlsx if sheet.suffix == ".xlsx" else _write_csv
        write(sheet, partial, coding.party_id, cells)
        partial.replace(sheet)
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()


def _write_csv(sheet: Path, partial: Path, party: str, cells: Mapping[str, str]) -> None:
    rows = csv_rows(sheet)
    header = [name.strip() for name in rows[0]]
    row = _row_of(party, [row[header.index("party_id")] if row else "" for row in rows])
    line = rows[row]
    line += [""] * (len(header) - len(line))
    for name, text in cells.items():
        line[header.index(name)] = safe_cell(text)
    with open_private(partial) as handle:
        handle.write("\ufeff")
        csv.writer(handle, lineterminator="\n").writerows(rows)


def _write_xlsx(sheet: Path, partial: Path, party: str, cells: Mapping[str, str]) -> None:
    from openpyxl import load_workbook

    book = load_workbook(sheet)
    own = book["coding"]
    header = [str(cell.value or "").strip() for cell in own[1]]
    column: list[Any] = [
        cell.value
        for (cell,) in own.iter_rows(
            min_col=header.index("party_id") + 1, max_col=header.index("party_id") + 1
        )
    ]
    row = _row_of(party, column) + 1
    for name, text in cells.items():
        cell = own.cell(row, header.index(name) + 1)
        cell.value = text or None
        if text:
            # What begins with = is text, not a formula.
            cell.data_type = "s"
    with open_private(partial):
        pass
    book.save(partial)


def _row_of(party: str, column: list[Any]) -> int:
    for row, value in enumerate(column):
        if str(value or "").strip() == party:
            return row
    raise SurveyError(f"the sheet has no line of {party} any more: put it back from the draw")
