"""Exporting captures: as one WARC file, record by record as they are, or as a folder of pages."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.archive import records
from pipeline.archive.archive import Archive
from pipeline.archive.faults import ArchiveError
from pipeline.archive.reading import raw_record
from pipeline.inputs.folder import LIST
from pipeline.inputs.media_types import suffix_of
from pipeline.store import reading
from pipeline.store.captures import CaptureRow

_OWNER_FILE, _OWNER_DIRECTORY = 0o600, 0o700
SUFFIX = ".warc.gz"


@dataclass(frozen=True)
class Exported:
    """What an export holds: captures, and records or files written."""

    captures: int
    records: int


def export(archive: Archive, captures: Iterable[CaptureRow], out: Path) -> Exported:
    """Write captures to ``out``: a WARC file by its suffix ``.warc.gz``, else a folder.

    Raises ArchiveError where ``out`` is there already, ArchiveFault where a capture is damaged.
    """
    if out.exists():
        raise ArchiveError(f"{out} is there already: name another file or folder")
    partial = out.with_name(out.name + ".partial")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        made = _warc if out.name.endswith(SUFFIX) else _folder
        done = made(archive, captures, partial, out.name)
        partial.rename(out)
    except OSError as error:
        raise ArchiveError(f"cannot write {out}: {error.strerror or error}") from error
    return done


def _warc(archive: Archive, captures: Iterable[CaptureRow], path: Path, name: str) -> Exported:
    count = written = 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _OWNER_FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(records.warcinfo(name, datetime.now(UTC)))
        for row in _with_originals(archive, captures):
            for offset, length in _places(row):
                file.write(raw_record(archive.folder, row.file, offset, length))
                written += 1
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return Exported(count, written + 1)


def _places(row: CaptureRow) -> Iterator[tuple[int, int]]:
    """Offset and length of the capture's record, and of its request's."""
    yield row.offset, row.length
    if row.request_length:
        yield row.offset + row.length, row.request_length


def _with_originals(archive: Archive, captures: Iterable[CaptureRow]) -> Iterator[CaptureRow]:
    """The captures, each revisit after the capture that holds its bytes."""
    written = set[int]()
    for row in captures:
        if row.refers_to is not None and row.refers_to not in written:
            with reading(archive.store) as session:
                held = session.get_one(CaptureRow, row.refers_to)
            written.add(held.id)
            yield held
        if row.id not in written:
            written.add(row.id)
            yield row


def _folder(archive: Archive, captures: Iterable[CaptureRow], folder: Path, _: str) -> Exported:
    """Pages under the digests of their bytes, and the list that names them to a run."""
    folder.mkdir(mode=_OWNER_DIRECTORY)
    count, files = 0, set[str]()
    lines = []
    for row in captures:
        served = archive.read(row)
        capture = served.capture
        name = f"{capture.sha256}{suffix_of(capture.media_type)}"
        if name not in files:
            (folder / name).write_bytes(served.body)
            files.add(name)
        charset = f"; charset={capture.charset}" if capture.charset else ""
        line = {
            "file": name,
            "url": capture.url,
            "retrieved_at": capture.retrieved_at and capture.retrieved_at.isoformat(),
            "media_type": capture.media_type and f"{capture.media_type}{charset}",
            "status": capture.status,
        }
        lines.append(json.dumps(line, ensure_ascii=False))
        count += 1
    (folder / LIST).write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return Exported(count, len(files))
