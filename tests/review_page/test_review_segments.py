"""Texts cut at their marks, panes by language, evidence of now and of before, and labels."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from review_page_samples import NEW, OLD, TEXT, workspace

from models.change_codes import Cause, ChangeClass
from models.decision import Action, State
from models.evidence import Grade
from pipeline.ledger.ledger import Ledger
from pipeline.review_page import evidence
from pipeline.review_page.labels import Label, readings, words
from pipeline.review_page.segments import Mark, panes, pieces
from pipeline.reviewing.entry import UNREVIEWED, Kind, Query
from pipeline.reviewing.service import Review, open_review
from pipeline.store import open_store

MARKS = st.lists(
    st.builds(
        lambda start, size, tag: Mark(start, start + size, tag),
        st.integers(0, 40),
        st.integers(1, 20),
        st.sampled_from("abc"),
    ),
    max_size=8,
)


@given(st.text("甲乙 ab𠮷<\n", max_size=40), MARKS)
@settings(max_examples=300, deadline=None)
def test_pieces_are_the_text_and_carry_exactly_their_marks(text: str, marks: list[Mark]) -> None:
    found = pieces(text, marks)
    assert "".join(piece.text for piece in found) == text
    place = 0
    for piece in found:
        for at in range(place, place + len(piece.text)):
            assert piece.tags == tuple(sorted({m.tag for m in marks if m.start <= at < m.end}))
        place += len(piece.text)


def test_crossing_marks_share_the_middle() -> None:
    found = pieces("abcdef", [Mark(0, 4, "new"), Mark(2, 6, "old")])
    assert [(p.text, p.tags) for p in found] == [
        ("ab", ("new",)),
        ("cd", ("new", "old")),
        ("ef", ("old",)),
    ]


def test_lines_go_to_the_pane_of_their_language() -> None:
    text = "2024-05-31\n芬兰公司\n300\n\nA company\n2019"
    chinese, other = panes(text, [Mark(11, 13, "new"), Mark(text.index("A"), len(text), "new")])
    assert chinese.chinese and not other.chinese
    assert [[p.text for p in line] for line in chinese.lines] == [
        ["2024-05-31"],
        ["芬兰", "公司"],
        ["300"],
    ]
    assert [[p.text for p in line] for line in other.lines] == [["A company"], ["2019"]]
    assert all(piece.tags for line in other.lines for piece in line)
    [alone] = panes("芬兰公司\n2019", [])
    assert alone.chinese and not alone.is_marked


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Review]:
    folder: Path = workspace(tmp_path_factory.mktemp("review"))
    engine = open_store(f"sqlite:///{folder / 'state.sqlite'}")
    runs = folder / "runs"
    with open_review(runs / NEW, Ledger(engine), runs / OLD) as found:
        yield found
    engine.dispose()


def marked(found: evidence.Shown, tag: str) -> list[list[str]]:
    """The marked characters of each pane."""
    return [[p.text for line in pane.lines for p in line if tag in p.tags] for pane in found.panes]


def test_evidence_is_marked_in_both_languages(review: Review) -> None:
    entry = review.queue(Query(fields=("host_country",)))[0]
    record, old = review.record_of(entry), review.old_record_of(entry)
    assert record is not None and old is not None
    found = evidence.shown(entry, record, old, record["content"])
    assert marked(found, evidence.NEW) == [["芬兰公司"], ["company from Finland"]]
    assert marked(found, evidence.OLD) == marked(found, evidence.NEW)
    assert marked(found, evidence.NAMED) == [["芬兰", "芬兰"], ["Finland"]]
    assert not found.lost and not found.unproved


def test_what_has_no_evidence_or_lost_it_is_said(review: Review) -> None:
    entry = review.queue(Query(fields=("opportunity_direction",)))[0]
    record = review.record_of(entry)
    assert record is not None
    assert evidence.shown(entry, record, None, record["content"]).unproved
    country = review.queue(Query(fields=("host_country",)))[0]
    old = review.old_record_of(country)
    other = record | {"content": TEXT.replace("芬兰公司", "某公司")}
    lost = evidence.shown(country, other | {"field_evidence": []}, old, other["content"])
    assert lost.lost == ("芬兰公司",)
    assert not evidence.shown(country, other, old, other["content"], hide=True).lost


def test_every_state_has_words_in_both_languages() -> None:
    found = words()
    assert set(found["question"]) >= {*State, *ChangeClass, UNREVIEWED, "dormant", "absent"}
    assert set(found["cause"]) == set(Cause)
    assert set(found["action"]) == set(Action)
    assert set(found["kind"]) == set(Kind)
    assert set(found["grade"]) == set(Grade)
    assert all(label.zh and label.en for own in found.values() for label in own.values())


def test_codes_are_read_in_both_languages() -> None:
    [country] = readings("host_country", "FIN")
    assert (country.text, country.label) == ("FIN", Label("芬兰", "Finland"))
    party = readings("foreign_parties", {"name": "Lumi\u202e", "party_type": "company"})
    assert next(reading.text for reading in party) == "Lumi\ufffd"
    assert party[1].label.zh and party[1].part == Label("外方类别", "Type of party")
    assert readings("host_country", None) == []
    amount = readings("amounts", {"amount": 3e6, "currency": "EUR"})
    assert [reading.text for reading in amount] == ["3,000,000", "EUR"]
