"""``kejichu stats``: how many opportunities, from where, through which mission, in what."""

import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from pipeline.counting.selection import Selection
    from pipeline.counting.statistics import Counted

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
_DAY = click.DateTime(["%Y-%m-%d"])


def _options(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def apply(command: Any) -> Any:
        for option in reversed(options):
            command = option(command)
        return command

    return apply


_choosing = _options(
    click.option("--since", type=_DAY, help="Only of this day and later."),
    click.option("--until", type=_DAY, help="Only of this day and earlier."),
    click.option("--where", multiple=True, help="Only with dimension=value; may be repeated."),
    click.option(
        "--demand",
        type=click.Choice(["apart", "only", "with"]),
        default="apart",
        show_default=True,
        help="Notices of Chinese demand: kept apart, counted alone, or counted with the rest.",
    ),
    click.option("--copies", is_flag=True, help="Count duplicates too."),
)
_sources = _options(
    click.option("--quality", type=_FILE, help="Output of eval --json, or a file of floors."),
    decisions_option,
    overrides_option,
)


@click.command()
@run_argument
@click.option("--cset", is_flag=True, help="All counts of CSET's kind; the default without --by.")
@click.option("--by", multiple=True, help="Count by this, or by several joined by commas.")
@click.option("--split", type=_DAY, help="Tell each number by before this day and since.")
@_choosing
@_sources
@click.option("--records", is_flag=True, help="List the records behind the numbers instead.")
@click.option("--top", default=12, show_default=True, type=click.IntRange(0), help="Rows a table.")
@click.option("--lang", type=click.Choice(["en", "zh"]), default="en", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="Print all figures as CSV.")
@click.option("--cite", is_flag=True, help="Print each number as a sentence to be cited.")
def command(
    run: str,
    workspace: Path,
    cset: bool,
    by: tuple[str, ...],
    split: datetime | None,
    since: datetime | None,
    until: datetime | None,
    where: tuple[str, ...],
    demand: str,
    copies: bool,
    quality: Path | None,
    decisions: Path | None,
    overrides: Path | None,
    records: bool,
    top: int,
    lang: str,
    as_json: bool,
    as_csv: bool,
    cite: bool,
) -> int:
    """Count the opportunities of RUN, each once, with what stands behind every number.

    RUN is a folder, a run id or its beginning, latest or latest~1.
    """
    from pipeline.counting.quality import load_quality
    from pipeline.counting.selection import Demand, Selection, parse_where
    from pipeline.counting.statistics import CSET_TABLES, load_counted, statistics

    if as_json + as_csv + cite > 1:
        raise click.UsageError("choose one of --json, --csv and --cite")
    selection = Selection(
        _day(since), _day(until), tuple(map(parse_where, where)), Demand(demand), copies
    )
    rates = load_quality(quality)
    counted = load_counted(
        run_folder(run, workspace),
        rates,
        given_reviews(workspace, decisions),
        given_overrides(workspace, overrides),
    )
    if records:
        _list(counted, selection, as_json)
        return DONE
    wanted = tuple(tuple(names.split(",")) for names in by)
    with_cset = cset or not by
    tables = (*(CSET_TABLES if with_cset else ()), *wanted)
    found = statistics(counted, tables, selection, _day(split), with_cset)
    if as_json:
        console.print_json(found.model_dump(mode="json"))
    elif as_csv:
        from pipeline.views.statistics_csv import write_statistics

        write_statistics(found, sys.stdout)
    elif cite:
        from pipeline.views.statistics_citation import citations

        for sentence in citations(found, top):
            click.echo(sentence)
    else:
        from pipeline.views.statistics_text import render_statistics

        render_statistics(found, console.results(), lang, top)
    return DONE


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def _list(counted: "Counted", selection: "Selection", as_json: bool) -> None:
    from pipeline.counting.listing import listed

    for record in listed(counted, selection):
        if as_json:
            console.print_json(record)
        else:
            shown = (
                record["opportunity_id"],
                record["publication_date"] or "-",
                record["host_country"] or "-",
                record["referring_mission_id"] or "-",
                console.inert(record["title"]).replace("\n", " "),
                record["source_url"],
            )
            click.echo("\t".join(shown))
