"""One page at a time in a process that is killed and replaced where it does not come back.

What a page does to the process that reads it, be it a fault in a library or a loop that no signal
ends, ends with that process.
"""

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection

from pipeline.bounds import bounds
from pipeline.inputs.base import Served
from pipeline.options import ParseOptions
from pipeline.parsing import PageResult, quarantine
from pipeline.runs.process_limits import limit_process
from pipeline.runs.worker import PageLines, lines_of, parse_page

_READY = "ready"
# Seconds that a new process may take to be ready on a busy machine.
_START = 300


class Isolated:
    """A worker process for pages that may end it; used as a context, which ends the last one.

    ``seconds`` of wall time are waited for a page, by default its own time and the grace; ``life``
    is what the process does.
    """

    def __init__(
        self,
        options: ParseOptions,
        seconds: float | None = None,
        life: Callable[[Connection], None] | None = None,
    ) -> None:
        self._options = options
        self._seconds = seconds or options.seconds + bounds().grace_seconds.most
        self._life = life or serve
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None

    def __enter__(self) -> "Isolated":
        return self

    def __exit__(self, *_exception: object) -> None:
        self._end()

    def parse(self, served: Served) -> PageLines:
        """Parse a page, or quarantine it as what ended its process."""
        try:
            connection = self._started()
            connection.send((served, self._options))
            if connection.poll(self._seconds):
                lines: PageLines = connection.recv()
                return lines
        except (EOFError, OSError):
            return self._quarantined(served, "worker_died", f"the worker process {self._end()}")
        self._end()
        return self._quarantined(served, "timeout", f"took longer than {self._seconds:g} seconds")

    def _started(self) -> Connection:
        """The connection to a process that is ready."""
        if self._connection is None:
            context = multiprocessing.get_context("spawn")
            self._connection, other = context.Pipe()
            self._process = context.Process(target=self._life, args=(other,), daemon=True)
            self._process.start()
            other.close()
            if not self._connection.poll(_START) or self._connection.recv() != _READY:
                raise EOFError
        return self._connection

    def _end(self) -> str:
        """End the process, and tell how it ended."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if connection is not None:
            connection.close()
        if process is None:
            return "was not there"
        process.join(1)
        code = process.exitcode
        process.kill()
        process.join()
        return "was killed" if code is None else f"ended with {code} on this page"

    @staticmethod
    def _quarantined(served: Served, code: str, message: str) -> PageLines:
        result = PageResult(quarantined=quarantine(served, code, message))
        return lines_of(served.capture, result)


def serve(connection: Connection) -> None:
    """Parse what comes until nothing more does."""
    limit_process()
    connection.send(_READY)
    while True:
        try:
            served, options = connection.recv()
        except EOFError:
            return
        connection.send(parse_page(served, options))
