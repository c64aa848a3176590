"""``kejichu sources``: which sources there are, and whether they still are as described."""

from typing import TYPE_CHECKING

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE, REFUSED
from pipeline.cli.workspace_options import opened_workspace_option

if TYPE_CHECKING:
    from pipeline.crawling.checking import SourceCheck
    from pipeline.fetching.limits import FetchSettings
    from pipeline.sources.source import Source
    from pipeline.workspace import Workspace

_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")


@click.group()
def command() -> None:
    """List the sources, and check them against the sites."""


@command.command("list")
@opened_workspace_option
@_JSON
def list_sources(workspace: "Workspace", as_json: bool) -> int:
    """List all sources: their lists, schedule, and whether their addresses were seen in use."""
    from pipeline.sources.loading import all_sources

    for source in all_sources(workspace.sources).values():
        if as_json:
            console.print_json(source.model_dump(mode="json"))
            continue
        results = console.results()
        cron = f"{source.schedule.cron} {source.schedule.timezone}" if source.schedule else "never"
        results.print(f"{source.id}  {source.name_zh}", markup=False)
        results.print(f"  {source.name_en}; {source.basis}; {cron}", markup=False)
        for entry in source.lists:
            results.print(f"  {entry.kind} {entry.url}", markup=False)
    return DONE


@command.command("check")
@click.argument("names", metavar="SOURCE...", nargs=-1)
@click.option(
    "--items", default=2, show_default=True, type=click.IntRange(0, 20), help="Items to read."
)
@click.option("--offline", is_flag=True, help="Check the profiles only; ask no site.")
@opened_workspace_option
@_JSON
def check_sources(
    names: tuple[str, ...], items: int, offline: bool, workspace: "Workspace", as_json: bool
) -> int:
    """Check the profiles, then the first page of each list and some items of each SOURCE.

    Tells what a crawl would fetch, and which selectors match nothing any more. Nothing is kept.
    Exits with 4 if a source is not as its profile says.
    """
    import asyncio

    from pipeline.sources.loading import all_sources, chosen

    known = all_sources(workspace.sources)
    picked = chosen(known, names) if names else list(known.values())
    if offline:
        console.results().print(f"{len(picked)} profiles are as they should be")
        return DONE
    checks = asyncio.run(_check(picked, workspace.settings.crawl, items))
    for check in checks:
        if as_json:
            console.print_json(check.model_dump(mode="json"))
        else:
            _show(check)
    return DONE if all(check.ok for check in checks) else REFUSED


async def _check(
    sources: list["Source"], settings: "FetchSettings", items: int
) -> list["SourceCheck"]:
    import asyncio

    from pipeline.crawling.checking import Checker
    from pipeline.fetching.client import Fetcher

    async with Fetcher(settings) as fetcher:
        runs = (Checker(source, fetcher, items).run() for source in sources)
        return list(await asyncio.gather(*runs))


def _show(check: "SourceCheck") -> None:
    lines = [f"{check.source} {'ok' if check.ok else 'NOT AS DESCRIBED'}"]
    for entry in check.lists:
        pages = "pages not told" if entry.pages is None else f"{entry.pages} pages"
        told = f"{entry.code}: {entry.message}" if entry.code else f"{pages}, {entry.links} links"
        lines.append(f"  {entry.kind} {entry.url}: {told}")
        lines += [f"    {url}" for url in entry.samples]
    lines += [f"  item {item.url}: {item.code or 'ok'}" for item in check.items]
    for part in check.silent:
        tried = ", ".join(s.selector for s in check.selectors if s.part == part)
        lines.append(f"  no selector of {part} matches: {tried}")
    for line in lines:
        console.results().print(console.inert(line), markup=False)
