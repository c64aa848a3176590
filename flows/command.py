"""``kejichu run``: the main job as a Prefect flow, with the options and results of ``extract``."""

from pathlib import Path
from typing import Any

import click

from pipeline.cli import extract


@click.pass_context
def run_as_flow(context: click.Context, /, as_json: bool, **chosen: Any) -> int:
    """Run the flow and report the run as ``kejichu extract`` does."""
    from pipeline.runs.folder import read_manifest

    # What is wrong with paths or folder is told here, not after the start of a server.
    job = extract.job_of(context, **chosen)
    from flows.extract_flow import extract_flow

    done = extract_flow(
        [str(path) for path in job.inputs],
        str(job.out) if job.out is not None else None,
        job.workers,
        job.replace,
        job.options.ocr,
        str(job.workspace) if job.workspace is not None else None,
        job.anew,
        job.cluster,
        job.shard_captures,
    )
    out = Path(done["run"])
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
