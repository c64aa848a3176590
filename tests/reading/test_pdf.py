"""PDF reading: order, paragraphs, tables, origins, running lines and refusals."""

import io
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pdfplumber
import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from models.capture import Capture
from models.document import Block, BlockKind, Document, Region
from pipeline.bounds import bounds
from pipeline.reading.pdf import read_pdf_document
from pipeline.reading.pdf_geometry import Box
from pipeline.reading.pdf_quality import TextLayer
from pipeline.reading.pdf_text import Glyph
from pipeline.reading.reader import Unreadable, read_document

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "pdf_zh"
SONG = "STSong-Light"
LEFT, TOP, LEADING = 72, 740, 16

Painter = Callable[[Canvas], None]


def make(*pages: Painter, encrypt: str | None = None) -> bytes:
    """A PDF with one page a painter, the same bytes every time."""
    pdfmetrics.registerFont(UnicodeCIDFont(SONG))
    locked = StandardEncryption(encrypt) if encrypt else None
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=1, encrypt=locked)
    for paint in pages:
        canvas.setFont(SONG, 11)
        paint(canvas)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def lines(*texts: str, top: float = TOP, left: float = LEFT, size: float = 11) -> Painter:
    """A painter of lines, one under the other."""

    def paint(canvas: Canvas) -> None:
        canvas.setFont(SONG, size)
        for number, text in enumerate(texts):
            canvas.drawString(left, top - number * LEADING, text)

    return paint


def all_of(*painters: Painter) -> Painter:
    """Several painters on one page, in drawing order."""

    def paint(canvas: Canvas) -> None:
        for painter in painters:
            painter(canvas)

    return paint


def grid(rows: list[list[str]], top: float = 700, height: float = 40) -> Painter:
    """A ruled table; a line feed in a cell starts a line."""
    width = 440 / len(rows[0])

    def paint(canvas: Canvas) -> None:
        bottom = top - height * len(rows)
        canvas.grid(
            [LEFT + width * column for column in range(len(rows[0]) + 1)],
            [top - height * row for row in range(len(rows), -1, -1)],
        )
        assert bottom > 0
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                for n, line in enumerate(text.split("\n")):
                    canvas.drawString(LEFT + c * width + 4, top - r * height - 14 - n * 13, line)

    return paint


def read(body: bytes) -> Document:
    """The document, as read by the reader of all formats."""
    capture = Capture(name="a.pdf", sha256=sha256(body).hexdigest(), size=len(body))
    return read_document(capture, body)


def texts(document: Document) -> list[str]:
    return [document.quote(block) for block in document.blocks]


def block_of(document: Document, text: str) -> Block:
    return next(block for block in document.blocks if document.quote(block) == text)


