"""Facets: the coded fields of a record, by which results are counted and narrowed."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pipeline.schema.fields import FieldNode, all_fields
from pipeline.schema.texts import field_texts

# The value of a facet that a record has none for.
NONE = ""
# Coded in fact, with no vocabulary of their own to name.
_OTHERS = frozenset(
    (
        "publication_year",
        "source_column",
        "mic2025_fields",
        "hightech_codes",
        "us_cet_areas",
        "pipeline_version",
    )
)
_STANDARDS = ("list:", "file:", "ISO 3166", "ISO 639", "ISO 4217", "WIPO")
# Findings behind the values and terms by the thousand: the search for words has them.
_NO_FACETS = ("field_evidence", "technology_keywords")


@cache
def facets() -> tuple[str, ...]:
    """Dotted names of the fields that are facets: every coded field and every yes or no."""
    return tuple(node.path for node in all_fields() if _is_facet(node))


def _is_facet(node: FieldNode) -> bool:
    if node.children or node.path.partition(".")[0] in _NO_FACETS:
        return False
    coded = field_texts()[node.path].vocabulary.startswith(_STANDARDS)
    return coded or node.kind == "boolean" or node.path in _OTHERS


def facet_values(record: Mapping[str, Any], facet: str) -> set[str]:
    """The values of a record, given as plain JSON values; NONE alone where there is none."""
    return {*_values(record, facet.split("."))} or {NONE}


def _values(value: Any, path: list[str]) -> Iterator[str]:
    if value is None:
        return
    if isinstance(value, (list, tuple)):
        for item in value:
            yield from _values(item, path)
    elif path:
        yield from _values(value[path[0]], path[1:])
    else:
        yield str(value).lower() if isinstance(value, bool) else str(value)
