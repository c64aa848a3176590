"""Cells that no spreadsheet takes for formulas; contact data as X, every offset kept."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.publishing.cells import safe_cell
from pipeline.publishing.redaction import Hider, Private


@pytest.mark.parametrize(
    "text", ["=1", "+86 10", "-1", "@a", "＝1", " =1", "\t=1", "\u3000@a", "\rtext", "\ufeff=1"]
)
def test_formulas_become_text(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "中文", "a=b", "1-2", "'=1"])
def test_other_text_stays(text: str) -> None:
    assert safe_cell(text) == text


@given(st.text())
def test_no_cell_begins_like_a_formula(text: str) -> None:
    cell = safe_cell(text)
    assert cell.lstrip()[:1] not in tuple("=+-@＝＋－＠") or not cell
    assert cell in (text, f"'{text}")


PAGE = "寻求合作。电话 010-68512345，邮箱 wang@firm.example，电话 010-68512345。"


def test_contact_data_is_hidden_and_offsets_stay() -> None:
    at = PAGE.index("010")
    values = {
        "content": PAGE,
        "title": "电话 010-68512345",
        "summary": None,
        "host_country_name": "010-68512345",
        "contacts": [{"name": "王伟", "phone": "010-68512345", "role": "联系人"}],
        "people": [],
        "foreign_parties": [],
        "field_evidence": [
            {
                "pointer": "/contacts/0/phone",
                "start": at,
                "end": at + 12,
                "quote": "010-68512345",
                "chain": {"surface": "010-68512345", "normal": "01068512345"},
            }
        ],
    }
    shown = Hider(values).record()
    assert len(shown["content"]) == len(PAGE)
    assert shown["content"].startswith("寻求合作。电话 XXXXXXXXXXXX，邮箱 XXXXXXXXXXXXXXXXX，")
    assert shown["title"] == "电话 XXXXXXXXXXXX" and shown["summary"] is None
    assert shown["contacts"] == [{"name": "XXXXXX", "phone": "XXXXXXXXXXXX", "role": "联系人"}]
    (proof,) = shown["field_evidence"]
    assert proof["quote"] == "XXXXXXXXXXXX"
    assert proof["chain"] == {"surface": "XXXXXXXXXXXX", "normal": None}
    assert values["content"] == PAGE


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("请联系 li@a.example。", "请联系 XXXXXXXXXXXX。"),
        ("li＠a.example", "XXXXXXXXXXXX"),
        ("li (at) a.example", "XXXXXXXXXXXXXXXXX"),
        ("li[AT]a.example", "XXXXXXXXXXXXXXX"),
        ("@a.example", "@a.example"),
        ("10 @ 5.5", "XXXXXXXX"),
        ("a@b", "a@b"),
    ],
)
def test_addresses_are_hidden_without_evidence_too(text: str, hidden: str) -> None:
    nothing: dict[str, Any] = {"contacts": [], "people": [], "foreign_parties": []}
    assert Hider({"content": text, "field_evidence": [], **nothing}).content == hidden


def test_what_another_time_of_the_page_knew_is_hidden_wherever_it_stands() -> None:
    words = frozenset(("010-68512345",))
    known = Private(spans=frozenset(((0, 4),)), names=frozenset(("王伟",)), words=words)
    text = "寻求合作。王伟，010-68512345"
    values = {"content": text, "field_evidence": [], "contacts": [], "people": []}
    hider = Hider(values | {"foreign_parties": []}, known.elsewhere())
    assert hider.content == "寻求合作。XX，XXXXXXXXXXXX"
    assert hider.value("summary", text) == hider.content
