"""WARC 1.1 records as bytes, a gzip member each, written with warcio.

What WARC has no field for stands in fields of our own, ``Kejichu-…``, which other programs pass
over: the source, the page that linked here, what was imported, TLS that was not verified, and that
nobody knows when a page was retrieved (the standard wants a date of every record).
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib import metadata
from io import BytesIO
from typing import Any
from uuid import uuid4

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.archive.exchange import NOT_MODIFIED, Entry
from pipeline.inputs.records import RETRIEVED_AT
from pipeline.inputs.urls import url_or_urn

VERSION = "WARC/1.1"
_PROFILES = "http://netpreserve.org/warc/1.1/revisit/"
_RESPONSE, _REQUEST = "application/http; msgtype=response", "application/http; msgtype=request"
_UNKNOWN_TYPE = "application/octet-stream"


@dataclass(frozen=True)
class Original:
    """The capture that a revisit stands for."""

    record_id: str
    url: str
    date: str


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """The head of an HTTP message as its bytes are, which warcio would write anew."""

    def __init__(self, head: bytes) -> None:
        # An empty status line would make it false, and warcio look for another.
        super().__init__(head.partition(b"\r\n")[0].decode("latin-1"), [])
        self._head = head

    def compute_headers_buffer(self, header_filter: Any = None) -> None:
        """Give the bytes to the writer."""
        self.headers_buff = self._head


def new_id() -> str:
    """A new record id."""
    return f"<urn:uuid:{uuid4()}>"


def warc_date(time: datetime) -> str:
    """A time as WARC 1.1 writes it, in UTC, with microseconds."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def digest_field(hex_digest: str) -> str:
    """A SHA-256 as a digest field holds it."""
    return "sha256:" + base64.b32encode(bytes.fromhex(hex_digest)).decode()


def warcinfo(file_name: str, stored_at: datetime) -> bytes:
    """The first record of a file."""
    fields = {
        "software": f"kejichu/{metadata.version('kejichu')}",
        "format": "WARC File Format 1.1",
        "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
    }
    block = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
    headers = {
        "WARC-Record-ID": new_id(),
        "WARC-Date": warc_date(stored_at),
        "WARC-Filename": file_name,
        "WARC-Block-Digest": _digest(block),
    }
    return _record("warcinfo", "", headers, None, block, "application/warc-fields")


def response(
    entry: Entry, record_id: str, stored_at: datetime, original: Original | None = None
) -> bytes:
    """The record of an entry: a response, a resource where it has no HTTP head, or a revisit."""
    known = {
        "WARC-IP-Address": entry.ip,
        "Kejichu-Source": entry.source,
        "Kejichu-Parent": entry.parent_url,
        "Kejichu-Origin": entry.origin,
        "Kejichu-TLS": "not verified" if entry.tls_verified is False else None,
        RETRIEVED_AT: None if entry.retrieved_at else "unknown",
    }
    headers = {
        "WARC-Record-ID": record_id,
        "WARC-Date": warc_date(entry.retrieved_at or stored_at),
        **{name: value for name, value in known.items() if value},
        "WARC-Payload-Digest": digest_field(entry.sha256),
    }
    if original:
        headers |= _refers_to(original, entry.status)
        headers["WARC-Block-Digest"] = _digest(entry.head or b"")
        return _record("revisit", entry.url, headers, entry.head or b"", b"", _RESPONSE)
    headers["WARC-Block-Digest"] = _digest((entry.head or b"") + entry.body)
    kind = "response" if entry.head else "resource"
    content_type = _RESPONSE if entry.head else entry.content_type or _UNKNOWN_TYPE
    url = url_or_urn(entry.url, entry.sha256)
    return _record(kind, url, headers, entry.head, entry.body, content_type)


def request(entry: Entry, response_id: str) -> bytes:
    """The record of the request, which names that of its response."""
    head = entry.request or b""
    headers = {
        "WARC-Record-ID": new_id(),
        "WARC-Date": warc_date(entry.retrieved_at or datetime.now(UTC)),
        "WARC-Concurrent-To": response_id,
        "WARC-Block-Digest": _digest(head),
        "WARC-Payload-Digest": _digest(b""),
    }
    return _record("request", entry.url, headers, head, b"", _REQUEST)


def _refers_to(original: Original, status: int | None) -> dict[str, str]:
    same = "server-not-modified" if status == NOT_MODIFIED else "identical-payload-digest"
    return {
        "WARC-Profile": _PROFILES + same,
        "WARC-Refers-To": original.record_id,
        "WARC-Refers-To-Target-URI": original.url,
        "WARC-Refers-To-Date": original.date,
    }


def _digest(data: bytes) -> str:
    return digest_field(sha256(data).hexdigest())


def _record(
    kind: str,
    url: str,
    headers: Mapping[str, str],
    head: bytes | None,
    body: bytes,
    content_type: str,
) -> bytes:
    output = BytesIO()
    writer = WARCWriter(output, gzip=True, warc_version=VERSION)
    record = writer.create_warc_record(
        url,
        kind,
        payload=BytesIO(body),
        length=len(body),
        warc_content_type=content_type,
        warc_headers_dict=headers,
        # A resource has none, and must not be searched for one either.
        http_headers=_Head(head) if head else None,
    )
    writer.write_record(record)
    return output.getvalue()
