"""Values against gold: their grades, the rules that mark too much as certain, and what is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from evaluation_samples import Item, digest, item, page, predicted, record, write_gold, write_run

from pipeline.cli.main import main
from pipeline.evaluation.judging import Outcome
from pipeline.evaluation.scoring import EvaluationResult, evaluate

CONTENT = "芬兰 Lumi Oy 提供高效热泵，寻求合资。联系 a@lumi.example"
A = page("a-01", item(), languages=["zh"])
B = page("b-01", item(title="二"), languages=["zh", "en"])


def _evidence(pointer: str, quote: str, rule: str, grade: str) -> dict[str, Any]:
    start = CONTENT.index(quote)
    return {
        "pointer": pointer,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "language": "zh",
        "rule": rule,
        "grade": grade,
        "chain": {"surface": quote},
    }


def _record(of: dict[str, Any], one: Item, *evidence: dict[str, Any]) -> dict[str, Any]:
    return record(predicted(one, of)) | {"content": CONTENT, "field_evidence": list(evidence)}


def _evaluate(
    folder: Path, pages: list[dict[str, Any]], *records: dict[str, Any], **others: Any
) -> EvaluationResult:
    gold = write_gold(folder / "gold", pages)
    return evaluate(gold, write_run(folder / "run", list(records), **others), bootstrap=0)


HOST = _evidence("/host_country", "芬兰", "host_country.stated", "certain")
WAY = _evidence("/cooperation_types/0", "合资", "cooperation.label", "certain")
MAIL = _evidence("/contacts/0/email", "a@lumi.example", "contacts.email", "certain")


def test_values_are_right_or_wrong_by_grade_and_rule(tmp_path: Path) -> None:
    wrong = item(cooperation_types=["joint_venture"])
    likely = HOST | {"grade": "likely"}
    result = _evaluate(
        tmp_path, [A, B], _record(A, wrong, HOST, WAY, MAIL), _record(B, wrong, likely)
    )
    shares = {
        name: {g: (s.right, s.n) for g, s in row.items()} for name, row in result.grades.items()
    }
    assert shares == {
        "host_country": {"certain": (1, 1), "likely": (1, 1)},
        "cooperation_types": {"certain": (0, 1)},
        "contacts": {"certain": (1, 1)},
        "all": {"certain": (2, 3), "likely": (1, 1)},
    }
    assert result.rules["cooperation_types cooperation.label"]["certain"].share == 0


def test_the_surest_evidence_gives_the_grade(tmp_path: Path) -> None:
    doubtful = HOST | {"grade": "doubtful", "rule": "host_country.city"}
    result = _evaluate(tmp_path, [A], _record(A, item(), doubtful, HOST))
    assert set(result.grades["host_country"]) == {"certain"}


def test_misses_show_the_text_around_them(tmp_path: Path) -> None:
    wrong = item(cooperation_types=["joint_venture"], foreign_parties=[], amounts=[])
    result = _evaluate(tmp_path, [A], _record(A, wrong, HOST, WAY))
    found = {(m.value.field, m.value.outcome): m for m in result.misses}
    assert set(found) == {
        ("cooperation_types", Outcome.WRONG),
        ("cooperation_types", Outcome.MISSED),
        ("foreign_parties", Outcome.MISSED),
        ("amounts", Outcome.MISSED),
    }
    way = found["cooperation_types", Outcome.WRONG]
    assert (way.value.rule, way.value.grade) == ("cooperation.label", "certain")
    assert "寻求【合资】。联系" in way.text
    assert found["foreign_parties", Outcome.MISSED].text.startswith("芬兰 【Lumi Oy】 提供")
    assert found["amounts", Outcome.MISSED].value.gold == "1,000,000 EUR"


def test_a_record_that_answers_nothing_is_wrong_in_all_it_says(tmp_path: Path) -> None:
    empty = page("c-01")
    result = _evaluate(tmp_path, [A, empty], _record(A, item()), _record(empty, item(), HOST))
    wrong = [m.value.field for m in result.misses if m.value.page_id == "c-01"]
    assert {"host_country", "direction", "contacts", "people", "technology_fields"} <= set(wrong)
    assert result.grades["host_country"]["certain"].right == 0


def test_a_page_without_records_is_missed_in_every_field(tmp_path: Path) -> None:
    document = {"capture": {"sha256": digest("b-01")}, "text": "找 Lumi Oy 合作"}
    result = _evaluate(tmp_path, [A, B], _record(A, item()), documents=[document])
    missed = {m.value.field: m for m in result.misses}
    assert {"host_country", "technology_fields", "contacts", "people"} <= set(missed)
    assert {m.value.outcome for m in missed.values()} == {Outcome.MISSED}
    assert missed["foreign_parties"].text == "找 【Lumi Oy】 合作"


def test_a_type_is_judged_on_parties_that_are_right(tmp_path: Path) -> None:
    proof = _evidence("/foreign_parties/0/party_type", "Lumi Oy", "party.suffix", "likely")
    other = item(foreign_parties=[{"name": "Lumi Oy", "aliases": [], "type": "university"}])
    result = _evaluate(tmp_path, [A], _record(A, other, proof))
    [miss] = result.misses
    assert (miss.value.field, miss.value.found, miss.value.gold) == (
        "party_type",
        "university",
        "company",
    )


def test_languages_of_pages_are_scored_apart(tmp_path: Path) -> None:
    wrong = item(host_country="SWE", title="二")
    result = _evaluate(tmp_path, [A, B], _record(A, item()), _record(B, wrong))
    right = {name: s.metrics["host_country"].headline for name, s in result.languages.items()}
    assert right == {"zh": 1.0, "zh+en": 0.0}


def test_languages_do_not_change_the_digest(tmp_path: Path) -> None:
    with_languages = _evaluate(tmp_path / "a", [A], _record(A, item()))
    bare = {key: value for key, value in A.items() if key != "languages"}
    assert _evaluate(tmp_path / "b", [bare], _record(A, item())).gold_sha256 == (
        with_languages.gold_sha256
    )


def test_the_command_lists_misses_and_rules_below_the_least_share(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = item(cooperation_types=["joint_venture"])
    _evaluate(tmp_path, [A], _record(A, wrong, HOST, WAY))
    arguments = [
        "eval",
        str(tmp_path / "gold"),
        str(tmp_path / "run"),
        "--bootstrap",
        "0",
        "--misses",
    ]
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 0
    text = capsys.readouterr().out
    assert "certain, right below 97%" in text
    assert "cooperation_types cooperation.label" in text
    assert "寻求【合资】" in text
    with pytest.raises(SystemExit):
        main([*arguments, "--json"])
    data = json.loads(capsys.readouterr().out)
    assert data["grades"]["host_country"]["certain"] == {"right": 1, "n": 1, "share": 1.0}
    assert [miss["outcome"] for miss in data["misses"]] == ["wrong", "missed"]
    assert data["languages"]["zh"]["pages"] == 1
