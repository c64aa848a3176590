"""Why a value changed: each cause alone, and which comes first."""

from typing import Any

import pytest
from comparing_samples import CONTENT, VERSIONS, evidence, record, run

from models.change_codes import Cause
from models.field_change import FieldChange
from models.run import Run
from pipeline.comparing.causes import Causes
from pipeline.comparing.records import RecordPair
from pipeline.comparing.side import Side

OTHER_BYTES = {"content_sha256": "b" * 64}
NEW_TITLE = {"extractor_versions": VERSIONS | {"title": "2"}}


def change_of(
    old: dict[str, Any], new: dict[str, Any], causes: Causes | None = None, **manifest: Any
) -> FieldChange:
    causes = causes or Causes(run(1), run(2, **manifest))
    found = RecordPair(Side(old), Side(new), causes).changes()
    return next(change for change in found if change.field == "title")


def titles(old: dict[str, Any], new: dict[str, Any], **manifest: Any) -> Cause:
    """The cause of the titles' change between two records."""
    return change_of(record(title="甲") | old, record(title="乙") | new, **manifest).cause


@pytest.mark.parametrize(
    ("new", "manifest", "cause"),
    [
        ({}, {}, Cause.UNEXPLAINED),
        ({}, {"options": {"ocr": True}}, Cause.OPTIONS_CHANGED),
        ({"pipeline_version": "2"}, {"options": {"ocr": True}}, Cause.PROGRAM_CHANGED),
        ({"pipeline_version": "2"}, {"vocabulary_digest": "e"}, Cause.VOCABULARY_CHANGED),
        (NEW_TITLE, {"vocabulary_digest": "e"}, Cause.EXTRACTOR_CHANGED),
        ({"extractor_versions": VERSIONS | {"technology": "2"}}, {}, Cause.UNEXPLAINED),
        ({"content": "新页面\n", **OTHER_BYTES, **NEW_TITLE}, {}, Cause.PAGE_CHANGED),
        ({"content": "新页面\n"}, {}, Cause.PROGRAM_CHANGED),
        (OTHER_BYTES, {}, Cause.PAGE_CHANGED),
        (OTHER_BYTES | NEW_TITLE, {}, Cause.EXTRACTOR_CHANGED),
    ],
)
def test_causes(new: dict[str, Any], manifest: dict[str, Any], cause: Cause) -> None:
    assert titles({}, new, **manifest) == cause


def proved(title: str, content: str = CONTENT, **values: Any) -> dict[str, Any]:
    proof = [evidence("/title", title, content)]
    return record(title=title, content=content, field_evidence=proof, **values)


def test_a_page_that_holds_both_quotes_still_does_not_explain_the_change() -> None:
    new = proved("西门子公司", "访问量：1\n" + CONTENT, **OTHER_BYTES, **NEW_TITLE)
    assert change_of(proved("寻求合作伙伴"), new).cause == Cause.EXTRACTOR_CHANGED
    new["extractor_versions"] = VERSIONS
    assert change_of(proved("寻求合作伙伴"), new).cause == Cause.PAGE_CHANGED


def test_a_page_that_lost_the_quote_explains_it() -> None:
    new = proved(
        "寻找买家", CONTENT.replace("寻求合作伙伴", "寻找买家"), **OTHER_BYTES, **NEW_TITLE
    )
    assert change_of(proved("寻求合作伙伴"), new).cause == Cause.PAGE_CHANGED


def test_a_decision_comes_first() -> None:
    by_rule = proved("西门子公司", **NEW_TITLE)
    by_rule["field_evidence"][0]["rule"] = "decision.correct"
    change = change_of(proved("寻求合作伙伴"), by_rule)
    assert (change.cause, change.new_rule) == (Cause.DECISION, "decision")
    told: list[tuple[str, str, str | None]] = []

    def decided(*place: str | None) -> bool:
        told.append(place)  # type: ignore[arg-type]
        return True

    old, new = proved("寻求合作伙伴"), proved("西门子公司", **NEW_TITLE)
    causes = Causes(run(1), run(2), decided)
    assert change_of(old, new, causes).cause == Cause.DECISION
    assert told == [(new["opportunity_id"], "title", None)]


@pytest.mark.parametrize(
    ("old_bytes", "new_bytes", "manifest", "cause"),
    [
        ({"a"}, set(), {}, Cause.PAGE_ABSENT),
        (set(), {"a"}, {}, Cause.PAGE_ABSENT),
        ({"a"}, {"b"}, {"vocabulary_digest": "e"}, Cause.PAGE_CHANGED),
        (
            {"a"},
            {"a"},
            {"extractor_versions": VERSIONS | {"relevance": "2"}},
            Cause.EXTRACTOR_CHANGED,
        ),
        ({"a"}, {"a"}, {"vocabulary_digest": "e"}, Cause.VOCABULARY_CHANGED),
        ({"a"}, {"a"}, {"pipeline_version": "2"}, Cause.PROGRAM_CHANGED),
        ({"a"}, {"a"}, {}, Cause.UNEXPLAINED),
    ],
)
def test_causes_of_whole_records(
    old_bytes: set[str], new_bytes: set[str], manifest: dict[str, Any], cause: Cause
) -> None:
    new: Run = run(2, **manifest)
    assert Causes(run(1), new).of_record(old_bytes, new_bytes) == cause
