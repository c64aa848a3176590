"""Verifying: every record is read again and held against its length, its digests and the ledger.

The common readers pass over a file that is cut at its end, or within a record, without a word.
Nothing here does: what cannot be read to its end is a fault, and so are bytes that the store does
not know and captures that no file holds.
"""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from sqlalchemy import Engine

from pipeline.archive import ledger
from pipeline.archive.digests import checked, digest_faults
from pipeline.archive.faults import Fault
from pipeline.archive.part import in_use
from pipeline.archive.reading import block_of
from pipeline.archive.records import digest_field
from pipeline.inputs.archive_stream import ArchiveFault, ByteSource
from pipeline.inputs.folder import is_archive
from pipeline.inputs.http_message import read_head
from pipeline.inputs.records import ArchiveRecord, records_of
from pipeline.inputs.wacz import archives_in, open_member, open_wacz
from pipeline.store.captures import ArchiveFileRow, CaptureRow

_BLOCK = 1 << 20


@dataclass
class Verified:
    """What verifying found. ``unchecked`` counts records without a digest that can be checked."""

    files: int = 0
    records: int = 0
    captures: int = 0
    unchecked: int = 0
    bytes: int = 0
    found: list[Fault] = field(default_factory=list)

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The faults, in the order of the files."""
        return tuple(self.found)

    def fault(self, file: str, record: int | None, code: str, message: str) -> None:
        """Note a fault."""
        self.found.append(Fault(file, record, code, message))


def verify_path(path: Path) -> Verified:
    """Verify one WARC, ARC or WACZ file, or all of those in a folder, by themselves."""
    found = Verified()
    paths = sorted(p for p in path.rglob("*") if is_archive(p.name)) if path.is_dir() else [path]
    for one in paths:
        name = one.relative_to(path).as_posix() if path.is_dir() else one.name
        found.files += 1
        try:
            found.bytes += one.stat().st_size
            _file(one, name, found)
        except ArchiveFault as fault:
            found.fault(name, None, fault.code, str(fault))
        except OSError as error:
            found.fault(name, None, "unreadable_file", error.strerror or "cannot be read")
    return found


def verify_archive(folder: Path, store: Engine) -> Verified:
    """Verify the archive of a workspace against its ledger."""
    found = Verified()
    rows = ledger.files(store)
    for row in rows:
        found.files += 1
        captures = {c.offset: c for c in ledger.captures(store, CaptureRow.file == row.name)}
        found.captures += len(captures)
        _LedgeredFile(folder, row, captures, found).verify()
    known = {row.name for row in rows}
    for path in sorted(folder.glob("*")):
        if path.name not in known:
            message = "the store does not know this file: move it away and import it"
            found.fault(path.name, None, "unknown_file", message)
    return found


def _file(path: Path, name: str, found: Verified) -> None:
    if not path.name.lower().endswith(".wacz"):
        with path.open("rb") as source:
            _stream(source, path.name, name, found)
        return
    with open_wacz(path) as container:
        for info in archives_in(container):
            with open_member(container, info) as source:
                _stream(source, info.filename, f"{name}/{info.filename}", found)


def _stream(source: ByteSource, file_name: str, name: str, found: Verified) -> None:
    done = 0
    try:
        for record in records_of(source, file_name):
            _check(record, block_of(record), name, done + 1, found)
            done += 1
        if not done:
            found.fault(name, None, "bad_archive", "the archive holds no record")
    except ArchiveFault as fault:
        found.fault(name, done + 1, fault.code, str(fault))


def _check(record: ArchiveRecord, block: bytes, name: str, number: int, found: Verified) -> None:
    found.records += 1
    if record.length is None:
        found.fault(name, number, "bad_archive", "the record does not tell its length")
    found.unchecked += not checked(record)
    for code, message in digest_faults(record, block):
        found.fault(name, number, code, message)


@dataclass
class _LedgeredFile:
    """One file of the archive with what the ledger tells of it; captures by their offsets."""

    folder: Path
    row: ArchiveFileRow
    captures: dict[int, CaptureRow]
    found: Verified

    def verify(self) -> None:
        """Note every fault of the file."""
        path, name = self.folder / self.row.name, self.row.name
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            # A writer that died before its first capture may not have made it.
            if self.row.size:
                self.found.fault(name, None, "missing_file", "the file is gone")
            return
        self.found.bytes += min(size, self.row.size)
        if size < self.row.size:
            message = f"the file has {size} bytes, {self.row.size} were confirmed"
            self.found.fault(name, None, "truncated_archive", message)
        elif size > self.row.size and not in_use(path):
            message = f"{size - self.row.size} bytes follow the last confirmed capture"
            self.found.fault(name, None, "torn_tail", message)
        self._records(path)

    def _records(self, path: Path) -> None:
        done, missing = 0, dict(self.captures)
        try:
            for offset, length, plain in self._members(path):
                record = next(records_of(BytesIO(plain), "member.warc"), None)
                if record is None:
                    raise ArchiveFault("bad_archive", "no record")
                block = block_of(record)
                _check(record, block, self.row.name, done + 1, self.found)
                self._compare(record, block, done + 1, length, missing.pop(offset, None))
                done += 1
        except ArchiveFault as fault:
            self.found.fault(self.row.name, done + 1, fault.code, str(fault))
        if done < self.row.records:
            message = f"{done} records can be read, {self.row.records} were confirmed"
            self.found.fault(self.row.name, None, "missing_records", message)
        for capture in missing.values():
            message = f"no record at byte {capture.offset} for {capture.url}"
            self.found.fault(self.row.name, capture.record_number, "missing_capture", message)

    def _members(self, path: Path) -> Iterator[tuple[int, int, bytes]]:
        """Offset, length and plain bytes of each gzip member up to the last confirmed byte."""
        at = 0
        with path.open("rb") as file:
            data = b""
            while at < self.row.size:
                member = zlib.decompressobj(31)
                parts, used = [], 0
                while not member.eof:
                    data = data or file.read(min(_BLOCK, self.row.size - at - used))
                    if not data:
                        raise ArchiveFault("truncated_archive", f"cut at byte {at + used}")
                    parts.append(self._inflated(member, data, at))
                    used += len(data) - len(member.unused_data)
                    data = member.unused_data
                yield at, used, b"".join(parts)
                at += used

    @staticmethod
    def _inflated(member: "zlib._Decompress", data: bytes, at: int) -> bytes:
        try:
            return member.decompress(data)
        except zlib.error as error:
            raise ArchiveFault("bad_archive", f"damaged record at byte {at}: {error}") from error

    def _compare(
        self,
        record: ArchiveRecord,
        block: bytes,
        number: int,
        length: int,
        capture: CaptureRow | None,
    ) -> None:
        """Hold a record against its capture in the ledger."""
        name = self.row.name
        if capture is None:
            if record.kind in ("response", "resource", "revisit"):
                self.found.fault(name, number, "unknown_capture", "the store does not know it")
            return
        wrong = [
            what
            for what, written, kept in (
                ("id", record.header("WARC-Record-ID"), capture.record_id),
                ("kind", record.kind, capture.kind),
                ("URL", record.url, capture.url),
                ("status", _status(block, capture), capture.status),
                ("number", number, capture.record_number),
                ("length", length, capture.length),
                ("digest", record.header("WARC-Payload-Digest"), digest_field(capture.sha256)),
                ("time", record.retrieved_at, capture.retrieved_at),
            )
            if written != kept
        ]
        if wrong:
            message = f"{', '.join(wrong)} differ from what the store holds of it"
            self.found.fault(name, number, "differs_from_store", message)


def _status(block: bytes, capture: CaptureRow) -> int | None:
    head = None if capture.kind == "resource" else read_head(block)
    return head.status if head else None


def summary(found: Verified) -> dict[str, object]:
    """What was found, for JSON."""
    return {
        "files": found.files,
        "records": found.records,
        "captures": found.captures,
        "unchecked": found.unchecked,
        "bytes": found.bytes,
        "faults": [vars(fault) for fault in found.faults],
    }


def first_lines(faults: Sequence[Fault], most: int = 20) -> list[str]:
    """Faults for a person: where, and what."""
    lines = [
        f"{fault.file}{f'#{fault.record}' if fault.record else ''}: {fault.message} ({fault.code})"
        for fault in faults[:most]
    ]
    more = len(faults) - most
    return [*lines, f"and {more} more"] if more > 0 else lines
