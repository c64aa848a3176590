"""The archive as other parts use it: write exchanges, ask what is known of a URL, read captures."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, Engine

from pipeline.archive import ledger
from pipeline.archive.exchange import Entry, Exchange, entry_of
from pipeline.archive.reading import given_capture, read_capture
from pipeline.archive.verifying import Verified, verify_archive
from pipeline.archive.writing import Writer, repair
from pipeline.closing import Closing
from pipeline.inputs.archive_stream import ArchiveFault
from pipeline.inputs.base import Given, Served
from pipeline.store import reading
from pipeline.store.captures import CaptureRow
from pipeline.workspace import ArchiveLimits


class Archive(Closing):
    """The archive in a folder, with its ledger in a store.

    Any number of processes may read and write it at a time, each by an Archive of its own; threads
    may share one. Close it, or use it in a ``with`` block, so that its last file is sealed.
    """

    def __init__(self, folder: Path, store: Engine, limits: ArchiveLimits | None = None) -> None:
        self.folder, self.store = folder, store
        self._limits = limits or ArchiveLimits()
        self._open_writer: Writer | None = None

    def close(self) -> None:
        """Seal the file that was written; further writes would begin a new one."""
        if self._open_writer:
            self._open_writer.close()

    def write(self, exchange: Exchange) -> CaptureRow:
        """Keep an exchange; when this returns it is on the disk and in the store.

        Bytes that the URL gave before are kept as a revisit record, which refers to them. Raises
        ArchiveError for a disk that is full or fails; then nothing of the exchange is kept.
        """
        return self.write_all([exchange])[0]

    def write_all(self, exchanges: Sequence[Exchange]) -> list[CaptureRow]:
        """Keep several exchanges, all or none: one wait for the disk instead of many."""
        return self._writer().write([entry_of(exchange) for exchange in exchanges])

    def add(self, entries: Sequence[Entry]) -> list[CaptureRow]:
        """Keep imported pages, except those that are there already, all or none."""
        return self._writer().write(entries, skip_known=True)

    def last(self, url: str, answered: bool = False) -> CaptureRow | None:
        """The latest capture of a URL: its status, digest and validators.

        With ``answered`` the latest that gave or confirmed content (200, 304), which is what a
        conditional request asks against.
        """
        with reading(self.store) as session:
            return ledger.last(session, url, answered)

    def at(self, url: str, time: datetime) -> CaptureRow | None:
        """The response of a URL at a time."""
        with reading(self.store) as session:
            return ledger.at(session, url, time)

    def captures(self, *where: ColumnElement[bool]) -> Iterator[CaptureRow]:
        """Captures that meet conditions on CaptureRow's columns, in the order of the files."""
        return ledger.captures(self.store, *where)

    def current(self, *where: ColumnElement[bool]) -> Iterator[CaptureRow]:
        """For each URL the capture that holds what it gave last; see ``ledger.current``."""
        return ledger.current(self.store, *where)

    def read(self, capture: CaptureRow) -> Served:
        """A capture with its body, content codings undone; a revisit with the body it refers to.

        Raises ArchiveFault where the bytes are not there as they were written.
        """
        return read_capture(self.folder, capture, self._holder(capture))

    def iter(self, *where: ColumnElement[bool]) -> Iterator[Served]:
        """All captures that meet the conditions, read."""
        return map(self.read, self.captures(*where))

    def pages(self, *where: ColumnElement[bool]) -> Iterator[Given]:
        """The current captures as the input of a run."""
        return (given_capture(self.folder, row) for row in self.current(*where))

    def verify(self) -> Verified:
        """Read every record again and hold it against its digests and the ledger."""
        return verify_archive(self.folder, self.store)

    def _holder(self, capture: CaptureRow) -> CaptureRow:
        if capture.refers_to is None:
            return capture
        with reading(self.store) as session:
            found = session.get(CaptureRow, capture.refers_to)
        if found is None:
            raise ArchiveFault("bad_archive", f"{capture.name} refers to a capture that is gone")
        return found

    def _writer(self) -> Writer:
        if self._open_writer is None:
            repair(self.folder, self.store)
            self._open_writer = Writer(self.folder, self.store, self._limits.file_bytes)
        return self._open_writer
