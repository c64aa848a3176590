"""Filled coding sheets, as JSON lines or XLSX; what is wrong is told by file and line."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from pipeline.gold.coding import Coding, coding_of
from pipeline.gold.errors import CodingError
from pipeline.gold.sampling import Sample
from pipeline.gold.sheet import ABOUT, COLUMNS, NO, OPPORTUNITY_FIELDS, PAGE_FIELDS, YES
from pipeline.surveying.sheet import xlsx_rows

_FIRST = 1
# A page of a sheet: the line where it begins, its own fields, and its opportunities, null for a
# page that is not coded yet.
_Page = tuple[int, dict[str, Any], list[dict[str, Any]] | None]


def sample_of(path: Path) -> str:
    """The id of the sample that a sheet was written for. Raises CodingError."""
    if path.suffix == ".xlsx":
        found = {row[0]: row[1] for row in _xlsx(path, ABOUT) if len(row) > 1}.get("sample_id")
    else:
        number, first = next(_objects(path), (_FIRST, {}))
        about = first.get("sample")
        found = about.get("sample_id") if number == _FIRST and isinstance(about, dict) else None
    if not found:
        raise CodingError(f"{path.name} does not say which sample it is of: keep its first line")
    return str(found)


def read_sheet(path: Path, sample: Sample, coder: str) -> list[Coding]:
    """The codings of a filled sheet; pages that are not coded yet are passed over.

    Raises CodingError, which names file and line, for the first thing that is wrong.
    """
    if not coder.strip():
        raise CodingError("a coding names its coder: give --coder")
    drawn, found = {item.page_id for item in sample.items}, dict[str, Coding]()
    now = datetime.now(UTC)
    for number, page, opportunities in _xlsx_pages(path) if _is_xlsx(path) else _pages(path):
        where, page_id = f"{path.name}:{number}", page.get("page_id")
        if not isinstance(page_id, str) or page_id not in drawn:
            raise CodingError(f"{where}: page {page_id!r} was not drawn")
        if page_id in found:
            raise CodingError(f"{where}: page {page_id} stands twice")
        if opportunities is None:
            continue
        try:
            found[page_id] = coding_of(page, opportunities, coder, now)
        except CodingError as error:
            raise CodingError(f"{where}: {error}") from error
    return list(found.values())


def _is_xlsx(path: Path) -> bool:
    return path.suffix == ".xlsx"


def _pages(path: Path) -> Iterator[_Page]:
    for number, line in _objects(path):
        if number == _FIRST and "sample" in line:
            continue
        opportunities = line.get("opportunities")
        if opportunities is not None and not isinstance(opportunities, list):
            raise CodingError(f"{path.name}:{number}: opportunities are a JSON list, [] for none")
        yield number, line, opportunities


def _objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CodingError(f"{path.name} cannot be read as a coding sheet: {error}") from error
    for number, line in enumerate(lines, _FIRST):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except ValueError as error:
            raise CodingError(f"{path.name}:{number}: no JSON: {error}") from error
        if not isinstance(found, dict):
            raise CodingError(f"{path.name}:{number}: no JSON object")
        yield number, found


def _xlsx(path: Path, sheet: str = "coding") -> list[list[str]]:
    try:
        return xlsx_rows(path, sheet)
    except (OSError, BadZipFile, KeyError) as error:
        raise CodingError(f"{path.name} cannot be read as a coding sheet: {error}") from error


def _xlsx_pages(path: Path) -> Iterator[_Page]:
    """Pages with the opportunities of their lines, wherever these stand."""
    rows = _xlsx(path)
    header = rows[0] if rows else []
    if missing := [name for name in COLUMNS if name not in header]:
        raise CodingError(f"{path.name} has no column {', '.join(missing)}")
    pages: dict[str, _Page] = {}
    for number, row in enumerate(rows[1:], 2):
        cells = {name: text.strip() for name, text in zip(header, row, strict=False)}
        if not any(cells.values()):
            continue
        where, page_id, said = f"{path.name}:{number}", cells["page_id"], cells["opportunity"]
        if said not in ("", YES, NO):
            raise CodingError(f"{where}: opportunity {said!r} is none of {YES}, {NO}")
        if not said and any(cells[name] for name in (*PAGE_FIELDS, *OPPORTUNITY_FIELDS)):
            raise CodingError(f"{where}: say {YES} or {NO} under opportunity")
        try:
            opportunity = _opportunity(cells) if said == YES else None
        except CodingError as error:
            raise CodingError(f"{where}: {error}") from error
        first = pages.setdefault(page_id, (number, _page(cells), [] if said else None))
        if opportunity is not None and (first[2] or first[0] == number):
            assert first[2] is not None
            first[2].append(opportunity)
        elif first[0] != number:
            raise CodingError(
                f"{where}: page {page_id} stands in line {first[0]} too: say {YES} in both, or "
                "delete one"
            )
    yield from pages.values()


def _page(cells: dict[str, str]) -> dict[str, Any]:
    null = {"null": None}
    return {name: null.get(cells[name], cells[name]) for name in ("page_id", *PAGE_FIELDS)}


def _opportunity(cells: dict[str, str]) -> dict[str, Any]:
    """The fields of a line: what is a list stands one a line in its cell."""
    lists = {name: _lines(cells[name]) for name in _LISTS}
    contacts = _lines(cells["contacts"])
    return {name: cells[name] for name in OPPORTUNITY_FIELDS if name not in _PARTS} | {
        **lists,
        "foreign_parties": [_party(line) for line in _lines(cells["foreign_parties"])],
        "amounts": [_amount(line) for line in _lines(cells["amounts"])],
        "contacts": {
            "emails": [line for line in contacts if "@" in line],
            "phones": [line for line in contacts if "@" not in line],
        },
    }


_LISTS = ("chinese_parties", "technology_fields", "cooperation_types", "people")
_PARTS = (*_LISTS, "foreign_parties", "amounts", "contacts")


def _lines(cell: str) -> list[str]:
    return [line.strip() for line in cell.splitlines() if line.strip()]


def _party(line: str) -> dict[str, Any]:
    name, *others = (part.strip() for part in line.split("|"))
    if not others:
        raise CodingError(f"foreign_parties: write {line!r} as name | type")
    return {"name": name, "aliases": others[:-1], "type": others[-1]}


def _amount(line: str) -> dict[str, Any]:
    number, _, currency = line.rpartition(" ")
    try:
        return {"amount": float(number.replace(",", "")), "currency": currency}
    except ValueError as error:
        raise CodingError(f"amounts: write {line!r} as 3000000 EUR") from error
