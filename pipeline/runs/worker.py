"""What a worker process does: parse pages and hand back finished lines. Never imports Prefect."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from models.capture import Capture
from pipeline.bounds import bounds
from pipeline.identity import report_id
from pipeline.inputs.base import Served
from pipeline.options import PLAIN, ParseOptions
from pipeline.parsing import PageResult, parse, quarantine
from pipeline.runs.process_limits import ended_after


@dataclass(frozen=True, slots=True)
class PageLines:
    """A parsed page as lines of the run's files, in UTF-8 JSON.

    ``end`` tells what became of it: ``records``, ``refused`` or ``quarantined``.
    """

    name: str
    report: str
    retrieved_at: str
    end: str
    records: tuple[str, ...]
    document: str | None
    refused: str | None
    quarantined: str | None
    issues: tuple[str, ...]
    code: str = ""


class _PageTimeout(BaseException):
    """The page's time is up; not an Exception, so that no reader swallows it."""


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Raise _PageTimeout after so many seconds of wall time; in a main thread only."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise _PageTimeout

    previous = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def parse_page(
    served: Served, options: ParseOptions = PLAIN, seconds: float | None = None
) -> PageLines:
    """Parse one page within its time, by default that of the options."""
    seconds = options.seconds if seconds is None else seconds
    try:
        with ended_after(seconds + bounds().grace_seconds.most), _time_limit(seconds):
            result = parse(served, options)
    except _PageTimeout:
        message = f"took longer than {seconds:g} seconds"
        result = PageResult(quarantined=quarantine(served, "timeout", message))
    except MemoryError:
        result = PageResult(
            quarantined=quarantine(served, "out_of_memory", "needs too much memory")
        )
    return lines_of(served.capture, result)


def parse_pages(pages: list[Served], options: ParseOptions = PLAIN) -> list[PageLines]:
    """Parse a batch of pages, in order."""
    return [parse_page(served, options) for served in pages]


def lines_of(capture: Capture, result: PageResult) -> PageLines:
    """The result as lines."""
    ended = result.quarantined or result.refused
    return PageLines(
        name=capture.name,
        report=report_id(capture),
        retrieved_at=capture.retrieved_at.isoformat() if capture.retrieved_at else "",
        end="quarantined" if result.quarantined else "refused" if result.refused else "records",
        records=tuple(record.model_dump_json() for record in result.records),
        document=result.document.model_dump_json() if result.document else None,
        refused=result.refused.model_dump_json() if result.refused else None,
        quarantined=result.quarantined.model_dump_json() if result.quarantined else None,
        issues=tuple(issue.model_dump_json() for issue in result.issues),
        code=ended.code if ended else "",
    )
