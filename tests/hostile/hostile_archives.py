"""Hostile web archives: lengths that lie, bombs, damaged members, odd heads, and zip tricks."""

import gzip
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

from hostile_case import PARAGRAPHS, READ, Case, case, page

_URL = "http://kjt.hubei.gov.cn/{}.htm"
_HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
_HTML = page(PARAGRAPHS).encode()
_DAMAGE = ("empty", "bad_archive", "truncated_archive", "bad_http", "bad_content_encoding", *READ)


def response(body: bytes = _HTML, head: bytes = b"") -> bytes:
    """A HTTP response."""
    return _HTTP + head + b"\r\n" + body


def record(block: bytes, name: str = "a", length: object = None, kind: str = "response") -> bytes:
    """A WARC record; ``length`` is what its header claims."""
    claimed = len(block) if length is None else length
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {_URL.format(name)}\r\n"
        "WARC-Date: 2021-03-04T05:06:07Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {claimed}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def archive_cases() -> Iterator[Case]:
    """All cases of archives; each file begins with a good record, which must be read."""
    yield from _lies()
    yield from _codings()
    yield from _damage()
    yield from _wacz()


def _archive(name: str, second: bytes, *ends: str, captures: int | None = 2) -> Case:
    first = record(response(_HTML + f"<!-- {name} -->".encode()), f"first-{name}")
    return case(f"{name}.warc", first + second, *READ, *ends, captures=captures)


def _lies() -> Iterator[Case]:
    lengths = {
        "negative": -1,
        "text": "abc",
        "empty": "",
        "huge": 10**15,
        "beyond": 10**40,
        "float": "1e3",
        "other-digits": "٣",
        "twice": "10\r\nContent-Length: 99999",
    }
    for name, length in lengths.items():
        body = record(response(), f"length-{name}", length)
        yield _archive(f"length-{name}", body, *_DAMAGE, "too_large", captures=None)
    for name, length in {"short": 20, "long": 900_000}.items():
        body = record(response(), f"length-{name}", length)
        yield _archive(f"length-{name}", body, *_DAMAGE, captures=None)
    heads = {
        "url-script": (b"http://kjt.hubei.gov.cn/", b"javascript:alert(1)//"),
        "url-control": (b"kjt.hubei", b"kjt\x1b[31m.hubei"),
        "url-bidi": (b"second", "\u202egpj".encode()),
        "url-bytes": (b"second", b"\xff\xfe\xfd"),
        "url-long": (b"second", b"a" * 60_000),
        "url-port": (b"hubei.gov.cn", b"hubei.gov.cn:999999"),
        "url-brackets": (b"kjt.hubei.gov.cn", b"[::1"),
        "date-impossible": (b"2021-03-04", b"2021-13-45"),
        "date-far": (b"2021-03-04T05:06:07Z", b"9999-12-31T23:59:59-23:59"),
        "status-words": (b"200 OK", b"2000000 OK"),
        "status-none": (b"HTTP/1.1 200 OK", b"HTTP/9"),
    }
    for name, (old, new) in heads.items():
        # Each under an address of its own: a capture that another file has too is a repeat.
        whole = record(response(), f"second-{name}")
        head, _, block = whole.partition(b"\r\n\r\n")
        block = block[:-4].replace(old, new, 1) if name.startswith("status") else block[:-4]
        lines = head.replace(old, new, 1).split(b"\r\n")
        lines[-1] = b"Content-Length: %d" % len(block)
        body = b"\r\n".join(lines) + b"\r\n\r\n" + block + b"\r\n\r\n"
        yield _archive(name, body, "bad_http", "bad_archive")
    floods = {
        "head-endless": b"X: " + b"a" * 3_000_000 + b"\r\n",
        "head-lines": b"X: a\r\n" * 60_000,
        "head-codings": b"Content-Encoding: " + b"gzip, " * 5_000 + b"gzip\r\n",
    }
    for name, head in floods.items():
        yield _archive(name, record(response(head=head), name), "bad_http", "bad_content_encoding")
    header = b"WARC/1.1\r\n" + b"X: y\r\n" * 100_000
    whole = record(response(), "second")
    yield _archive("header-lines", header + whole, *_DAMAGE, captures=None)
    yield _archive("header-endless", b"WARC/1.1\r\nX: " + b"y" * 3_000_000, *_DAMAGE, captures=None)


