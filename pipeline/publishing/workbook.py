"""XLSX: sheets of records, evidence, dictionary and run; every text stays text."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pipeline.publishing.dictionary import COLUMNS as DICTIONARY_COLUMNS
from pipeline.publishing.dictionary import about_rows, dictionary_rows
from pipeline.publishing.flat import (
    evidence_columns,
    flat_evidence,
    flat_record,
    record_columns,
    text,
)
from pipeline.publishing.job import Item, Job
from pipeline.publishing.safety import fitting_cell

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

FILE = "records.xlsx"
# Rows of a sheet, without its header; what does not fit goes on in a further sheet.
MOST_ROWS = 1_048_575
_FIRST_YEAR = 1900
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": True,
    "default_date_format": "yyyy-mm-dd",
}


@contextmanager
def workbook(job: Job) -> Iterator[Callable[[Item], None]]:
    """``records.xlsx``. Texts longer than a cell of Excel holds are cut, with a mark."""
    from xlsxwriter import Workbook

    path = job.folder / FILE
    about = job.tally.about
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    with Workbook(str(path), dict(_OPTIONS)) as book:
        book.set_properties(
            {
                "title": f"kejichu {about.run_id}",
                "comments": f"schema {about.schema_version}; {about.licence.title}",
                # The clock would make two exports of one run differ.
                "created": about.run_finished_at.replace(tzinfo=None),
            }
        )
        columns = record_columns()
        records = _Table(book, "records", [*(column.name for column in columns), *job.stamp])
        evidence = _Table(book, "evidence", [column.name for column in evidence_columns()])

        def add(item: Item) -> None:
            row = flat_record(item.values)
            typed = (_typed(row[column.name], column.depth) for column in columns)
            records.add([*typed, *job.stamp.values()])
            for line in flat_evidence(item.values):
                evidence.add(
                    _typed(v, c.depth) for v, c in zip(line, evidence_columns(), strict=True)
                )

        yield add
        _closing_sheets(book, job)


def _closing_sheets(book: "Workbook", job: Job) -> None:
    dictionary = _Table(book, "dictionary", DICTIONARY_COLUMNS)
    for line in dictionary_rows(job.tally.about):
        dictionary.add(line)
    run = _Table(book, "run", ("name", "value"))
    for pair in about_rows(job.tally.about):
        run.add(pair)


def _typed(value: Any, depth: int) -> Any:
    """Numbers, days that Excel can count, and truth values as such, all else as text."""
    if isinstance(value, (bool, int, float)) and not depth:
        return value
    if isinstance(value, date) and not isinstance(value, datetime) and value.year >= _FIRST_YEAR:
        return value
    return text(value, depth)


class _Table:
    """Rows under a header that stays in view, over as many sheets as they need."""

    def __init__(self, book: "Workbook", name: str, header: Sequence[str]) -> None:
        self._book, self._name, self._header = book, name, header
        self._bold = book.add_format({"bold": True})
        self._sheets = 0
        self._sheet = self._new_sheet()

    def _new_sheet(self) -> "Worksheet":
        self._sheets += 1
        name = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        for column, title in enumerate(self._header):
            sheet.write_string(0, column, title, self._bold)
        self._rows = 0
        return sheet

    def add(self, cells: Iterable[Any]) -> None:
        """Write the next row."""
        if self._rows == MOST_ROWS:
            self._sheet = self._new_sheet()
        self._rows += 1
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell:
                    self._sheet.write_string(self._rows, column, fitting_cell(cell))
            else:
                self._sheet.write(self._rows, column, cell)
