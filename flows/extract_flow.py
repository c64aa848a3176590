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

from pipeline.runs.execute import execute
from pipeline.runs.folder import MANIFEST, RECORDS

# Seconds before each retry: what a file server or a full disk may need to come back.
RETRY_DELAYS = [5.0, 30.0]


def may_pass(_task: Task[..., Any], _task_run: TaskRun, state: State[Any]) -> bool:
    """Whether a failure may pass by itself: an OSError may, a bad input or a fault of ours never.

    A retry is harmless: a failed attempt leaves no folder behind.
    """
    return isinstance(state.data, OSError)


@task(
    retries=len(RETRY_DELAYS),
    retry_delay_seconds=RETRY_DELAYS,
    retry_condition_fn=may_pass,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def extract_shard(inputs: list[str], out: str, workers: int, replace: bool) -> dict[str, Any]:
    """Extract a shard into a run folder and give references and counts."""
    folder = Path(out)
    run = execute([Path(path) for path in inputs], folder, workers, replace)
    return {
        "run_id": run.run_id,
        "run": out,
        "manifest": str(folder / MANIFEST),
        "records": str(folder / RECORDS),
        "counts": run.counts.model_dump(),
    }


@flow(persist_result=False)
def extract_flow(
    inputs: list[str], out: str, workers: int = 1, replace: bool = False
) -> dict[str, Any]:
    """Extract the pages of input paths into a run folder, as ``kejichu extract`` does.

    Gives ``run_id``, the paths ``run``, ``manifest`` and ``records``, and ``counts``; never
    records. Fails with the exception of the task where the task fails: InputError, RunFolderError,
    or an OSError that outlasted the retries.
    """
    # Called, not submitted: it stays in the main thread, where a page's time limit works.
    return extract_shard(inputs, out, workers, replace)
