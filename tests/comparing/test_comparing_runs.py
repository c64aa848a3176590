"""Two run folders: what is the same, what changed, and pages that only one of them has."""

import json
from pathlib import Path
from typing import Any

import pytest
from comparing_samples import record, run_folder

from models.capture import Capture
from models.change_codes import Cause, ChangeClass
from models.field_change import FieldChange, Match
from pipeline.comparing.run_pair import RunPair
from pipeline.comparing.run_records import says_the_same
from pipeline.comparing.runs import Comparison
from pipeline.identity import report_id
from pipeline.runs.folder import RunFolderError

URL = "http://de.china-embassy.gov.cn/2.htm"


def compare(
    tmp_path: Path,
    old: list[dict[str, Any]],
    new: list[dict[str, Any]],
    refused: list[dict[str, Any]] | None = None,
) -> tuple[Comparison, list[FieldChange]]:
    """The comparison of two runs, of which the new one refused pages."""
    comparison = Comparison(
        run_folder(tmp_path / "old", old, 1),
        run_folder(tmp_path / "new", new, 2, refused),
    )
    return comparison, list(comparison.changes())


def test_order_versions_and_times_are_no_changes(tmp_path: Path) -> None:
    old = [record("a"), record("b"), record(report="r-2")]
    new = [
        {**r, "pipeline_version": "2", "retrieved_at": "2026-01-01T00:00:00Z"} for r in old[::-1]
    ]
    comparison, found = compare(tmp_path, old, new)
    assert found == []
    assert comparison.records == {"same": 3, "unchanged": 3}


def line(values: dict[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def test_records_are_compared_to_the_byte_before_they_are_parsed() -> None:
    one = record(summary='"retrieved_at":null,"pipeline_version":"1"')
    versions = {"pipeline_version": "2", "extractor_versions": {"title": "9"}}
    assert says_the_same(line(one), line(one | versions | {"retrieved_at": "2026-01-01T00:00:00Z"}))
    assert not says_the_same(line(one), line(one | {"summary": "other"}))
    assert not says_the_same(line(one), line(one | {"quality_flags": ["truncated"]}))
    # A line in another form is parsed, whatever it says behind the versions.
    assert not says_the_same(line(one), line(one | versions | {"later": 1}))


def test_lines_in_another_form_are_compared_as_well(tmp_path: Path) -> None:
    values = record(title="甲")
    old = run_folder(tmp_path / "old", [values], 1)
    new = run_folder(tmp_path / "new", [], 2)
    turned = dict(reversed(list((values | {"title": "乙"}).items())))
    (new / "records.jsonl").write_text(json.dumps(turned) + "\n", "utf-8")
    (change,) = Comparison(old, new).changes()
    assert (change.field, change.old, change.new) == ("title", "甲", "乙")


def test_a_page_of_one_run_alone(tmp_path: Path) -> None:
    comparison, found = compare(tmp_path, [record()], [record(report="r-2")])
    assert [(c.kind, c.cause, c.match) for c in found] == [
        (ChangeClass.ADDED, Cause.PAGE_ABSENT, Match.ALONE),
        (ChangeClass.REMOVED, Cause.PAGE_ABSENT, Match.ALONE),
    ]
    assert found[0].old is None and found[0].new[0]["report_id"] == "r-2"
    assert comparison.records == {"alone": 2}


@pytest.mark.parametrize(
    ("digest", "cause"), [("a" * 64, Cause.UNEXPLAINED), ("b" * 64, Cause.PAGE_CHANGED)]
)
def test_a_page_that_is_refused_now_tells_why(tmp_path: Path, digest: str, cause: Cause) -> None:
    capture = Capture(name="2.htm", url=URL, sha256="a" * 64, size=1)
    refused = {"capture": "2.htm", "url": URL, "sha256": digest, "code": "other_kind_of_page"}
    old = record(report=report_id(capture), source_url=URL)
    _, (change,) = compare(tmp_path, [old], [], [refused | {"message": "", "score": 0.1}])
    assert (change.kind, change.cause) == (ChangeClass.REMOVED, cause)
    assert change.new_rule == "refused: other_kind_of_page"


def test_records_with_other_ids_are_listed_for_whoever_keeps_decisions(tmp_path: Path) -> None:
    old = run_folder(tmp_path / "old", [record("page"), record("x", report="r-2")], 1)
    new = run_folder(tmp_path / "new", [record("page"), record("y", report="r-2")], 2)
    with RunPair(old, new) as runs:
        (group,) = runs.unlike()
    assert group.match == Match.RENAMED


def test_what_is_no_run_is_one_sentence(tmp_path: Path) -> None:
    good = run_folder(tmp_path / "good", [record()])
    with pytest.raises(RunFolderError, match="holds no run"):
        Comparison(good, tmp_path / "nowhere")
    broken = run_folder(tmp_path / "broken", [record()])
    with (broken / "records.jsonl").open("a") as lines:
        lines.write('{"schema_version"\n')
    with pytest.raises(RunFolderError, match=r"records\.jsonl, line 2 is no record"):
        list(Comparison(good, broken).changes())
    twice = run_folder(tmp_path / "twice", [record(), record()])
    with pytest.raises(RunFolderError, match="twice"):
        list(Comparison(good, twice).changes())
