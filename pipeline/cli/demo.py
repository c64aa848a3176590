"""``kejichu demo``: the main job on bundled pages."""

from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE

_CASES = (
    "feed-rus-ir-crystal",
    "embzh-fin-three-projects",
    "most-denmark-two-projects",
    "prov-hubei-project-table",
    "prov-tianjin-pdf-labels",
    "emben-sydney-bulleted",
    "bil-petersburg-columns",
    "trad-sanfrancisco-big5",
    "embzh-hun-ambassador-meeting",
)


@click.command()
@click.option(
    "--out",
    default=Path("demo-run"),
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the run; an earlier demo run there is replaced.",
)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(min=0))
def command(out: Path, workers: int) -> int:
    """Extract records from bundled pages of every kind and show what came out."""
    from pipeline.runs.bundled import bundled_folder
    from pipeline.runs.execute import execute
    from pipeline.runs.records import read_records
    from pipeline.views.record_table import render

    pages = bundled_folder()
    run = execute([pages / case for case in _CASES], out, workers, replace=True)
    results = console.results()
    records = list(read_records(out))
    render(records, results)
    counts = run.counts
    results.print(
        f"{counts.captures} pages: {counts.with_records} with records, "
        f"{counts.no_opportunity} no opportunity, {counts.quarantined} quarantined; "
        f"{counts.records} records in {out}",
        markup=False,
    )
    if records:
        results.print(f"next: kejichu show {records[0].opportunity_id} --run {out}", markup=False)
    return DONE
