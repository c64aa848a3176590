"""HTTP responses as archived: the head, and the body with its codings undone within a bound."""

import re
import zlib
from dataclasses import dataclass
from io import BytesIO

from pipeline.bounds import bounds
from pipeline.inputs.base import MAX_FILE_BYTES

# Bytes of status line and headers.
MAX_HEAD_BYTES = bounds().http_head_bytes.most
_MAX_CODINGS = bounds().http_codings.most
# Many empty members would take long and give nothing.
_MAX_MEMBERS = bounds().http_members.most
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})(?: |$)")
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


class BodyError(ValueError):
    """A body whose codings cannot be undone; ``code`` is a reason of the quarantine."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Head:
    """Status and headers of a response; ``end`` is where the body starts, in bytes.

    ``headers`` have lower-case names; of repeated ones, the values are joined by commas.
    """

    status: int
    headers: dict[str, str]
    end: int

    def codings(self, header: str) -> list[str]:
        """The codings that a header lists, in the order applied."""
        values = self.headers.get(header, "").lower().split(",")
        return [value.strip() for value in values if value.strip()]


def read_head(block: bytes) -> Head | None:
    """The head of an archived response, or None where the block does not start with one."""
    end = _HEAD_END.search(block)
    lines = (block[: end.start()] if end else block).splitlines()
    status = _STATUS.match(lines[0].rstrip()) if lines else None
    if status is None or (end is None and len(block) >= MAX_HEAD_BYTES):
        return None
    headers: dict[str, str] = {}
    for line in lines[1:]:
        name, colon, value = line.decode("latin-1").partition(":")
        if colon and not name[:1].isspace():
            key, text = name.strip().lower(), value.strip()
            headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return Head(int(status[1]), headers, end.end() if end else len(block))


def undo_codings(head: Head | None, block: bytes) -> bytes:
    """The body of a response as the site meant it: not chunked, not compressed.

    ``block`` starts with the head; without one it is the body.

    Archives often keep the header of a coding that they have undone already; such a body is
    returned as it is. Raises BodyError with ``too_large`` beyond MAX_FILE_BYTES and with
    ``bad_content_encoding`` for a broken or unknown coding.
    """
    body, codings = block, list[str]()
    if head:
        body = block[head.end :]
        codings = head.codings("content-encoding") + head.codings("transfer-encoding")
    if len(codings) > _MAX_CODINGS:
        raise BodyError("bad_content_encoding", f"{len(codings)} codings on top of each other")
    for coding in reversed(codings):
        body = _undo(coding, body)
    if len(body) > MAX_FILE_BYTES:
        raise BodyError("too_large", f"{len(body)} bytes, more than {MAX_FILE_BYTES}")
    return body


def _undo(coding: str, body: bytes) -> bytes:
    if coding == "chunked":
        return unchunked(body)
    if coding == "identity" or not body:
        return body
    if coding in ("gzip", "x-gzip"):
        return _inflated(body, 31) if body[:2] == b"\x1f\x8b" else body
    if coding == "deflate":
        return _undeflated(body)
    if coding == "br":
        return _unbrotli(body)
    if coding == "zstd":
        return _read_coding(body, "ZstdReader") if body[:4] == b"\x28\xb5\x2f\xfd" else body
    if _is_markup(body):  # a slip in the header, such as ``Content-Encoding: utf-8``
        return body
    raise BodyError("bad_content_encoding", f"unknown coding {coding[:40]}")


def unchunked(body: bytes) -> bytes:
    """A chunked body without its chunks, or as it is where they are undone already.

    Raises BodyError for chunks that are cut or broken.
    """
    parts: list[bytes] = []
    at = 0
    while size := _CHUNK_SIZE.match(body, at):
        length, start = int(size[1], 16), size.end()
        if length == 0:
            return b"".join(parts)
        if start + length > len(body):
            raise BodyError("bad_content_encoding", "the last chunk is cut")
        parts.append(body[start : start + length])
        at = start + length
        at += 2 if body[at : at + 2] == b"\r\n" else body[at : at + 1] == b"\n"
    if at == 0 or at == len(body):  # undone already, or closed without the last, empty chunk
        return b"".join(parts) if at else body
    raise BodyError("bad_content_encoding", f"no chunk at byte {at}")


def _inflated(body: bytes, window: int) -> bytes:
    """zlib, raw deflate or gzip of one or more members; what follows the last is padding."""
    output = bytearray()
    for _ in range(_MAX_MEMBERS):
        member = zlib.decompressobj(window)
        try:
            output += member.decompress(body, MAX_FILE_BYTES + 1 - len(output))
        except zlib.error as error:
            raise BodyError("bad_content_encoding", f"broken compression: {error}") from error
        if len(output) > MAX_FILE_BYTES:
            raise BodyError("too_large", f"more than {MAX_FILE_BYTES} bytes when decompressed")
        if not member.eof:
            raise BodyError("bad_content_encoding", "the compressed body is cut")
        body = member.unused_data
        if window != 31 or body[:2] != b"\x1f\x8b":
            return bytes(output)
    raise BodyError("bad_content_encoding", f"more than {_MAX_MEMBERS} compressed members")


def _undeflated(body: bytes) -> bytes:
    """Deflate with the zlib header that the standard asks for, or raw as some servers send it."""
    if len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0:
        return _inflated(body, 15)
    try:
        return _inflated(body, -15)
    except BodyError as error:
        if error.code != "too_large" and _is_markup(body):
            return body
        raise


def _unbrotli(body: bytes) -> bytes:
    """Brotli has no mark to know it by: what fails and looks like markup was undone already."""
    try:
        return _read_coding(body, "BrotliReader")
    except BodyError as error:
        if error.code != "too_large" and _is_markup(body):
            return body
        raise


def _is_markup(body: bytes) -> bool:
    return body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"<", b"{", b"[")


def _read_coding(body: bytes, reader: str) -> bytes:
    from fastwarc import stream_io

    output = bytearray()
    try:
        source = getattr(stream_io, reader)(BytesIO(body))
        while piece := source.read(MAX_HEAD_BYTES):
            output += piece
            if len(output) > MAX_FILE_BYTES:
                raise BodyError("too_large", f"more than {MAX_FILE_BYTES} bytes when decompressed")
    except OSError as error:
        raise BodyError("bad_content_encoding", f"broken compression: {error}") from error
    return bytes(output)
