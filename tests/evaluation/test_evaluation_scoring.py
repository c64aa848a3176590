"""Counting, figures and intervals of small gold sets worked out by hand."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from evaluation_samples import (
    Item,
    item,
    page,
    predicted,
    quarantined,
    record,
    write_gold,
    write_run,
)
from rich.console import Console

from pipeline.evaluation.errors import NothingMeasured
from pipeline.evaluation.metrics import ACCURACIES, RETRIEVALS, Accuracy, Retrieval, measure
from pipeline.evaluation.report import as_data, as_json, render
from pipeline.evaluation.scoring import EvaluationResult, evaluate

A, B, C = page("a-01", item()), page("a-02", item(title="二")), page("b-01")


def _evaluate(
    folder: Path, pages: list[dict[str, Any]], predictions: list[Item], **options: Any
) -> EvaluationResult:
    gold = write_gold(folder / "gold", pages)
    others = options.pop("others", {})
    run = write_run(folder / "run", [record(one) for one in predictions], **others)
    return evaluate(gold, run, **({"bootstrap": 0} | options))


def _figures(result: EvaluationResult, name: str) -> dict[str, Any]:
    return result.overall.metrics[name].figures()


def test_gold_against_itself_is_perfect(tmp_path: Path) -> None:
    answers = [predicted(item(), A), predicted(item(title="二"), B)]
    result = _evaluate(tmp_path, [A, B, C], answers, bootstrap=20)
    assert tuple(result.overall.metrics) == RETRIEVALS + ACCURACIES
    for name, metric in result.overall.metrics.items():
        assert (name, metric.headline, metric.interval) == (name, 1.0, (1.0, 1.0))


def test_a_missed_opportunity_is_wrong_in_every_field(tmp_path: Path) -> None:
    result = _evaluate(tmp_path, [A, B], [predicted(item(), A)])
    assert _figures(result, "page_detection") == {
        "precision": 1.0,
        "recall": 0.5,
        "f1": 2 / 3,
        "tp": 1,
        "fp": 0,
        "fn": 1,
    }
    accuracy = {"accuracy": 0.5, "correct": 1, "n": 2, "accuracy_on_aligned": 1.0, "n_aligned": 1}
    for name in ("host_country", "ip_status", "publication_date", "technology_first"):
        assert _figures(result, name) == accuracy
    for name in ("people", "contacts", "technology_fields", "ip_status_stated"):
        assert _figures(result, name)["fn"] * 2 == sum(
            _figures(result, name)[part] for part in ("tp", "fn")
        )


def test_a_false_alarm_is_a_false_positive_in_every_field_it_fills(tmp_path: Path) -> None:
    extra = item(ip_status="unstated", people=[])
    result = _evaluate(tmp_path, [A, C], [predicted(item(), A), predicted(extra, C)])
    expected = {"page_detection": 1, "opportunities": 1, "technology_fields": 2, "contacts": 2}
    expected |= {"amounts": 1, "foreign_parties_strict": 1, "foreign_parties_relaxed": 1}
    expected |= {"ip_status_stated": 0, "development_stage_stated": 1, "people": 0}
    assert {name: _figures(result, name)["fp"] for name in expected} == expected
    assert _figures(result, "host_country")["accuracy"] == 1.0
    assert _figures(result, "opportunity_count")["accuracy"] == 1.0
    assert _figures(result, "opportunity_count_all_pages")["accuracy"] == 0.5


def test_an_unstated_value_is_no_hit_but_right(tmp_path: Path) -> None:
    gold = page("a-01", item(ip_status="unstated"))
    result = _evaluate(tmp_path, [gold], [predicted(item(ip_status="unstated"), gold)])
    assert _figures(result, "ip_status")["accuracy"] == 1.0
    assert _figures(result, "ip_status_stated")["f1"] is None


def test_a_gold_code_that_is_not_set_is_unstated(tmp_path: Path) -> None:
    gold = page("a-01", item(ip_status="unknown", host_country="null"))
    answer = predicted(item(ip_status="unstated", host_country=None), gold)
    result = _evaluate(tmp_path, [gold], [answer])
    assert _figures(result, "ip_status")["accuracy"] == 1.0
    assert _figures(result, "host_country")["accuracy"] == 1.0


def test_an_inventor_may_be_named_as_the_party_is(tmp_path: Path) -> None:
    party = {"name": "尤里·帕夫连科", "aliases": ["Yurii Pavlenko"], "type": "individual"}
    gold = page("a-01", item(foreign_parties=[party], people=["尤里·帕夫连科"]))
    answer = predicted(item(people=["Yurii Pavlenko"]), gold)
    assert _figures(_evaluate(tmp_path, [gold], [answer]), "people")["tp"] == 1


def test_a_direction_not_known_is_wrong(tmp_path: Path) -> None:
    result = _evaluate(tmp_path, [A], [predicted(item(direction="unknown"), A)])
    assert _figures(result, "direction")["accuracy"] == 0.0


def test_the_date_of_a_page_is_what_most_of_its_records_say(tmp_path: Path) -> None:
    gold = page("a-01", *(item(title=title) for title in "一二三"))
    answers = [predicted(item(title=title), gold) for title in "一二三"]
    answers[0]["publication_date"] = None
    result = _evaluate(tmp_path, [gold], answers)
    assert _figures(result, "publication_date")["correct"] == 1
    answers[1]["publication_date"] = None
    result = _evaluate(tmp_path / "2", [gold], answers)
    assert _figures(result, "publication_date")["correct"] == 0


def test_the_type_is_scored_on_matched_parties_only(tmp_path: Path) -> None:
    parties = [
        {"name": "Lumi Oyj", "aliases": [], "type": "hospital"},
        {"name": "Someone", "aliases": [], "type": "company"},
    ]
    result = _evaluate(tmp_path, [A], [predicted(item(foreign_parties=parties), A)])
    assert _figures(result, "foreign_parties_strict")["tp"] == 0
    assert _figures(result, "foreign_parties_relaxed")["tp"] == 1
    assert _figures(result, "party_type") == {"accuracy": 0.0, "correct": 0, "n": 1}


def test_pages_go_by_their_bytes_and_the_rest_is_counted(tmp_path: Path) -> None:
    stranger = predicted(item(), page("z-01"))
    others = {"quarantine": [quarantined("a-02")]}
    answers = [predicted(item(), A), stranger]
    result = _evaluate(tmp_path, [A, B, C], answers, others=others)
    assert (result.quarantined, result.unseen) == (("a-02",), ("b-01",))
    assert (result.unknown_predictions, result.overall.predicted_opportunities) == (1, 1)


def test_kinds_of_pages_are_scored_apart(tmp_path: Path) -> None:
    result = _evaluate(tmp_path, [A, B, C], [predicted(item(), A)])
    recalls = {}
    for kind, score in result.groups.items():
        metric = score.metrics["page_detection"]
        assert isinstance(metric, Retrieval)
        recalls[kind] = (score.pages, metric.recall)
    assert recalls == {"a": (2, 0.5), "b": (1, None)}


def test_a_run_without_a_gold_page_measures_nothing(tmp_path: Path) -> None:
    with pytest.raises(NothingMeasured) as caught:
        _evaluate(tmp_path, [A, B], [predicted(item(), page("z-01"))])
    assert caught.value.code == "nothing_measured"


def test_a_run_that_only_quarantined_gold_pages_is_measured(tmp_path: Path) -> None:
    result = _evaluate(tmp_path, [A], [], others={"quarantine": [quarantined("a-01")]})
    assert _figures(result, "page_detection")["recall"] == 0.0


def test_intervals_follow_the_seed_and_enclose_the_figure(tmp_path: Path) -> None:
    pages = [page(f"a-{n:02}", item()) for n in range(12)]
    answers = [predicted(item(), one) for one in pages[:7]]
    seen = [_evaluate(tmp_path / str(n), pages, answers, bootstrap=99, seed=n % 2) for n in (0, 1)]
    first = seen[0].overall.metrics["host_country"]
    assert first.interval is not None and first.headline is not None
    assert 0 < first.interval[0] < first.headline < first.interval[1] < 1
    again = evaluate(tmp_path / "0" / "gold", tmp_path / "0" / "run", bootstrap=99, seed=0)
    assert again == seen[0]
    assert seen[1].overall.metrics != seen[0].overall.metrics


def test_no_pages_give_no_figures() -> None:
    metrics = measure([], bootstrap=5)
    assert all(metric.headline is metric.interval is None for metric in metrics.values())
    assert isinstance(metrics["host_country"], Accuracy)


def test_the_tables_show_every_metric_interval_and_kind(tmp_path: Path) -> None:
    answers = [predicted(item(), A), predicted(item(), page("z-01"))]
    others = {"quarantine": [quarantined("a-02")]}
    result = _evaluate(tmp_path, [A, B, C], answers, bootstrap=9, others=others)
    out = StringIO()
    render(result, Console(file=out, width=100))
    text = out.getvalue()
    lines = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.split()}
    assert lines.keys() >= result.overall.metrics.keys()
    assert "3 gold pages with 2 opportunities, 1 predicted" in text
    assert "1 quarantined: a-02" in text and "1 not in the run: b-01" in text
    assert "1 records of pages outside the gold set" in text
    (row,) = [line for line in text.splitlines() if line.startswith("people ") and " to " in line]
    low, high = result.overall.metrics["people"].interval or (0, 0)
    assert row.split() == f"people 1.000 0.500 0.667 {low:.3f} to {high:.3f} 1 0 1".split()
    assert lines["people"] == ["0.667", "-"]


def test_json_holds_what_the_tables_show(tmp_path: Path) -> None:
    result = _evaluate(tmp_path, [A, C], [predicted(item(), A)], bootstrap=9)
    text = as_json(result)
    assert text.endswith("}\n")
    data = json.loads(text)
    assert data == json.loads(json.dumps(as_data(result)))
    assert data["metrics"]["people"]["ci95"] == [1.0, 1.0]
    assert data["gold_sha256"] == result.gold_sha256
    assert data["groups"]["b"]["metrics"]["page_detection"]["precision"] is None
