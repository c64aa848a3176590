"""One archive file as its only writer sees it: locked, appended to, cut back when that fails."""

import fcntl
import os
from pathlib import Path

_OWNER_FILE = 0o600


class Part:
    """An archive file open for appending; the lock tells other processes that it is in use."""

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND
        self.path = path
        self._handle = os.open(path, flags, _OWNER_FILE)
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        sync_folder(path.parent)

    def append(self, data: bytes) -> None:
        """Write all of the data, or raise OSError; what came before stays as it is."""
        view = memoryview(data)
        while view:
            view = view[os.write(self._handle, view) :]

    def sync(self) -> None:
        """Return when all that was written is on the disk."""
        os.fsync(self._handle)

    def cut(self, size: int) -> None:
        """Take back what lies beyond so many bytes."""
        os.ftruncate(self._handle, size)
        os.fsync(self._handle)

    def close(self) -> None:
        """Close the file and give up the lock."""
        os.close(self._handle)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder outlast a power failure."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def lock_left(path: Path) -> int | None:
    """A handle of a file that no writer has open, locked, or None where one has or it is gone."""
    try:
        handle = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def in_use(path: Path) -> bool:
    """Whether a living writer has the file open."""
    handle = lock_left(path)
    if handle is None:
        return path.exists()
    os.close(handle)
    return False
