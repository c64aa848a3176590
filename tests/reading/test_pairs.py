"""Labels and values, in every way in which pages set them."""

from hashlib import sha256

import pytest

from models.capture import Capture
from models.document import Document
from pipeline.reading.reader import read_document

LEAD = "<p>现将该项目的有关情况介绍如下，供国内单位参考。</p>"


def read(body: str) -> Document:
    raw = f"<html><body><div id=Zoom>{LEAD}{body}</div></body></html>".encode()
    capture = Capture(name="page", sha256=sha256(raw).hexdigest(), size=len(raw))
    return read_document(capture, raw)


def pairs(body: str) -> list[tuple[str, str, str]]:
    document = read(body)
    return [
        (pair.label_id, document.quote(pair.label), document.quote(pair.value))
        for block in document.blocks
        for pair in block.pairs
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>合作方式：合资</p>", [("cooperation_type", "合作方式", "合资")]),
        ("<p>合 作 方 式：合资</p>", [("cooperation_type", "合 作 方 式", "合资")]),
        ("<p>3、【合作方式】：合资</p>", [("cooperation_type", "合作方式", "合资")]),
        ("<p><b>合作方式</b> 合资</p>", [("cooperation_type", "合作方式", "合资")]),
        ("<p>合作方式</p><p>合资</p>", [("cooperation_type", "合作方式", "合资")]),
        ("<p>合作方式：</p><p>合资</p>", [("cooperation_type", "合作方式", "合资")]),
        (
            "<table><tr><td>合作方式</td><td>合资</td></tr><tr><td>国别</td><td>芬兰</td></tr></table>",
            [("cooperation_type", "合作方式", "合资"), ("host_country", "国别", "芬兰")],
        ),
        (
            "<dl><dt>合作方式</dt><dd>合资</dd></dl>",
            [("cooperation_type", "合作方式", "合资")],
        ),
        (
            "<p>联系人：李明　电话：010-55501234　邮箱：a@b.example</p>",
            [
                ("contact_person", "联系人", "李明"),
                ("phone", "电话", "010-55501234"),
                ("email", "邮箱", "a@b.example"),
            ],
        ),
        ("<p>灵感来源：自然界</p>", [("unmapped", "灵感来源", "自然界")]),
        ("<p>会议于上午9:30开始，详情见 http://a.example/b 的说明</p>", []),
    ],
)
def test_labels_and_values(body: str, expected: list[tuple[str, str, str]]) -> None:
    assert pairs(body) == expected


def test_a_header_row_labels_every_cell_below() -> None:
    found = pairs(
        "<table><tr><td>序号</td><td>项目名称</td><td>国别</td></tr>"
        "<tr><td>1</td><td>电解槽</td><td rowspan=2>芬兰</td></tr>"
        "<tr><td>2</td><td>储氢罐</td></tr></table>"
    )
    assert ("title", "项目名称", "储氢罐") in found
    assert ("host_country", "国别", "芬兰") in found


def test_a_transposed_table_labels_its_rows() -> None:
    found = pairs(
        "<table><tr><td>项目名称</td><td>电解槽</td><td>储氢罐</td></tr>"
        "<tr><td>国别</td><td>芬兰</td><td>瑞典</td></tr>"
        "<tr><td>合作方式</td><td>合资</td><td>技术转让</td></tr></table>"
    )
    assert ("title", "项目名称", "储氢罐") in found
    assert ("cooperation_type", "合作方式", "技术转让") in found


def test_a_long_line_of_colons_is_read_in_linear_time() -> None:
    document = read("<p>" + "甲：" * 50_000 + "</p>")
    assert len(document.text) > 100_000