def code_of(body: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(body)
    return caught.value.code


def squeezed(text: str) -> str:
    text = "".join(text.split()).replace("\x02", "-").replace("\ufffe", "-")
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def drawn_in(body: bytes, number: int, box: tuple[float, float, float, float]) -> str:
    """What pdfplumber sees in a box of an upright page: PDFium drops lines of one character."""
    with pdfplumber.open(io.BytesIO(body)) as pdf:
        found = [
            char["text"]
            for char in pdf.pages[number - 1].chars
            if box[0] <= (char["x0"] + char["x1"]) / 2 <= box[2]
            and box[1] <= (char["y0"] + char["y1"]) / 2 <= box[3]
        ]
    return squeezed("".join(found))


def check_origins(document: Document, body: bytes) -> None:
    """Every mapped character has a page and a box, and the box holds the piece's characters."""
    pdf = pypdfium2.PdfDocument(body)
    shown = sum(not char.isspace() for char in document.text)
    mapped = 0
    for piece in document.source_map:
        text = squeezed(document.text[piece.start : piece.end])
        mapped += len(text)
        assert piece.origin.page and piece.origin.box
        box = piece.origin.box
        assert box[0] < box[2] and box[1] < box[3]
        page = pdf[piece.origin.page - 1].get_textpage()
        seen = squeezed(page.get_text_bounded(box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1))
        if not set(text) <= set(seen):
            seen += drawn_in(body, piece.origin.page, box)
        assert set(text) <= set(seen)
    assert mapped == shown
    pdf.close()


# --- paragraphs -------------------------------------------------------------------------------

FULL = "该中心从高盐矿坑水中选育出一组耐盐细菌在常温下用海水即可把这些元素溶出浸"
FULL_2 = "出率很高而且不用淡水也不用焙烧这一行同样写满整整一行直到右边的页边为止好"


def test_wrapped_chinese_lines_are_one_block_without_spaces() -> None:
    document = read(make(lines(FULL, FULL_2, "到此结束。", "第二段从这里开始。")))
    assert texts(document) == [FULL + FULL_2 + "到此结束。", "第二段从这里开始。"]


def test_an_indented_line_starts_a_paragraph_after_a_full_one() -> None:
    page = all_of(lines(FULL, FULL_2), lines(FULL[:-2], top=TOP - 2 * LEADING, left=LEFT + 22))
    assert texts(read(make(page))) == [FULL + FULL_2, FULL[:-2]]


def test_a_wider_gap_ends_a_paragraph() -> None:
    page = all_of(lines(FULL, FULL_2), lines(FULL, top=TOP - 4 * LEADING))
    assert texts(read(make(page))) == [FULL + FULL_2, FULL]


def test_latin_lines_are_joined_with_a_space_and_hyphens_stay() -> None:
    document = read(
        make(
            lines(
                "The institute has built a pilot line for its state-of-the-",
                "art membranes, and it now looks for a company in China that",
                "can take part in the tests. The first",
                "Results are due in the summer.",
            )
        )
    )
    assert texts(document) == [
        "The institute has built a pilot line for its state-of-the-art membranes, and it now "
        "looks for a company in China that can take part in the tests. The first",
        "Results are due in the summer.",
    ]


def test_every_label_starts_a_block_and_gets_its_value() -> None:
    document = read(make(lines("项目名称：" + FULL[5:], "合作方式：技术转让", "联 系 人：张三")))
    assert texts(document) == ["项目名称：" + FULL[5:], "合作方式：技术转让", "联 系 人：张三"]
    pairs = [pair for block in document.blocks for pair in block.pairs]
    assert [document.quote(pair.value) for pair in pairs] == [FULL[5:], "技术转让", "张三"]


def test_a_label_goes_on_over_its_lines() -> None:
    document = read(make(lines("技术内容：" + FULL[5:], FULL_2, "完。", "合作方式：合资")))
    assert texts(document)[0] == "技术内容：" + FULL[5:] + FULL_2 + "完。"


def test_numbered_items_are_list_items() -> None:
    document = read(make(lines(FULL + "。", "1. 转让技术；", "2. 合作生产。")))
    assert texts(document)[1:] == ["1. 转让技术；", "2. 合作生产。"]
    assert document.blocks[1].kind == BlockKind.LIST_ITEM


@pytest.mark.parametrize(
    "text",
    [
        "1．转让技术并供应关键部件",
        "2、合作生产",
        "（二）共同研究耐盐细菌",
        "三、合作内容",
        "项目三：耐盐细菌浸出",
        "项目三",
        "合作方式：技术转让",
        "（四）联 系 人：张三",
        "Cooperation mode: licence",
    ],
)
def test_a_numbered_or_labelled_line_starts_a_block_after_a_full_one(text: str) -> None:
    """Even where the line before it is full and ends without a stop."""
    assert texts(read(make(lines(FULL, FULL_2, FULL, text)))) == [FULL + FULL_2 + FULL, text]


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (FULL, "2．5万吨矿石"),
        (FULL, "（二）项规定的办法执行"),
        (FULL[:-2] + "附件", "（二）的表格填写"),
        (FULL[:-1] + "，", "（二）的表格填写"),
    ],
)
def test_a_figure_or_reference_does_not_start_a_block(before: str, text: str) -> None:
    assert texts(read(make(lines(FULL, FULL_2, before, text)))) == [FULL + FULL_2 + before + text]


def test_a_label_beside_its_value_is_two_blocks() -> None:
    page = all_of(lines("合作方式", "来源国"), lines("技术转让", "芬兰", left=LEFT + 140))
    assert texts(read(make(page))) == ["合作方式", "技术转让", "来源国", "芬兰"]


def test_what_pdfium_drops_is_read_all_the_same() -> None:
    """Where no Chinese font is at hand, it skips single characters and lines that come again."""
    document = read(make(lines("甲乙丙丁。", "戊", "己", "庚辛。", "甲乙丙丁。", "戊")))
    assert texts(document) == ["甲乙丙丁。", "戊", "己", "庚辛。", "甲乙丙丁。", "戊"]


def test_the_last_character_of_a_cell_is_read_where_it_has_a_line_of_its_own() -> None:
    title = "船体曲面自动打磨以及清洗和喷涂机器\n人"
    body = make(grid([HEADER[:2], [title, "芬兰"]]))
    page = pypdfium2.PdfDocument(body)[0].get_textpage()
    document = read(body)
    assert "人" not in page.get_text_range()
    assert cells(document)[0, 1, 0].replace("\n", "") == title.replace("\n", "")
    check_origins(document, body)


