"""``kejichu run``: the main job as a Prefect flow, with the options and results of ``extract``."""

from pathlib import Path

import click

from pipeline.cli import extract


def run_as_flow(
    paths: tuple[Path, ...], out: Path, workers: int, force: bool, as_json: bool
) -> int:
    """Run the flow and report the run as ``kejichu extract`` does."""
    from pipeline.inputs import read_inputs
    from pipeline.runs.folder import check_free, read_manifest

    # What is wrong with paths or folder is told at once, not after the start of a server.
    check_free(out, force)
    read_inputs(paths)
    from flows.extract_flow import extract_flow

    extract_flow([str(path) for path in paths], str(out), workers, force)
    return extract.report(read_manifest(out), out, as_json)


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
