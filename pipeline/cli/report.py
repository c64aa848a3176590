"""``kejichu report``: the counts of a run as one HTML file, and as pictures."""

from datetime import datetime
from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE
from pipeline.cli.ledger_says import (
    decisions_option,
    given_overrides,
    given_reviews,
    overrides_option,
)
from pipeline.cli.run_option import run_argument, run_folder

_DAY = click.DateTime(["%Y-%m-%d"])
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@run_argument
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The HTML file."
)
@click.option(
    "--png", type=click.Path(path_type=Path, file_okay=False), help="Folder for PNG pictures too."
)
@click.option("--lang", type=click.Choice(["zh", "en", "both"]), default="both", show_default=True)
@click.option("--since", type=_DAY, help="Only of this day and later.")
@click.option("--until", type=_DAY, help="Only of this day and earlier.")
@click.option("--where", multiple=True, help="Only with dimension=value, as in stats.")
@click.option("--quality", type=_FILE, help="Output of eval --json, or a file of floors.")
@decisions_option
@overrides_option
@click.option("--interactive", is_flag=True, help="Charts that tell the number pointed at.")
@click.option("--basemap", type=_FILE, help="GeoJSON or TopoJSON to draw under the map.")
@click.option("--force", is_flag=True, help="Replace the file that is there.")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON.")
def command(
    run: str,
    workspace: Path,
    out: Path,
    png: Path | None,
    lang: str,
    since: datetime | None,
    until: datetime | None,
    where: tuple[str, ...],
    quality: Path | None,
    decisions: Path | None,
    overrides: Path | None,
    interactive: bool,
    basemap: Path | None,
    force: bool,
    as_json: bool,
) -> int:
    """Write the counts of RUN as one HTML file: charts, tables, CSV and the records behind them.

    It fetches nothing, and holds no script unless --interactive is given. RUN is a folder, a run id
    or its beginning, latest or latest~1.
    """
    from pipeline.counting.quality import load_quality
    from pipeline.counting.selection import Selection, parse_where
    from pipeline.counting.statistics import load_counted
    from pipeline.reporting.fonts import REMEDY, draws_chinese
    from pipeline.reporting.writing import write_report

    counted = load_counted(
        run_folder(run, workspace),
        load_quality(quality),
        given_reviews(workspace, decisions),
        given_overrides(workspace, overrides),
    )
    chosen = Selection(
        since.date() if since else None,
        until.date() if until else None,
        tuple(map(parse_where, where)),
    )
    written = write_report(counted, chosen, out, png, lang, force, basemap, interactive)
    if not draws_chinese():
        console.notes().print(f"Chinese may be set too wide or narrow here: {REMEDY}", markup=False)
    if as_json:
        console.print_json([str(path) for path in written])
    else:
        for path in written:
            console.results().print(f"written: {path}", markup=False)
    return DONE
