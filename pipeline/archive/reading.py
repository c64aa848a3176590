"""Reading captures from their places in the files, through the same code as any input archive."""

from io import BytesIO
from pathlib import Path

from pipeline.archive.exchange import NOT_MODIFIED
from pipeline.inputs.archive_stream import ArchiveFault
from pipeline.inputs.base import Given, Served, Unreached, served, split_content_type
from pipeline.inputs.http_message import BodyError, read_head, undo_codings
from pipeline.inputs.records import ArchiveRecord, records_of
from pipeline.inputs.web_archive import given_of
from pipeline.store.captures import CaptureRow


def raw_record(folder: Path, file: str, offset: int, length: int) -> bytes:
    """The compressed bytes of a record. Raises ArchiveFault where they are not all there."""
    try:
        with (folder / file).open("rb") as source:
            source.seek(offset)
            data = source.read(length)
    except OSError as error:
        raise ArchiveFault("unreadable_file", f"{file}: {error.strerror or error}") from error
    if len(data) < length:
        raise ArchiveFault("truncated_archive", f"{file} ends within the record at byte {offset}")
    return data


def record_of(folder: Path, row: CaptureRow) -> ArchiveRecord:
    """The record at a capture's place. Raises ArchiveFault where it is another or damaged."""
    data = raw_record(folder, row.file, row.offset, row.length)
    record = next(records_of(BytesIO(data), row.file), None)
    if record is None or record.header("WARC-Record-ID") != row.record_id:
        raise ArchiveFault("bad_archive", f"{row.name} is not the record that the store names")
    return record


def block_of(record: ArchiveRecord) -> bytes:
    """All bytes of a record's block. Raises ArchiveFault where they are not all there."""
    parts = []
    while part := record.read(1 << 20):
        parts.append(part)
    return b"".join(parts)


def read_capture(folder: Path, row: CaptureRow, holder: CaptureRow) -> Served:
    """The capture with its body, content codings undone, whatever its media type or status.

    ``holder`` is the capture that holds the bytes: itself, or the one a revisit refers to. Raises
    ArchiveFault where it cannot be read.
    """
    record = record_of(folder, holder)
    block = block_of(record)
    head = read_head(block) if holder.kind == "response" else None
    try:
        body = undo_codings(head, block)
    except BodyError as error:
        raise ArchiveFault(error.code, f"{row.name}: {error}") from error
    declared = head.headers.get("content-type") if head else record.content_type
    media_type, charset = split_content_type(declared)
    return served(
        row.name,
        body,
        url=row.url,
        retrieved_at=row.retrieved_at,
        status=holder.status if row.status == NOT_MODIFIED else row.status,
        media_type=media_type,
        charset=charset,
    )


def given_capture(folder: Path, row: CaptureRow) -> Given:
    """What the capture is as an input of a run: the same as reading its file as an archive gives.

    A capture that cannot be read is Unreached, as the rest of the archive can be.
    """
    try:
        return given_of(record_of(folder, row), row.name)
    except ArchiveFault as fault:
        return Unreached(row.name, row.url, fault.code, str(fault))
