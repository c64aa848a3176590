"""Parquet: the record's own types, nested as they are, run and licence in the file's metadata."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.publishing.job import Item, Job
from pipeline.runs.parquet import arrow_row, arrow_schema

FILE = "records.parquet"
_BATCH = 2_000


@contextmanager
def parquet_file(job: Job) -> Iterator[Callable[[Item], None]]:
    """``records.parquet``, written in batches; the colophon is under the metadata key kejichu."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    about = job.tally.about.model_dump_json(exclude={"records", "coverage"})
    schema = arrow_schema()
    for name in job.stamp:
        schema = schema.append(pa.field(name, pa.string()))
    path, rows = job.folder / FILE, list[dict[str, Any]]()
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    with pq.ParquetWriter(
        path, schema.with_metadata({"kejichu": about}), compression="zstd"
    ) as out:

        def add(item: Item) -> None:
            rows.append(arrow_row(json.loads(item.line)) | job.stamp)
            if len(rows) == _BATCH:
                flush()

        def flush() -> None:
            if rows:
                out.write_table(pa.Table.from_pylist(rows, schema=schema))
                rows.clear()

        yield add
        flush()
