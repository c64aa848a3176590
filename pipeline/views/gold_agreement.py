"""The agreement of two coders, for a terminal and as data."""

import json
from typing import Any

from rich.console import Console
from rich.table import Table

from pipeline.cli.console import inert
from pipeline.gold.adjudicating import Settled
from pipeline.gold.agreement import Agreement
from pipeline.gold.comparing import Disagreement

# Fields that are kept back unless contact data is asked for.
_PRIVATE = ("contacts", "people")
_HIDDEN = "XXXXXX"


def as_data(found: Agreement, settled: Settled, contacts: bool = False) -> dict[str, Any]:
    """The figures and disagreements as JSON holds them; each says whether it is settled."""
    return {
        "pages": found.pages,
        "fields": [one.model_dump(mode="json") for one in found.fields],
        "disagreements": [
            one.model_dump(mode="json")
            | {"values": _values(one, contacts), "settled": one.disagreement_id in settled}
            for one in found.disagreements
        ],
    }


def render(found: Agreement, settled: Settled, contacts: bool, console: Console) -> None:
    """Print a line a field, then the disagreements that are open."""
    table = Table(title=f"{found.pages} pages coded twice", box=None, title_justify="left")
    table.add_column("field")
    for name in ("same", "of", "share", "95 %", "kappa", "F1"):
        table.add_column(name, justify="right")
    for one in found.fields:
        table.add_row(
            one.field,
            str(one.same),
            str(one.n),
            f"{one.share:.3f}",
            f"{one.ci95[0]:.2f} to {one.ci95[1]:.2f}",
            *("-" if own is None else f"{own:.2f}" for own in (one.kappa, one.f1)),
        )
    console.print(table)
    waiting = [one for one in found.disagreements if one.disagreement_id not in settled]
    for asked in waiting:
        console.print(inert(_line(asked, contacts)), markup=False)
    console.print(
        f"{len(found.disagreements)} disagreements, {len(waiting)} to be settled by kejichu gold "
        "adjudicate",
        markup=False,
    )


def _line(one: Disagreement, contacts: bool) -> str:
    shown = (
        f"  {coder}: {json.dumps(value, ensure_ascii=False)}"
        for coder, value in zip(one.coders, _values(one, contacts), strict=True)
    )
    head = f"{one.disagreement_id}  {one.page_id}  {one.field}  {one.of}".rstrip()
    return "\n".join((head, *shown))


def _values(one: Disagreement, contacts: bool) -> list[Any]:
    if one.field in _PRIVATE and not contacts:
        return [_HIDDEN, _HIDDEN]
    return list(one.values)
