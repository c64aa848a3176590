"""One answer of a server, as it came."""

from dataclasses import dataclass
from datetime import datetime

from pipeline.inputs.base import split_content_type
from pipeline.inputs.http_message import Head, undo_codings

Headers = tuple[tuple[str, str], ...]
REDIRECTS = frozenset({301, 302, 303, 307, 308})
OK = 200
GONE = frozenset({404, 410})


@dataclass(frozen=True)
class Response:
    """``raw`` is the body as sent, its chunks joined, its content coding not undone.

    ``requested_at`` is UTC. Headers are pairs in the order and spelling received or sent, their
    bytes decoded from UTF-8 with ``surrogateescape``. ``tls_verified`` is None for plain HTTP.
    """

    url: str
    requested_at: datetime
    request_headers: Headers
    status: int
    reason: str
    headers: Headers
    raw: bytes
    ip: str
    http_version: str
    tls_verified: bool | None

    def header(self, name: str) -> str | None:
        """The first value of a header, or None."""
        low = name.lower()
        return next((value for key, value in self.headers if key.lower() == low), None)

    @property
    def media_type(self) -> str | None:
        """The declared media type in lower case."""
        return split_content_type(self.header("content-type"))[0]

    @property
    def charset(self) -> str | None:
        """The declared charset."""
        return split_content_type(self.header("content-type"))[1]

    def body(self) -> bytes:
        """The body with its content coding undone. Raises BodyError beyond the bound or broken."""
        coding = self.header("content-encoding")
        headers = {"content-encoding": coding} if coding else {}
        return undo_codings(Head(self.status, headers, 0), self.raw)


@dataclass(frozen=True)
class Fetched:
    """What a fetch gave: the answers of all hops, of which the last is no redirect."""

    hops: tuple[Response, ...]

    @property
    def last(self) -> Response:
        """The answer at the end of the redirects."""
        return self.hops[-1]
