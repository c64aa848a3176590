"""The records of a WARC or ARC file, in one shape for both; library faults become ArchiveFault."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from pipeline.bounds import bounds
from pipeline.inputs.archive_stream import ArchiveFault, ByteSource, PlainStream
from pipeline.inputs.base import clean_text, parse_time
from pipeline.inputs.urls import url_of_uri

_T = TypeVar("_T")
# FastWARC decompresses these itself, and tells a cut end with these words of its own.
_FRAME_SUFFIXES = (".lz4", ".zst")
_CUT_FRAME = ("incomplete frame", "failed to fill whole buffer")
_WARC_MARK = b"WARC/1."
# The standard wants a date of every record; ours says so where it is not that of the retrieval.
RETRIEVED_AT = "Kejichu-Retrieved-At"
_ARC_TIME = "%Y%m%d%H%M%S"


def _no_header(_name: str) -> None:
    return None


@dataclass(frozen=True)
class ArchiveRecord:
    """One record. ``read`` gives up to so many bytes of its block, none at the block's end.

    ``kind`` is the WARC type in lower case, or ``response`` and ``arc_header`` for ARC;
    ``length`` the bytes that the block has, None where the record does not tell. ``read`` raises
    ArchiveFault where the archive ends before the block does. ``header`` gives a field of the
    record's header, whatever its case, or None.
    """

    kind: str
    url: str
    retrieved_at: datetime | None
    content_type: str | None
    length: int | None
    read: Callable[[int], bytes]
    is_arc: bool = False
    header: Callable[[str], str | None] = _no_header


def records_of(source: ByteSource, file_name: str) -> Iterator[ArchiveRecord]:
    """Records of a WARC or ARC file, by its suffix. Raises ArchiveFault where it breaks."""
    low = file_name.lower()
    if low.endswith((".arc", ".arc.gz")):
        return _arc_records(PlainStream(source))
    return _warc_records(source if low.endswith(_FRAME_SUFFIXES) else PlainStream(source))


def _warc_records(stream: Any) -> Iterator[ArchiveRecord]:
    from fastwarc.warc import ArchiveIterator

    guard = _Guard(stream)
    records = guard(lambda: ArchiveIterator(stream, parse_http=False))
    while (record := guard(lambda: next(records, None))) is not None:
        yield _warc_record(record, guard)
    guard.check_end()


def _arc_records(stream: PlainStream) -> Iterator[ArchiveRecord]:
    """ARC records by warcio's loader: its iterator skips lines that are no record, unasked."""
    from warcio.bufferedreaders import (
        BufferedReader,
    )
    from warcio.recordloader import (
        ArcWarcRecordLoader,
    )

    loader, guard = ArcWarcRecordLoader(arc2warc=False), _Guard(stream, is_arc=True)
    reader = BufferedReader(stream)
    line = b"\n"
    while line:
        line = guard(lambda: reader.readline(bounds().arc_line_bytes.most))
        if line.strip():
            load = partial(loader.parse_record_stream, reader, line, "arc", no_record_parse=True)
            yield _arc_record(guard(load), guard)
    guard.check_end()


class _Guard:
    """Calls into an archive library, over a stream that remembers how it ended.

    Whatever the library raises on hostile bytes says no more than that it cannot read on.
    """

    def __init__(self, stream: Any, *, is_arc: bool = False) -> None:
        self._is_arc = is_arc
        self._plain = stream if isinstance(stream, PlainStream) else None

    def __call__(self, call: Callable[[], _T]) -> _T:
        try:
            return call()
        except Exception as error:
            raise self._fault_of(error) from error

    def check_end(self) -> None:
        """Raises the fault that the library passed over, if there was one."""
        if self._plain and self._plain.fault:
            raise self._plain.fault

    def cut(self, message: str) -> ArchiveFault:
        """The stream's own fault, or that of an archive which ends too early."""
        fault = self._plain.fault if self._plain else None
        return fault or ArchiveFault("truncated_archive", message)

    def cut_in_header(self) -> bool:
        """Whether the stream ended, and not with the empty line that ends a header."""
        return bool(
            self._plain
            and self._plain.ended
            and not self._plain.tail.replace(b"\r", b"").endswith(b"\n\n")
        )

    def _fault_of(self, error: Exception) -> ArchiveFault:
        message = str(error)
        if any(words in message for words in _CUT_FRAME):
            return ArchiveFault("truncated_archive", "the file ends within a compressed record")
        if self._plain and self._plain.ended and _ends_in_header(self._plain.tail, self._is_arc):
            return self.cut("the file ends within a record's header")
        fault = self._plain.fault if self._plain else None
        return fault or ArchiveFault("bad_archive", f"no record can be read here: {message[:200]}")


def _ends_in_header(tail: bytes, is_arc: bool) -> bool:
    """Whether the last bytes, where no record could be read, are the start of one."""
    last = tail.rpartition(b"\n")[2]
    return bool(last) and (is_arc or _WARC_MARK.startswith(last))


class _Block:
    """Reads a record's block and raises ArchiveFault where it is shorter than it should be."""

    def __init__(self, read: Callable[[int], bytes], length: int | None, guard: _Guard) -> None:
        self._read, self._length, self._guard = read, length, guard
        self._got = 0

    def __call__(self, size: int) -> bytes:
        data = self._guard(lambda: self._read(size))
        self._got += len(data)
        if not data and size and self._length is not None and self._got < self._length:
            message = f"the file ends at byte {self._got} of {self._length} of the record"
            raise self._guard.cut(message)
        return data


def _warc_record(record: Any, guard: _Guard) -> ArchiveRecord:
    get = record.headers.get
    length = _length(get("Content-Length"))
    if length is None and guard.cut_in_header():
        raise guard.cut("the file ends within a record's header")
    # Wget wrote the URI in angle brackets, as the standard's grammar once asked for.
    url = (get("WARC-Target-URI") or "").strip().removeprefix("<").removesuffix(">")
    return ArchiveRecord(
        kind=(get("WARC-Type") or "").strip().lower(),
        url=clean_text(url_of_uri(url)),
        retrieved_at=None if get(RETRIEVED_AT) == "unknown" else _time(get("WARC-Date")),
        content_type=get("Content-Type"),
        length=length,
        read=_Block(record.reader.read, length, guard),
        header=get,
    )


def _arc_record(record: Any, guard: _Guard) -> ArchiveRecord:
    get = record.rec_headers.get_header
    # The library has read the block of an archive's header already, and counts what is left.
    is_header = record.rec_type == "arc_header"
    length = record.length if is_header else _length(get("length"))
    return ArchiveRecord(
        kind=record.rec_type,
        url=clean_text(get("uri") or ""),
        retrieved_at=_arc_time(get("archive-date")),
        content_type=get("content-type"),
        length=length,
        read=_Block(record.raw_stream.read, length, guard),
        is_arc=True,
    )


def _length(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _time(text: str | None) -> datetime | None:
    try:
        return parse_time(text or "")
    except ValueError:
        return None


def _arc_time(text: str | None) -> datetime | None:
    text = (text or "").strip()
    if len(text) != 14 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return datetime.strptime(text, _ARC_TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
