"""Word and Excel files: what is read of them, where it comes from, and what is refused."""

import json
import random
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document as read_word
from office_files import ROWS, TITLE, excel, member, with_member, word
from openpyxl import Workbook, load_workbook

from models.capture import Capture
from models.document import BlockKind, Document
from pipeline.bounds import bounds
from pipeline.inputs.base import Served
from pipeline.inputs.media_types import media_type_of, page_kind
from pipeline.parsing import parse
from pipeline.reading.reader import read_document
from pipeline.reading.unreadable import Unreadable
from pipeline.runs.execute import execute

LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def capture_of(body: bytes, name: str = "file") -> Capture:
    url = f"http://www.most.gov.cn/kjbgz/{name}"
    return Capture(name=name, url=url, sha256=sha256(body).hexdigest(), size=len(body))


def read(body: bytes) -> Document:
    return read_document(capture_of(body), body)


def code_of(body: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(body)
    return caught.value.code


def held(body: bytes, path: str) -> str:
    """The text at a place of a file, as its own library gives it."""
    if "!" in path:
        sheet, _, cell = path.partition("!")
        return str(load_workbook(BytesIO(body))[sheet][cell].value)
    document = read_word(BytesIO(body))
    numbers = [int(part.partition("[")[2].rstrip("]")) - 1 for part in path.split("/")]
    if len(numbers) == 1:
        return document.paragraphs[numbers[0]].text
    table, row, cell_number = numbers
    return document.tables[table].rows[row].cells[cell_number].text


@pytest.mark.parametrize("body", [word(), excel()], ids=["docx", "xlsx"])
def test_every_character_stands_at_the_place_that_its_origin_names(body: bytes) -> None:
    document = read(body)
    covered = 0
    for piece in document.source_map:
        path = piece.origin.path
        assert path is not None and not piece.verbatim
        assert document.text[piece.start : piece.end] in held(body, path)
        covered += piece.end - piece.start
    assert covered == len(document.text) - document.text.count("\n")
    assert TITLE in document.text and "\U00020bb7" in document.text


@pytest.mark.parametrize("body", [word(), excel()], ids=["docx", "xlsx"])
def test_labels_and_values_of_a_table_are_pairs(body: bytes) -> None:
    document = read(body)
    pairs = {
        document.quote(pair.label): document.quote(pair.value)
        for block in document.blocks
        for pair in block.pairs
    }
    assert {label: pairs.get(label) for label, _ in ROWS[:3]} == dict(ROWS[:3])


@pytest.mark.parametrize(
    ("body", "place"),
    [(word(), "table[1]/row[2]/cell[2]"), (excel(), "项目!B3")],
    ids=["docx", "xlsx"],
)
def test_records_quote_their_file(body: bytes, place: str) -> None:
    result = parse(Served(capture_of(body), body))
    (record,) = result.records
    assert record.host_country == "FIN"
    evidence = [one for one in record.field_evidence if one.source == "text"]
    assert len(evidence) > 5
    for one in evidence:
        assert record.content[one.start : one.end] == one.quote
        assert one.origin is not None and one.origin.path
    assert place in {one.origin.path for one in evidence if one.origin}


def test_the_blocks_of_a_word_file() -> None:
    def change(document: Any) -> None:
        document.add_heading("联系方式", 2)
        document.add_paragraph("第一项", style="List Number")
        document.add_paragraph("　")

    kinds = [(block.kind, block.path) for block in read(word(change)).blocks]
    assert kinds[:3] == [
        (BlockKind.PAGE_TITLE, "paragraph[1]"),
        (BlockKind.PARAGRAPH, "paragraph[2]"),
        (BlockKind.PARAGRAPH, "paragraph[3]"),
    ]
    assert kinds[-2:] == [
        (BlockKind.HEADING, "paragraph[4]"),
        (BlockKind.LIST_ITEM, "paragraph[5]"),
    ]
    assert [kind for kind, _ in kinds[3:-2]] == [BlockKind.TABLE_CELL] * 8


def test_a_word_file_reads_as_it_is_seen() -> None:
    body = word()
    xml = member(body, "word/document.xml").decode()
    run = "<w:r>{}<w:t>{}</w:t></w:r>"
    more = (
        "<w:sdt><w:sdtContent><w:p>"
        + '<w:ins w:id="1" w:author="a">'
        + run.format("", "已加入")
        + "</w:ins>"
        + '<w:del w:id="2" w:author="a"><w:r><w:delText>已删除</w:delText></w:r></w:del>'
        + run.format("<w:rPr><w:vanish/></w:rPr>", "看不见")
        + "</w:p></w:sdtContent></w:sdt>"
    )
    xml = xml.replace("<w:tbl>", more + "<w:tbl>", 1)
    text = read(with_member(body, "word/document.xml", xml.encode())).text
    assert "已加入" in text
    assert "已删除" not in text and "看不见" not in text


def test_an_excel_file_reads_as_stored() -> None:
    def change(book: Workbook) -> None:
        sheet = book["项目"]
        sheet.append([12.0, 12.5, 7, True, date(2024, 5, 31), datetime(2024, 5, 31, 8, 30)])
        sheet.append(["上\n下", "=1+1"])
        hidden = book.create_sheet("隐藏")
        hidden.append(["看不见"])
        hidden.sheet_state = "hidden"

    document = read(excel(change))
    cells = {block.path: document.quote(block) for block in document.blocks}
    assert [cells.get(f"项目!{column}6") for column in "ABCDEF"] == [
        "12",
        "12.5",
        "7",
        None,
        "2024-05-31",
        "2024-05-31 08:30",
    ]
    assert cells["项目!A7"] == "上\n下"
    # Nobody opened the file, so that no value was saved with the formula.
    assert "项目!B7" not in cells
    assert "看不见" not in document.text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (LOCKED, "legacy_office"),
        (b"{\\rtf1\\ansi text}", "legacy_office"),
        (LOCKED + "EncryptedPackage".encode("utf-16-le"), "encrypted_office"),
        (b"PK\x03\x04" + bytes(50), "broken_office"),
        (word()[:-200], "broken_office"),
        (with_member(word(), "word/document.xml", b"<broken"), "broken_office"),
        (with_member(excel(), "xl/workbook.xml", b"<broken"), "broken_office"),
        (with_member(excel(), "xl/worksheets/sheet1.xml", b"<broken"), "broken_office"),
    ],
)
def test_refusals(body: bytes, code: str) -> None:
    assert code_of(body) == code


