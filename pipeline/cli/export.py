"""``kejichu export``: records of a run as files that other programs open."""

from datetime import datetime
from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE
from pipeline.cli.run_option import run_argument, run_folder
from pipeline.cli.selecting import filter_options, index_option, request
from pipeline.publishing.formats import FORMATS


@click.command()
@run_argument
@click.option(
    "--format",
    "formats",
    multiple=True,
    required=True,
    type=click.Choice([*FORMATS]),
    help="May be given several times; each format then gets a folder of its name.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the files; it must be new, empty, or --force given.",
)
@click.option("--query", default="", help="Only records found by these words, as in search.")
@filter_options
@click.option("--excel", is_flag=True, help="CSV that Excel opens by a double click.")
@click.option("--contacts", is_flag=True, help="Keep contact data instead of X.")
@click.option("--licence", help="Terms of the data, instead of those kejichu states.")
@click.option("--force", is_flag=True, help="Replace the export that --out holds.")
@click.option("--json", "as_json", is_flag=True, help="Print the colophon as JSON.")
@index_option
def command(
    run: str,
    formats: tuple[str, ...],
    out: Path,
    query: str,
    where: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    own: bool,
    excel: bool,
    contacts: bool,
    licence: str | None,
    force: bool,
    as_json: bool,
    index: Path | None,
    workspace: Path,
) -> int:
    """Export the records of RUN (a folder, a run id or its beginning, latest, latest~1), all or
    those of a search. Contact data is replaced by X unless --contacts is given.

    \b
    kejichu export latest --format xlsx --out wishlist --where host_country=DEU
    """
    from pipeline.publishing.about import Licence
    from pipeline.publishing.export import Order, export

    order = Order(
        formats=formats,
        request=request(query, where, since, until, own),
        contacts=contacts,
        excel=excel,
        licence=Licence(name="other", title=licence) if licence else None,
    )
    done = export(run_folder(run, workspace), out, order, index, replace=force)
    if as_json:
        console.print_json(done.model_dump(mode="json"))
    else:
        console.results().print(f"{done.records} records in {out}", markup=False)
    return DONE
