"""What can be decided on and how items are known again, from ``fields.yaml``."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Self

import yaml
from pydantic import JsonValue, field_validator, model_validator

from models.base import Frozen
from models.opportunity import Opportunity
from pipeline.comparing.keys import KEYS, forms_of, item_keys

_FILE = Path(__file__).with_name("fields.yaml")


class ItemRule(Frozen):
    """How the items of a list are known again; the keys of ``items`` in the file."""

    key: str
    members: tuple[str, ...] = ()
    placeholder: str | None = None

    @field_validator("key")
    @classmethod
    def _is_known(cls, key: str) -> str:
        if key not in KEYS:
            raise ValueError(f"no way to know items again is called {key}")
        return key

    def forms(self, item: JsonValue) -> tuple[str, ...]:
        """All keys of an item, that which names it first; none for an item that lacks its name."""
        return forms_of(self.key, item)

    def keys(self, items: Sequence[JsonValue]) -> tuple[str, ...]:
        """The key of each item of a list, unique in it."""
        return item_keys(self.key, items)


class Fields(Frozen):
    """The four kinds of fields."""

    page: frozenset[str]
    derived: frozenset[str]
    values: tuple[str, ...]
    items: dict[str, ItemRule]

    @model_validator(mode="after")
    def _covers_the_record(self) -> Self:
        top = [name for name in self.items if "." not in name]
        named = [*self.page, *self.derived, *self.values, *top]
        wrong = set(named) ^ set(Opportunity.model_fields)
        twice = {name for name in named if named.count(name) > 1}
        if wrong or twice:
            raise ValueError(f"not once in the record and here: {', '.join(sorted(wrong | twice))}")
        return self

    @property
    def decided(self) -> tuple[str, ...]:
        """The top fields that a reviewer decides on, in the record's order."""
        own = {*self.values, *self.items}
        return tuple(name for name in Opportunity.model_fields if name in own)


@cache
def fields() -> Fields:
    """The fields in force. Raises ValidationError for a file that does not fit the record."""
    return Fields.model_validate(yaml.safe_load(_FILE.read_text("utf-8")))
