"""``kejichu crawl``: sources into the archive of a workspace."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE, FAILED, QUARANTINED, REFUSED
from pipeline.cli.workspace_options import opened_workspace_option

if TYPE_CHECKING:
    from pipeline.crawling.report import CrawlReport, Tally
    from pipeline.workspace import Workspace


@click.command()
@click.argument("names", metavar="SOURCE...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Crawl all sources whose addresses were seen.")
@opened_workspace_option
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON, one a line.")
def command(names: tuple[str, ...], every: bool, workspace: "Workspace", as_json: bool) -> int:
    """Fetch what is new or changed of each SOURCE into the archive of the workspace.

    An interrupted crawl goes on where it was. Exits with 3 if pages are held back or gave no
    answer, with 4 if a source no longer fits its profile, with 1 if one cannot be reached.
    """
    from pipeline.crawling.run import crawl
    from pipeline.sources.loading import all_sources, chosen

    if bool(names) is every:
        raise click.UsageError("Name the sources, or give --all: kejichu sources list names them.")
    known = all_sources(workspace.sources)
    picked = [s for s in known.values() if s.basis == "observed"] if every else chosen(known, names)
    done = 0
    with console.notes().status("crawling") as status:

        def progress(_url: str) -> None:
            nonlocal done
            done += 1
            status.update(f"{done} pages fetched")

        reports = crawl(picked, workspace, progress)
    for report in reports:
        if as_json:
            console.print_json(report.model_dump(mode="json"))
        else:
            _show(report)
    return exit_code(reports)


def exit_code(reports: Sequence["CrawlReport"]) -> int:
    """The gravest of the outcomes as an exit code."""
    from pipeline.crawling.report import Outcome

    outcomes = {report.outcome for report in reports}
    codes = {Outcome.BROKEN: REFUSED, Outcome.FAILED: FAILED, Outcome.DEGRADED: QUARANTINED}
    return next((code for outcome, code in codes.items() if outcome in outcomes), DONE)


def _show(report: "CrawlReport") -> None:
    results = console.results()
    reason = f": {report.reason}" if report.reason else ""
    results.print(console.inert(f"{report.source} {report.outcome}{reason}"), markup=False)
    results.print(f"  items        {_told(report.items)}", markup=False)
    results.print(f"  attachments  {_told(report.attachments)}", markup=False)
    for fault in report.faults:
        line = f"  {fault.state} {fault.code} {fault.url} {fault.message}"
        console.notes().print(console.inert(line), markup=False, soft_wrap=True)


def _told(tally: "Tally") -> str:
    counts = tally.model_dump()
    return ", ".join(f"{number} {name}" for name, number in counts.items() if number) or "none"
