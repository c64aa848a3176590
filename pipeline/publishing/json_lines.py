"""JSONL: every record whole, with all its evidence, and the run it is of."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipeline.publishing.job import Item, Job
from pipeline.runs.folder import open_private

FILE = "records.jsonl"


@contextmanager
def json_lines(job: Job) -> Iterator[Callable[[Item], None]]:
    """``records.jsonl``: the run's own lines, with ``run_id`` and ``licence`` at their end."""
    stamp = json.dumps(job.stamp, ensure_ascii=False)[1:]
    with open_private(job.folder / FILE) as out:

        def add(item: Item) -> None:
            out.write(f"{item.line[:-1]},{stamp}\n")

        yield add