def test_another_archive_is_no_office_file() -> None:
    with BytesIO() as buffer:
        with ZipFile(buffer, "w") as archive:
            archive.writestr("readme.txt", "text")
        assert code_of(buffer.getvalue()) == "wrong_type"


def test_a_file_without_text() -> None:
    assert code_of(excel(lambda book: book["项目"].delete_rows(1, 9))) == "no_text"


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    bomb = with_member(word(), "word/media/image1.png", bytes(bounds().office_bytes.most))
    assert len(bomb) < 200_000
    assert code_of(bomb) == "too_large"
    steep = with_member(excel(), "xl/media/image1.png", bytes(30_000_000))
    assert code_of(steep) == "too_large"


def test_a_sheet_that_claims_a_million_rows_is_read_as_far_as_it_goes() -> None:
    def change(book: Workbook) -> None:
        book["项目"]["A1000000"] = "末行"

    assert "末行" in read(excel(change)).text


def test_a_row_numbered_beyond_any_sheet_ends_soon() -> None:
    """The library gives every row up to it, of which there may be more than time to count."""
    body = excel()
    sheet = member(body, "xl/worksheets/sheet1.xml")
    far = sheet.replace(b'<row r="2"', b'<row r="1%s"' % (b"4" * 100), 1)
    assert far != sheet
    assert code_of(with_member(body, "xl/worksheets/sheet1.xml", far)) == "too_many_cells"


def test_too_many_cells() -> None:
    def change(book: Workbook) -> None:
        for number in range(bounds().table_cells.most):
            book["项目"].append([number])

    assert code_of(excel(change)) == "too_many_cells"


def test_damaged_files_end_with_a_code() -> None:
    """Bytes changed at random: a document or a reason, never another error."""
    chance = random.Random(0)
    codes = set()
    for body in (word(), excel()):
        for _ in range(60):
            damaged = bytearray(body)
            for _ in range(chance.randint(1, 8)):
                damaged[chance.randrange(4, len(damaged))] = chance.randrange(256)
            try:
                read(bytes(damaged))
            except Unreadable as error:
                codes.add(error.code)
    assert "broken_office" in codes


def test_a_folder_of_attachments(tmp_path: Path) -> None:
    pages, run = tmp_path / "pages", tmp_path / "run"
    pages.mkdir()
    for name, body in (("a.docx", word()), ("b.xlsx", excel()), ("c.doc", LOCKED)):
        (pages / name).write_bytes(body)
    counts = execute([pages], run, workers=0).counts
    assert (counts.captures, counts.with_records, counts.quarantined) == (3, 2, 1)
    (refused,) = map(json.loads, (run / "quarantine.jsonl").read_text("utf-8").splitlines())
    assert refused["code"] == "legacy_office"
    assert refused["capture"].endswith("c.doc")


def test_office_files_are_pages_by_their_type() -> None:
    for name in ("a.docx", "a.DOC", "a.xlsx", "a.xls", "a.wps", "a.rtf"):
        assert page_kind(media_type_of(Path(name))) == "yes", name
    assert page_kind(media_type_of(Path("a.pptx"))) == "no"
