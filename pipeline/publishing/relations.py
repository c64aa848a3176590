"""A record as rows of related tables: one for the record, one for each kind of repeated record."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.publishing.flat import Column, columns_of, flatten
from pipeline.schema.fields import FieldNode, record_fields

ROOT = "opportunities"
_ID, _POSITION = "opportunity_id", "position"


@dataclass(frozen=True, slots=True)
class Relation:
    """A table of the items that ``path`` leads to, one row an item.

    Beside the record's id, ``keys`` hold the place in the record's list, counted from 0, after the
    places of the items around it. ``parent`` is the table of those, None for the record's own.
    """

    name: str
    path: tuple[str, ...]
    keys: tuple[str, ...]
    parent: "Relation | None"
    nodes: tuple[FieldNode, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the item's own values."""
        return columns_of(self.nodes)

    @property
    def places(self) -> tuple[str, ...]:
        """The keys that count places."""
        return self.keys[1:]

    @property
    def header(self) -> tuple[str, ...]:
        """Names of all columns; in tables of items the keys come first."""
        names = tuple(column.name for column in self.columns)
        return names if self.parent is None else (*self.keys, *names)

    def rows(self, record: Mapping[str, Any]) -> Iterator[list[Any]]:
        """The table's rows of one record, given as plain values."""
        for places, values in _items(record, self.path, ()):
            own = [*flatten(values, self.nodes).values()]
            yield own if self.parent is None else [record[_ID], *places, *own]


def _items(
    values: Mapping[str, Any], path: tuple[str, ...], places: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], Mapping[str, Any]]]:
    if not path:
        yield places, values
        return
    for place, item in enumerate(values[path[0]]):
        yield from _items(item, path[1:], (*places, place))


@cache
def relations() -> tuple[Relation, ...]:
    """All tables, a parent before its children."""
    return tuple(_relations(Relation(ROOT, (), (_ID,), None, ()), record_fields()))


def _relations(bare: Relation, nodes: Sequence[FieldNode]) -> Iterator[Relation]:
    repeated = [node for node in nodes if node.children and node.most != 1]
    own = tuple(node for node in nodes if node not in repeated)
    relation = Relation(bare.name, bare.path, bare.keys, bare.parent, own)
    yield relation
    for node in repeated:
        around = (_ID, *(f"{relation.name}_{place}" for place in relation.places))
        path = (*relation.path, node.name)
        child = Relation("_".join(path), path, (*around, _POSITION), relation, ())
        yield from _relations(child, node.children)
