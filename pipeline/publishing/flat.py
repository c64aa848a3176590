"""Records as flat rows: nested values become columns, lists become one cell each.

A sub-field is named after its way (``foreign_parties_location_country``). A column of a repeated
record holds one value an item, in the items' order, so that the second name, the second type and
the second country are those of the second party.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from pipeline.schema.fields import FieldNode, record_fields

EVIDENCE = "field_evidence"
# Of lists, and of lists in a list, in one cell.
SEPARATORS = ("|", ";")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a flat table; ``depth`` counts the lists its values stand in."""

    name: str
    node: FieldNode
    depth: int
    required: bool


@cache
def record_columns() -> tuple[Column, ...]:
    """The columns of a record without its evidence, in the record's order, content last."""
    nodes = [node for node in record_fields() if node.name != EVIDENCE]
    nodes.sort(key=lambda node: node.name in ("content", "content_en"))
    return columns_of(nodes)


@cache
def evidence_columns() -> tuple[Column, ...]:
    """The columns of one piece of evidence: the id of its record, its place in the list, itself."""
    record = {node.name: node for node in record_fields()}
    return (
        Column("opportunity_id", record["opportunity_id"], 0, True),
        Column("position", FieldNode(f"{EVIDENCE}.position", "integer", 1, 1), 0, True),
        *columns_of(record[EVIDENCE].children),
    )


def columns_of(nodes: Sequence[FieldNode]) -> tuple[Column, ...]:
    """The columns that flattening values of these fields gives."""
    return tuple(_columns(nodes, "", 0, True))


def _columns(
    nodes: Sequence[FieldNode], front: str, depth: int, required: bool
) -> Iterator[Column]:
    for node in nodes:
        inner = depth + (node.most != 1)
        needed = required and node.least > 0
        if node.children:
            yield from _columns(node.children, f"{front}{node.name}_", inner, needed)
        else:
            yield Column(front + node.name, node, inner, needed)


def flatten(
    values: Mapping[str, Any], nodes: Sequence[FieldNode], front: str = ""
) -> dict[str, Any]:
    """Values by column name; under a repeated record a list of values, one an item."""
    row: dict[str, Any] = {}
    for node in nodes:
        name, value = front + node.name, values.get(node.name)
        if not node.children:
            row[name] = value
        elif node.most == 1:
            row |= flatten(value or {}, node.children, f"{name}_")
        else:
            items = [flatten(item, node.children, f"{name}_") for item in value or ()]
            for column in _columns(node.children, f"{name}_", 0, True):
                row[column.name] = [item[column.name] for item in items]
    return row


def flat_record(values: Mapping[str, Any]) -> dict[str, Any]:
    """A record, given as plain values, by column name."""
    return flatten(values, [node for node in record_fields() if node.name != EVIDENCE])


def flat_evidence(record: Mapping[str, Any]) -> Iterator[list[Any]]:
    """A record's evidence, as values: the record's id, the place in its list from 0, and those of
    ``evidence_columns``.
    """
    nodes = next(node for node in record_fields() if node.name == EVIDENCE).children
    for position, values in enumerate(record[EVIDENCE]):
        row = flatten(values, nodes)
        yield [record["opportunity_id"], position, *(row[c.name] for c in evidence_columns()[2:])]


def text(value: Any, depth: int = 0) -> str:
    """A value as the text of a cell: ISO dates, true and false, lists joined, nothing for null.

    Separators that stand in a value are escaped with a backslash, as is a backslash.

    >>> text([["甲", "a;b"], [], ["乙"]], 2)
    '甲;a\\\\;b||乙'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return ";".join(f"{key}={value[key]}" for key in sorted(value))
    if isinstance(value, (list, tuple)):
        return _joined(value, depth, SEPARATORS[:depth])
    return str(value)


def _joined(values: Sequence[Any], depth: int, separators: Sequence[str]) -> str:
    if depth == 1:
        return separators[-1].join(_escaped(text(value), separators) for value in values)
    return separators[0].join(_joined(value or (), depth - 1, separators) for value in values)


def _escaped(value: str, separators: Sequence[str]) -> str:
    for char in ("\\", *separators):
        value = value.replace(char, "\\" + char)
    return value
