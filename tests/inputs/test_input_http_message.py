import gzip
import zlib
from collections.abc import Callable
from io import BytesIO

import brotli
import pytest
from fastwarc.stream_io import ZstdWriter

from pipeline.inputs.base import MAX_FILE_BYTES
from pipeline.inputs.http_message import MAX_HEAD_BYTES, BodyError, read_head, undo_codings

PAGE = "<p>技术合作</p>".encode() * 50


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def zstd(data: bytes) -> bytes:
    output = BytesIO()
    writer = ZstdWriter(output)
    while data:
        data = data[writer.write(data) :]  # it takes 8 MiB at a time
    writer.close()
    return output.getvalue()


def chunked(data: bytes, size: int = 37) -> bytes:
    parts = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(b"%x;q=1\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def undone(body: bytes, content: str = "", transfer: str = "") -> bytes:
    block = f"HTTP/1.1 200 OK\r\nContent-Encoding: {content}\r\nTransfer-Encoding: {transfer}"
    whole = block.encode() + b"\r\n\r\n" + body
    return undo_codings(read_head(whole), whole)


def test_head_is_read_with_repeated_and_folded_headers() -> None:
    head = read_head(b"HTTP/1.1 200\nA: 1\nbroken\n folded: x\na:2\n\nbody")
    assert head is not None
    assert (head.status, head.headers, head.end) == (200, {"a": "1, 2"}, 41)


@pytest.mark.parametrize(
    "block", [b"", b"HTTPX/1.1 200 OK\r\n\r\n", b"HTTP/1.1 20\r\n\r\n", b"\r\n\r\nHTTP/1.1 200 OK"]
)
def test_block_without_head(block: bytes) -> None:
    assert read_head(block) is None


def test_endless_head_is_none() -> None:
    assert read_head(b"HTTP/1.1 200 OK\r\nA: " + b"x" * MAX_HEAD_BYTES) is None


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("", PAGE),
        ("identity", PAGE),
        ("gzip", gzip.compress(PAGE, mtime=0)),
        ("x-gzip", gzip.compress(PAGE[:100], mtime=0) + gzip.compress(PAGE[100:], mtime=0)),
        ("gzip", gzip.compress(PAGE, mtime=0) + b"\0\0padding"),
        ("deflate", zlib.compress(PAGE)),
        ("deflate", raw_deflate(PAGE)),
        ("br", brotli.compress(PAGE)),
        ("zstd", zstd(PAGE)),
        ("gzip, br", brotli.compress(gzip.compress(PAGE, mtime=0))),
    ],
)
def test_codings_are_undone(coding: str, body: bytes) -> None:
    assert undone(body, coding) == PAGE
    assert undone(chunked(body), coding, "chunked") == PAGE


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "utf-8"])
def test_coding_that_the_archive_undid_already(coding: str) -> None:
    assert undone(PAGE, coding, "chunked") == PAGE


@pytest.mark.parametrize(
    ("coding", "transfer", "body"),
    [
        ("gzip", "", gzip.compress(PAGE, mtime=0)[:-30]),
        ("gzip", "", gzip.compress(PAGE, mtime=0)[:30] + b"\0" * 30),
        ("deflate", "", zlib.compress(PAGE)[:-10]),
        ("br", "", brotli.compress(PAGE)[:-10]),
        ("br", "", b"\xff" * 100),
        ("zstd", "", b"\x28\xb5\x2f\xfd broken"),
        ("compress", "", b"\x1f\x9d..."),
        ("gzip, gzip, gzip, gzip", "", b"\x1f\x8b"),
        ("gzip", "", gzip.compress(b"", mtime=0) * 1000),
        ("", "chunked", chunked(PAGE)[:-20]),
        ("", "chunked", b"3\r\nabc\r\nXYZ\r\n"),
    ],
)
def test_broken_codings_are_told(coding: str, transfer: str, body: bytes) -> None:
    with pytest.raises(BodyError) as error:
        undone(body, coding, transfer)
    assert error.value.code == "bad_content_encoding"


def test_chunks_without_the_last_one_are_whole() -> None:
    assert undone(chunked(PAGE).removesuffix(b"0\r\n\r\n"), transfer="chunked") == PAGE


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("br", lambda data: brotli.compress(data, quality=1)),
        ("zstd", zstd),
        ("", bytes),
    ],
)
def test_blown_up_bodies_are_too_large(coding: str, pack: Callable[[bytes], bytes]) -> None:
    assert len(undone(pack(bytes(MAX_FILE_BYTES)), coding)) == MAX_FILE_BYTES
    with pytest.raises(BodyError) as error:
        undone(pack(bytes(MAX_FILE_BYTES + 1)), coding)
    assert error.value.code == "too_large"
