"""A flat table after the conventions of CSET's public data: newline-delimited JSON and its schema.

snake_case names, ``_en`` columns beside original text and codes, the provenance triple
``description_source``, ``description_link``, ``description_retrieval_date``, repeated columns
instead of joined texts. The columns are those of ``cset_columns.tsv``.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.vocabulary import read_rows
from pipeline.publishing.job import Item, Job
from pipeline.runs.folder import open_private
from pipeline.schema.bigquery import TYPES
from pipeline.schema.code_lists import code_lists
from pipeline.schema.fields import FieldNode, all_fields

FILE, SCHEMA = "cset.jsonl", "cset.schema.json"
PATH = Path(__file__).with_name("cset_columns.tsv")
_STAMP_TEXTS = {"run_id": "Run that the record is of", "licence": "Terms of the data"}


@dataclass(frozen=True, slots=True)
class CsetColumn:
    """A column: the field it is taken from, and the code list whose English labels it shows."""

    name: str
    path: tuple[str, ...]
    labels: Mapping[str, str] | None
    description: str
    node: FieldNode
    repeated: bool

    def value(self, record: Mapping[str, Any]) -> Any:
        """The column's value; a null among repeated values is an empty text."""
        found = _at(record, self.path)
        if self.labels:
            found = _labelled(found, self.labels)
        return ["" if item is None else item for item in found] if self.repeated else found

    def schema(self) -> dict[str, str]:
        """The column in BigQuery's form."""
        mode = "REPEATED" if self.repeated else "REQUIRED" if self.node.least else "NULLABLE"
        return {
            "name": self.name,
            "type": TYPES[self.node.kind],
            "mode": mode,
            "description": self.description,
        }


def _at(value: Any, path: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [_at(item, path) for item in value]
    if not path or value is None:
        return value
    return _at(value[path[0]], path[1:])


def _labelled(value: Any, labels: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [labels[item] for item in value]
    return None if value is None else labels[value]


@cache
def cset_columns() -> tuple[CsetColumn, ...]:
    """The columns of the table. Raises VocabularyError for a field or code list that is not."""
    nodes = {node.path: node for node in all_fields()}
    columns = []
    for row in read_rows(PATH, ("column", "path", "label", "description")):
        name, labels = row["path"], row["label"]
        if name not in nodes or (labels and labels not in code_lists()):
            raise row.error(f"there is no field {name} or no code list {labels}")
        parts = tuple(name.split("."))
        around = (nodes[".".join(parts[: n + 1])] for n in range(len(parts)))
        named = {code.id: code.label_en for code in code_lists()[labels]} if labels else None
        repeated = any(node.most != 1 for node in around)
        columns.append(
            CsetColumn(row["column"], parts, named, row["description"], nodes[name], repeated)
        )
    return tuple(columns)


@contextmanager
def cset_table(job: Job) -> Iterator[Callable[[Item], None]]:
    """``cset.jsonl`` and ``cset.schema.json``, which ``bq load --schema`` takes."""
    with open_private(job.folder / FILE) as out:

        def add(item: Item) -> None:
            record = json.loads(item.line)
            row = {column.name: column.value(record) for column in cset_columns()} | job.stamp
            out.write(json.dumps(row, ensure_ascii=False) + "\n")

        yield add
    with open_private(job.folder / SCHEMA) as out:
        json.dump(cset_schema(), out, ensure_ascii=False, indent=1)


def cset_schema() -> list[dict[str, str]]:
    """The table's schema in BigQuery's form."""
    stamp = [
        {"name": name, "type": "STRING", "mode": "REQUIRED", "description": text}
        for name, text in _STAMP_TEXTS.items()
    ]
    return [*(column.schema() for column in cset_columns()), *stamp]
