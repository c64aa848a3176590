"""Noise is cut out or flagged, never repaired; encodings are read right whatever is declared."""

from hashlib import sha256

import pytest

from models.capture import Capture
from models.document import Document
from pipeline.reading.encoding import decode
from pipeline.reading.noise import is_tool_bar
from pipeline.reading.reader import read_document

TEXT = "芬兰北光公司研制出质子交换膜电解槽，希望在华寻找合作伙伴，共同开发市场。"


def read(body: str) -> Document:
    raw = f"<html><body><div id=Zoom>{body}</div></body></html>".encode()
    capture = Capture(name="page", sha256=sha256(raw).hexdigest(), size=len(raw))
    return read_document(capture, raw)


@pytest.mark.parametrize(
    "line",
    [
        "【关闭窗口】【打印文章】【字体: 大 中 小】",
        "推荐给朋友 打印",
        "分享到：微信 微博",
        "上一篇：没有了",
    ],
)
def test_tool_bars(line: str) -> None:
    assert is_tool_bar(line)
    assert line not in read(f"<p>{TEXT}</p><p>{line}</p>").text


def test_pinyin_glosses_are_cut_out_and_flagged() -> None:
    document = read("<p>科學技術(shù)部創(chuàng)新項目，加拿大(Canada)公司尋求合作夥伴。</p>")
    assert document.text.startswith("科學技術部創新項目，加拿大(Canada)公司")
    assert document.quality_flags.count("pinyin_gloss_removed") == 1


def test_spam_is_cut_out_and_the_rest_stays() -> None:
    document = read(f"<p>澳门赌博平台</p><p>mg4355线路检测官网 {TEXT}</p>")
    assert "澳门" not in document.text and "mg4355" not in document.text
    assert TEXT in document.text
    assert "spam_removed" in document.quality_flags


def test_mojibake_is_flagged_and_stays() -> None:
    document = read(f"<p>{TEXT}锟斤拷</p>")
    assert "锟斤拷" in document.text
    assert "mojibake" in document.quality_flags


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "big5hkscs", "utf-16"])
@pytest.mark.parametrize("declared", ["", "utf-8", "gb2312", "big5", "iso-8859-1"])
def test_the_text_is_right_whatever_is_declared(codec: str, declared: str) -> None:
    text = (
        TEXT if codec != "big5hkscs" else "芬蘭北光公司研製出質子交換膜電解槽，希望尋找合作夥伴。"
    )
    page = f'<meta charset="{declared}"><p>{text}</p>' if declared else f"<p>{text}</p>"
    assert decode(page.encode(codec)).shown() == page


def test_gb2312_is_read_as_its_superset() -> None:
    page = f"<meta charset=gb2312>{TEXT}镕€㈱"
    decoded = decode(page.encode("gb18030"))
    assert decoded.shown() == page and decoded.encoding == "gb18030" and not decoded.conflict
