"""Records as a table, one a line."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from models.opportunity import Opportunity
from pipeline.cli.console import inert

_COLUMNS = ("record", "date", "mission", "country", "title", "fields", "cooperation", "evidence")


def render(records: Sequence[Opportunity], console: Console) -> None:
    """Print the records with their main values and the number of quotes behind them."""
    table = Table(box=None, pad_edge=False)
    for name in _COLUMNS:
        table.add_column(name, overflow="fold", no_wrap=name in ("record", "date", "country"))
    for record in records:
        table.add_row(
            record.opportunity_id,
            str(record.publication_date or "–"),
            record.referring_mission_id or "–",
            record.host_country or "–",
            Text(inert(record.title)),
            ", ".join(record.technology_fields),
            ", ".join(record.cooperation_types),
            str(len(record.field_evidence)),
        )
    console.print(table, soft_wrap=False)
