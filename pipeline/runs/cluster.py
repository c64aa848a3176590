"""Shards on a Dask cluster: spread over its workers, done again where a worker died."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from pipeline.runs.folder import RunFolderError
from pipeline.runs.shards import Shard, ShardDone, do_shard_aside

# How often a shard that failed for a reason which may pass is given to a worker again.
_RETRIES = 3
# Seconds to reach the scheduler.
_TIMEOUT = 30


class ClusterError(RunFolderError):
    """A cluster that cannot be used; one sentence that says why."""


def on_cluster(
    shards: Sequence[Shard], address: str, progress: Callable[[int], None] | None = None
) -> ShardDone:
    """Do the shards on the cluster whose scheduler is at an address, and give their counts.

    A shard whose worker dies is done by another one; what it had kept is not parsed again. Raises
    ClusterError where the cluster is not to be reached, and ShardError.
    """
    with _connected(address) as client:
        as_completed = import_module("distributed").as_completed
        # Not pure: what a shard does depends on the store.
        futures = client.map(do_shard_aside, shards, pure=False, retries=_RETRIES)
        pages = parsed = 0
        for _future, done in as_completed(futures, with_results=True, loop=client.loop):
            pages, parsed = pages + done.pages, parsed + done.parsed
            if progress is not None:
                progress(pages)
    return ShardDone(pages, parsed)


def _connected(address: str) -> Any:
    try:
        dask = import_module("distributed")
    except ModuleNotFoundError as error:
        raise ClusterError("Dask is missing: install kejichu with its extra cluster") from error
    try:
        return dask.Client(address, timeout=_TIMEOUT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"the cluster at {address} is not to be reached: {error}") from error
