"""The plain bytes of an archive file, with the memory of how it ended.

The archive libraries pass over a cut or damaged end in silence; this stream, put under them,
gives them all bytes up to the damage, then an end, and keeps the reason in ``fault``.
"""

import zlib
from io import UnsupportedOperation
from typing import Protocol

from pipeline.bounds import bounds, is_blown

_GZIP = b"\x1f\x8b"
_BLOCK = 65_536
# As many bytes of the end as tell a cut record header.
_TAIL = 16


class ByteSource(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; none at the end."""
        ...


class ArchiveFault(Exception):
    """An archive that cannot be read on; ``code`` is a reason of the quarantine."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class PlainStream:
    """Bytes of an archive, plain or of gzip members; reading never raises.

    Once ``ended`` is set no more will come; ``fault`` tells if that was no proper end, and
    ``tail`` holds the last bytes given.
    """

    def __init__(self, source: ByteSource) -> None:
        self.fault: ArchiveFault | None = None
        self.tail = b""
        self.ended = False
        self._source = source
        self._given = self._packed = self._unpacked = 0
        self._input = self._take()
        self._gzip = self._input[:2] == _GZIP
        self._member = zlib.decompressobj(31) if self._gzip else None

    def read(self, size: int = -1, /) -> bytes:
        """Up to ``size`` bytes, a block where no size is given; none at the end."""
        wanted = size if size > 0 else _BLOCK
        output = b""
        while not output and not self.ended:
            output = self._inflate(wanted) if self._gzip else self._copy(wanted)
        self._given += len(output)
        self.tail = (self.tail + output)[-_TAIL:]
        return output

    def tell(self) -> int:
        """Number of bytes given so far."""
        return self._given

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Raises UnsupportedOperation: the stream runs forward only."""
        raise UnsupportedOperation("seek")

    def close(self) -> None:
        """Nothing: who opened the source closes it."""

    def _take(self) -> bytes:
        try:
            return self._source.read(_BLOCK)
        # A member of a damaged zip raises errors of many kinds.
        except Exception as error:
            self._end("bad_archive", f"the archive cannot be read on: {error}")
            return b""

    def _copy(self, wanted: int) -> bytes:
        data = self._input or self._take()
        self._input = data[wanted:]
        self.ended = self.ended or not data
        return data[:wanted]

    def _inflate(self, wanted: int) -> bytes:
        data = self._input or self._take()
        self._input = b""
        if self._member is None:
            self._next_member(data)
            return b""
        try:
            output = self._member.decompress(data, wanted)
        except zlib.error as error:
            self._end("bad_archive", f"damaged compression: {error}")
            return b""
        left = len(self._member.unconsumed_tail) + len(self._member.unused_data)
        self._packed += len(data) - left
        self._unpacked += len(output)
        if is_blown(self._packed, self._unpacked, bounds().record_free_bytes):
            self._end("too_large", "a compressed record is blown up")
            return b""
        if self._member.eof:
            self._input, self._member = self._member.unused_data, None
        elif not data and not output:
            self._end("truncated_archive", "the file ends within a compressed record")
        else:
            self._input = self._member.unconsumed_tail
        return output

    def _next_member(self, data: bytes) -> None:
        self.ended = self.ended or not data
        data = data.lstrip(b"\0")  # some writers pad the file with zeros
        if len(data) == 1:
            data += self._take()
        if data and _GZIP.startswith(data[:2]):
            self._member, self._input = zlib.decompressobj(31), data
            self._packed = self._unpacked = 0
        elif data:
            self._end("bad_archive", "what follows a compressed record is none")

    def _end(self, code: str, message: str) -> None:
        self.ended = True
        self.fault = self.fault or ArchiveFault(code, message)
