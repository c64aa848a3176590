"""``kejichu gold``: gold of one's own pages, coded blind, to measure runs by."""

from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE
from pipeline.cli.run_option import run_argument, run_folder
from pipeline.cli.workspace_options import json_option

_FOLDER = click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))


@click.group()
def command() -> None:
    """Draw pages of a run, have them coded by people who see no extracted value, and make gold of
    it for kejichu eval.
    """


@command.command()
@run_argument
@click.option("--n", required=True, type=click.IntRange(1), help="How many pages to draw.")
@click.option("--seed", required=True, help="Any text; the same text draws the same sample.")
@click.option("--by", default="language,source", show_default=True, help="Strata: of these two.")
@click.option(
    "--double",
    default=0.2,
    show_default=True,
    type=click.FloatRange(0, 1),
    help="The part that is to be coded twice.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="New folder for the sample and the sheets.",
)
@json_option
def sample(
    run: str,
    workspace: Path,
    n: int,
    seed: str,
    by: str,
    double: float,
    out: Path,
    as_json: bool,
) -> int:
    """Draw pages of RUN and write sheets to be coded: coder-1.jsonl, and coder-2.jsonl for the
    part that is coded twice.
    """
    from pipeline.gold_samples.drawing import BY, draw_pages, frame_of
    from pipeline.gold_samples.sheets import write_sample
    from pipeline.runs.folder import read_manifest

    names = [name for name in by.split(",") if name]
    if unknown := [name for name in names if name not in BY]:
        raise click.UsageError(f"--by {unknown[0]!r} is none of {', '.join(BY)}")
    folder = run_folder(run, workspace)
    frame = list(frame_of(folder))
    drawn = draw_pages(read_manifest(folder).run_id, frame, n, seed, names, double)
    write_sample(drawn, frame, out)
    if as_json:
        console.print_json(drawn.model_dump(mode="json"))
        return DONE
    for stratum in drawn.strata:
        click.echo(f"{', '.join(stratum.values) or 'all'}: {stratum.drawn} of {stratum.frame}")
    click.echo(f"{n} of {len(frame)} pages, {len(drawn.double)} of them twice: fill in {out}")
    return DONE


@command.command("agreement")
@_FOLDER
@json_option
def agreement_command(folder: Path, as_json: bool) -> int:
    """Tell how far the two coders of FOLDER agree, by the measures of kejichu eval."""
    from pipeline.gold_samples.settling import agreement

    found = agreement(folder)
    if as_json:
        figures = {name: metric.figures() for name, metric in found.metrics.items()}
        console.print_json(found.model_dump(mode="json") | {"metrics": figures})
        return DONE
    for name, metric in found.metrics.items():
        low, high = metric.interval or (None, None)
        shown = "–" if metric.headline is None else f"{metric.headline:.3f}"
        interval = "" if low is None or high is None else f"  {low:.3f} to {high:.3f}"
        click.echo(f"{name:<28} {shown}{interval}")
    click.echo(f"{found.pages} pages coded by both, {found.waiting} lines not coded yet")
    for page in found.apart:
        click.echo(f"differ: {page}")
    return DONE


@command.command()
@_FOLDER
@json_option
def settle(folder: Path, as_json: bool) -> int:
    """Write gold.jsonl of FOLDER from its sheets, for kejichu eval FOLDER RUN.

    Pages on which two coders differ are left out until adjudicated.jsonl has a line, like those of
    the sheets, that says what is true.
    """
    from pipeline.gold_samples.settling import settle

    pages, left = settle(folder)
    if as_json:
        console.print_json({"pages": pages, "left_out": list(left)})
        return DONE
    click.echo(f"{pages} pages in {folder / 'gold.jsonl'}")
    for page in left:
        click.echo(f"left out until it is adjudicated: {page}")
    return DONE
