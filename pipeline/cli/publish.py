"""``kejichu publish``: a run with all decisions applied, as an immutable folder."""

from pathlib import Path

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE, REFUSED
from pipeline.cli.workspace_options import json_option, open_ledger, workspace_option


@click.command()
@click.argument("run")
@click.option(
    "--gates",
    "gate_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File of limits instead of the built-in ones.",
)
@workspace_option
@json_option
def command(run: str, gate_file: Path | None, workspace: Path, as_json: bool) -> int:
    """Publish RUN: its records with every decision applied, in a new folder of published/.

    Refused, with exit code 4, while decisions ask for a reviewer or a quality gate is not met.
    """
    from pipeline.publishing.gates import gates
    from pipeline.publishing.publish import PublishRefused, publish
    from pipeline.runs.naming import resolve

    limits = gates(gate_file) if gate_file else gates()
    folder = resolve(run, workspace / "runs")
    try:
        with open_ledger(workspace) as ledger:
            out, publication = publish(folder, workspace / "published", ledger, limits)
    except PublishRefused as refused:
        if as_json:
            faults = [{"code": each.code, "message": each.message} for each in refused.faults]
            console.print_json({"published": False, "faults": faults})
        for fault in refused.faults:
            console.notes().print(fault.message, markup=False)
        return REFUSED
    if as_json:
        data = publication.model_dump(mode="json")
        console.print_json({"published": True, "folder": str(out)} | data)
    else:
        values = publication.values
        console.results().print(
            f"{publication.records} records in {out}: {values.reviewed} values reviewed, "
            f"{values.bulk} decided in bulk, {values.unreviewed} not reviewed",
            markup=False,
        )
    return DONE
