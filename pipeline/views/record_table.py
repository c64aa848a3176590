"""Records as a table, one a line."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from models.opportunity import Opportunity
from pipeline.cli.console import inert

# Column name to its least width; the title takes what is left.
_COLUMNS = {"record": 18, "date": 10, "from": 4, "quotes": 6, "title": 8}


def render(records: Sequence[Opportunity], console: Console) -> None:
    """Print the records: id, date, country, number of quotes behind the values, title."""
    table = Table(box=None, pad_edge=False)
    for name, width in _COLUMNS.items():
        table.add_column(name, no_wrap=True, overflow="ellipsis", min_width=width)
    for record in records:
        table.add_row(
            record.opportunity_id,
            str(record.publication_date or "–"),
            record.host_country or "–",
            str(len(record.field_evidence)),
            Text(inert(record.title)),
        )
    console.print(table, soft_wrap=False)
