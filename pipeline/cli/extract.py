"""``kejichu extract``: pages in, a run folder out."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from pipeline.cli import console
from pipeline.cli.errors import DONE, QUARANTINED
from pipeline.cli.workspace_options import opened_workspace_option

if TYPE_CHECKING:
    from models.run import Run
    from pipeline.runs.job import ExtractJob
    from pipeline.workspace import Workspace


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder that becomes the run; it must be new, empty, or --force given. "
    "Without it a new folder in the workspace's runs.",
)
@opened_workspace_option
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(min=0),
    help="Worker processes; 0 parses in this process.",
)
@click.option("--force", is_flag=True, help="Replace the run that --out holds.")
@click.option("--anew", is_flag=True, help="Parse also what the workspace knows of earlier runs.")
@click.option("--ocr", is_flag=True, help="Read scanned PDF pages (needs the extra ocr; slow).")
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="Where pages are parsed: on this machine, or on the cluster at --address.",
)
@click.option("--address", help="Scheduler of a Dask cluster, such as tcp://10.0.0.5:8786.")
@click.option(
    "--shard",
    "shard_captures",
    default=500,
    show_default=True,
    type=click.IntRange(min=1),
    help="Captures that a worker of the cluster takes at a time.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the manifest as JSON.")
@click.pass_context
def command(context: click.Context, /, as_json: bool, **chosen: Any) -> int:
    """Extract records from PATHS into a run folder.

    A path is a page (HTML, JSON feed item, PDF, .docx, .xlsx), a folder of pages (with an optional
    pages.jsonl that names file, url, retrieved_at and media_type), or a web archive (WARC, ARC,
    WACZ). Without PATHS the archive of the workspace is extracted.

    With --out and PATHS no workspace is used unless it is named. Else the run is recorded in the
    workspace's store, and pages that an earlier run gave already, under the same versions and
    options, are taken over. An interrupted run goes on when the same command is given again.
    """
    from pipeline.runs.job import run_job

    job = job_of(context, **chosen)
    notes = console.notes()
    with notes.status("reading") as status:
        run, out = run_job(job, lambda done: status.update(f"{done} pages done"))
    return report(run, out, as_json)


def job_of(
    context: click.Context,
    paths: tuple[Path, ...],
    out: Path | None,
    workspace: "Workspace",
    workers: int,
    force: bool,
    anew: bool,
    ocr: bool,
    engine: str = "local",
    address: str | None = None,
    shard_captures: int = 500,
) -> "ExtractJob":
    """The job that the options ask for. Raises UsageError where there is nothing to extract."""
    from pipeline.options import ParseOptions
    from pipeline.runs.job import ExtractJob, NothingToExtract

    if (engine == "dask") != (address is not None):
        raise click.UsageError("--engine dask and --address go together.", context)
    named = context.get_parameter_source("workspace") != ParameterSource.DEFAULT
    job = ExtractJob(
        inputs=paths,
        out=out,
        workers=workers,
        replace=force,
        options=ParseOptions(ocr=ocr),
        workspace=workspace.path if named or out is None or not paths else None,
        anew=anew,
        cluster=address,
        shard_captures=shard_captures,
    )
    try:
        job.check()
    except NothingToExtract as error:
        raise click.UsageError(str(error), context) from error
    return job


def report(run: "Run", out: Path, as_json: bool) -> int:
    """Print what became of a run's captures; the exit code tells of quarantined ones."""
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
        if counts.taken_over:
            results.print(f"{counts.taken_over} captures taken over, not parsed again")
        results.print(f"{counts.records} records in {out}", markup=False)
    if counts.quarantined:
        console.notes().print(f"quarantined pages: see {out / 'quarantine.jsonl'}", markup=False)
        return QUARANTINED
    return DONE
