"""One request, one answer: bounded, guarded, its bytes as they came; no redirect is followed."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import ClientResponse, ClientSession, ClientTimeout, TCPConnector
from yarl import URL

from pipeline.fetching.addresses import refusal
from pipeline.fetching.faults import FetchCode, FetchFault
from pipeline.fetching.limits import FetchSettings
from pipeline.fetching.resolver import GuardedResolver, RefusedAddress, check_literal
from pipeline.fetching.response import Headers, Response
from pipeline.fetching.tls import context_of
from pipeline.sources.source import Tls

_PIECE = 65_536
# What the library can undo within a bound, too.
_CODINGS = "gzip, deflate"
_HEADER_BYTES = 16_384


class _Response(ClientResponse):
    """Remembers the peer: the library may give the connection back before the body is read."""

    peer: str = ""

    async def start(self, connection: Any) -> ClientResponse:
        name = connection.transport.get_extra_info("peername") if connection.transport else None
        self.peer = str(name[0]) if name else ""
        return await super().start(connection)


class Transport:
    """Sessions by TLS mode; an asynchronous context manager."""

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        self._resolver = GuardedResolver(settings.addresses, settings.hosts)
        self._sessions: dict[Tls, ClientSession] = {}

    async def __aenter__(self) -> "Transport":
        return self

    async def __aexit__(self, *_: object) -> None:
        for session in self._sessions.values():
            await session.close()

    def _session(self, mode: Tls) -> ClientSession:
        if mode not in self._sessions:
            self._sessions[mode] = ClientSession(
                connector=TCPConnector(resolver=self._resolver, ssl=context_of(mode), limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                response_class=_Response,
                max_line_size=_HEADER_BYTES,
                max_field_size=_HEADER_BYTES,
                headers={"User-Agent": self._settings.user_agent},
                timeout=ClientTimeout(
                    total=self._settings.answer,
                    sock_connect=self._settings.connect,
                    sock_read=self._settings.silence,
                ),
            )
        return self._sessions[mode]

    async def get(
        self, url: str, *, mode: Tls, limit: int, headers: Mapping[str, str] | None = None
    ) -> Response:
        """One GET. ``url`` is percent-encoded, ``limit`` bounds the body in bytes.

        Raises FetchFault for everything that is no whole answer.
        """
        asked = {"Accept": "*/*", "Accept-Encoding": _CODINGS, **(headers or {})}
        requested_at = datetime.now(UTC)
        try:
            target = URL(url, encoded=True)
            check_literal(target.host or "", self._settings.addresses)
            async with self._session(mode).get(
                target, headers=asked, allow_redirects=False
            ) as answer:
                ip = self._checked_peer(answer)
                raw = await _read(answer, limit)
                return _response(url, requested_at, answer, raw, ip, mode)
        except FetchFault as fault:
            fault.url = fault.url or url
            raise
        except Exception as error:
            told = fault_of(error, url)
            if told is None:
                raise
            raise told from error

    def _checked_peer(self, answer: ClientResponse) -> str:
        peer = answer.peer if isinstance(answer, _Response) else ""
        if peer and refusal(peer, self._settings.addresses):
            raise RefusedAddress(f"connected to {peer}")
        return peer


async def _read(answer: ClientResponse, limit: int) -> bytes:
    declared = answer.content_length
    if declared is not None and declared > limit:
        answer.close()
        raise FetchFault(FetchCode.TOO_LARGE, f"{declared} bytes declared, more than {limit}")
    parts, size = [], 0
    async for piece in answer.content.iter_chunked(_PIECE):
        size += len(piece)
        if size > limit:
            answer.close()
            raise FetchFault(FetchCode.TOO_LARGE, f"more than {limit} bytes")
        parts.append(piece)
    return b"".join(parts)


def _response(
    url: str, requested_at: datetime, answer: ClientResponse, raw: bytes, ip: str, mode: Tls
) -> Response:
    version = answer.version
    return Response(
        url=url,
        requested_at=requested_at,
        request_headers=tuple(answer.request_info.headers.items()),
        status=answer.status,
        reason=answer.reason or "",
        headers=_received(answer),
        raw=raw,
        ip=ip,
        http_version=f"{version.major}.{version.minor}" if version else "1.1",
        tls_verified=None if url.startswith("http://") else mode is not Tls.OFF,
    )


def _received(answer: ClientResponse) -> Headers:
    return tuple(
        (name.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape"))
        for name, value in answer.raw_headers
    )


def fault_of(error: Exception, url: str) -> FetchFault | None:
    """The fault that an exception of the HTTP library means; None for a bug of ours."""
    refused = _refused_in(error)
    if refused is not None:
        return FetchFault(FetchCode.REFUSED_ADDRESS, str(refused), url=url)
    for kinds, code in _CODES:
        if isinstance(error, kinds):
            return FetchFault(code, _sentence(error), url=url)
    return None


_CODES: tuple[tuple[Any, FetchCode], ...] = (
    (asyncio.TimeoutError, FetchCode.TIMEOUT),
    (aiohttp.ClientSSLError, FetchCode.BAD_CERTIFICATE),
    (aiohttp.ClientConnectorDNSError, FetchCode.UNKNOWN_HOST),
    (aiohttp.ClientConnectorError, FetchCode.NOT_CONNECTED),
    (aiohttp.ClientPayloadError, FetchCode.CUT_BODY),
    ((aiohttp.ServerDisconnectedError, aiohttp.ClientOSError), FetchCode.RESET),
    (aiohttp.InvalidURL, FetchCode.BAD_URL),
    (aiohttp.ClientError, FetchCode.BAD_HTTP),
    (aiohttp.http_exceptions.HttpProcessingError, FetchCode.BAD_HTTP),
    (OSError, FetchCode.NOT_CONNECTED),
    (ValueError, FetchCode.BAD_URL),
)


def _sentence(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:300]}" if text else type(error).__name__


def _refused_in(error: BaseException) -> RefusedAddress | None:
    """The refusal inside an exception; the library wraps what a resolver raises."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, RefusedAddress):
            return seen
        seen = getattr(seen, "os_error", None) or seen.__cause__ or seen.__context__
    return None
