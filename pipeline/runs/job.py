"""Extraction as a job that a command or a flow hands over: with a workspace, or into a folder."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from models.run import Run
from pipeline.crawling.selection import admitted
from pipeline.inputs import read_inputs
from pipeline.options import PLAIN, ParseOptions
from pipeline.runs import folder as files
from pipeline.workspace import Workspace

if TYPE_CHECKING:
    from pipeline.archive import Archive


class NothingToExtract(files.RunFolderError):
    """Neither inputs nor a workspace with an archive."""


@dataclass(frozen=True)
class ExtractJob:
    """What to extract, and where to.

    With a ``workspace`` the inputs may be missing, which means its archive, and ``out`` may be,
    which means a new folder of its runs; the run is recorded in its store, and captures that were
    extracted before under the same configuration are taken over unless ``anew`` is set. With
    ``cluster``, the address of a Dask scheduler, its workers parse the archive in shards
    of so many captures: half a minute to a minute of one core, beside which starting one is little.
    """

    inputs: tuple[Path, ...] = ()
    out: Path | None = None
    workers: int = 1
    replace: bool = False
    options: ParseOptions = PLAIN
    workspace: Path | None = None
    anew: bool = False
    cluster: str | None = None
    shard_captures: int = 500

    def check(self) -> None:
        """Raise what is wrong with inputs and folder: InputError, RunFolderError."""
        if self.cluster is not None and (self.inputs or self.workspace is None):
            raise NothingToExtract(
                "a cluster extracts the archive of a workspace: kejichu archive import fills it"
            )
        if self.workspace is None and (self.out is None or not self.inputs):
            raise NothingToExtract("name pages and a folder for the run, or a workspace")
        if not self.inputs and not Workspace(self.workspace or Path()).archive.is_dir():
            raise NothingToExtract("name pages: the workspace has no archive to extract from")
        if self.out is not None:
            files.check_free(self.out, self.replace)
        if self.inputs:
            read_inputs(self.inputs)


def run_job(job: ExtractJob, progress: Callable[[int], None] | None = None) -> tuple[Run, Path]:
    """Do the job and give the run's manifest and folder.

    Raises what ``check`` raises, OcrMissing, StoreError, and OSError for disks that fail.
    """
    from pipeline.runs.execute import execute

    job.check()
    if job.workspace is None:
        out = job.out or Path()
        run = execute(
            job.inputs, out, job.workers, job.replace, progress=progress, options=job.options
        )
        return run, out
    return _in_workspace(job, Workspace(job.workspace), progress)


def _in_workspace(
    job: ExtractJob, workspace: Workspace, progress: Callable[[int], None] | None
) -> tuple[Run, Path]:
    from pipeline.archive import Archive
    from pipeline.runs import journal
    from pipeline.runs.execute import execute
    from pipeline.runs.naming import run_id
    from pipeline.store.results import StoredResults
    from pipeline.store.run_ledger import record_missing, record_run

    store = workspace.open_store()
    started_at = datetime.now(UTC)
    identifier = run_id(started_at)
    out = job.out or workspace.runs / identifier
    record_missing(store, workspace.runs)
    if job.out is None:
        files.adopt_unfinished(out, journal.NAME)
    archive = Archive(workspace.archive, store)
    ahead = _on_cluster(job, workspace, archive, progress) if job.cluster else 0
    run = execute(
        job.inputs or (workspace.archive,),
        out,
        job.workers,
        job.replace,
        progress=progress,
        options=job.options,
        given=None if job.inputs else archive.pages(admitted()),
        # What the cluster parsed for this run is in the store now.
        finished=StoredResults(store, look_up=not job.anew or job.cluster is not None),
        identifier=identifier,
        ahead=ahead,
    )
    record_run(store, out)
    store.dispose()
    return run, out


def _on_cluster(
    job: ExtractJob,
    workspace: Workspace,
    archive: "Archive",
    progress: Callable[[int], None] | None,
) -> int:
    """Let the cluster parse the archive, and give the number of pages that it did parse."""
    from pipeline.runs.cluster import on_cluster
    from pipeline.runs.shards import shards_of

    captures = [row.id for row in archive.current(admitted())]
    shards = list(shards_of(workspace.path, captures, job.options, job.anew, job.shard_captures))
    return on_cluster(shards, job.cluster or "", progress).parsed
