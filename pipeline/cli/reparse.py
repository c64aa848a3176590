"""``kejichu reparse``: chosen pages of the accepted run parsed again, and what that changed."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE, QUARANTINED
from pipeline.cli.workspace_options import opened_workspace_option

if TYPE_CHECKING:
    from pipeline.reparsing.campaign import Outlook
    from pipeline.workspace import Workspace


@click.command()
@click.option(
    "--where",
    "condition",
    required=True,
    help='Which pages, such as "extractor<current and source=most and year>=2021".',
)
@click.option("--only", metavar="FIELD", help="Take over nothing but this field.")
@click.option("--base", metavar="RUN", help="Begin from this run, not from the one published last.")
@click.option("--dry-run", is_flag=True, help="Only tell which pages would be parsed again.")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(min=0),
    help="Worker processes; 0 parses in this process.",
)
@opened_workspace_option
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(
    condition: str,
    only: str | None,
    base: str | None,
    dry_run: bool,
    workers: int,
    workspace: "Workspace",
    as_json: bool,
) -> int:
    """Parse pages of the accepted run again, from the archive, and compare the runs.

    The new run holds the same captures: those that meet the condition as this version reads them,
    all others to the byte as they were. It begins from the run that was published last, else from
    the latest. Conditions are on extractor, extractor.NAME, kejichu, source, status, code, url,
    host, year, captured and run, joined by "and".
    """
    from pipeline.reparsing.campaign import Campaign
    from pipeline.reparsing.compared import compared

    campaign = Campaign(workspace, condition, only, base)
    outlook = campaign.outlook()
    if dry_run or not outlook.selected:
        return _show_outlook(outlook, as_json)
    with console.notes().status("parsing") as status:
        run, out = campaign.run(workers, lambda done: status.update(f"{done} pages done"))
    changed = compared(campaign.folder, out)
    if as_json:
        console.print_json({"run": run.model_dump(mode="json"), "compared": changed})
    else:
        results = console.results()
        results.print(f"{outlook.selected} of {outlook.pages} pages parsed anew", markup=False)
        _show_changes(changed)
        results.print(f"{run.counts.records} records in {out}", markup=False)
        results.print(f"kejichu diff {changed['old']} {changed['new']} shows the changes")
    return QUARANTINED if run.counts.quarantined else DONE


def _show_outlook(outlook: "Outlook", as_json: bool) -> int:
    if as_json:
        console.print_json(asdict(outlook))
        return DONE
    results = console.results()
    results.print(
        f"{outlook.selected} of {outlook.pages} pages of run {outlook.base} meet the condition; "
        f"{outlook.known} of them need no parsing",
        markup=False,
    )
    for name, number in outlook.by.items():
        results.print(console.inert(f"  {number:>7}  {name}"), markup=False)
    return DONE


def _show_changes(changed: dict[str, Any]) -> None:
    results = console.results()
    results.print(f"{changed['changes']} changes against run {changed['old']}", markup=False)
    for name, number in changed["by_field"].items():
        results.print(f"  {number:>7}  {name}", markup=False)
