"""A Frictionless data package: one table a kind of thing, keys between them, a typed schema."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from pipeline.publishing.about import About
from pipeline.publishing.csv_files import DICTIONARY, table
from pipeline.publishing.dictionary import (
    CODE_COLUMNS,
    code_rows,
    dictionary_rows,
)
from pipeline.publishing.dictionary import (
    COLUMNS as DICTIONARY_COLUMNS,
)
from pipeline.publishing.flat import Column, text
from pipeline.publishing.job import Item, Job
from pipeline.publishing.relations import Relation, relations
from pipeline.runs.folder import open_private
from pipeline.schema.texts import field_texts

FILE, CODES = "datapackage.json", "codes.csv"
_PROFILE = "tabular-data-package"
_TYPES = {"float": "number", "timestamp": "datetime", "map": "object"}
# A bare file has no URL: the texts are empty, which a CSV file cannot tell from missing.
_MAY_BE_EMPTY = frozenset({"source_url", "canonical_url", "content"})
_DESCRIPTION = (
    "Opportunities of international technology cooperation, read from public pages. Texts that "
    "begin with one of = + - @ or an apostrophe have an apostrophe before them, so that no "
    "spreadsheet takes them for a formula."
)


@contextmanager
def data_package(job: Job) -> Iterator[Callable[[Item], None]]:
    """``datapackage.json`` and its tables: ``opportunities.csv``, one for each repeated record,
    the dictionary and the codes.
    """
    with ExitStack() as stack:
        tables = {
            relation.name: table(stack, job, f"{relation.name}.csv", relation.header)
            for relation in relations()
        }

        def add(item: Item) -> None:
            for relation in relations():
                for row in relation.rows(item.values):
                    tables[relation.name](map(_cell, row))

        yield add
        about = job.tally.about
        _plain(stack, job, DICTIONARY, DICTIONARY_COLUMNS, dictionary_rows(about))
        _plain(stack, job, CODES, CODE_COLUMNS, code_rows())
        with open_private(job.folder / FILE) as out:
            json.dump(descriptor(about), out, ensure_ascii=False, indent=1)


def _cell(value: Any) -> str:
    """Lists and maps are JSON texts, which Table Schema has types for."""
    if isinstance(value, (list, tuple, dict)):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return text(value)


def _plain(
    stack: ExitStack, job: Job, name: str, header: Sequence[str], rows: Iterator[tuple[str, ...]]
) -> None:
    write = table(stack, job, name, header)
    for row in rows:
        write(row)


def descriptor(about: About) -> dict[str, Any]:
    """The package's metadata with the schema of every table."""
    licence = about.licence.model_dump(exclude={"title_zh"}, exclude_none=True)
    resources = [_resource(relation.name, _schema(relation)) for relation in relations()]
    for path, header in ((DICTIONARY, DICTIONARY_COLUMNS), (CODES, CODE_COLUMNS)):
        fields = [{"name": name, "type": "string"} for name in header]
        resources.append(_resource(path.removesuffix(".csv"), {"fields": fields}))
    return {
        "profile": _PROFILE,
        "name": f"kejichu-{about.run_id.lower()}",
        "title": f"kejichu, run {about.run_id}",
        "description": _DESCRIPTION,
        "version": about.schema_version,
        "created": about.run_finished_at.isoformat(),
        "licenses": [licence],
        "kejichu": about.model_dump(mode="json"),
        "resources": resources,
    }


def _resource(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": _resource_name(name),
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"lineTerminator": "\r\n"},
        "schema": schema,
    }


def _resource_name(table: str) -> str:
    return table.replace("_", "-")


def _schema(relation: Relation) -> dict[str, Any]:
    keys = [_key(name) for name in relation.places]
    if relation.parent:
        keys.insert(0, _field(relations()[0].columns, "opportunity_id"))
    own = [_field(relation.columns, column.name) for column in relation.columns]
    schema: dict[str, Any] = {"fields": [*keys, *own], "primaryKey": list(relation.keys)}
    if relation.parent:
        reference = {
            "resource": _resource_name(relation.parent.name),
            "fields": list(relation.parent.keys),
        }
        schema["foreignKeys"] = [{"fields": list(relation.keys[:-1]), "reference": reference}]
    return schema


def _key(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "integer",
        "title": "Place in the list",
        "title_zh": "序号",
        "description": "Place of the item in the list of its record, counted from 0",
        "description_zh": "在其记录列表中的位置，自 0 起计",
        "constraints": {"required": True},
    }


def _field(columns: Sequence[Column], name: str) -> dict[str, Any]:
    column = next(column for column in columns if column.name == name)
    node, words = column.node, field_texts()[column.node.path]
    constraints: dict[str, Any] = {}
    if column.required and name not in _MAY_BE_EMPTY:
        constraints["required"] = True
    if node.codes and not column.depth:
        constraints["enum"] = [code.value for code in node.codes]
    field = {
        "name": name,
        "type": "array" if column.depth else _TYPES.get(node.kind, node.kind),
        "title": words.label_en,
        "title_zh": words.label_zh,
        "description": words.description_en,
        "description_zh": words.description_zh,
    }
    return field | ({"constraints": constraints} if constraints else {})
