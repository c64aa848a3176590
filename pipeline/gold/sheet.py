"""The coding sheet: each drawn page with its text, and empty places for what it says.

As JSON lines the first line is the sample and every other a page; as XLSX there is a line a page,
to be copied for each further opportunity of it, beside sheets with the sample, its frame and the
codes. Neither shows what any run extracted, nor in which stratum a page lies.
"""

import json
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.cli.console import inert
from pipeline.gold.errors import CodingError
from pipeline.gold.sampling import Item, Sample
from pipeline.runs.folder import open_private
from pipeline.schema.code_lists import code_lists

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# The places to be filled in: once a page, and once an opportunity.
PAGE_FIELDS = ("publication_date", "referring_mission")
OPPORTUNITY_FIELDS = (
    "title",
    "direction",
    "host_country",
    "foreign_parties",
    "chinese_parties",
    "technology_fields",
    "cooperation_types",
    "ip_status",
    "development_stage",
    "contacts",
    "amounts",
    "people",
)
GIVEN = ("page_id", "code_twice", "url", "page_title")
COLUMNS = (*GIVEN, "opportunity", *PAGE_FIELDS, *OPPORTUNITY_FIELDS)
YES, NO = "yes", "none"
CODING, ABOUT, FRAME, CODES = "coding", "sample", "frame", "codes"
# The code list of each field that is chosen from one; also that of the types of foreign parties.
LISTS = {
    "direction": "opportunity_direction",
    "technology_fields": "technology_field",
    "cooperation_types": "cooperation_type",
    "ip_status": "ip_status",
    "development_stage": "development_stage",
    "foreign_parties": "foreign_party_type",
}
# Fields of one code, for which a spreadsheet offers a list.
_CHOICES = ("direction", "ip_status", "development_stage")
# Characters of one cell (a limit of the file format).
_CELL = 32_767
_WIDTHS = {"page_title": 40, "url": 30, "title": 40, "foreign_parties": 40, "text": 80}
_HELP = (
    ("opportunity", "yes, or none where the page holds no opportunity; empty: not coded yet"),
    ("several", "copy the line of the page for each further opportunity of it"),
    ("publication_date", "2019-05-31; null where the page tells none"),
    ("referring_mission", "id of the mission, as in docs/vocabularies.md"),
    ("host_country", "ISO 3166-1 alpha-3"),
    ("foreign_parties", "one a line: name | other name | … | type"),
    ("chinese_parties, people", "one a line"),
    ("technology_fields", "one a line, the main one first"),
    ("contacts", "one mail address or telephone number a line"),
    ("amounts", "one a line: 3000000 EUR"),
)


def check_new(path: Path) -> None:
    """Raise CodingError for another suffix than ``.jsonl`` and ``.xlsx``, and for a file that is
    there: a sheet that people fill in is never overwritten.
    """
    if path.suffix not in (".jsonl", ".xlsx"):
        raise CodingError(f"{path.name} is no .jsonl and no .xlsx: name the sheet so")
    if path.exists():
        raise CodingError(f"{path} is there already: name a new file for the sheet")


def write_sheet(sample: Sample, texts: Mapping[str, str], path: Path) -> None:
    """Write the sheet of a sample; ``texts`` are the pages' by id. Raises as ``check_new``."""
    check_new(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    (_write_xlsx if path.suffix == ".xlsx" else _write_jsonl)(sample, texts, path)


def about(sample: Sample) -> dict[str, Any]:
    """The sample as its sheet tells of it: strata by their sizes, without who lies in which."""
    return sample.model_dump(mode="json", exclude={"items"})


def _write_jsonl(sample: Sample, texts: Mapping[str, str], path: Path) -> None:
    empty = dict.fromkeys(PAGE_FIELDS) | {"opportunities": None}
    with open_private(path) as handle:
        for line in (
            {"sample": about(sample)},
            *(_given(item) | {"text": texts[item.page_id]} | empty for item in sample.items),
        ):
            handle.write(json.dumps(line, ensure_ascii=False) + "\n")


def _given(item: Item) -> dict[str, Any]:
    return {
        "page_id": item.page_id,
        "code_twice": item.twice,
        "url": item.url,
        "page_title": item.title,
    }


def _write_xlsx(sample: Sample, texts: Mapping[str, str], path: Path) -> None:
    from openpyxl import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation

    book = Workbook()
    sheet = book.active
    sheet.title = CODING
    parts = {item.page_id: [*_cells(texts[item.page_id])] for item in sample.items}
    most = max(map(len, parts.values()), default=1)
    columns = (*COLUMNS, "text", *(f"text_{number}" for number in range(2, most + 1)))
    sheet.append(columns)
    for at, item in enumerate(sample.items, 2):
        given = [str(value) for value in _given(item).values()]
        empty = [None] * (len(COLUMNS) - len(given))
        for column, text in enumerate((*given, *empty, *parts[item.page_id]), 1):
            if text:
                # A title that begins with = is text, not a formula.
                sheet.cell(at, column, inert(text)).data_type = "s"
    _lay_out(sheet, columns)
    for name in ("opportunity", *_CHOICES):
        codes = (YES, NO) if name == "opportunity" else _codes(name)
        choice = DataValidation("list", formula1=f'"{",".join(codes)}"', allow_blank=True)
        letter = sheet.cell(1, columns.index(name) + 1).column_letter
        choice.add(f"{letter}2:{letter}{10 * len(sample.items) + 1}")
        sheet.add_data_validation(choice)
    _explain(book.create_sheet(CODES))
    _tell(book.create_sheet(ABOUT), sample)
    frame = book.create_sheet(FRAME)
    for page in sample.frame:
        frame.append((page,))
    with open_private(path):
        pass
    book.save(path)


def _tell(sheet: "Worksheet", sample: Sample) -> None:
    """What was drawn of what; ``sample_id`` leads back to the sample that the workspace keeps."""
    told = about(sample)
    strata = told.pop("strata")
    for name, value in told.items():
        if name == "frame":
            continue
        sheet.append((name, ", ".join(value) if isinstance(value, list) else str(value)))
    sheet.append(())
    sheet.append((*sample.by, "frame", "drawn"))
    for stratum in strata:
        sheet.append((*stratum["values"], stratum["frame"], stratum["drawn"]))


def _lay_out(sheet: "Worksheet", columns: tuple[str, ...]) -> None:
    from openpyxl.styles import Font

    for column, name in enumerate(columns, 1):
        head = sheet.cell(1, column)
        head.font = Font(bold=True)
        sheet.column_dimensions[head.column_letter].width = _WIDTHS.get(name, 18)
    sheet.freeze_panes = "F2"


def _cells(text: str) -> Iterator[str]:
    """The text in parts that a cell can hold."""
    yield from (text[start : start + _CELL] for start in range(0, max(1, len(text)), _CELL))


def _codes(field: str) -> list[str]:
    return [code.id for code in code_lists()[LISTS[field]]]


def _explain(sheet: "Worksheet") -> None:
    for row in _HELP:
        sheet.append(row)
    sheet.append(())
    sheet.append([*LISTS])
    for codes in zip_longest(*map(_codes, LISTS)):
        sheet.append(codes)
