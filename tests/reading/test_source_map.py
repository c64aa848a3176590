"""Promise: every character of a document leads back to its bytes."""

import json
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.capture import Capture
from models.document import Document
from pipeline.reading.encoding import Decoded
from pipeline.reading.origins import ByteOffsets
from pipeline.reading.reader import read_document
from pipeline.tracing import SourceMap, codec_of


def read(body: bytes, url: str = "") -> Document:
    capture = Capture(name="page", url=url, sha256=sha256(body).hexdigest(), size=len(body))
    return read_document(capture, body)


def assert_true(document: Document, body: bytes) -> None:
    codec = codec_of(document.encoding)
    covered = 0
    for piece in document.source_map:
        covered += piece.end - piece.start
        if piece.verbatim:
            raw = body[piece.origin.byte_start : piece.origin.byte_end]
            assert raw.decode(codec) == document.text[piece.start : piece.end]
    assert covered == len(document.text) - document.text.count("\n")


PAGE = (
    "<html><head><title>标题</title></head><body><div id=Zoom>"
    "<p>公司的<b>𠮷田</b>先生&amp;&#x5218;女士 &nbsp;愿意合作</p>"
    "<!-- 注 --><script>var a='无'</script>"
    "<table><tr><td>项目名称<td>氢能&lt;5kg&gt;</table></div></body></html>"
)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-8-sig", "utf-16-le"])
def test_every_character_leads_back_to_its_bytes(codec: str) -> None:
    body = ("\ufeff" + PAGE if codec == "utf-16-le" else PAGE).encode(codec)
    document = read(body)
    assert "公司的𠮷田先生&刘女士" in document.text
    assert_true(document, body)


def test_big5_page() -> None:
    page = (
        "<html><meta charset=big5><div id=Zoom>"
        "<p>臺灣科學園區廠商徵求合作夥伴，詳情如後所述。</p></div>"
    )
    body = page.encode("big5")
    document = read(body)
    assert document.encoding == "big5"
    assert_true(document, body)


def test_feed_item_through_json_escapes() -> None:
    content = '<p>芬兰<b>北光</b>公司 "愿" 合作 𠮷</p>'
    item = {"ProjectTitle": "标题", "ProjectContent": content, "ProjectPublicDate": "2018/3/5"}
    for ascii_only in (True, False):
        body = json.dumps(item, ensure_ascii=ascii_only).encode()
        document = read(body)
        assert document.text == '标题\n2018/3/5\n芬兰北光公司 "愿" 合作 𠮷'
        assert_true(document, body)
        origin = SourceMap(document).origin(
            document.text.index("北光"), document.text.index("公司")
        )
        assert origin is not None
        raw = body[origin.byte_start : origin.byte_end].decode()
        assert json.loads(f'"{raw}"') == "北光"


def test_undecodable_bytes_are_shown_and_flagged() -> None:
    body = (
        "<div id=Zoom><p>合作项目介绍，请有兴趣的单位联系我们，谢谢大家的支持与关注。".encode()
        + b"\xff\xfe</p></div>"
    )
    document = read(body)
    assert "undecodable_bytes" in document.quality_flags
    assert "\ufffd" in document.text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize("piece", [b"\0", b"\0\0\0", b"\0\xd8", b"\xd8", b""])
def test_no_origin_is_beyond_a_damaged_page(codec: str, piece: bytes) -> None:
    body = ("\ufeff" + PAGE).encode(codec)
    at = body.index("</p>".encode(codec))
    document = read(body[:at] + piece + body[at:])
    ends = [stretch.origin.byte_end or 0 for stretch in document.source_map]
    assert 0 < max(ends) <= len(body) + len(piece)
    if len(piece) % 2:
        assert "undecodable_bytes" in document.quality_flags


def test_two_characters_of_one_big5_code_have_offsets() -> None:
    body = "中".encode("big5hkscs") + b"\x88\x62" + "国家".encode("big5hkscs", "ignore")
    text = body.decode("big5hkscs")
    decoded = Decoded(text, "big5hkscs", "big5", 0, False, 0)
    find = ByteOffsets(decoded, range(len(text) + 1))
    ends = [find(0, end).byte_end or 0 for end in range(len(text) + 1)]
    assert ends[:2] == [0, 2]
    assert ends[3] == 4
    assert ends == sorted(ends)
    assert ends[-1] == len(body)


@settings(max_examples=60)
@given(
    st.lists(
        st.text(
            st.characters(
                blacklist_categories=("Cs", "Cc", "Co", "Cn"),
                blacklist_characters="<>&\ufeff\ufffd",
            ),
            min_size=1,
            max_size=30,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_text_keeps_its_offsets(paragraphs: list[str]) -> None:
    html = "<html><body><div id=Zoom><p>合作项目的详细介绍见下文，有意者请与我处联系。</p>"
    body = (html + "".join(f"<p>{p}</p>" for p in paragraphs) + "</div></body></html>").encode()
    document = read(body)
    for piece in document.source_map:
        if piece.verbatim:
            raw = body[piece.origin.byte_start : piece.origin.byte_end]
            assert raw.decode() == document.text[piece.start : piece.end]
    for segment in document.segments:
        assert document.quote(segment).strip() == document.quote(segment)
