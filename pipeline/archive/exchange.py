"""What is put into the archive: an exchange with a site, or a page as somebody else kept it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlsplit

from pipeline.inputs.base import clean_text, split_content_type
from pipeline.inputs.http_message import BodyError, read_head, unchunked

Headers = Sequence[tuple[str, str]]

NOT_MODIFIED = 304
# What would end a line of a record's header early.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Exchange:
    """A request and its response.

    ``requested_at`` has a zone. Headers are pairs as received, their bytes decoded from UTF-8 with
    ``surrogateescape``. ``body`` are the bytes on the wire after transfer decoding, their content
    coding not undone. ``http_version`` is that of the response, such as ``1.1``; ``parent_url``
    the page on which the URL was found; ``tls_verified`` is null for plain HTTP.
    """

    url: str
    requested_at: datetime
    request_headers: Headers
    status: int
    reason: str
    response_headers: Headers
    body: bytes
    ip: str | None = None
    http_version: str = "1.1"
    source: str | None = None
    parent_url: str | None = None
    tls_verified: bool | None = None
    method: str = "GET"


@dataclass(frozen=True)
class Entry:
    """What becomes one capture: the head of an HTTP response, or none, and the body.

    ``retrieved_at`` is UTC, or null where an import did not tell it; ``sha256`` is the digest of
    the body free of transfer codings, ``size`` its bytes.
    """

    url: str
    retrieved_at: datetime | None
    head: bytes | None
    body: bytes
    content_type: str | None
    status: int | None
    sha256: str
    size: int
    etag: str | None = None
    last_modified: str | None = None
    request: bytes | None = None
    ip: str | None = None
    http_version: str | None = None
    source: str | None = None
    parent_url: str | None = None
    tls_verified: bool | None = None
    origin: str | None = None

    @property
    def media_type(self) -> str | None:
        """Media type in lower case, where one was declared."""
        return split_content_type(self.content_type)[0]


def entry_of(exchange: Exchange) -> Entry:
    """The entry of an exchange.

    A transfer coding is renamed in the stored head, since the stored body is free of it.
    """
    headers = [(_wire_name(name), value) for name, value in exchange.response_headers]
    status_line = f"HTTP/{exchange.http_version} {exchange.status} {exchange.reason}".rstrip()
    find = {name.lower(): value for name, value in reversed(headers)}.get
    return Entry(
        url=one_line(exchange.url),
        retrieved_at=exchange.requested_at.astimezone(UTC),
        head=_head(status_line, headers),
        body=exchange.body,
        content_type=find("content-type"),
        status=exchange.status,
        sha256=sha256(exchange.body).hexdigest(),
        size=len(exchange.body),
        etag=find("etag"),
        last_modified=find("last-modified"),
        request=_request(exchange),
        ip=exchange.ip,
        http_version=exchange.http_version,
        source=exchange.source,
        parent_url=exchange.parent_url and one_line(exchange.parent_url),
        tls_verified=exchange.tls_verified,
    )


def kept_entry(
    block: bytes,
    *,
    url: str,
    retrieved_at: datetime | None,
    content_type: str | None,
    source: str | None,
    origin: str,
) -> Entry:
    """The entry of a page that somebody else kept; a block that begins with an HTTP head keeps it
    byte by byte.
    """
    head = read_head(block) if block.startswith(b"HTTP/") else None
    body, payload = block, block
    headers = head.headers if head else {}
    if head:
        body = payload = block[head.end :]
        if "chunked" in head.codings("transfer-encoding"):
            payload = _payload(body)
    return Entry(
        url=one_line(url),
        retrieved_at=retrieved_at,
        head=block[: head.end] if head else None,
        body=body,
        content_type=headers.get("content-type") if head else content_type,
        status=head.status if head else None,
        sha256=sha256(payload).hexdigest(),
        size=len(payload),
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        source=source,
        origin=origin,
    )


def one_line(text: str) -> str:
    """The text with control characters as percent escapes, as no URL may hold them."""
    return _CONTROL.sub(lambda found: f"%{ord(found[0]):02X}", clean_text(text))


def _payload(body: bytes) -> bytes:
    try:
        return unchunked(body)
    except BodyError:
        return body


def _wire_name(name: str) -> str:
    return "X-Orig-Transfer-Encoding" if name.lower() == "transfer-encoding" else name


def _request(exchange: Exchange) -> bytes | None:
    if not exchange.request_headers:
        return None
    parts = urlsplit(exchange.url)
    target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    line = f"{exchange.method} {one_line(target)} HTTP/{exchange.http_version}"
    return _head(line, exchange.request_headers)


def _head(first_line: str, headers: Headers) -> bytes:
    lines = [first_line, *(f"{name}: {value}" for name, value in headers)]
    clean = (_CONTROL.sub(" ", line.replace("\t", " ")) for line in lines)
    text = "".join(f"{line}\r\n" for line in clean)
    return (text + "\r\n").encode("utf-8", "surrogateescape")
