"""The numbers of resolving, read once from thresholds.yaml and checked.

Raises pydantic's ValidationError, which names the key, on an unknown key or a value out of range.
"""

from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field

from models.base import Frozen

FILE = Path(__file__).with_name("thresholds.yaml")
Share = Annotated[float, Field(ge=0, le=1)]
Many = Annotated[int, Field(ge=1)]


class PartyThresholds(Frozen):
    """Scores and factors of comparing names; see the data file for what each one means."""

    same_script: Share
    across_scripts: Share
    person: Share
    without_country: Share
    same_token: Share
    same_sound: Share
    other_country: Share
    other_city: Share
    other_kind: Share
    other_original: Share
    widest_block: Many
    widest_weak_block: Many


class DuplicateThresholds(Frozen):
    """Shares and limits of finding duplicates; see the data file for what each one means."""

    shingle: Many
    sampled: Many
    fewest_sampled: Many
    widest_block: Many
    contained: Share
    contained_with_link: Share
    across_languages: Share
    other_country: Share
    told_anew: Share
    told_anew_text: Share
    fewest_shingles: Many


class ResolvingThresholds(Frozen):
    """All numbers of resolving."""

    parties: PartyThresholds
    duplicates: DuplicateThresholds


@cache
def thresholds() -> ResolvingThresholds:
    """The numbers of the data file. Raises ValidationError."""
    return ResolvingThresholds.model_validate(yaml.safe_load(FILE.read_text("utf-8")))
