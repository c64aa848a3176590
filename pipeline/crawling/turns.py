"""Writing in turns: the writers of one crawl must not keep the database waiting for each other."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")


class Turns:
    """Does what writes to archive or store, one call at a time, in a thread."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    async def __call__(self, work: Callable[_P, _R], *args: _P.args, **more: _P.kwargs) -> _R:
        """Call ``work`` once it is its turn, and return what it returns."""
        async with self._lock:
            return await asyncio.to_thread(work, *args, **more)
