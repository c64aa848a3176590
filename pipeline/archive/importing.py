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
from pipeline.archive.exchange import Entry, kept_entry, one_line
from pipeline.inputs import read_inputs
from pipeline.inputs.base import Given, Served, Skipped, Unreached, parse_time
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
    pending, size = list[Entry](), 0

    def write() -> None:
        kept = len(archive.add(pending))
        done.captures += kept
        done.known += len(pending) - kept
        pending.clear()
        if progress:
            progress(done.captures + done.known)

    for entry in _entries(archive, paths, source, done, pending):
        pending.append(entry)
        size += len(entry.body)
        if len(pending) >= BATCH or size >= BATCH_BYTES:
            write()
            size = 0
    if pending:
        write()
    return done


class _Keeper:
    """Gives what the reader of records gives, and remembers the block that was read for it."""

    def __init__(self) -> None:
        self._block: bytearray | None = None
        self.record: ArchiveRecord | None = None

    def __call__(self, record: ArchiveRecord, name: str) -> Given:
        block = self._block = bytearray()
        self.record = record

        def read(size: int) -> bytes:
            data = record.read(size)
            block.extend(data)
            return data

        return given_of(replace(record, read=read), name)

    def take_head(self) -> bytes:
        """The block of a record that is no page."""
        block, self._block = self._block, None
        return bytes(block or b"")

    def take(self, served: Served) -> tuple[bytes, str | None]:
        """The block and declared type of the page just given; a file is its own block."""
        block, self._block = self._block, None
        if block is not None and self.record is not None:
            return bytes(block), self.record.content_type
        capture = served.capture
        charset = f"; charset={capture.charset}" if capture.charset else ""
        return served.body, capture.media_type and f"{capture.media_type}{charset}"


def _entries(
    archive: Archive,
    paths: Sequence[Path],
    source: str | None,
    done: Imported,
    pending: Sequence[Entry],
) -> Iterator[Entry]:
    """Entries of all pages; ``pending`` are those given and not written yet."""
    keeper = _Keeper()
    for given in read_inputs(paths, keeper):
        if isinstance(given, Unreached):
            done.unreached.append(given)
        elif isinstance(given, Served):
            block, content_type = keeper.take(given)
            yield kept_entry(
                block,
                url=given.capture.url,
                retrieved_at=given.capture.retrieved_at,
                content_type=content_type,
                source=source,
                origin=given.capture.name,
            )
        else:
            again = _again(archive, given, keeper, pending) if given.reason == "revisit" else None
            if again is None:
                done.skipped[given.reason] += 1
            else:
                yield replace(again, source=source, origin=given.name)


def _again(
    archive: Archive, given: Skipped, keeper: _Keeper, pending: Sequence[Entry]
) -> Entry | None:
    """The entry of a revisit record, where the capture that it refers to is one of the same URL."""
    record, head = keeper.record, keeper.take_head()
    if record is None or not head.startswith(b"HTTP/"):
        return None
    url, date = record.header("WARC-Refers-To-Target-URI"), record.header("WARC-Refers-To-Date")
    try:
        time = parse_time(date or "")
    except ValueError:
        return None
    if url and one_line(url) != one_line(given.url):
        return None
    entry = kept_entry(
        head,
        url=given.url,
        retrieved_at=record.retrieved_at,
        content_type=None,
        source=None,
        origin=given.name,
    )
    waiting = (one for one in pending if one.url == entry.url and one.retrieved_at == time)
    held = next(waiting, None) or archive.at(entry.url, time)
    if held is None or not held.size:
        return None
    return replace(
        entry,
        body=b"",
        sha256=held.sha256,
        size=held.size,
        etag=entry.etag or held.etag,
        last_modified=entry.last_modified or held.last_modified,
    )
