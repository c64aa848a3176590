"""Exports read back into records by means of the schema alone, so that tests compare them whole."""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from models.opportunity import Opportunity
from pipeline.publishing.flat import EVIDENCE, evidence_columns, record_columns
from pipeline.publishing.relations import relations
from pipeline.schema.fields import FieldNode, record_fields

Row = dict[str, str]
_PARSERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "boolean": {"true": True, "false": False}.__getitem__,
    "integer": int,
    "float": float,
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
    "map": lambda text: dict(pair.split("=", 1) for pair in text.split(";")),
}


def csv_rows(path: Path) -> list[Row]:
    """The rows of a CSV file, the apostrophes before formulas taken away."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [
            {name: cell.removeprefix("'") for name, cell in row.items()}
            for row in csv.DictReader(lines)
        ]


def split(text: str, separator: str) -> list[str]:
    """The parts of a joined cell, still escaped; none for an empty one."""
    parts, current, escaped = [], "", False
    for char in text:
        if char == separator and not escaped:
            parts.append(current)
            current = ""
        else:
            current += char
        escaped = char == "\\" and not escaped
    return [*parts, current] if text else []


def unescaped(text: str) -> str:
    out, escaped = "", False
    for char in text:
        if char == "\\" and not escaped:
            escaped = True
            continue
        out, escaped = out + char, False
    return out


def value(text: str, node: FieldNode, depth: int, required: bool) -> Any:
    if depth:
        parts = split(text, "|;"[0])
        if depth == 1:
            return [scalar(unescaped(part), node, required) for part in parts]
        return [[scalar(unescaped(p), node, True) for p in split(part, ";")] for part in parts]
    return scalar(text, node, required)


def scalar(text: str, node: FieldNode, required: bool) -> Any:
    if not text and not (required and node.kind == "string"):
        return {} if node.kind == "map" else None
    return _PARSERS[node.kind](text)


def built(row: dict[str, Any], nodes: Sequence[FieldNode], front: str = "") -> dict[str, Any]:
    """Nested values of a flat row."""
    values: dict[str, Any] = {}
    for node in nodes:
        name = front + node.name
        if not node.children:
            values[node.name] = row.get(name)
        elif node.most == 1:
            values[node.name] = built(row, node.children, f"{name}_")
            if all(v is None for v in values[node.name].values()):
                values[node.name] = None
        else:
            values[node.name] = items(row, node, f"{name}_")
    return values


def items(row: dict[str, Any], node: FieldNode, front: str) -> list[dict[str, Any]]:
    columns = {name: cells for name, cells in row.items() if name.startswith(front)}
    count = max((len(cells or ()) for cells in columns.values()), default=0)
    found = []
    for place in range(count):
        own = {name: (cells or [])[place : place + 1] for name, cells in columns.items()}
        single = {name: cells[0] if cells else None for name, cells in own.items()}
        found.append(built(single, node.children, front))
    return found


def filled(values: dict[str, Any], nodes: Sequence[FieldNode]) -> dict[str, Any]:
    """Nulls of lists as empty lists."""
    for node in nodes:
        if node.most != 1 and values.get(node.name) is None:
            values[node.name] = []
        inner = values.get(node.name)
        for item in inner if isinstance(inner, list) else [inner]:
            if isinstance(item, dict) and node.children:
                filled(item, node.children)
    return values


def from_cells(record: Row, evidence: list[Row]) -> Opportunity:
    """A record of the texts of its flat row and of those of its evidence."""
    nodes = [node for node in record_fields() if node.name != EVIDENCE]
    row = {c.name: value(record[c.name], c.node, c.depth, c.required) for c in record_columns()}
    values = filled(built(row, nodes), nodes)
    inner = next(node for node in record_fields() if node.name == EVIDENCE).children
    values[EVIDENCE] = []
    for line in sorted(evidence, key=lambda line: int(line["position"])):
        cells = {
            c.name: value(line[c.name], c.node, c.depth, c.required) for c in evidence_columns()
        }
        item = built(cells, inner)
        # An empty list of numbers and none are the same empty cell.
        if item["origin"] and not item["origin"]["box"]:
            item["origin"]["box"] = None
            if all(part is None for part in item["origin"].values()):
                item["origin"] = None
        values[EVIDENCE].append(item)
    return Opportunity.model_validate(values)


def from_tables(folder: Path) -> Iterator[Opportunity]:
    """The records of a data package."""
    tables = {r.name: csv_rows(folder / f"{r.name}.csv") for r in relations()}
    for row in tables["opportunities"]:
        yield Opportunity.model_validate(from_relation(0, row, (row["opportunity_id"],), tables))


def from_relation(
    number: int, row: Row, keys: tuple[str, ...], tables: dict[str, list[Row]]
) -> dict[str, Any]:
    relation = relations()[number]
    cells = {column.name: table_cell(row[column.name], column) for column in relation.columns}
    values = built(cells, relation.nodes)
    for child_number, child in enumerate(relations()):
        if child.parent == relation:
            own = [
                line
                for line in tables[child.name]
                if tuple(line[key] for key in child.keys[:-1]) == keys
            ]
            values[child.path[-1]] = [
                from_relation(child_number, line, (*keys, line["position"]), tables)
                for line in sorted(own, key=lambda line: int(line["position"]))
            ]
    return values


def table_cell(text: str, column: Any) -> Any:
    if column.depth or column.node.kind == "map":
        return json.loads(text) if text else None
    return scalar(text, column.node, column.required)
