"""``kejichu survey``: a random sample of parties, coded by people, and what it says of all."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE
from pipeline.cli.ledger_says import given_overrides, overrides_option
from pipeline.cli.run_option import run_argument, run_folder

if TYPE_CHECKING:
    from pipeline.surveying.estimating import Estimate, Share

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def command() -> None:
    """Find out by a random sample what became of the parties that were recommended."""


@command.command()
@run_argument
@click.option("--n", required=True, type=click.IntRange(1), help="How many to draw.")
@click.option("--seed", required=True, help="Any text; the same text draws the same sample.")
@click.option(
    "--of",
    type=click.Choice(["companies", "universities", "institutes", "parties"]),
    default="companies",
    show_default=True,
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="New folder for the draw, its frame and the coding sheet.",
)
@click.option(
    "--format", "form", type=click.Choice(["xlsx", "csv"]), default="xlsx", show_default=True
)
@click.option("--since", type=_DAY, help="Only of records of this day and later.")
@click.option("--until", type=_DAY, help="Only of records of this day and earlier.")
@click.option("--where", multiple=True, help="Only of records with dimension=value.")
@overrides_option
@click.option("--json", "as_json", is_flag=True, help="Print the draw as JSON.")
def draw(
    run: str,
    workspace: Path,
    n: int,
    seed: str,
    of: str,
    out: Path,
    form: str,
    since: datetime | None,
    until: datetime | None,
    where: tuple[str, ...],
    overrides: Path | None,
    as_json: bool,
) -> int:
    """Draw foreign parties of RUN's unique opportunities and write a sheet to be coded."""
    from pipeline.counting.selection import Selection, parse_where
    from pipeline.counting.statistics import load_counted
    from pipeline.runs.folder import read_manifest
    from pipeline.surveying.drawing import Population, draw_sample
    from pipeline.surveying.folder import write_survey

    folder = run_folder(run, workspace)
    selection = Selection(
        since.date() if since else None,
        until.date() if until else None,
        tuple(map(parse_where, where)),
    )
    counted = load_counted(folder, {}, overrides=given_overrides(workspace, overrides))
    run_id = read_manifest(folder).run_id
    drawn = draw_sample(counted, run_id, Population(of), n, seed, selection)
    sheet = write_survey(drawn, out, form)
    if as_json:
        console.print_json(drawn.model_dump(mode="json", exclude={"frame"}) | {"sheet": str(sheet)})
    else:
        click.echo(f"{n} of {drawn.frame_size} {of} drawn: fill in {sheet}")
    return DONE


@command.command(name="estimate")
@click.argument("survey", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--sheet", type=_FILE, help="The filled sheet, if it is not in the folder.")
@click.option("--confidence", default=0.95, show_default=True, type=click.FloatRange(0.5, 0.999))
@click.option("--json", "as_json", is_flag=True, help="Print the estimate as JSON.")
def estimate_command(survey: Path, sheet: Path | None, confidence: float, as_json: bool) -> int:
    """Estimate from the filled sheet of SURVEY, a folder that survey draw wrote."""
    from pipeline.surveying.estimating import estimate
    from pipeline.surveying.folder import read_draw, the_sheet
    from pipeline.surveying.sheet import read_codings

    drawn = read_draw(survey)
    found = estimate(drawn, read_codings(sheet or the_sheet(survey), drawn), confidence)
    if as_json:
        console.print_json(found.model_dump(mode="json"))
    else:
        _show(found)
    return DONE


def _show(found: "Estimate") -> None:
    click.echo(
        f"{found.coded} of {found.drawn} drawn {found.of} coded, {found.unknown} of unknown "
        f"outcome; drawn from {found.frame_size} of run {found.run_id} with seed {found.seed}"
    )
    click.echo(_line("any outcome", found.any_outcome, found))
    if found.unknown:
        click.echo(_line("if the unknown ones have none", found.at_least, found))
        click.echo(_line("if the unknown ones have one", found.at_most, found))
    for code, share in found.outcomes.items():
        click.echo(_line(f"  {code}", share, found))


def _line(what: str, share: "Share", found: "Estimate") -> str:
    return (
        f"{what}: {share.count} of {share.n}, {100 * share.share:.1f} %, "
        f"{100 * found.confidence:g} % interval {100 * share.low:.1f} to {100 * share.high:.1f} %, "
        f"{share.frame_low} to {share.frame_high} of {found.frame_size}"
    )
