"""Values of changes in one short line."""

import json
from itertools import takewhile
from typing import Any

from models.field_change import FieldChange
from pipeline.cli.console import inert

_KEPT = 16
NOTHING = "–"


def both(change: FieldChange, most: int) -> tuple[str, str]:
    """The old and the new value, inert, each of at most so many characters.

    Long texts are cut where they begin to differ, so that the difference is seen.
    """
    old, new = one(change.old), one(change.new)
    if max(len(old), len(new)) > most and change.old and change.new:
        same = sum(
            1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
        )
        if same > _KEPT and old != new:
            old, new = (f"…{text[same - _KEPT :]}" for text in (old, new))
    return _cut(old, most), _cut(new, most)


def one(value: Any) -> str:
    """A value as one inert line: a record by its id and title, an item by its non-empty parts."""
    if isinstance(value, dict):
        if "opportunity_id" in value:
            return inert(f"{value['opportunity_id']} {value.get('title') or ''}".strip())
        parts = [
            f"{name}: {one(inner)}" for name, inner in value.items() if inner not in (None, [])
        ]
        return ", ".join(parts) or NOTHING
    if isinstance(value, (list, tuple)):
        return "; ".join(one(item) for item in value) or NOTHING
    if isinstance(value, str):
        return inert(" ".join(value.split())) or NOTHING
    return NOTHING if value is None else json.dumps(value)


def rules(change: FieldChange) -> str:
    """The rules behind both values, one where they are the same."""
    return arrow(change.old_rule, change.new_rule)


def arrow(old: str | None, new: str | None) -> str:
    """``old → new``, one of them where both are the same."""
    old, new = inert(old or NOTHING), inert(new or NOTHING)
    return old if old == new else f"{old} → {new}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
