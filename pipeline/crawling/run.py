"""Crawling sources into a workspace, several at a time."""

import asyncio
import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from sqlalchemy.exc import OperationalError

from pipeline.archive import Archive
from pipeline.crawling.crawl import Progress, SourceCrawl
from pipeline.crawling.errors import CrawlError
from pipeline.crawling.report import CrawlReport
from pipeline.crawling.turns import Turns
from pipeline.fetching.client import Fetcher
from pipeline.sources.source import Source
from pipeline.workspace import Workspace

# Sources crawled at a time; their hosts are spared by the gates whatever this is.
_SOURCES = 8


def crawl(
    sources: Sequence[Source], workspace: Workspace, progress: Progress | None = None
) -> list[CrawlReport]:
    """Crawl the sources and return their reports, in their order.

    A crawl that was interrupted is taken up where it was. Raises CrawlError where another process
    crawls one of the sources, or the archive cannot be written.
    """
    with ExitStack() as stack:
        for source in sources:
            stack.enter_context(_locked(workspace, source.id))
        try:
            return asyncio.run(_crawl_all(sources, workspace, progress))
        except (OSError, OperationalError) as error:
            reason = error.orig if isinstance(error, OperationalError) else error.strerror
            raise CrawlError(
                f"the workspace cannot be written: {reason or error}; what was kept stays, and the "
                "same command goes on from there"
            ) from error


async def _crawl_all(
    sources: Sequence[Source], workspace: Workspace, progress: Progress | None
) -> list[CrawlReport]:
    slots, turns = asyncio.Semaphore(_SOURCES), Turns()
    settings = workspace.settings

    async def one(source: Source) -> CrawlReport:
        async with slots:
            return await SourceCrawl(source, fetcher, archive, turns, progress).run()

    with Archive(workspace.archive, workspace.open_store(), settings.archive) as archive:
        async with Fetcher(settings.crawl) as fetcher:
            try:
                async with asyncio.TaskGroup() as group:
                    tasks = [group.create_task(one(source)) for source in sources]
            except ExceptionGroup as several:
                raise several.exceptions[0] from several
    return [task.result() for task in tasks]


@contextmanager
def _locked(workspace: Workspace, source: str) -> Iterator[None]:
    """Hold the source's lock, which the system frees when the process ends, however it ends."""
    folder = workspace.path / "locks"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / f"{source}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise CrawlError(f"cannot write to {folder}: {error.strerror or error}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise CrawlError(f"another process is crawling {source}: wait for its end") from error
    finally:
        os.close(handle)
