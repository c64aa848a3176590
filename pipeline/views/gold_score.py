"""A run measured by a gold sample, for a terminal."""

from rich.console import Console
from rich.table import Table

from pipeline.gold.scoring import GoldScore, Interval, PartScore

_NONE = "-"


def render(found: GoldScore, console: Console) -> None:
    """Print what was measured, a line a field, then F1 by part."""
    console.print(
        f"{found.run_id} by sample {found.sample_id}: {found.coded} pages with gold, "
        f"{len(found.waiting)} waiting for coders or adjudication, {len(found.unseen)} of the "
        "coded ones not in the run",
        markup=False,
    )
    console.print(_fields(found.overall))
    if found.parts:
        console.print(_parts(found))


def _fields(part: PartScore) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("field", no_wrap=True)
    for name in ("P", "95%", "R", "95%", "F1", "95%", "tp", "fp", "fn"):
        table.add_column(name, justify="right", no_wrap=True)
    for field, one in part.fields.items():
        shares = (
            (one.precision, one.precision_ci95),
            (one.recall, one.recall_ci95),
            (one.f1, one.f1_ci95),
        )
        cells = [cell for share, interval in shares for cell in (_number(share), _range(interval))]
        table.add_row(field, *cells, *map(str, (one.tp, one.fp, one.fn)))
    return table


def _parts(found: GoldScore) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(f"F1 by {found.by}", no_wrap=True)
    for name in found.parts:
        table.add_column(name, justify="right")
    table.add_row("pages", *(str(part.pages) for part in found.parts.values()))
    for field in found.overall.fields:
        own = (part.fields[field] for part in found.parts.values())
        table.add_row(
            field,
            *(
                _number(one.f1) + (f" ({_range(one.f1_ci95)})" if one.f1_ci95 else "")
                for one in own
            ),
        )
    return table


def _number(share: float | None) -> str:
    return _NONE if share is None else f"{share:.2f}"


def _range(interval: Interval | None) -> str:
    return f"{interval[0]:.2f}-{interval[1]:.2f}" if interval else _NONE
