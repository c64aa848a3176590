"""Changes as JSON and as CSV, written as they come."""

import csv
import json
from collections import Counter
from collections.abc import Iterable
from typing import IO, Any

from models.field_change import FieldChange
from models.run import Run
from pipeline.comparing.fields import WHOLE_RECORD
from pipeline.comparing.patterns import Tally
from pipeline.comparing.runs import Comparison
from pipeline.publishing.cells import safe_cell

COLUMNS = (
    "report_id",
    "old_record",
    "new_record",
    "match",
    "field",
    "item",
    "kind",
    "cause",
    "old",
    "new",
    "old_rule",
    "new_rule",
    "old_version",
    "new_version",
    "template",
    "pattern",
    "follows",
    "old_pointer",
    "new_pointer",
    "old_quote",
    "new_quote",
)
# Spreadsheets refuse cells of more than 32,767 characters; whole pages are in the JSON.
_MOST = 4000


def write_json(
    comparison: Comparison, changes: Iterable[FieldChange], tally: Tally, out: IO[str]
) -> None:
    """One JSON object, a change a line; the counts come last since they are known last."""
    runs = {"old": _run(comparison.old), "new": _run(comparison.new)}
    out.write(json.dumps(runs, ensure_ascii=False)[:-1] + ', "changes": [')
    for number, change in enumerate(changes):
        tally.add(change)
        out.write((",\n" if number else "\n") + change.model_dump_json())
    out.write(
        "\n]" + json.dumps(_summary(comparison, tally), ensure_ascii=False).replace("{", ", ", 1)
    )
    out.write("\n")


def counts_as_data(comparison: Comparison, by: str, counts: Counter[str]) -> dict[str, Any]:
    """The counts of a grouping as JSON values, the highest first."""
    return {
        "old": _run(comparison.old),
        "new": _run(comparison.new),
        "by": by,
        "counts": dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))),
    }


def write_csv(changes: Iterable[FieldChange], tally: Tally, out: IO[str]) -> None:
    """A header and a line a change; no cell is a formula."""
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    for change in changes:
        tally.add(change)
        writer.writerow([safe_cell(_cell(change, name)) for name in COLUMNS])


def write_counts(by: str, counts: Counter[str], out: IO[str]) -> None:
    """A header and a line a count, the highest first."""
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow((by, "changes"))
    for key, number in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
        writer.writerow((safe_cell(key), number))


def _run(run: Run) -> dict[str, str]:
    return {"run_id": run.run_id, "pipeline_version": run.pipeline_version}


def _summary(comparison: Comparison, tally: Tally) -> dict[str, Any]:
    return {
        "total": tally.total,
        "records": {str(name): number for name, number in sorted(comparison.records.items())},
        "fields": {
            name: {kind: n for (field, kind), n in sorted(tally.matrix.items()) if field == name}
            for name in tally.fields()
        },
        "patterns": [
            {
                "id": counted.pattern.id,
                **counted.pattern.model_dump(mode="json"),
                "changes": counted.changes,
                "records": counted.records,
                "causes": {str(cause): number for cause, number in counted.causes.items()},
            }
            for counted in tally.ranked()
        ],
    }


def _cell(change: FieldChange, name: str) -> str:
    if name in ("old_quote", "new_quote"):
        proof = change.old_proof if name == "old_quote" else change.new_proof
        return proof.quote if proof else ""
    value = getattr(change, name)
    if change.field == WHOLE_RECORD and name in ("old", "new"):
        value = [{"opportunity_id": r["opportunity_id"], "title": r["title"]} for r in value or ()]
    text = value if isinstance(value, str) else "" if value is None else _as_json(value)
    return text if len(text) <= _MOST else text[: _MOST - 1] + "…"


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
