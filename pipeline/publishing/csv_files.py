"""CSV: records, their evidence and the dictionary, in UTF-8, RFC 4180, no cell a formula."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager

from pipeline.publishing.dictionary import COLUMNS as DICTIONARY_COLUMNS
from pipeline.publishing.dictionary import dictionary_rows
from pipeline.publishing.flat import (
    evidence_columns,
    flat_evidence,
    flat_record,
    record_columns,
    text,
)
from pipeline.publishing.job import Item, Job
from pipeline.publishing.safety import fitting_cell, inert_cell
from pipeline.runs.folder import open_private

RECORDS, EVIDENCE_FILE, DICTIONARY = "records.csv", "evidence.csv", "dictionary.csv"
_BOM = "\ufeff"


@contextmanager
def csv_files(job: Job) -> Iterator[Callable[[Item], None]]:
    """``records.csv``, ``evidence.csv`` and ``dictionary.csv``; for Excel with a byte order mark
    and cells that fit.
    """
    stamp = job.stamp
    with ExitStack() as stack:
        records = table(stack, job, RECORDS, (*(c.name for c in record_columns()), *stamp))
        evidence = table(stack, job, EVIDENCE_FILE, [c.name for c in evidence_columns()])

        def add(item: Item) -> None:
            row = flat_record(item.values)
            cells = (text(row[column.name], column.depth) for column in record_columns())
            records([*cells, *stamp.values()])
            for line in flat_evidence(item.values):
                evidence(text(v, c.depth) for v, c in zip(line, evidence_columns(), strict=True))

        yield add
        dictionary = table(stack, job, DICTIONARY, DICTIONARY_COLUMNS)
        for line in dictionary_rows(job.tally.about):
            dictionary(line)


def table(
    stack: ExitStack, job: Job, name: str, header: Sequence[str]
) -> Callable[[Iterable[str]], None]:
    """Open a CSV file until the stack closes; the result writes one row of texts."""
    out = stack.enter_context(open_private(job.folder / name))
    if job.excel:
        out.write(_BOM)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)

    def write(cells: Iterable[str]) -> None:
        safe = map(inert_cell, cells)
        writer.writerow([fitting_cell(cell) for cell in safe] if job.excel else list(safe))

    return write
