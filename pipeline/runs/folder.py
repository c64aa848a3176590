"""The folder of a run: written aside, readable by its owner alone, put in place as a whole."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO

from models.run import Run

MANIFEST = "manifest.json"
RECORDS, PARQUET, DOCUMENTS = "records.jsonl", "records.parquet", "documents.jsonl"
QUARANTINE, REFUSED, ISSUES = "quarantine.jsonl", "refused.jsonl", "issues.jsonl"
_OWNER_DIRECTORY, _OWNER_FILE = 0o700, 0o600


class RunFolderError(ValueError):
    """A run folder that cannot be written or read; one sentence that says what to do."""


def open_private(path: Path) -> IO[str]:
    """Open a new file for writing that only its owner may read."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_FILE)
    return os.fdopen(handle, "w", encoding="utf-8", newline="\n")


def check_free(out: Path, replace: bool = False) -> None:
    """Raise RunFolderError where ``out`` holds a run that is not to be replaced, or other files."""
    if (out / MANIFEST).exists() and not replace:
        raise RunFolderError(f"{out} already holds a run: name another folder or pass --force")
    if out.exists() and not (out / MANIFEST).exists() and (out.is_file() or any(out.iterdir())):
        raise RunFolderError(f"{out} is not empty and holds no run: name another folder")


@contextmanager
def new_run_folder(out: Path, replace: bool = False) -> Iterator[Path]:
    """A folder beside ``out`` to write into, which becomes ``out`` when the block succeeds.

    A run that is replaced stays until the new one is whole. Raises RunFolderError where ``out`` is
    taken or cannot be written.
    """
    check_free(out, replace)
    partial, old = out.with_name(out.name + ".partial"), out.with_name(out.name + ".old")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=_OWNER_DIRECTORY)
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunFolderError(f"cannot write to {out.parent}: {reason}") from error
    try:
        yield partial
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
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


def digests(run: Path) -> dict[str, str]:
    """SHA-256, hex, of each file in a run folder."""
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(run.iterdir())}
