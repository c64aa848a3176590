"""Report: an evaluation as tables for a terminal and as JSON."""

import json
from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table

from models.evidence import Grade
from pipeline.evaluation.grading import CERTAIN_LEAST, GradeShare, GradeTable
from pipeline.evaluation.metrics import Accuracy, Interval, Retrieval
from pipeline.evaluation.scoring import EvaluationResult, Score

_NONE = "-"


def render(result: EvaluationResult, console: Console) -> None:
    """Print what was measured: the metrics, the headline by kind and language, the grades."""
    console.print(_summary(result), highlight=False, markup=False)
    console.print(_retrievals(result.overall))
    console.print(_accuracies(result.overall))
    for groups in (result.groups, result.languages):
        if len(groups) > 1:
            console.print(_groups(groups))
    if result.grades:
        console.print(_grades(result.grades))
    if below := list(_below(result)):
        console.print(_below_table(below))


def as_data(result: EvaluationResult) -> dict[str, Any]:
    """The result as JSON data: the metrics of the whole at the top, parts below; no misses."""
    return {
        **_score_data(result.overall),
        "predictions_on_unknown_pages": result.unknown_predictions,
        "quarantined": list(result.quarantined),
        "unseen": list(result.unseen),
        "gold_sha256": result.gold_sha256,
        "bootstrap": result.bootstrap,
        "seed": result.seed,
        "groups": {kind: _score_data(score) for kind, score in result.groups.items()},
        "languages": {name: _score_data(score) for name, score in result.languages.items()},
        "grades": _grades_data(result.grades),
        "rules": _grades_data(result.rules),
    }


def as_json(result: EvaluationResult) -> str:
    """The result as a JSON text that ends in a line feed."""
    return json.dumps(as_data(result), ensure_ascii=False, indent=1) + "\n"


def misses_data(result: EvaluationResult) -> list[dict[str, Any]]:
    """The misses as JSON data."""
    return [miss.value.model_dump(mode="json") | {"text": miss.text} for miss in result.misses]


def _grades_data(table: GradeTable) -> dict[str, Any]:
    return {
        name: {
            grade: {"right": one.right, "n": one.n, "share": one.share}
            for grade, one in grades.items()
        }
        for name, grades in table.items()
    }


def _score_data(score: Score) -> dict[str, Any]:
    return {
        "pages": score.pages,
        "gold_opportunities": score.gold_opportunities,
        "predicted_opportunities": score.predicted_opportunities,
        "metrics": {name: metric.figures() for name, metric in score.metrics.items()},
    }


def _summary(result: EvaluationResult) -> str:
    score = result.overall
    lines = [
        f"{score.pages} gold pages with {score.gold_opportunities} opportunities, "
        f"{score.predicted_opportunities} predicted; gold {result.gold_sha256[:12]}"
    ]
    for what, ids in (("quarantined", result.quarantined), ("not in the run", result.unseen)):
        if ids:
            lines.append(f"{len(ids)} {what}: {', '.join(ids)}")
    if result.unknown_predictions:
        lines.append(f"{result.unknown_predictions} records of pages outside the gold set")
    return "\n".join(lines)


def _retrievals(score: Score) -> Table:
    table = _table("found", "P", "R", "F1", "95% interval", "tp", "fp", "fn")
    for name, metric in score.metrics.items():
        if isinstance(metric, Retrieval):
            shares = map(_number, (metric.precision, metric.recall, metric.headline))
            counts = map(str, (metric.tp, metric.fp, metric.fn))
            table.add_row(name, *shares, _range(metric.interval), *counts)
    return table


def _accuracies(score: Score) -> Table:
    table = _table("right", "accuracy", "95% interval", "ok", "n", "on aligned", "n aligned")
    for name, metric in score.metrics.items():
        if isinstance(metric, Accuracy):
            aligned = str(metric.n_aligned) if metric.n_aligned else _NONE
            counts = (str(metric.correct), str(metric.n), _number(metric.on_aligned), aligned)
            table.add_row(name, _number(metric.headline), _range(metric.interval), *counts)
    return table


def _groups(groups: dict[str, Score]) -> Table:
    table = _table("F1 or accuracy", *groups)
    table.add_row("pages", *(str(score.pages) for score in groups.values()))
    for name in next(iter(groups.values())).metrics:
        headlines = (score.metrics[name].headline for score in groups.values())
        table.add_row(name, *map(_number, headlines))
    return table


def _grades(table: GradeTable) -> Table:
    grades = [grade.value for grade in Grade]
    columns = [column for grade in grades for column in (grade, "n")]
    shown = _table("right of the values marked", *columns)
    for name, row in table.items():
        cells = []
        for grade in grades:
            one = row.get(grade)
            cells += [_number(one.share), str(one.n)] if one else [_NONE, _NONE]
        shown.add_row(name, *cells)
    return shown


def _below(result: EvaluationResult) -> Iterator[tuple[str, GradeShare]]:
    """The rules whose certain values are right less often than certain ones must be."""
    for name, row in result.rules.items():
        one = row.get(Grade.CERTAIN)
        if one and one.share < CERTAIN_LEAST:
            yield name, one


def _below_table(below: list[tuple[str, GradeShare]]) -> Table:
    shown = _table(f"certain, right below {CERTAIN_LEAST:.0%}", "right", "n", "share")
    for name, one in sorted(below, key=lambda pair: (pair[1].share, pair[0])):
        shown.add_row(name, str(one.right), str(one.n), _number(one.share))
    return shown


def _table(first: str, *columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(first, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _number(share: float | None) -> str:
    return _NONE if share is None else f"{share:.3f}"


def _range(interval: Interval | None) -> str:
    return f"{interval[0]:.3f} to {interval[1]:.3f}" if interval else _NONE
