"""How wrong a field may be: error rates from an evaluation, or bounds from its floors."""

import json
from pathlib import Path
from typing import Any

from models.base import Frozen
from pipeline.counting.errors import CountingError
from pipeline.evaluation.errors import EvaluationError
from pipeline.evaluation.floors import load_floors
from pipeline.runs.bundled import NoBundledPages, bundled_folder

MEASURED, BOUND = "measured", "bound"


class ErrorRate(Frozen):
    """The error of a field, a share from 0 to 1: 1 less the F1 or accuracy of ``metric``.

    ``basis`` is ``measured`` with the 95 % interval where the evaluation has one, or ``bound``:
    not more than this, by the floors that every change of the code is held to.
    """

    metric: str
    error: float
    ci95: tuple[float, float] | None = None
    basis: str
    gold_sha256: str


def load_quality(path: Path | None) -> dict[str, ErrorRate]:
    """Error rates by metric: of ``kejichu eval --json`` or a file of floors; else of the bundled
    floors where they are at hand. Raises CountingError for a file that is neither.
    """
    if path is None:
        try:
            path = bundled_folder() / "floors.yaml"
        except NoBundledPages:
            return {}
        if not path.is_file():
            return {}
    if path.suffix == ".json":
        return _of_evaluation(path)
    try:
        floors = load_floors(path)
    except EvaluationError as error:
        raise CountingError(f"{path.name} is no file of floors: {error}") from error
    return {
        name: ErrorRate(
            metric=name, error=round(1 - floor, 6), basis=BOUND, gold_sha256=floors.gold_sha256
        )
        for name, floor in floors.floors.items()
        if "." not in name
    }


def _of_evaluation(path: Path) -> dict[str, ErrorRate]:
    try:
        data: dict[str, Any] = json.loads(path.read_text("utf-8"))
        metrics, gold = data["metrics"], data["gold_sha256"]
        found = {name: _measured(name, figures, gold) for name, figures in metrics.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CountingError(f"{path.name} is no output of kejichu eval --json") from error
    return {name: rate for name, rate in found.items() if rate is not None}


def _measured(name: str, figures: dict[str, Any], gold: str) -> ErrorRate | None:
    value = figures.get("accuracy", figures.get("f1"))
    if value is None:
        return None
    interval = figures.get("ci95")
    return ErrorRate(
        metric=name,
        error=round(1 - value, 6),
        ci95=(round(1 - interval[1], 6), round(1 - interval[0], 6)) if interval else None,
        basis=MEASURED,
        gold_sha256=gold,
    )
