"""Long texts are cut at sentence ends, and no character is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.tagging.chunks import CAP, chunks

SENTENCE = "芬兰国家技术研究中心与中国科学院签署了合作协议。"


@given(st.text(alphabet="中国，。； \n”𠮷", max_size=80), st.integers(1, 12))
def test_pieces_cover_the_text_and_keep_the_cap(text: str, cap: int) -> None:
    pieces = list(chunks(text, cap))
    assert "".join(text[start:end] for start, end in pieces) == text
    assert all(0 < end - start <= cap for start, end in pieces)


def test_a_text_up_to_the_cap_is_one_piece() -> None:
    assert list(chunks("")) == []
    assert list(chunks("中" * CAP)) == [(0, CAP)]


def test_long_texts_are_cut_behind_sentences() -> None:
    text = SENTENCE * 40
    pieces = [text[start:end] for start, end in chunks(text)]
    assert len(pieces) > 1 and all(piece.endswith("。") for piece in pieces)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("他说：“好。”中国中国", "他说：“好。”"),
        ("一二三，四五六七八九十", "一二三，"),
        ("一二三 四五六七八九十", "一二三 "),
        ("一二三四五六七八九十", "一二三四五六七八"),
    ],
)
def test_where_a_piece_ends(text: str, first: str) -> None:
    start, end = next(chunks(text, 8))
    assert text[start:end] == first
