"""Paragraphs that only indents set apart: each character keeps its origin."""

import pytest

from pipeline.reading.indents import indented_paragraphs
from pipeline.reading.mapped_text import MappedText


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲所成果。　　乙所成果。", ["甲所成果。", "乙所成果。"]),
        ("寿命两千小时；\n　　３、光栅。", ["寿命两千小时；", "３、光栅。"]),
        ("一句。\u00a0\u00a0\u00a0\u00a0又一句。", ["一句。", "又一句。"]),
        ("电话：010　　传真：011", ["电话：010　　传真：011"]),
        ("一句。　半句。", ["一句。　半句。"]),
        ("", [""]),
    ],
)
def test_indents_after_a_stop_part_paragraphs(text: str, expected: list[str]) -> None:
    assert [str(part) for part in indented_paragraphs(MappedText.unmapped(text))] == expected
