"""``kejichu run``: the main job as a Prefect flow, with the options and results of ``extract``."""

from pathlib import Path

import click

from models.run import Run
from pipeline.cli import console, extract
from pipeline.cli.errors import DONE, QUARANTINED


def run_as_flow(
    paths: tuple[Path, ...], out: Path, workers: int, force: bool, as_json: bool
) -> int:
    """Run the flow and report the run as ``kejichu extract`` does."""
    from pipeline.inputs import read_inputs
    from pipeline.runs.folder import read_manifest

    read_inputs(paths)  # a wrong path is told at once, not after the start of a server
    from flows.extract_flow import extract_flow

    extract_flow([str(path) for path in paths], str(out), workers, force)
    return _report(read_manifest(out), out, as_json)


def _report(run: Run, out: Path, as_json: bool) -> int:
    counts = run.counts
    if as_json:
        console.print_json(run.model_dump(mode="json"))
    else:
        results = console.results()
        results.print(
            f"{counts.captures} captures: {counts.with_records} with records, "
            f"{counts.no_opportunity} no opportunity, {counts.quarantined} quarantined, "
            f"{counts.duplicates} duplicates"
        )
        results.print(f"{counts.records} records in {out}", markup=False)
    if counts.quarantined:
        console.notes().print(f"quarantined pages: see {out / 'quarantine.jsonl'}", markup=False)
        return QUARANTINED
    return DONE


# The very parameters of ``extract``, so that the two commands cannot drift apart.
command = click.Command(
    "run",
    params=extract.command.params,
    callback=run_as_flow,
    help="Extract records from PATHS into a run folder, as a Prefect flow.\n\n"
    "Same paths, options and records as extract, with the retries, history and schedules of "
    "Prefect; it starts a server for itself unless PREFECT_API_URL names one.",
    short_help="Extract records as a Prefect flow.",
)
