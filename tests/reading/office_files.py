"""Word and Excel files made for the tests, and parts of them changed."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from openpyxl import Workbook

TITLE = "芬兰木质纤维素气凝胶项目寻求合作"
ROWS = [
    ("项目名称", "木质纤维素气凝胶保温材料\U00020bb7"),
    ("国别", "芬兰"),
    ("合作方式", "技术转让、合作开发"),
    ("联系人", "Aino Virtanen，电子邮箱：aino@example.org"),
]


def word(change: Callable[[object], None] | None = None) -> bytes:
    """A Word file of a centred title, two paragraphs and a table of labels and values."""
    document = Document()
    document.add_paragraph(TITLE).alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("发布时间：2021年3月4日")
    document.add_paragraph(
        "芬兰企业研制出以木材为原料的纤维素气凝胶，导热系数低，寻求与中国企业合作。"
    )
    table = document.add_table(rows=0, cols=2)
    for label, value in ROWS:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    if change is not None:
        change(document)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def excel(change: Callable[[Workbook], None] | None = None) -> bytes:
    """An Excel file with the same table on its sheet 项目."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "项目"
    sheet.append([TITLE])
    for row in ROWS:
        sheet.append(row)
    if change is not None:
        change(book)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_member(body: bytes, name: str, content: bytes) -> bytes:
    """The file with a member put in place of its own, or beside the others."""
    buffer = BytesIO()
    with ZipFile(BytesIO(body)) as old, ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename != name:
                new.writestr(member.filename, old.read(member))
        new.writestr(name, content)
    return buffer.getvalue()


def member(body: bytes, name: str) -> bytes:
    with ZipFile(BytesIO(body)) as archive:
        return archive.read(name)
