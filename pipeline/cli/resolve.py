"""``kejichu resolve``: the parties and duplicates of a run, written beside it."""

from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE
from pipeline.cli.ledger_says import given_overrides, overrides_option
from pipeline.cli.run_option import run_argument, run_folder


@click.command()
@run_argument
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="RUN.resolved by default."
)
@overrides_option
@click.option(
    "--previous",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="An earlier resolution, whose party ids go on.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def command(
    run: str,
    workspace: Path,
    out: Path | None,
    overrides: Path | None,
    previous: Path | None,
    as_json: bool,
) -> int:
    """Find which names of RUN are one foreign party and which records are one opportunity.

    RUN is a folder, a run id or its beginning, latest or latest~1. It is not changed.
    """
    from pipeline.resolving import resolution as resolving

    folder = run_folder(run, workspace)
    given = given_overrides(workspace, overrides)
    earlier = resolving.load_parties(previous) if previous else ()
    records = resolving.iter_records(folder)
    found = resolving.resolve_records(records, given, earlier)
    out = out or resolving.default_folder(folder)
    basis = resolving.write_resolution(found, resolving.basis_of(folder, given), out)
    if as_json:
        console.print_json(basis.model_dump(mode="json") | {"out": str(out)})
    else:
        click.echo(
            f"{basis.mentions} mentions are {basis.parties} foreign parties, "
            f"{basis.duplicates} records are duplicates: {out}"
        )
    return DONE
