"""The fields of a record as a tree: type, cardinality and sub-fields, read off the model."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from models.opportunity import Opportunity

# Ordered: a bool is an int, a datetime a date, and an enumeration a string.
_SIMPLE = (
    (StrEnum, "string"),
    (str, "string"),
    (bool, "boolean"),
    (int, "integer"),
    (float, "float"),
    (datetime, "timestamp"),
    (date, "date"),
)


@dataclass(frozen=True, slots=True)
class FieldNode:
    """One field. ``path`` is dotted (``foreign_parties.name``).

    ``kind`` is ``string``, ``boolean``, ``integer``, ``float``, ``date``, ``timestamp``,
    ``record`` or ``map``; ``least`` and ``most`` are the cardinality, ``most`` None for any number.
    ``codes`` is the enumeration of a closed list.
    """

    path: str
    kind: str
    least: int
    most: int | None
    codes: type[StrEnum] | None = None
    children: tuple["FieldNode", ...] = ()

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]

    @property
    def cardinality(self) -> str:
        """Such as ``1``, ``0..1``, ``0..n`` or ``1..n``."""
        if self.least == self.most:
            return str(self.least)
        return f"{self.least}..{'n' if self.most is None else self.most}"

    def walk(self) -> Iterator["FieldNode"]:
        """The field and all fields below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@cache
def record_fields() -> tuple[FieldNode, ...]:
    """The top fields of a record, in the model's order."""
    return _fields(Opportunity, "")


def all_fields() -> tuple[FieldNode, ...]:
    """Every field of a record, nested ones after their parent."""
    return tuple(node for top in record_fields() for node in top.walk())


def _fields(model: type[BaseModel], front: str) -> tuple[FieldNode, ...]:
    return tuple(
        _node(front + name, info.annotation, _least_items(info.metadata))
        for name, info in model.model_fields.items()
    )


def _least_items(metadata: list[Any]) -> int:
    return next((item.min_length for item in metadata if hasattr(item, "min_length")), 0)


def _node(path: str, annotation: Any, least_items: int) -> FieldNode:
    inner, optional, least = annotation, False, 1
    most: int | None = 1
    while (origin := get_origin(inner)) in (Annotated, Union, UnionType, tuple):
        args = get_args(inner)
        if origin is tuple:
            least, most = (least_items, None) if ... in args else (len(args), len(args))
        optional = optional or NoneType in args
        inner = next(arg for arg in args if arg is not NoneType)
    least = 0 if optional else least
    if get_origin(inner) is dict:
        return FieldNode(path, "map", least, most)
    if issubclass(inner, BaseModel):
        return FieldNode(path, "record", least, most, children=_fields(inner, f"{path}."))
    kind = next((word for base, word in _SIMPLE if issubclass(inner, base)), None)
    if kind is None:
        raise TypeError(f"{path}: the schema has no type for {inner!r}")
    return FieldNode(path, kind, least, most, inner if issubclass(inner, StrEnum) else None)
