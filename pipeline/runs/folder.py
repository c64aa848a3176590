"""The folder of a run: written aside, readable by its owner alone, put in place as a whole."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import IO

from models.run import Run

MANIFEST = "manifest.json"
RECORDS, PARQUET, DOCUMENTS = "records.jsonl", "records.parquet", "documents.jsonl"
QUARANTINE, REFUSED, ISSUES = "quarantine.jsonl", "refused.jsonl", "issues.jsonl"
# Pages that a campaign carried over, with the run that parsed each.
CARRIED = "carried.jsonl"
# Ends of the names of a run being written, and of one being replaced.
PARTIAL, OLD = ".partial", ".old"
_OWNER_DIRECTORY, _OWNER_FILE = 0o700, 0o600


class RunFolderError(ValueError):
    """A run folder that cannot be written or read; one sentence that says what to do."""


def open_private(path: Path) -> IO[str]:
    """Open a new file for writing that only its owner may read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_FILE)
    return os.fdopen(handle, "w", encoding="utf-8", newline="\n")


def check_free(
    out: Path, replace: bool = False, marker: str = MANIFEST, thing: str = "a run"
) -> None:
    """Raise RunFolderError where ``out`` holds a run that is not to be replaced, or other files.

    ``marker`` is the file that only a folder that holds such a ``thing`` has.
    """
    if (out / marker).exists() and not replace:
        raise RunFolderError(f"{out} already holds {thing}: name another folder or pass --force")
    if out.exists() and not (out / marker).exists() and (out.is_file() or any(out.iterdir())):
        raise RunFolderError(
            f"{out} is not empty and holds no {thing.split()[-1]}: name another folder"
        )


@contextmanager
def new_run_folder(
    out: Path,
    replace: bool = False,
    keep: str | None = None,
    marker: str = MANIFEST,
    thing: str = "a run",
) -> Iterator[Path]:
    """A folder beside ``out`` to write into, which becomes ``out`` when the block succeeds.

    A run that is replaced stays until the new one is whole. ``keep`` names a file that an
    interrupted run may have left there to go on from; it is no part of the finished run. Raises
    RunFolderError where ``out`` is taken, cannot be written, or is being written by another
    process.
    """
    check_free(out, replace, marker, thing)
    partial, old = out.with_name(out.name + PARTIAL), out.with_name(out.name + OLD)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        partial.mkdir(mode=_OWNER_DIRECTORY, exist_ok=True)
        lock = _lock(partial)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunFolderError(f"cannot write to {out.parent}: {reason}") from error
    if lock is None:
        raise RunFolderError(f"another process is writing to {out}: wait for it")
    try:
        _clear(partial, keep)
        try:
            yield partial
        except BaseException:
            if keep is None or not (partial / keep).exists() or not (partial / keep).stat().st_size:
                shutil.rmtree(partial, ignore_errors=True)
            raise
        _put_in_place(partial, out, old, keep)
    finally:
        os.close(lock)


def adopt_unfinished(out: Path, keep: str) -> None:
    """Let ``out`` go on from the last interrupted run of its folder; remove what others left there.

    Runs that are still being written are left alone.
    """
    own = out.with_name(out.name + PARTIAL)
    for partial in sorted(out.parent.glob(f"*{PARTIAL}"), reverse=True):
        lock = None if partial == own else _lock(partial)
        if lock is None:
            continue
        if own.exists() or not (partial / keep).exists():
            shutil.rmtree(partial, ignore_errors=True)
        else:
            partial.rename(own)
        os.close(lock)


def _lock(partial: Path) -> int | None:
    """A handle of the folder that no other process holds, or None where one does."""
    handle = os.open(partial, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # Its writer may have put it in place between the two lines above.
        if partial.stat().st_ino == os.fstat(handle).st_ino:
            return handle
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(handle)
    return None


def _clear(partial: Path, keep: str | None) -> None:
    for path in partial.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != keep:
            path.unlink()


def _put_in_place(partial: Path, out: Path, old: Path, keep: str | None) -> None:
    for path in partial.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    if keep is not None:
        (partial / keep).unlink(missing_ok=True)
    shutil.rmtree(old, ignore_errors=True)
    if out.exists():
        out.rename(old)
    partial.rename(out)
    shutil.rmtree(old, ignore_errors=True)


def read_manifest(run: Path) -> Run:
    """The manifest of a run folder. Raises RunFolderError where there is none."""
    path = run / MANIFEST
    if not path.is_file():
        raise RunFolderError(f"{run} holds no run: it has no {MANIFEST}")
    return Run.model_validate_json(path.read_text("utf-8"))


def digests(run: Path, leave_out: str = "") -> dict[str, str]:
    """SHA-256, hex, of each file in a run folder but one."""
    paths = (path for path in sorted(run.iterdir()) if path.name != leave_out)
    return {path.name: _digest(path) for path in paths}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
