"""The findings of the doctor as a table, one a line."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.doctor import Finding


def render(findings: Sequence[Finding], console: Console) -> None:
    """Print the findings, and how many are problems."""
    table = Table(box=None, pad_edge=False)
    for name in ("check", "state", "seen", "what to do"):
        table.add_column(name, overflow="fold", no_wrap=name in ("check", "state"))
    for item in findings:
        state = Text("ok", "green") if item.ok else Text("problem", "bold red")
        table.add_row(Text(item.check), state, Text(item.seen), Text(item.remedy))
    console.print(table, soft_wrap=False)
    problems = sum(not item.ok for item in findings)
    console.print(f"{problems} problems" if problems != 1 else "1 problem")
