"""Blocks of an Excel file: the cells of its visible sheets, row by row, with their stored values.

Values are written as stored, not as a number format shows them: ``12.5``, ``2024-05-31``. A formula
gives the value that was saved with it; nothing is computed.
"""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from models.document import BlockKind, Region
from pipeline.bounds import bounds
from pipeline.reading.draft import CellPlace, DraftBlock
from pipeline.reading.office import Places


def xlsx_blocks(body: bytes, places: Places) -> Iterator[DraftBlock]:
    """The cells of an Excel file that hold something, each character at its cell's place."""
    from openpyxl import load_workbook

    limits = bounds()
    book = load_workbook(BytesIO(body), read_only=True, data_only=True, keep_links=False)
    with closing(book):
        cells = covered = rows = 0
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for table, sheet in enumerate(visible):
            # A stated size may be a million rows of which none is there.
            sheet.reset_dimensions()
            for row in sheet.iter_rows():
                rows, covered = rows + 1, covered + len(row)
                limits.sheet_rows.check(rows)
                limits.sheet_places.check(covered)
                for cell in row:
                    shown = _shown(cell.value)
                    if not shown:
                        continue
                    cells += 1
                    limits.table_cells.check(cells)
                    yield _block(shown, sheet.title, table, cell, places)


def _block(shown: str, sheet: str, table: int, cell: Any, places: Places) -> DraftBlock:
    path = f"{sheet}!{cell.coordinate}"
    text = places.text(path, [line for line in shown.split("\n") if line.strip()])
    spot = CellPlace(table, cell.row - 1, cell.column - 1)
    return DraftBlock(BlockKind.TABLE_CELL, Region.BODY, text, path, cell=spot)


def _shown(value: Any) -> str:
    """A stored value as text; dates as in ISO 8601, whole numbers without a point."""
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value).replace("\r\n", "\n").strip()
