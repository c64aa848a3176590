"""Floors: figures that a gold set once reached and that no change may fall below unnoticed.

``fixtures/floors.yaml`` holds ``gold_sha256``, the digest of the gold set that the floors were
measured on, and ``floors``: a metric's name, or ``metric.figure`` (``people.recall``), with the
least share from 0 to 1. A bare name means F1 or accuracy.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, ValidationError

from models.base import Frozen
from pipeline.evaluation.errors import FloorsError
from pipeline.evaluation.scoring import EvaluationResult

_Share = Annotated[float, Field(ge=0, le=1)]


class Floors(Frozen):
    """The least shares by figure, and the digest of the gold set they hold for."""

    gold_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    floors: dict[str, _Share] = Field(min_length=1)


class Breach(StrEnum):
    """Why a floor is broken."""

    BELOW = "below_floor"
    NOT_MEASURED = "not_measured"
    UNKNOWN_FIGURE = "unknown_figure"
    GOLD_CHANGED = "gold_changed"


class BrokenFloor(Frozen):
    """A floor that does not hold; ``floor`` and ``value`` are shares where there are any."""

    code: Breach
    figure: str
    floor: float | None = None
    value: float | None = None
    message: str


def load_floors(path: Path) -> Floors:
    """The floors of a file. Raises FloorsError where it is missing or breaks its rules."""
    try:
        return Floors.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except OSError as error:
        raise FloorsError("no_floors", f"{path.name}: {error.strerror}") from error
    except (ValidationError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise FloorsError("bad_floors", f"{path.name}: {error}") from error


def check_floors(result: EvaluationResult, floors: Floors) -> list[BrokenFloor]:
    """Every floor that does not hold.

    A figure that could not be measured breaks its floor, so that a gate does not pass because
    nothing was there to fail. Another gold set than that of the floors is reported first:
    figures on it say nothing about a change of the code.
    """
    broken = []
    if result.gold_sha256 != floors.gold_sha256:
        message = f"gold is {result.gold_sha256}, the floors are of {floors.gold_sha256}"
        broken.append(BrokenFloor(code=Breach.GOLD_CHANGED, figure="gold_sha256", message=message))
    for figure, floor in floors.floors.items():
        if breach := _breach(result, figure, floor):
            broken.append(breach)
    return broken


def _breach(result: EvaluationResult, figure: str, floor: float) -> BrokenFloor | None:
    name, _, part = figure.partition(".")
    metric = result.overall.metrics.get(name)
    if metric is None or (part and part not in metric.SHARES):
        return _broken(Breach.UNKNOWN_FIGURE, figure, floor, None, "no such share")
    value = metric.figures().get(part) if part else metric.headline
    if value is None:
        return _broken(Breach.NOT_MEASURED, figure, floor, None, "nothing was measured")
    if value < floor:
        return _broken(Breach.BELOW, figure, floor, value, f"{value:.4f} is below {floor:.4f}")
    return None


def _broken(
    code: Breach, figure: str, floor: float, value: float | None, message: str
) -> BrokenFloor:
    text = f"{figure}: {message}"
    return BrokenFloor(code=code, figure=figure, floor=floor, value=value, message=text)
