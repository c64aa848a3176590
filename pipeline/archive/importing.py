"""Importing pages that others kept: web archives and folders, through the readers of a run.

What is a page, and what is not, is what the same input of a run would give. A response is kept
with its HTTP head as it stood, byte by byte; a file of a folder becomes a resource record, since
nothing is known of how it was served. A capture that is there already is not kept again, so an
import that was interrupted is simply started anew.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.archive.archive import Archive
from pipeline.archive.exchange import Entry, kept_entry
from pipeline.inputs import read_inputs
from pipeline.inputs.base import Given, Served, Skipped, Unreached
from pipeline.inputs.records import ArchiveRecord
from pipeline.inputs.web_archive import given_of

# Captures written at a time: one wait for the disk, and little to do again after a crash.
BATCH, BATCH_BYTES = 64, 8_000_000


@dataclass
class Imported:
    """What an import did: pages kept, pages that were there, what was passed over by reason, and
    what could not be read.
    """

    captures: int = 0
    known: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    unreached: list[Unreached] = field(default_factory=list)


def import_paths(
    archive: Archive,
    paths: Sequence[Path],
    source: str | None = None,
    progress: Callable[[int], None] | None = None,
) -> Imported:
    """Import all pages of the paths under the name of a source.

    Raises InputError for a path that cannot be read at all, ArchiveError or OSError where the
    archive cannot be written; what was imported before stays.
    """
    done = Imported()
    for batch in _batches(_entries(paths, source, done)):
        kept = len(archive.add(batch))
        done.captures += kept
        done.known += len(batch) - kept
        if progress:
            progress(done.captures + done.known)
    return done


class _Keeper:
    """Gives what the reader of records gives, and remembers the block that was read for it."""

    def __init__(self) -> None:
        self._block: bytearray | None = None
        self._type: str | None = None

    def __call__(self, record: ArchiveRecord, name: str) -> Given:
        block = self._block = bytearray()
        self._type = record.content_type

        def read(size: int) -> bytes:
            data = record.read(size)
            block.extend(data)
            return data

        return given_of(replace(record, read=read), name)

    def take(self, served: Served) -> tuple[bytes, str | None]:
        """The block and declared type of the page just given; a file is its own block."""
        block, self._block = self._block, None
        if block is not None:
            return bytes(block), self._type
        capture = served.capture
        charset = f"; charset={capture.charset}" if capture.charset else ""
        return served.body, capture.media_type and f"{capture.media_type}{charset}"


def _entries(paths: Sequence[Path], source: str | None, done: Imported) -> Iterator[Entry]:
    keeper = _Keeper()
    for given in read_inputs(paths, keeper):
        if isinstance(given, Skipped):
            done.skipped[given.reason] += 1
        elif isinstance(given, Unreached):
            done.unreached.append(given)
        else:
            block, content_type = keeper.take(given)
            yield kept_entry(
                block,
                url=given.capture.url,
                retrieved_at=given.capture.retrieved_at,
                content_type=content_type,
                source=source,
                origin=given.capture.name,
            )


def _batches(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    batch, size = list[Entry](), 0
    for entry in entries:
        batch.append(entry)
        size += len(entry.body)
        if len(batch) >= BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
