"""``kejichu eval``: a run measured against gold."""

from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE, REFUSED


@click.command()
@click.argument("gold_dir", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("run", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--bootstrap", default=1000, show_default=True, type=click.IntRange(min=0))
@click.option("--seed", default=0, show_default=True, type=int)
@click.option(
    "--floors",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File of least figures; exit code 4 if any is not reached.",
)
@click.option(
    "--misses",
    "show_misses",
    is_flag=True,
    help="List every wrong and every missing value with the text of the page around it.",
)
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
def command(
    gold_dir: Path,
    run: Path,
    bootstrap: int,
    seed: int,
    floors: Path | None,
    show_misses: bool,
    as_json: bool,
) -> int:
    """Measure RUN against the gold of GOLD_DIR: by field, with bootstrap intervals, by kind and
    language of page, and how often values of each grade are right.

    GOLD_DIR holds gold.jsonl, or fixture folders with a gold.json each.
    """
    from pipeline.evaluation.floors import check_floors, load_floors
    from pipeline.evaluation.report import as_data, misses_data, render
    from pipeline.evaluation.scoring import evaluate
    from pipeline.views import miss_list

    result = evaluate(gold_dir, run, bootstrap, seed)
    if as_json:
        listed = {"misses": misses_data(result)} if show_misses else {}
        console.print_json(as_data(result) | listed)
    else:
        render(result, console.results())
        if show_misses:
            miss_list.render(result.misses, console.results())
    broken = check_floors(result, load_floors(floors)) if floors else []
    for floor in broken:
        console.notes().print(floor.message, markup=False)
    return REFUSED if broken else DONE
