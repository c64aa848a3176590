"""The generated files: what they should hold, which differ, and writing them."""

import json
from pathlib import Path
from typing import Any

from pipeline.schema.bigquery import bigquery_schema
from pipeline.schema.dictionary import data_dictionary, vocabularies
from pipeline.schema.json_schema import json_schema

DOCS = Path(__file__).resolve().parents[2] / "docs"


def as_text(value: Any) -> str:
    """JSON as it is committed: two spaces, real characters, a line break at the end."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def generated() -> dict[str, str]:
    """Content of every generated file, by its path below the documentation's folder."""
    return {
        "schema/opportunity.schema.json": as_text(json_schema()),
        "schema/opportunity.bigquery.json": as_text(bigquery_schema()),
        "data-dictionary.md": data_dictionary(),
        "vocabularies.md": vocabularies(),
    }


def stale(docs: Path = DOCS) -> list[Path]:
    """The files that are missing or do not hold what would be generated now."""
    return [
        docs / name
        for name, content in generated().items()
        if not (docs / name).is_file() or (docs / name).read_bytes() != content.encode()
    ]


def write(docs: Path = DOCS) -> list[Path]:
    """Write all files; returns those that changed. Raises OSError where that fails."""
    changed = stale(docs)
    contents = generated()
    for path in changed:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents[path.relative_to(docs).as_posix()].encode())
    return changed
