"""How each field is compared, from ``fields.yaml``."""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Self

import yaml
from pydantic import Field, model_validator

from models.base import Frozen

# The name under which whole records change.
WHOLE_RECORD = "record"
_FILE = Path(__file__).with_name("fields.yaml")


class Kind(StrEnum):
    """What a field's values are, and so when two of them are the same."""

    TEXT = "text"
    CODE = "code"
    FLAG = "flag"
    NUMBER = "number"
    DATE = "date"
    PLACE = "place"
    PHONE = "phone"
    CODES = "codes"
    ITEMS = "items"


class FieldRule(Frozen):
    """One field: the keys of ``fields.yaml``, explained there."""

    kind: Kind
    extractor: str | None = None
    empty: str | None = None
    follows: str | None = None
    tolerance: float = Field(default=0.0, ge=0)
    key: str | None = None
    parts: dict[str, "FieldRule"] = Field(default_factory=dict)

    @property
    def is_list(self) -> bool:
        """Whether the field is compared item by item."""
        return self.kind in (Kind.CODES, Kind.ITEMS)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if (self.kind == Kind.ITEMS) != (self.key is not None):
            raise ValueError("key belongs to items, and to nothing else")
        if self.parts and self.kind != Kind.ITEMS:
            raise ValueError("only items have parts")
        _check_follows(self.parts)
        return self


class FieldRules(Frozen):
    """All fields by name, in the order in which changes are told."""

    not_compared: frozenset[str]
    fields: dict[str, FieldRule]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if twice := self.not_compared & set(self.fields):
            raise ValueError(f"compared and not: {', '.join(sorted(twice))}")
        _check_follows(self.fields)
        return self


def _check_follows(rules: dict[str, FieldRule]) -> None:
    """A field follows one beside it that follows none itself."""
    for name, rule in rules.items():
        leader = rules.get(rule.follows or name)
        if leader is None or (rule.follows and leader.follows):
            raise ValueError(f"{name} follows {rule.follows!r}, which is no field of its own")


@cache
def field_rules() -> FieldRules:
    """The rules in force."""
    return FieldRules.model_validate(yaml.safe_load(_FILE.read_text("utf-8")))


@cache
def field_names() -> frozenset[str]:
    """All names that a change can have: ``record``, fields, and parts as ``people.aliases``."""
    return frozenset((WHOLE_RECORD, *_names(field_rules().fields, "")))


def _names(rules: dict[str, FieldRule], front: str) -> Iterator[str]:
    for name, rule in rules.items():
        yield front + name
        yield from _names(rule.parts, f"{front}{name}.")
