"""Paragraphs, order, heads and margins of PDF pages."""

import pypdfium2
import pytest
from drawn_pdf import (
    FULL,
    FULL_2,
    HEADER,
    LEADING,
    LEFT,
    SONG,
    TOP,
    Painter,
    all_of,
    block_of,
    cells,
    check_origins,
    grid,
    lines,
    make,
    read,
    texts,
)
from reportlab.pdfgen.canvas import Canvas

from models.document import BlockKind, Region


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
