"""What the system ends a worker process for: too much memory, and time that no signal ends."""

import faulthandler
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.bounds import bounds
from pipeline.runs.orphans import end_with_parent

_ON: list[bool] = []


def limit_process() -> None:
    """Make this process, a worker, end with its parent and keep within the bounds."""
    end_with_parent()
    _limit_memory(bounds().worker_memory.most)
    _ON.append(True)


def _limit_memory(most: int) -> None:
    """Let allocations beyond ``most`` bytes fail, where the system can (Linux).

    Only what is written to counts; a limit of addresses would forbid what libraries only reserve.
    """
    if sys.platform != "linux":
        return
    import resource

    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


@contextmanager
def ended_after(seconds: float) -> Iterator[None]:
    """End this process, if it is a limited one, when the block takes so many seconds.

    Unlike a signal's handler this needs no turn of the interpreter, which a loop in a library may
    never give.
    """
    if not _ON:
        yield
        return
    with Path(os.devnull).open("wb") as nowhere:
        faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
        try:
            yield
        finally:
            faulthandler.cancel_dump_traceback_later()
