"""The record's schema in BigQuery's form: name, type, mode, description, nested fields."""

from typing import Any

from pipeline.schema.fields import FieldNode, record_fields
from pipeline.schema.texts import field_texts

# BigQuery has no map type; a JSON column takes the object as it stands in the file.
TYPES = {
    "string": "STRING",
    "boolean": "BOOLEAN",
    "integer": "INTEGER",
    "float": "FLOAT",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "record": "RECORD",
    "map": "JSON",
}


def bigquery_schema() -> list[dict[str, Any]]:
    """The columns, in the record's order."""
    return [_column(node) for node in record_fields()]


def _column(node: FieldNode) -> dict[str, Any]:
    text = field_texts()[node.path]
    column: dict[str, Any] = {
        "name": node.name,
        "type": TYPES[node.kind],
        "mode": "REPEATED" if node.most != 1 else "REQUIRED" if node.least else "NULLABLE",
        "description": text.description_en,
    }
    if node.children:
        column["fields"] = [_column(child) for child in node.children]
    return column
