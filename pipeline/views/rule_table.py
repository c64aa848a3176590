"""What reviewers decided by rule, for a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from pipeline.reviewing.rules import RuleCounts


def render(run_id: str, counts: Sequence[RuleCounts], console: Console) -> None:
    """Print a line a rule; ``!`` marks one that grades values certain and should not."""
    table = Table(title=f"decisions by rule; grades of {run_id}", box=None, title_justify="left")
    table.add_column("rule", no_wrap=True)
    for name in ("accepted", "corrected", "rejected", "share", "95 %", "at once", "grades"):
        table.add_column(name, justify="right")
    for one in counts:
        grades = ", ".join(f"{count} {grade}" for grade, count in one.grades.items())
        table.add_row(
            one.rule,
            *map(str, (one.accepted, one.corrected, one.rejected)),
            "-" if one.share is None else f"{one.share:.3f}",
            "-" if one.ci95 is None else f"{one.ci95[0]:.2f} to {one.ci95[1]:.2f}",
            str(one.bulk),
            (grades or "-") + (" !" if one.overrated else ""),
        )
    console.print(table)
