"""Zones: the place of a word tells what it is worth."""

import pytest

from extractors.zones import Zone, Zones, in_organisation
from models.span import Span


def place(page_from, text: str, word: str, title: str = "") -> Zone:
    page, scope = page_from(text, title=title)
    start = page.text.index(word)
    span = Span(start=start, end=start + len(word))
    segment = page.segment_at(start)
    assert segment is not None
    return Zones(page, scope).of(segment, span)


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("该团队来自海洋生物医药研究院。", "海洋", True),
        ("采用激光的公司很多。", "激光", False),
        ("It comes from Nordic Battery Systems Ltd in Oslo, a small firm.", "Battery", True),
        ("It was found at the University of Ocean Sciences last year.", "Ocean", True),
        ("Battery cells are sold by a small firm.", "Battery", False),
    ],
)
def test_organisation(page_from, text, word, expected):
    page, _ = page_from(text)
    start = page.text.index(word)
    segment = page.segment_at(start)
    assert segment is not None
    assert in_organisation(page, segment, Span(start=start, end=start + len(word))) is expected


def test_places(page_from):
    assert place(page_from, "效率高。", "逆变器", title="光伏逆变器") is Zone.TITLE
    assert place(page_from, "逆变器效率高，用于医院。", "逆变器") is Zone.TEXT
    assert place(page_from, "逆变器效率高，用于医院。", "医院") is Zone.APPLICATION
    assert place(page_from, "所属领域：环保\n效率高。", "环保") is Zone.LABELLED_FIELD
    assert place(page_from, "合作方式：出口软件\n效率高。", "软件") is Zone.BACKGROUND
