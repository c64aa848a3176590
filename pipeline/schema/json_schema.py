"""The JSON Schema (draft 2020-12) of a record as it stands in ``records.jsonl``."""

from collections.abc import Iterator, Sequence
from typing import Any

from models.opportunity import SCHEMA_VERSION, Opportunity
from pipeline.schema.code_lists import code_lists
from pipeline.schema.fields import FieldNode, record_fields
from pipeline.schema.texts import field_texts

DRAFT = "https://json-schema.org/draft/2020-12/schema"
ID = f"urn:kejichu:schema:opportunity:{SCHEMA_VERSION}"
_ABOUT = (
    "One opportunity for technology cooperation. Offsets (start, end) count Unicode code points "
    "of content from 0, end exclusive; they are not bytes and not UTF-16 units."
)


def json_schema() -> dict[str, Any]:
    """The schema, with the labels, meanings and closed lists of the data dictionary.

    Written records hold every field, so every field is required; absent values are null or empty.
    """
    made: dict[str, Any] = Opportunity.model_json_schema(mode="serialization")
    defs = made.get("$defs", {})
    _describe(made, record_fields(), defs)
    for model in defs.values():
        model.pop("description", None)
    rest = {key: value for key, value in made.items() if key not in ("title", "description")}
    about = {"title": "Opportunity", "description": _ABOUT}
    return {"$schema": DRAFT, "$id": ID, **about, **rest}


def _describe(model: dict[str, Any], nodes: Sequence[FieldNode], defs: dict[str, Any]) -> None:
    model["required"] = [node.name for node in nodes]
    for node in nodes:
        text, schema = field_texts()[node.path], model["properties"][node.name]
        schema.update(title=text.label_en, description=text.description_en)
        if text.code_list and not node.codes:
            values = next(part for part in _parts(schema) if part.get("type") == "string")
            values["enum"] = [code.id for code in code_lists()[text.code_list]]
        if node.children:
            name = next(part["$ref"] for part in _parts(schema) if "$ref" in part)
            _describe(defs[name.rpartition("/")[2]], node.children, defs)


def _parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schema of a value, of its alternatives and of its items."""
    yield schema
    for part in (*schema.get("anyOf", ()), schema.get("items")):
        if part:
            yield from _parts(part)
