"""Changes for a terminal: field by class, patterns, counts, or one by one."""

from collections import Counter
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from models.change_codes import ChangeClass
from models.field_change import FieldChange
from models.run import Run
from pipeline.cli.console import inert
from pipeline.comparing.patterns import PatternCount, Tally
from pipeline.views.change_values import arrow, both
from pipeline.views.run_differences import differences

_VALUE = 48
# Never by colour alone: the class stands beside.
_STYLES = {ChangeClass.ADDED: "green", ChangeClass.REMOVED: "red", ChangeClass.CHANGED: "yellow"}


def render_head(old: Run, new: Run, console: Console) -> None:
    """Print which runs they are, and in what they differ."""
    console.print(Text(f"{old.run_id} → {new.run_id}", style="bold"))
    for line in differences(old, new):
        console.print(Text(f"  {inert(line)}", style="dim"))


def render_records(records: Counter[str], console: Console) -> None:
    """Print how the records belong together."""
    told = {**records, "same": records["same"] - records["unchanged"]}
    words = {"same": "compared", "alone": "added or removed"}
    parts = [f"{n} {words.get(name, str(name))}" for name, n in sorted(told.items()) if n]
    console.print(Text(f"records: {', '.join(parts) or 'none'}"))


def render_matrix(tally: Tally, console: Console) -> None:
    """Print the numbers of changes by field and class."""
    kinds = [kind for kind in ChangeClass if any(key[1] == kind for key in tally.matrix)]
    table = Table(box=None, pad_edge=False)
    table.add_column("field")
    for kind in kinds:
        table.add_column(kind.replace("_", " "), justify="right")
    for name in tally.fields():
        numbers = [tally.matrix[name, kind] for kind in kinds]
        table.add_row(name, *(str(number or "") for number in numbers))
    if kinds:
        console.print(table, soft_wrap=False)


def render_patterns(patterns: list[PatternCount], most: int, console: Console) -> None:
    """Print the most frequent patterns, each with one example."""
    for counted in patterns[:most]:
        pattern = counted.pattern
        causes = ", ".join(cause.replace("_", " ") for cause, _ in counted.causes.most_common())
        line = Text(f"{counted.changes:>6} ", style="bold")
        line.append(f"{pattern.field} ")
        line.append(pattern.kind.replace("_", " "), style=_STYLES.get(pattern.kind, ""))
        line.append(f"  {inert(pattern.template)}  {arrow(pattern.old_rule, pattern.new_rule)}  ")
        line.append(f"{causes}  {pattern.id}", style="dim")
        console.print(line)
        for change in counted.samples[:1]:
            old, new = both(change, _VALUE)
            console.print(Text(f"       {change.record}  {old}  →  {new}", style="dim"))
    if len(patterns) > most:
        console.print(f"{len(patterns) - most} more patterns: --limit shows them")


def render_counts(name: str, counts: Counter[str], most: int, console: Console) -> None:
    """Print the highest counts of a grouping."""
    table = Table(box=None, pad_edge=False)
    table.add_column(name, overflow="fold")
    table.add_column("changes", justify="right")
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    for key, number in ranked[:most]:
        table.add_row(Text(inert(key)), str(number))
    console.print(table, soft_wrap=False)
    if len(ranked) > most:
        console.print(f"{len(ranked) - most} more: --limit shows them")


def render_changes(changes: Iterable[FieldChange], console: Console) -> None:
    """Print changes one by one."""
    for change in changes:
        line = Text(f"{change.record} ", style="bold")
        line.append(change.field + (f" [{inert(change.item)}]" if change.item else ""))
        line.append(f"  {change.kind.replace('_', ' ')}", style=_STYLES.get(change.kind, ""))
        line.append(f"  {change.cause.replace('_', ' ')}  {change.pattern}", style="dim")
        console.print(line)
        old, new = both(change, 2 * _VALUE)
        console.print(Text(f"  - {old}", style="red"))
        console.print(Text(f"  + {new}", style="green"))


def render_folded(folded: Counter[str], console: Console) -> None:
    """Say what was left out, and how to see it."""
    if folded:
        parts = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in sorted(folded.items()))
        console.print(f"left out: {parts}; --all shows them", markup=False)
