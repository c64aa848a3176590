"""``kejichu eval``: a run measured against gold, or against what reviewers decided."""

from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE, REFUSED
from pipeline.cli.workspace_options import open_ledger, workspace_option


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="[GOLD_DIR] RUN")
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
@click.option(
    "--against-ledger",
    is_flag=True,
    help="No GOLD_DIR: measure RUN against every decision in force of the workspace's ledger.",
)
@workspace_option
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
def command(
    paths: tuple[str, ...],
    bootstrap: int,
    seed: int,
    floors: Path | None,
    show_misses: bool,
    against_ledger: bool,
    workspace: Path,
    as_json: bool,
) -> int:
    """Measure RUN against the gold of GOLD_DIR: by field, with bootstrap intervals, by kind and
    language of page, and how often values of each grade are right.

    GOLD_DIR holds gold.jsonl, or fixture folders with a gold.json each. Without it, and with
    --against-ledger, every decision is a case: how many RUN gives right by itself, by field; exit
    code 4 if it lost any that an earlier run had right.
    """
    if against_ledger:
        if len(paths) != 1:
            raise click.UsageError("--against-ledger takes RUN alone")
        return _against_ledger(paths[0], workspace, as_json)
    if len(paths) != 2:
        raise click.UsageError("give GOLD_DIR and RUN, or RUN with --against-ledger")
    gold_dir, run = (_folder(path) for path in paths)
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


def _folder(path: str) -> Path:
    if not Path(path).is_dir():
        raise click.BadParameter(f"{path} is no folder")
    return Path(path)


def _against_ledger(run: str, workspace: Path, as_json: bool) -> int:
    from pipeline.reviewing.regressions import cases_of
    from pipeline.reviewing.service import open_review
    from pipeline.runs.naming import resolve
    from pipeline.views import ledger_cases

    folder = resolve(run, workspace / "runs")
    with open_ledger(workspace) as ledger, open_review(folder, ledger) as review:
        run_id, cases = review.run_id, cases_of(review.desk.resolutions())
    if as_json:
        console.print_json(ledger_cases.as_data(run_id, cases))
    else:
        ledger_cases.render(run_id, cases, console.results())
    return REFUSED if any(case.lost for case in cases) else DONE
