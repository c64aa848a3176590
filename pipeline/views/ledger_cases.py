"""Decisions as cases of a test, for a terminal and as data."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from pipeline.reviewing.regressions import FieldCases
from pipeline.surveying.estimating import ENDLESS, wilson


def as_data(run_id: str, cases: Sequence[FieldCases]) -> dict[str, Any]:
    """The figures as JSON holds them."""
    return {
        "run": run_id,
        "lost": sum(case.lost for case in cases),
        "fields": [
            {
                "field": case.field,
                "right": case.right,
                "wrong": case.wrong,
                "lost": case.lost,
                "open": case.open,
                "share": case.share,
                "ci95": _interval(case),
            }
            for case in cases
        ],
    }


def render(run_id: str, cases: Sequence[FieldCases], console: Console) -> None:
    """Print a line a field."""
    table = Table(title=f"{run_id}: what reviewers decided", box=None, title_justify="left")
    table.add_column("field")
    for name in ("right", "wrong", "of these lost", "open", "share", "95 %"):
        table.add_column(name, justify="right")
    for case in cases:
        interval = _interval(case)
        table.add_row(
            case.field or "(record)",
            *map(str, (case.right, case.wrong, case.lost, case.open)),
            "-" if case.share is None else f"{case.share:.3f}",
            "-" if interval is None else f"{interval[0]:.2f} to {interval[1]:.2f}",
        )
    console.print(table)


def _interval(case: FieldCases) -> list[float] | None:
    judged = case.right + case.wrong
    return [round(bound, 4) for bound in wilson(case.right, judged, ENDLESS)] if judged else None
