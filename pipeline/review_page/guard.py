"""What every request passes: whose it is, where it comes from, and what the answer may do.

A page of another site open in the same browser, and a name that somebody points at this machine,
reach the port too: the name is checked on every request, the origin on every one that writes.
"""

import secrets

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

START = "/start/"
_SAFE = ("GET", "HEAD")
_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; frame-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    # Not no-referrer: forms would then be sent with the origin null.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}


class Guard:
    """An ASGI application that only the holder of the start token reaches, on this machine.

    ``port`` is that of the server: the names a browser may call it by are those of this machine.
    """

    def __init__(self, app: ASGIApp, port: int, token: str) -> None:
        self._app = app
        self._token = token
        self._hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))
        # Cookies are shared by all ports of a machine.
        self._cookie = f"kejichu_{port}"
        self._session = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        answer = self._answer(Request(scope))
        await (answer or self._app)(scope, receive, _with_headers(send))

    def _answer(self, request: Request) -> Response | None:
        """The answer to a request that goes no further."""
        if request.headers.get("host", "").lower() not in self._hosts:
            return PlainTextResponse("This server answers to names of this machine only.", 400)
        if request.method not in _SAFE and not self._own_page(request.headers):
            return PlainTextResponse("Only the page itself may write.", 403)
        path = request.url.path
        if path.startswith(START) and _same(path.removeprefix(START), self._token):
            return self._begin()
        if not _same(request.cookies.get(self._cookie, ""), self._session):
            return PlainTextResponse("Open the address that kejichu serve printed.", 401)
        return None

    def _own_page(self, headers: Headers) -> bool:
        """Whether a request comes from our own page: by what the browser says, else by origin."""
        site = headers.get("sec-fetch-site")
        if site is not None and site != "same-origin":
            return False
        origin = headers.get("origin", "")
        return origin.lower().removeprefix("http://") == headers["host"].lower()

    def _begin(self) -> Response:
        answer = RedirectResponse("/", 303)
        answer.set_cookie(self._cookie, self._session, httponly=True, samesite="strict", path="/")
        return answer


def _same(given: str, wanted: str) -> bool:
    """Whether a secret is right, in a time that does not tell how much of it is."""
    return secrets.compare_digest(given.encode(), wanted.encode())


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
