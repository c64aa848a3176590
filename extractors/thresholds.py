"""The numbers that decide coded fields, read once from thresholds.yaml and checked.

Raises pydantic's ValidationError, which names the key, on an unknown key or a value out of range.
"""

from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field

from models.base import Frozen

FILE = Path(__file__).with_name("thresholds.yaml")
Factor = Annotated[float, Field(ge=0, le=10)]
Share = Annotated[float, Field(ge=0, le=1)]


class TechnologyThresholds(Frozen):
    """Points and shares of the technology scoring; see the data file for what each one means."""

    term_points: dict[int, Factor]
    title_support: Factor
    repetition: Share
    title: Factor
    head: Factor
    head_noun: Factor
    modifier: Share
    labelled_field: Factor
    page_title: Factor
    lead: Factor
    application: Share
    background: Share
    organisation: Share
    second_share: Share
    third_share: Share
    least: Factor
    read: Share
    read_title: Share
    read_alone: Share
    most_fields: Annotated[int, Field(ge=1, le=3)]


class RelevanceThresholds(Frozen):
    """Weights and limits of the relevance gate; see the data file for what each one means."""

    bias: Annotated[float, Field(ge=-10, le=10)]
    weights: dict[str, Annotated[float, Field(ge=-5, le=5)]]
    caps: dict[str, Annotated[float, Field(ge=0, le=100)]]
    passes: Share
    low: Share


class DirectionThresholds(Frozen):
    """Points of the votes on the direction; see the data file for what each one means."""

    prior: Factor
    phrase: Factor
    sure: Factor
    cued: Factor
    title: Factor
    goods_only: Factor
    demand: Factor
    chinese_only: Factor
    beside_foreign: Factor
    certain: Factor


class StageThresholds(Frozen):
    """Weights of what is said of a stage beside the classifier's reading; see the data file."""

    stated: Share
    implied: Share
    further: Share
    least: Share
    alone: Share
    likely: Share


class ClassifierThresholds(Frozen):
    """From which probability on a classifier is believed; see the data file."""

    ip_status: Share
    cooperation: Share
    cooperation_besides: Share
    direction: Factor
    direction_least: Share


class Thresholds(Frozen):
    """All numbers, by field."""

    stage: StageThresholds
    classifier: ClassifierThresholds

    relevance: RelevanceThresholds

    technology: TechnologyThresholds
    direction: DirectionThresholds


@cache
def thresholds() -> Thresholds:
    """The checked numbers of the data file."""
    return Thresholds.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))
