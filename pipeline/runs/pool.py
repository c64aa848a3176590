"""Pages through worker processes, results in the order of the pages whatever the number of workers.

A worker that dies takes only its page along: the batches in flight are parsed again page by page
in a process apart, and the page that ends its process a second time is quarantined.
"""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeVar

from pipeline.inputs.base import Served
from pipeline.options import PLAIN, ParseOptions
from pipeline.runs.isolated import Isolated
from pipeline.runs.process_limits import limit_process
from pipeline.runs.worker import PageLines, parse_page, parse_pages

BATCH_PAGES = 8
# A batch is closed early at so many bytes, so that few large pages never make a huge message.
BATCH_BYTES = 8_000_000
# Batches waiting for each worker: enough to keep it busy, few enough to bound the memory.
_AHEAD = 3


# A page to be parsed, or what an earlier run gave for it, which goes through in its place.
Page = Served | PageLines
_P = TypeVar("_P", bound=Page)


def batches(pages: Iterable[_P]) -> Iterator[list[_P]]:
    """Pages in batches bounded by number and bytes."""
    batch: list[_P] = []
    size = 0
    for page in pages:
        batch.append(page)
        size += len(page.body) if isinstance(page, Served) else 0
        if len(batch) >= BATCH_PAGES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def parse_all(
    pages: Iterable[Page], workers: int, options: ParseOptions = PLAIN
) -> Iterator[PageLines]:
    """Parse pages; with no workers in this process, else in as many processes.

    No more than some batches a worker are read ahead of what was given.
    """
    if workers < 1:
        for page in pages:
            yield page if isinstance(page, PageLines) else parse_page(page, options)
        return
    queue = batches(pages)
    pending: deque[list[Page]] = deque()
    while True:
        try:
            yield from _pooled(queue, pending, workers, options)
            return
        except BrokenProcessPool:
            with Isolated(options) as isolated:
                while pending:
                    for page in pending.popleft():
                        yield page if isinstance(page, PageLines) else isolated.parse(page)


def _pooled(
    queue: Iterator[list[Page]],
    pending: deque[list[Page]],
    workers: int,
    options: ParseOptions,
) -> Iterator[PageLines]:
    """Results of all batches in order; ``pending`` holds those submitted and not yet given."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=limit_process) as pool:
        futures: deque[Future[list[PageLines]] | None] = deque()

        def submit(count: int) -> None:
            for batch in islice(queue, count):
                pending.append(batch)
                unknown = [page for page in batch if isinstance(page, Served)]
                futures.append(pool.submit(parse_pages, unknown, options) if unknown else None)

        submit(workers * _AHEAD)
        while futures:
            future = futures.popleft()
            results = iter(future.result() if future else ())
            for page in pending.popleft():
                yield page if isinstance(page, PageLines) else next(results)
            submit(1)
