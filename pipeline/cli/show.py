"""``kejichu show``: one record with the evidence of every value."""

from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE


@click.command()
@click.argument("record")
@click.option(
    "--run",
    required=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of the run.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the record as JSON.")
@click.option("--contacts", is_flag=True, help="Show contact data instead of X.")
def command(record: str, run: Path, as_json: bool, contacts: bool) -> int:
    """Show RECORD (an opportunity id, or its beginning): values, quotes in their sentences, rules
    and the chain from surface form to vocabulary id.
    """
    from pipeline.publishing.redaction import page_private, redacted
    from pipeline.runs.records import find_record, page_records
    from pipeline.views.record_text import render

    found = find_record(run, record)
    if not contacts:
        found = redacted(found, page_private(page_records(run, found.report_id)))
    if as_json:
        console.print_json(found.model_dump(mode="json"))
    else:
        render(found, console.results())
    return DONE