def test_a_raised_figure_stays_on_its_line() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(LEFT, TOP, "厂房面积500m")
        canvas.setFont(SONG, 7)
        canvas.drawString(LEFT + 82, TOP + 4, "2")

    assert texts(read(make(paint)))[0].replace(" ", "") == "厂房面积500m2"


def test_a_paragraph_goes_on_over_the_page() -> None:
    document = read(make(lines(FULL, FULL_2, FULL, top=160), lines("结束。", FULL + "。")))
    assert texts(document)[0] == FULL + FULL_2 + FULL + "结束。"
    assert {piece.origin.page for piece in document.source_map} == {1, 2}


# --- order ------------------------------------------------------------------------------------


def test_lines_drawn_out_of_order_are_read_from_top_to_bottom() -> None:
    page = all_of(
        lines("第三行。", top=600), lines("第一行。", top=700), lines("第二行。", top=650)
    )
    assert texts(read(make(page))) == ["第一行。", "第二行。", "第三行。"]


def test_columns_are_read_one_after_the_other() -> None:
    left = lines(*[f"左栏的第{n}行。" for n in "一二三四五六"])
    right = lines(*[f"右栏的第{n}行。" for n in "一二三四五六"], left=330)
    found = texts(read(make(all_of(left, right))))
    assert [text[0] for text in found] == ["左"] * 6 + ["右"] * 6


# --- head and margins -------------------------------------------------------------------------


def test_title_and_dates() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 770, "附件1")
        canvas.setFont(SONG, 18)
        canvas.drawCentredString(297, 735, "国外技术项目推介")
        canvas.setFont(SONG, 11)
        canvas.drawCentredString(297, 710, "国际合作处 2021年4月12日")
        lines(FULL, FULL_2, "完。", top=680)(canvas)
        canvas.drawString(350, 500, "二〇二一年四月十五日")

    document = read(make(paint))
    title = block_of(document, "国外技术项目推介")
    assert (title.kind, title.region) == (BlockKind.PAGE_TITLE, Region.HEAD)
    assert block_of(document, "附件1").region == Region.HEAD
    assert block_of(document, "国际合作处 2021年4月12日").kind == BlockKind.DATE_LINE
    assert block_of(document, "二〇二一年四月十五日").kind == BlockKind.DATE_LINE
    assert block_of(document, FULL + FULL_2 + "完。").region == Region.BODY


def test_a_deadline_is_no_date_line() -> None:
    document = read(make(lines("有效期至：2036年12月31日", "本期项目供参考。")))
    assert all(block.kind == BlockKind.PARAGRAPH for block in document.blocks)


def test_a_period_is_no_date_line() -> None:
    document = read(make(all_of(lines("展会安排", size=18), lines("2018.05 - 2020.05", top=700))))
    assert block_of(document, "展会安排").kind == BlockKind.PAGE_TITLE
    assert block_of(document, "2018.05 - 2020.05").kind == BlockKind.PARAGRAPH


def test_larger_and_numbered_short_lines_are_headings() -> None:
    page = all_of(lines("第一部分", size=14), lines(FULL + "。", "项目一", FULL_2, top=700))
    document = read(make(lines(FULL, FULL_2, "完。"), page))
    assert block_of(document, "第一部分").kind == BlockKind.HEADING
    assert block_of(document, "项目一").kind == BlockKind.HEADING


def test_running_lines_are_kept_once_and_page_numbers_dropped() -> None:
    def page(number: int) -> Painter:
        return all_of(
            lines(f"驻芬兰使馆科技处 简报第{number}页", top=805, size=9),
            lines(f"— {number} —", top=30, left=280, size=9),
            lines(FULL, f"第{number}部分到此为止。"),
        )

    document = read(make(page(1), page(2), page(3)))
    found = texts(document)
    assert found.count("驻芬兰使馆科技处 简报第1页") == 1
    assert not any("简报第2页" in text or text.startswith("—") for text in found)
    assert block_of(document, found[0]).region == Region.HEAD
    assert sum("部分到此为止" in text for text in found) == 3


def test_a_single_page_keeps_its_footer_outside_the_body() -> None:
    document = read(make(all_of(lines("使馆地址", top=30, size=8), lines(FULL, FULL_2))))
    assert block_of(document, "使馆地址").region == Region.FOOT
    assert document.blocks[-1].region == Region.FOOT


# --- tables -----------------------------------------------------------------------------------

HEADER = ["项目名称", "来源国", "合作方式"]
ROWS = [["高温热泵", "德国", "合资"], ["电池回收", "日本", "技术转让"]]


