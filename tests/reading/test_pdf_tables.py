"""Tables of PDF pages."""

import pytest
from drawn_pdf import (
    FULL,
    HEADER,
    LEADING,
    ROWS,
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
