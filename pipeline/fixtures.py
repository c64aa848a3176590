"""Fixtures: a folder a case, with the page as served and the record that it must give.

``page.*`` is the page, ``meta.json`` says where it was served, ``output.json`` what the program
must make of it, ``gold.json`` what a careful reader would. Output holds no versions and no text,
and of the evidence pointer, quote, rule and grade.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.inputs import read_inputs
from pipeline.inputs.base import Served
from pipeline.parsing import PageResult, parse

OUTPUT = "output.json"
# Fields that change without the record's meaning changing, or that the fixture holds already.
_LEFT_OUT = frozenset(("content", "pipeline_version", "extractor_versions"))
_EVIDENCE = ("pointer", "quote", "rule", "grade")


class FixtureError(ValueError):
    """A fixture folder that cannot be used; one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of a fixture whose value differs from what ``output.json`` holds."""

    record: int
    field: str
    expected: Any
    actual: Any


def cases(root: Path) -> list[Path]:
    """All fixture folders, by name."""
    return sorted(page.parent for page in root.glob("*/page.*"))


def served(case: Path) -> Served:
    """The case's page. Raises FixtureError where it gives none."""
    for item in read_inputs([case]):
        if isinstance(item, Served):
            return item
    raise FixtureError(f"{case} holds no page that can be read")


def actual(case: Path) -> dict[str, Any]:
    """What the program makes of the case's page, in the shape of ``output.json``."""
    return output_of(parse(served(case)))


def output_of(result: PageResult) -> dict[str, Any]:
    """A result in the shape of ``output.json``."""
    if result.quarantined is not None:
        return {"end": "quarantined", "code": result.quarantined.code, "records": []}
    if result.refused is not None:
        return {"end": "refused", "code": result.refused.code, "records": []}
    records = []
    for record in result.records:
        values = record.model_dump(mode="json", exclude=set(_LEFT_OUT))
        values["field_evidence"] = [
            {name: evidence[name] for name in _EVIDENCE} for evidence in values["field_evidence"]
        ]
        records.append(values)
    return {"end": "records", "code": "", "records": records}


def expected(case: Path) -> dict[str, Any]:
    """What ``output.json`` holds. Raises FixtureError where it is missing or broken."""
    path = case / OUTPUT
    try:
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise FixtureError(f"{path} is missing: run kejichu fixture accept {case.name}") from error
    except ValueError as error:
        raise FixtureError(f"{path} is no JSON: {error}") from error
    return found


def changes(case: Path) -> Iterator[FieldChange]:
    """Every field that differs, the number of records and the end as fields of record -1."""
    want = expected(case) if (case / OUTPUT).exists() else {"end": None, "code": "", "records": []}
    got = actual(case)
    for name in ("end", "code"):
        if want[name] != got[name]:
            yield FieldChange(-1, name, want[name], got[name])
    if len(want["records"]) != len(got["records"]):
        yield FieldChange(-1, "records", len(want["records"]), len(got["records"]))
    for number, (old, new) in enumerate(zip(want["records"], got["records"], strict=False)):
        for name in sorted({*old, *new}):
            if old.get(name) != new.get(name):
                yield FieldChange(number, name, old.get(name), new.get(name))


def accept(case: Path) -> None:
    """Make what the program gives today the expected output."""
    text = json.dumps(actual(case), ensure_ascii=False, indent=1) + "\n"
    (case / OUTPUT).write_text(text, encoding="utf-8")
