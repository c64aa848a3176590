"""``kejichu diff``: what changed between two runs, where and why."""

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from models.change_codes import Cause, ChangeClass
from pipeline.cli import console
from pipeline.cli.errors import DONE, REFUSED
from pipeline.cli.workspace_options import contacts_option, workspace_option

if TYPE_CHECKING:
    from models.field_change import FieldChange
    from pipeline.comparing.filtering import Wanted
    from pipeline.comparing.patterns import Tally
    from pipeline.comparing.runs import Comparison

_FORMATS = ("table", "json", "csv", "html")
_GROUPS = ("pattern", "field", "kind", "cause", "record", "change")
_PATTERNS_IN_HTML, _ROWS = 200, 20


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--field", "fields", multiple=True, help="Only this field, with its parts.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice([kind.value for kind in ChangeClass]),
    help="Only this class.",
)
@click.option(
    "--cause",
    "causes",
    multiple=True,
    type=click.Choice([cause.value for cause in Cause]),
    help="Only this cause.",
)
@click.option("--pattern", "patterns", multiple=True, help="Only patterns whose id begins so.")
@click.option("--record", "records", multiple=True, help="Only records whose id begins so.")
@click.option("--by", type=click.Choice(_GROUPS), help="Count by this; change lists each.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="table", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--all", "everything", is_flag=True, help="Show in table and HTML what says the same."
)
@click.option(
    "--limit", type=click.IntRange(min=1), help="Rows of a table, or patterns of an HTML page."
)
@contacts_option
@click.option("--exit-code", is_flag=True, help="Exit with 4 if there is any such change.")
@workspace_option
def command(
    old: str,
    new: str,
    fields: tuple[str, ...],
    kinds: tuple[str, ...],
    causes: tuple[str, ...],
    patterns: tuple[str, ...],
    records: tuple[str, ...],
    by: str | None,
    form: str,
    as_json: bool,
    everything: bool,
    limit: int | None,
    contacts: bool,
    exit_code: bool,
    workspace: Path,
) -> int:
    """Show what changed from run OLD to run NEW: field by field, with the rule and the cause.

    A run is a folder, a run id or its beginning, latest, or latest~1 for the one before.
    """
    from pipeline.comparing.filtering import Wanted
    from pipeline.comparing.runs import Comparison
    from pipeline.runs.naming import resolve

    form = "json" if as_json else form
    if form == "html" and by:
        raise click.UsageError("--by and --format html exclude each other: the page has it all.")
    runs = workspace / "runs"
    comparison = Comparison(resolve(old, runs), resolve(new, runs), contacts)
    wanted = Wanted(_known(fields), kinds, causes, patterns, records)
    fold = form in ("table", "html") and not everything and not kinds
    total = _print(comparison, wanted, form, by, limit, fold=fold)
    return REFUSED if exit_code and total else DONE


def _known(fields: tuple[str, ...]) -> tuple[str, ...]:
    from pipeline.comparing.fields import field_names

    unknown = [name for name in fields if name not in field_names()]
    if unknown:
        raise click.UsageError(f"no such field: {', '.join(unknown)}")
    return fields


def _print(
    comparison: "Comparison",
    wanted: "Wanted",
    form: str,
    by: str | None,
    limit: int | None,
    *,
    fold: bool,
) -> int:
    """Print the wanted changes, and give their number."""
    from pipeline.comparing.patterns import SAMPLES, Tally

    grouped = by if by and by != "change" else None
    tally = Tally(grouped or "field", SAMPLES if form == "html" else 1, fold)
    changes = (change for change in comparison.changes() if wanted(change))
    if grouped:
        tally.take(changes)
        _counts(comparison, grouped, form, limit, tally)
    elif form == "table":
        _table(comparison, changes, tally, limit, one_by_one=by == "change")
    else:
        _file(comparison, changes, form, tally, limit)
    return tally.total


def _counts(
    comparison: "Comparison", by: str, form: str, limit: int | None, tally: "Tally"
) -> None:
    from pipeline.views import change_files, change_table

    if form == "json":
        console.print_json(change_files.counts_as_data(comparison, by, tally.counts))
    elif form == "csv":
        change_files.write_counts(by, tally.counts, sys.stdout)
    elif by == "pattern":
        change_table.render_patterns(tally.ranked(), limit or _ROWS, console.results())
    else:
        change_table.render_counts(by, tally.counts, limit or _ROWS, console.results())
    change_table.render_folded(tally.folded, console.notes())


def _table(
    comparison: "Comparison",
    changes: Iterator["FieldChange"],
    tally: "Tally",
    limit: int | None,
    *,
    one_by_one: bool,
) -> None:
    from pipeline.views import change_table

    results, most = console.results(), limit or _ROWS
    change_table.render_head(comparison.old, comparison.new, results)
    if one_by_one:
        shown = (change for change in changes if tally.add(change))
        change_table.render_changes(islice(shown, most), results)
        if rest := sum(1 for _ in shown):
            results.print(f"{rest} more changes: --limit shows them")
    else:
        tally.take(changes)
        change_table.render_records(comparison.records, results)
        change_table.render_matrix(tally, results)
        change_table.render_patterns(tally.ranked(), most, results)
    change_table.render_folded(tally.folded, console.notes())


def _file(
    comparison: "Comparison",
    changes: Iterator["FieldChange"],
    form: str,
    tally: "Tally",
    limit: int | None,
) -> None:
    from pipeline.views import change_files

    if form == "json":
        change_files.write_json(comparison, changes, tally, sys.stdout)
    elif form == "csv":
        change_files.write_csv(changes, tally, sys.stdout)
    else:
        from pipeline.views.change_report import render

        tally.take(changes)
        most = limit or _PATTERNS_IN_HTML
        click.echo(
            render(comparison.old, comparison.new, comparison.records, tally, most), nl=False
        )
