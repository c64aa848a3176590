"""A web server on loopback with several virtual hosts, a log of what it sent, and bad manners.

It listens on 127.0.0.2, the only private address that the tests allow: 127.0.0.1 stays forbidden.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from ssl import SSLContext

from aiohttp import web

ADDRESS = "127.0.0.2"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Page:
    """What is served at an address; with its ETag, unless it is not to have one."""

    body: bytes
    content_type: str = "text/html"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    etag: bool = True


@dataclass(frozen=True)
class Sent:
    """One line of the log: what was asked for, and how many bytes of body were sent."""

    host: str
    path: str
    status: int
    size: int


class LocalSite:
    """Pages by host name and path with query; what is not there is a 404."""

    def __init__(self) -> None:
        self.pages: dict[tuple[str, str], Page | Handler] = {}
        self.log: list[Sent] = []
        self.port = 0

    def url(self, host: str, path: str, scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def put(self, host: str, path: str, page: Page | Handler | bytes | str) -> None:
        if isinstance(page, str):
            page = page.encode()
        self.pages[host, path] = Page(page) if isinstance(page, bytes) else page

    def asked(self, path: str = "") -> list[Sent]:
        """The log without robots.txt, of one path if given."""
        return [s for s in self.log if s.path != "/robots.txt" and path in ("", s.path)]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        host = request.host.partition(":")[0]
        page = self.pages.get((host, request.raw_path))
        if page is None:
            page = Page(b"<html><body>404 Not Found</body></html>", status=404, etag=False)
        if not isinstance(page, Page):
            self.log.append(Sent(host, request.raw_path, 0, -1))
            return await page(request)
        etag = f'"{sha256(page.body).hexdigest()[:16]}"'
        headers = {"Content-Type": page.content_type, **page.headers}
        if page.etag:
            headers["ETag"] = etag
            if request.headers.get("If-None-Match") == etag:
                self.log.append(Sent(host, request.raw_path, 304, 0))
                return web.Response(status=304, headers={"ETag": etag})
        self.log.append(Sent(host, request.raw_path, page.status, len(page.body)))
        return web.Response(body=page.body, status=page.status, headers=headers)


@contextmanager
def serving(site: LocalSite, ssl: SSLContext | None = None) -> Iterator[LocalSite]:
    """The site, served by a thread of its own until the block ends."""
    loop = asyncio.new_event_loop()
    started = threading.Event()

    async def start() -> web.AppRunner:
        app = web.Application(client_max_size=2**20)
        app.router.add_route("*", "/{tail:.*}", site.handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        tcp = web.TCPSite(runner, ADDRESS, 0, ssl_context=ssl)
        await tcp.start()
        site.port = runner.addresses[0][1]
        return runner

    def serve() -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(start())
        started.set()
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    assert started.wait(10)
    try:
        yield site
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