def cells(document: Document) -> dict[tuple[int | None, int | None, int | None], str]:
    return {
        (block.table, block.row, block.column): document.quote(block)
        for block in document.blocks
        if block.kind == BlockKind.TABLE_CELL
    }


def test_a_table_becomes_cells_and_its_text_is_not_repeated() -> None:
    page = all_of(lines("表前。"), grid([HEADER, *ROWS]), lines("表后。", top=500))
    body = make(page)
    document = read(body)
    assert cells(document)[0, 2, 0] == "电池回收"
    assert document.text.count("电池回收") == 1
    assert [block.header for block in document.blocks if block.row == 0] == [True] * 3
    assert (texts(document)[0], texts(document)[-1]) == ("表前。", "表后。")
    values = {document.quote(pair.value) for block in document.blocks for pair in block.pairs}
    assert {"高温热泵", "日本", "技术转让"} <= values
    check_origins(document, body)


def test_wrapped_cell_lines_are_joined_and_separate_ones_are_not() -> None:
    page = grid(
        [["联络", "单位"], ["张三\na@b.example", "德国某某高温热泵技术公司开发与销售服\n务部"]]
    )
    assert cells(read(make(page)))[0, 1, 0] == "张三\na@b.example"
    assert cells(read(make(page)))[0, 1, 1] == "德国某某高温热泵技术公司开发与销售服务部"


def test_a_cell_is_one_origin_with_the_cell_s_box() -> None:
    document = read(make(grid([HEADER, *ROWS])))
    cell = block_of(document, "高温热泵")
    piece = next(piece for piece in document.source_map if piece.start == cell.start)
    assert piece.end == cell.end
    assert piece.origin.box == pytest.approx((72, 620, 72 + 440 / 3, 660), abs=1)


def test_a_table_goes_on_over_the_page() -> None:
    body = make(grid([HEADER, *ROWS], top=200), grid([["储氢", "韩国", "合资"]] * 2, top=780))
    found = cells(read(body))
    assert (found[0, 3, 0], found[0, 4, 1]) == ("储氢", "韩国")


@pytest.mark.parametrize("header", [HEADER, ["合作方式", "项目名称", "联系人"]])
def test_a_second_header_starts_a_second_table(header: list[str]) -> None:
    body = make(grid([HEADER, ROWS[0]], top=200), grid([header, ROWS[1]], top=780))
    assert cells(read(body))[1, 1, 0] == "电池回收"


def test_other_columns_start_a_second_table() -> None:
    body = make(grid([HEADER, ROWS[0]], top=200), grid([["储氢", "韩国"]] * 2, top=780))
    assert cells(read(body))[1, 0, 1] == "韩国"


def test_text_between_two_tables_keeps_them_apart() -> None:
    second = all_of(lines("另一张表。", top=790), grid([["储氢", "韩国", "合资"]] * 2))
    assert cells(read(make(grid([HEADER, ROWS[0]], top=200), second)))[1, 0, 0] == "储氢"


def test_a_frame_around_the_text_is_no_table() -> None:
    def paint(canvas: Canvas) -> None:
        canvas.grid([40, 60, 550], [100, 780])
        for number in range(12):
            lines(FULL, top=700 - number * LEADING)(canvas)

    assert not cells(read(make(paint)))


# --- origins ----------------------------------------------------------------------------------


def turned(body: bytes, rotation: int) -> bytes:
    """The same file with its first page rotated and its visible area moved."""
    pdf = pypdfium2.PdfDocument(body)
    page = pdf[0]
    page.set_rotation(rotation)
    page.set_mediabox(-30, -20, 640, 860)
    stream = io.BytesIO()
    pdf.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_origins_are_in_user_space_whatever_the_rotation(rotation: int) -> None:
    def paint(canvas: Canvas) -> None:
        """Text that stands upright once the page is rotated."""
        canvas.translate(297, 420)
        canvas.rotate(rotation)
        canvas.translate(-297, -420)
        canvas.setFont("Helvetica", 11)
        canvas.drawString(LEFT, 650, "Before the table.")
        grid([["Project", "Country"], ["Heat pump", "Germany"], ["Membrane", "Japan"]], 630)(canvas)

    body = turned(make(paint), rotation)
    document = read(body)
    assert texts(document)[0] == "Before the table."
    assert cells(document)[0, 2, 1] == "Japan"
    check_origins(document, body)


def test_lines_of_a_paragraph_have_their_own_boxes() -> None:
    body = make(lines(FULL, FULL_2, "完。"))
    document = read(body)
    pieces = [document.text[piece.start : piece.end] for piece in document.source_map]
    assert pieces == [FULL, FULL_2, "完。"]
    check_origins(document, body)


