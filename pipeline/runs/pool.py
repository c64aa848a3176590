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


def batches(pages: Iterable[Served]) -> Iterator[list[Served]]:
    """Pages in batches bounded by number and bytes."""
    batch: list[Served] = []
    size = 0
    for served in pages:
        batch.append(served)
        size += len(served.body)
        if len(batch) >= BATCH_PAGES or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def parse_all(
    pages: Iterable[Served], workers: int, options: ParseOptions = PLAIN
) -> Iterator[PageLines]:
    """Parse pages; with no workers in this process, else in as many processes."""
    if workers < 1:
        for served in pages:
            yield parse_page(served, options)
        return
    queue = batches(pages)
    pending: deque[list[Served]] = deque()
    while True:
        try:
            yield from _pooled(queue, pending, workers, options)
            return
        except BrokenProcessPool:
            with Isolated(options) as isolated:
                while pending:
                    for served in pending.popleft():
                        yield isolated.parse(served)


def _pooled(
    queue: Iterator[list[Served]],
    pending: deque[list[Served]],
    workers: int,
    options: ParseOptions,
) -> Iterator[PageLines]:
    """Results of all batches in order; ``pending`` holds those submitted and not yet given."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=limit_process) as pool:
        futures: deque[Future[list[PageLines]]] = deque()

        def submit(count: int) -> None:
            for batch in islice(queue, count):
                pending.append(batch)
                futures.append(pool.submit(parse_pages, batch, options))

        submit(workers * _AHEAD)
        while futures:
            results = futures.popleft().result()
            pending.popleft()
            yield from results
            submit(1)
