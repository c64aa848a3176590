"""``kejichu review rules``: how often reviewers accepted what a rule said."""

from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE
from pipeline.cli.run_option import run_argument, run_folder
from pipeline.cli.workspace_options import json_option, open_ledger


@click.command()
@run_argument
@json_option
def rules(run: str, workspace: Path, as_json: bool) -> int:
    """Count what reviewers accepted, corrected and rejected by rule, beside the grades of RUN."""
    from pipeline.reviewing.rules import grades_of, rule_counts
    from pipeline.reviewing.run_view import RunView
    from pipeline.views import rule_table

    with open_ledger(workspace) as ledger, RunView(run_folder(run, workspace)) as view:
        records = (record for report in view.reports for record in view.records_of(report))
        counts = rule_counts(ledger.decisions(), grades_of(records))
        run_id = view.run_id
    if as_json:
        shown = [one.model_dump(mode="json") | {"overrated": one.overrated} for one in counts]
        console.print_json({"run": run_id, "rules": shown})
    else:
        rule_table.render(run_id, counts, console.results())
    return DONE
