"""Writing captures: the bytes to the file and the disk first, then the rows, all or nothing."""

import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from threading import Lock

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from pipeline.archive import ledger, records
from pipeline.archive.exchange import NOT_MODIFIED, Entry
from pipeline.archive.faults import ArchiveError
from pipeline.archive.part import Part, lock_left
from pipeline.store.captures import ArchiveFileRow, CaptureRow

_OWNER_DIRECTORY = 0o700


class Writer:
    """The writer of one process; every writer has files of its own. Threads take turns."""

    def __init__(self, folder: Path, store: Engine, file_bytes: int) -> None:
        self._folder, self._store, self._file_bytes = folder, store, file_bytes
        self._lock = Lock()
        self._part: Part | None = None
        self._size = self._records = 0

    def write(self, entries: Sequence[Entry], skip_known: bool = False) -> list[CaptureRow]:
        """Write entries; when this returns they are on the disk and in the store.

        ``skip_known`` leaves out captures that are there already. On an error none of the entries
        is kept: raises ArchiveError for a disk or a database that is full or fails.
        """
        with self._lock:
            try:
                return self._write_or_take_back(self._ready_part(), entries, skip_known)
            except OSError as error:
                raise ArchiveError(f"cannot write to {self._folder}: {error.strerror}") from error
            except OperationalError as error:
                reason = str(error.orig).strip().splitlines()[0]
                raise ArchiveError(f"cannot write to the store: {reason}") from error

    def close(self) -> None:
        """Seal the file: it will never be written again."""
        with self._lock:
            self._seal()

    def _write_or_take_back(
        self, part: Part, entries: Sequence[Entry], skip_known: bool
    ) -> list[CaptureRow]:
        size, count = self._size, self._records
        try:
            return self._write(part, entries, skip_known)
        except BaseException:
            self._size, self._records = size, count
            self._take_back(part)
            raise

    def _write(self, part: Part, entries: Sequence[Entry], skip_known: bool) -> list[CaptureRow]:
        rows = []
        with Session(self._store, expire_on_commit=False) as session, session.begin():
            if not self._records:
                self._append(part, records.warcinfo(part.path.name, datetime.now(UTC)))
            for entry in entries:
                if not (skip_known and ledger.holds(session, entry)):
                    rows.append(self._one(part, session, entry))
            part.sync()
            place = {"size": self._size, "records": self._records}
            own = ArchiveFileRow.name == part.path.name
            session.execute(update(ArchiveFileRow).where(own).values(**place, sealed=False))
        return rows

    def _one(self, part: Part, session: Session, entry: Entry) -> CaptureRow:
        stored_at = datetime.now(UTC)
        record_id = records.new_id()
        entry, held = _against(session, entry)
        original = _original(held) if held else None
        kind = "revisit" if held else "response" if entry.head else "resource"
        row = ledger.row_of(entry, kind, record_id, stored_at)
        row.refers_to = held.id if held else None
        row.file, row.offset, row.record_number = part.path.name, self._size, self._records + 1
        row.length = self._append(part, records.response(entry, record_id, stored_at, original))
        if entry.request:
            row.request_length = self._append(part, records.request(entry, record_id))
        ledger.add(session, row)
        return row

    def _append(self, part: Part, data: bytes) -> int:
        part.append(data)
        self._size += len(data)
        self._records += 1
        return len(data)

    def _ready_part(self) -> Part:
        if self._part and self._size >= self._file_bytes:
            self._seal()
        if self._part is None:
            self._folder.mkdir(mode=_OWNER_DIRECTORY, parents=True, exist_ok=True)
            now = datetime.now(UTC)
            name = f"kejichu-{now:%Y%m%dT%H%M%SZ}-{token_hex(4)}.warc.gz"
            # The row comes first: a file without one is not ours, and is left alone.
            with Session(self._store) as session, session.begin():
                session.add(ArchiveFileRow(name=name, created_at=now, size=0, records=0))
            self._part = Part(self._folder / name)
            self._size = self._records = 0
        return self._part

    def _take_back(self, part: Part) -> None:
        """Undo a failed write. Where the store cannot be asked what it confirmed, give up the file:
        the next writer repairs it.
        """
        try:
            with Session(self._store) as session:
                query = select(ArchiveFileRow.size, ArchiveFileRow.records)
                row = session.execute(query.where(ArchiveFileRow.name == part.path.name)).one()
            part.cut(row.size)
            self._size, self._records = row
        except Exception:
            self._part = None
            with suppress(OSError):
                part.close()

    def _seal(self) -> None:
        if self._part is None:
            return
        with Session(self._store) as session, session.begin():
            own = ArchiveFileRow.name == self._part.path.name
            session.execute(update(ArchiveFileRow).where(own).values(sealed=True))
        self._part.close()
        self._part = None


def repair(folder: Path, store: Engine, told: Callable[[str, int], None] | None = None) -> None:
    """Cut files that a dead writer left back to their last confirmed byte, and seal them.

    ``told`` is called with the name and the bytes cut. Files of living writers are left alone, and
    those that are shorter than they should be: that is no torn tail but a loss, which verifying
    tells.
    """
    for row in ledger.files(store, ArchiveFileRow.sealed.is_(False)):
        handle = lock_left(folder / row.name)
        if handle is None and (folder / row.name).exists():
            continue
        try:
            with Session(store) as session, session.begin():
                # Asked anew, and waiting for a commit that may still be under way.
                query = select(ArchiveFileRow).where(ArchiveFileRow.name == row.name)
                asked = session.scalars(query.with_for_update()).one()
                cut = os.fstat(handle).st_size - asked.size if handle is not None else 0
                if handle is not None and cut > 0:
                    os.ftruncate(handle, asked.size)
                    os.fsync(handle)
                asked.sealed = True
        finally:
            if handle is not None:
                os.close(handle)
        if told and cut > 0:
            told(row.name, cut)


def _against(session: Session, entry: Entry) -> tuple[Entry, CaptureRow | None]:
    """The entry, and the capture whose bytes it repeats, if any.

    An answer that nothing changed takes the digest and the validators that it confirms.
    """
    if entry.status != NOT_MODIFIED:
        return entry, ledger.holder(session, entry) if entry.head else None
    known = ledger.last(session, entry.url, answered=True)
    if known is not None and known.refers_to is not None:
        known = session.get(CaptureRow, known.refers_to)
    if known is None or known.kind != "response":
        return entry, None
    confirmed = replace(
        entry,
        sha256=known.sha256,
        size=known.size,
        etag=entry.etag or known.etag,
        last_modified=entry.last_modified or known.last_modified,
    )
    return confirmed, known


def _original(row: CaptureRow) -> records.Original:
    date = records.warc_date(row.retrieved_at or row.stored_at)
    return records.Original(row.record_id, row.url, date)
