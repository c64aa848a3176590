"""Pages of web archives: WARC, ARC and WACZ; every record ends as exactly one of Given.

Pages are the responses with HTTP status 200 and the resources, of the media types of pages. An
archive that is cut or damaged serves the records before; the first one lost is Unreached, for
itself and for what may follow it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.inputs.archive_stream import ArchiveFault, ByteSource
from pipeline.inputs.base import (
    MAX_FILE_BYTES,
    Given,
    Skipped,
    Unreached,
    served,
    split_content_type,
)
from pipeline.inputs.files import refusal
from pipeline.inputs.http_message import (
    MAX_HEAD_BYTES,
    BodyError,
    Head,
    read_head,
    undo_codings,
)
from pipeline.inputs.media_types import page_kind
from pipeline.inputs.records import ArchiveRecord, records_of
from pipeline.inputs.wacz import archives_in, open_member, open_wacz

GivenOf = Callable[[ArchiveRecord, str], Given]

_OK = 200
_BLANK = b"\xef\xbb\xbf \t\r\n"
_PAGE_KINDS = ("response", "resource")
_OTHER_KINDS = (
    "revisit",
    "request",
    "warcinfo",
    "metadata",
    "conversion",
    "continuation",
    "arc_header",
)


def read_archive(path: Path, name: str, of: GivenOf | None = None) -> Iterator[Given]:
    """Everything of one archive file; records are named ``name#1``, ``name#2``, ….

    Records of a WACZ are named by their archive in it: ``name/archive/data.warc.gz#1``. ``of``
    tells what becomes of a record, ``given_of`` where it is None.
    """
    refused = refusal(path, name, "", limit=None)
    if refused:
        yield refused
    elif path.name.lower().endswith(".wacz"):
        yield from _read_wacz(path, name, of or given_of)
    else:
        try:
            file = path.open("rb")
        except OSError as error:
            message = error.strerror or "the file cannot be read"
            yield Unreached(name, "", "unreadable_file", message)
            return
        with file:
            yield from _read_records(file, name, path.name, of or given_of)


def _read_wacz(path: Path, name: str, of: GivenOf) -> Iterator[Given]:
    try:
        with open_wacz(path) as file:
            for info in archives_in(file):
                own = f"{name}/{info.filename}"
                try:
                    with open_member(file, info) as member:
                        yield from _read_records(member, own, info.filename, of)
                except ArchiveFault as fault:
                    yield Unreached(own, "", fault.code, str(fault))
    except ArchiveFault as fault:
        yield Unreached(name, "", fault.code, str(fault))


def _read_records(file: ByteSource, name: str, file_name: str, of: GivenOf) -> Iterator[Given]:
    done, url = 0, ""
    try:
        for record in records_of(file, file_name):
            url = record.url
            yield of(record, f"{name}#{done + 1}")
            done, url = done + 1, ""
        if not done:
            raise ArchiveFault("bad_archive", "the archive holds no record")
    except ArchiveFault as fault:
        yield Unreached(f"{name}#{done + 1}", url, fault.code, str(fault))


def given_of(record: ArchiveRecord, name: str) -> Given:
    """What becomes of a record. Raises ArchiveFault where the archive ends within it."""
    if record.length is None:
        _drain(record)
        return Unreached(name, record.url, "bad_archive", "the record does not tell its length")
    if record.kind not in _PAGE_KINDS:
        _drain(record)
        reason = record.kind if record.kind in _OTHER_KINDS else "unknown_record"
        return Skipped(name, record.url, reason)
    return _page(record, name, record.length)


def _page(record: ArchiveRecord, name: str, length: int) -> Given:
    block = _take(record, min(length, MAX_HEAD_BYTES))
    is_http = block.startswith(b"HTTP/") or _declares_http(record)
    head = read_head(block) if is_http else None
    if is_http and head is None:
        _drain(record)
        return Unreached(name, record.url, "bad_http", "the response has no readable HTTP head")
    declared = head.headers.get("content-type") if head else record.content_type
    media_type, charset = split_content_type(declared)
    refused = _refused(record, name, head, media_type)
    if refused:
        _drain(record)
        return refused
    block += _take(record, length - len(block))
    return _served(record, name, head, block, media_type, charset)


def _declares_http(record: ArchiveRecord) -> bool:
    return (record.content_type or "").lower().startswith("application/http")


def _refused(
    record: ArchiveRecord, name: str, head: Head | None, media_type: str | None
) -> Skipped | Unreached | None:
    """Why a response or resource is no page, or is too large to be read; None if it is one."""
    kind, url = page_kind(media_type), record.url
    if head is None and record.kind == "response" and not record.is_arc:
        return Skipped(name, url, "not_http")
    if head and head.status != _OK:
        return Skipped(name, url, "status", str(head.status))
    too_large = (record.length or 0) > MAX_FILE_BYTES + MAX_HEAD_BYTES
    if kind == "no" or (too_large and kind == "if_json"):
        return Skipped(name, url, "media_type", media_type or "")
    if too_large:
        message = f"{record.length} bytes, more than {MAX_FILE_BYTES}"
        return Unreached(name, url, "too_large", message)
    return None


def _served(
    record: ArchiveRecord,
    name: str,
    head: Head | None,
    block: bytes,
    media_type: str | None,
    charset: str | None,
) -> Given:
    try:
        body = undo_codings(head, block)
    except BodyError as error:
        return Unreached(name, record.url, error.code, str(error))
    if page_kind(media_type) == "if_json" and body.lstrip(_BLANK)[:1] not in (b"{", b"["):
        return Skipped(name, record.url, "media_type", media_type or "")
    return served(
        name,
        body,
        url=record.url,
        retrieved_at=record.retrieved_at,
        status=head.status if head else None,
        media_type=media_type,
        charset=charset,
    )


def _take(record: ArchiveRecord, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0 and (part := record.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _drain(record: ArchiveRecord) -> None:
    """Read the block to its end, to see that the end is there."""
    while record.read(MAX_HEAD_BYTES):
        pass