def _codings() -> Iterator[Case]:
    packed = gzip.compress(_HTML, mtime=0)
    bomb = gzip.compress(b"<p>" + b"\0" * 60_000_000, mtime=0)
    bodies = {
        "gzip-bomb": (b"gzip", bomb, "too_large"),
        "gzip-bomb-twice": (b"gzip, gzip", gzip.compress(bomb, mtime=0), "too_large"),
        "deflate-bomb": (b"deflate", zlib.compress(b"a" * 60_000_000), "too_large"),
        "gzip-members": (b"gzip", gzip.compress(b"", mtime=0) * 200, "bad_content_encoding"),
        "gzip-cut": (b"gzip", packed[:-20], "bad_content_encoding"),
        "gzip-crc": (b"gzip", packed[:-8] + b"\0" * 8, "bad_content_encoding"),
        "gzip-flipped": (b"gzip", packed[:30] + b"\xff\xff" + packed[32:], "bad_content_encoding"),
        "gzip-lie": (b"gzip", _HTML, "records"),
        "brotli-lie": (b"br", _HTML, "records"),
        "brotli-broken": (b"br", b"\x8b\xff\xfe\x00" * 99, "bad_content_encoding"),
        "zstd-cut": (b"zstd", b"\x28\xb5\x2f\xfd\x04\x58", "bad_content_encoding"),
        "unknown": (b"rot13", b"\0\1\2" * 99, "bad_content_encoding"),
        "unknown-text": (b"utf-8", _HTML, "records"),
    }
    for name, (coding, body, end) in bodies.items():
        head = b"Content-Encoding: %s\r\n" % coding
        yield _archive(f"coding-{name}", record(response(body, head), name), end)
    chunks = {
        "endless": b"ffffffff\r\n" + _HTML,
        "negative": b"-1\r\n" + _HTML,
        "cut": b"10\r\n" + _HTML[:16] + b"\r\n20\r\nabc",
        "many": b"1\r\n<\r\n" * 50_000 + b"0\r\n\r\n",
        "long-size": b"0" * 100_000 + b"1\r\n<",
    }
    for name, body in chunks.items():
        head = b"Transfer-Encoding: chunked\r\n"
        ends = ("bad_content_encoding", "no_text", "wrong_type")
        yield _archive(f"chunks-{name}", record(response(body, head), name), *ends)


def _packed(one: bytes, two: bytes) -> bytes:
    return gzip.compress(one, mtime=0) + gzip.compress(two, mtime=0)


def _flipped(one: bytes, two: bytes) -> bytes:
    packed = _packed(one, two)
    middle = len(packed) // 2
    return packed[:middle] + b"\xff" * 40 + packed[middle + 40 :]


# What becomes of an archive of two records.
_DAMAGED: dict[str, Callable[[bytes, bytes], bytes]] = {
    "cut.warc.gz": lambda one, two: _packed(one, two)[:-30],
    "flipped.warc.gz": _flipped,
    "junk-after.warc.gz": lambda one, two: _packed(one, two) + b"junk" * 100,
    "whole-as-one.warc.gz": lambda one, two: gzip.compress(one + two, mtime=0),
    "not-gzip.warc.gz": lambda one, two: one + two,
    "members.warc.gz": lambda one, two: gzip.compress(b"", mtime=0) * 5_000 + _packed(one, two),
    "nulls.warc.gz": lambda one, two: _packed(one, two) + b"\0" * 100_000,
    "cut-header.warc": lambda one, two: one + two[:60],
    "cut-body.warc": lambda one, two: one + two[:-200],
    "junk-between.warc": lambda one, two: one + b"\r\n" * 5_000 + b"junk\r\n" + two,
}


def _damage() -> Iterator[Case]:
    for name, damaged in _DAMAGED.items():
        # Addresses of its own for each file: a capture that another file has too is a repeat.
        one = record(response(), f"one-{name}")
        two = record(response(_HTML + b" "), f"two-{name}")
        yield case(name, damaged(one, two), *_DAMAGE, "too_large", captures=None)
    files = {
        "empty.warc": b"",
        "nulls.warc": b"\0" * 10_000,
        "html.warc": _HTML,
        "old.arc": b"filedesc://x 0.0.0.0 20210304050607 text/plain 99\n1 0 X\nabc",
        "long-line.arc": b"http://" + b"a" * 1_000_000,
        "frames.warc.zst": b"\x28\xb5\x2f\xfd" + b"\xff" * 1_000,
        "frames.warc.lz4": b"\x04\x22\x4d\x18" + b"\xff" * 1_000,
    }
    for name, body in files.items():
        yield case(name, body, *_DAMAGE, "too_large", captures=None)
    blown = gzip.compress(record(b"HTTP/1.1 200 OK\r\n\r\n<p>" + b"a" * 60_000_000, "x"), mtime=0)
    yield case("blown.warc.gz", blown, "too_large", captures=1)


def _wacz() -> Iterator[Case]:
    warc = record(response(), "w")

    def packed(members: dict[str, bytes]) -> bytes:
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
            for name, body in members.items():
                file.writestr(zipfile.ZipInfo(name), body, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    whole = packed({"archive/a.warc": warc})
    files = {
        "slip": (packed({"../../a.warc": warc}), "bad_archive"),
        "absolute": (packed({"/etc/a.warc": warc}), "bad_archive"),
        "backslash": (packed({"..\\a.warc": warc}), "bad_archive"),
        "bomb": (packed({"archive/a.warc": b"\0" * 60_000_000}), "too_large"),
        "none": (packed({"a.txt": b"x"}), "bad_archive"),
        "cut": (whole[:-30], "bad_archive"),
        "no-zip": (b"PK\3\4" + b"x" * 500, "bad_archive"),
        "flipped": (whole.replace(b"PK\1\2", b"PK\1\3"), "bad_archive"),
        "locked": (_flagged(whole), "bad_archive"),
    }
    for name, (body, end) in files.items():
        yield case(f"{name}.wacz", body, end, captures=1)


def _flagged(body: bytes) -> bytes:
    at = body.index(b"PK\1\2") + 8
    return body[:at] + b"\1\0" + body[at + 2 :]