def test_characters_beyond_the_basic_plane_do_not_shift_offsets() -> None:
    document = read(make(lines("合作方式：𠮷野家转让技术")))
    for piece in document.source_map:
        assert 0 <= piece.start < piece.end <= len(document.text)


def test_reading_twice_gives_the_same_bytes() -> None:
    body = make(all_of(lines(FULL, FULL_2), grid([HEADER, *ROWS], top=600)))
    assert read(body).model_dump_json() == read(body).model_dump_json()


# --- refusals and flags -----------------------------------------------------------------------


def picture(canvas: Canvas) -> None:
    image = Image.new("L", (200, 300), 200)
    canvas.drawImage(ImageReader(image), 40, 40, 500, 750)


def test_an_encrypted_file_is_refused() -> None:
    assert code_of(make(lines("密"), encrypt="secret")) == "encrypted_pdf"


@pytest.mark.parametrize("body", [b"%PDF-1.4\n", b"%PDF-1.7\n" + bytes(range(256)) * 20])
def test_a_broken_file_is_refused(body: bytes) -> None:
    assert code_of(body) == "broken_pdf"


def test_bytes_without_a_header_are_refused() -> None:
    capture = Capture(name="a.pdf", sha256="0", size=5)
    with pytest.raises(Unreadable) as caught:
        read_pdf_document(capture, b"hello")
    assert caught.value.code == "broken_pdf"


def test_too_many_pages_are_refused() -> None:
    assert code_of(make(*[lines("页")] * (bounds().pdf_pages.most + 1))) == "too_many_pages"


def test_pages_of_images_only_are_refused_for_want_of_a_text_layer() -> None:
    assert code_of(make(picture, picture)) == "no_text_layer"


def test_blank_pages_are_refused_for_want_of_text() -> None:
    assert code_of(make(lambda canvas: canvas.rect(10, 10, 50, 50))) == "no_text"


def test_one_scanned_page_among_others_is_flagged() -> None:
    document = read(make(lines(FULL), picture))
    assert document.quality_flags == ("no_text_layer",)
    assert texts(document) == [FULL]


def test_a_cut_file_is_flagged_or_refused() -> None:
    body = make(lines(FULL))
    try:
        assert "truncated" in read(body[:-40]).quality_flags
    except Unreadable as error:
        assert error.code == "broken_pdf"


def test_sound_text_is_not_flagged() -> None:
    assert read(make(lines(FULL, FULL_2, "All well, still three hills."))).quality_flags == ()


def glyphs(text: str, faulty: bool = False, shift: float = 0) -> list[Glyph]:
    boxes = [Box(10.0 * n + shift, 0, 10.0 * n + 10 + shift, 10) for n in range(len(text))]
    return [
        Glyph(char, "", box, box, 10, False, faulty) for char, box in zip(text, boxes, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        (FULL, False),
        (FULL[:30] + "\ue123\ue124", True),
        (FULL[:30] + "\ufffd\ufffd", True),
        ("(cid:12)(cid:7)" + FULL[:10], True),
        ("".join(char * 2 for char in FULL[:20]), True),
        ("䶮䶴䲟鿍龘靐齉爩鱻麤龗灪", True),
        ("臺灣與芬蘭的研究機構簽署協議", False),
    ],
)
def test_signs_of_a_broken_text_layer(text: str, broken: bool) -> None:
    layer = TextLayer()
    layer.add(glyphs(text))
    assert layer.is_broken is broken


@pytest.mark.parametrize(("shift", "broken"), [(1.2, True), (5, False)])
def test_a_shadow_is_a_sign(shift: float, broken: bool) -> None:
    layer = TextLayer()
    layer.add(glyphs(FULL) + glyphs(FULL, shift=shift))
    assert layer.is_broken is broken


def test_characters_without_meaning_are_a_sign_too() -> None:
    layer = TextLayer()
    layer.add(glyphs(FULL, faulty=True))
    assert layer.is_broken


# --- real files -------------------------------------------------------------------------------


def _files() -> list[Path]:
    return sorted((ROOT / "fixtures").glob("*/page.pdf")) + sorted(CORPUS.glob("*.pdf"))


@pytest.mark.parametrize("path", _files(), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_real_files_are_read_or_refused_with_a_code(path: Path) -> None:
    body = path.read_bytes()
    try:
        document = read(body)
    except Unreadable as error:
        assert error.code == "no_text_layer"
        return
    check_origins(document, body)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of PDFs is not part of the repository")
def test_the_corpus_has_its_files() -> None:
    assert len(list(CORPUS.glob("*.pdf"))) == 16
