"""The main job as a flow: the inputs of a run as one shard, in one task with a process pool inside.

A shard is all inputs of a run folder, since unique names, duplicates and superseded captures are
settled among all its pages. The pages go to worker processes of the standard library, which never
import Prefect: Prefect's own process runner costs 0.2 CPU seconds a task. Prefect's database
is no ledger, it loses task history when its server stops early: the run folder is the result.
"""

from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.runtime import flow_run
from prefect.tasks import Task

from flows.telling import HOOKS, Progress, link, summary
from pipeline.options import ParseOptions
from pipeline.runs.folder import MANIFEST, RECORDS
from pipeline.runs.job import ExtractJob, run_job

# Seconds before each retry: what a file server or a full disk may need to come back.
RETRY_DELAYS = [5.0, 30.0]


def may_pass(_task: Task[..., Any], _task_run: TaskRun, state: State[Any]) -> bool:
    """Whether a failure may pass by itself: an OSError may, a bad input or a fault of ours never.

    A retry is harmless: it goes on where the failed attempt was.
    """
    return isinstance(state.data, OSError)


@task(
    task_run_name="extract",
    tags={"extract"},
    retries=len(RETRY_DELAYS),
    retry_delay_seconds=RETRY_DELAYS,
    retry_condition_fn=may_pass,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def extract_shard(job: ExtractJob) -> dict[str, Any]:
    """Extract a shard into a run folder and give references and counts."""
    run, folder = run_job(job, Progress(pages_in(job)))
    return {
        "run_id": run.run_id,
        "run": str(folder),
        "manifest": str(folder / MANIFEST),
        "records": str(folder / RECORDS),
        "counts": run.counts.model_dump(),
    }


def pages_in(job: ExtractJob) -> int | None:
    """How many captures a job will read, where the store can tell."""
    if job.workspace is None or job.inputs:
        return None
    from pipeline.archive import Archive
    from pipeline.crawling.selection import admitted
    from pipeline.workspace import Workspace

    workspace = Workspace(job.workspace)
    with workspace.store() as store:
        return sum(1 for _ in Archive(workspace.archive, store).current(admitted()))


def run_name() -> str:
    """Name of a flow run: what is extracted into what."""
    given = flow_run.parameters
    return f"extract into {given.get('out') or given.get('workspace') or 'a workspace'}"


@flow(name="extract", flow_run_name=run_name, persist_result=False, **HOOKS)
def extract_flow(
    inputs: list[str],
    out: str | None = None,
    workers: int = 1,
    replace: bool = False,
    ocr: bool = False,
    workspace: str | None = None,
    anew: bool = False,
    cluster: str | None = None,
    shard_captures: int = 500,
) -> dict[str, Any]:
    """Extract the pages of input paths into a run folder, as ``kejichu extract`` does.

    Without inputs the archive of the workspace is extracted, without ``out`` the run goes into a
    new folder of its runs. ``cluster`` is the address of a Dask scheduler whose workers parse.

    Gives ``run_id``, the paths ``run``, ``manifest`` and ``records``, and ``counts``; never
    records. Fails with the exception of the task where the task fails: InputError, RunFolderError,
    or an OSError that outlasted the retries.
    """
    # Called, not submitted: it stays in the main thread, where a page's time limit works.
    job = ExtractJob(
        inputs=tuple(Path(path) for path in inputs),
        out=Path(out) if out is not None else None,
        workers=workers,
        replace=replace,
        options=ParseOptions(ocr=ocr),
        workspace=Path(workspace) if workspace is not None else None,
        anew=anew,
        cluster=cluster,
        shard_captures=shard_captures,
    )
    done = extract_shard(job)
    summary([{"stage": "extract", "run": done["run_id"], **done["counts"]}], "Pages and records.")
    link(done["run"], f"run {done['run_id']}")
    return done
