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
from prefect.tasks import Task

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
    retries=len(RETRY_DELAYS),
    retry_delay_seconds=RETRY_DELAYS,
    retry_condition_fn=may_pass,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def extract_shard(job: ExtractJob) -> dict[str, Any]:
    """Extract a shard into a run folder and give references and counts."""
    run, folder = run_job(job)
    return {
        "run_id": run.run_id,
        "run": str(folder),
        "manifest": str(folder / MANIFEST),
        "records": str(folder / RECORDS),
        "counts": run.counts.model_dump(),
    }


@flow(persist_result=False)
def extract_flow(
    inputs: list[str],
    out: str | None = None,
    workers: int = 1,
    replace: bool = False,
    ocr: bool = False,
    workspace: str | None = None,
    anew: bool = False,
) -> dict[str, Any]:
    """Extract the pages of input paths into a run folder, as ``kejichu extract`` does.

    Without inputs the archive of the workspace is extracted, without ``out`` the run goes into a
    new folder of its runs.

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
    )
    return extract_shard(job)
