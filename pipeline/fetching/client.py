"""Fetching a URL: robots.txt, the host's turn, retries, redirects, in that order for every hop."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from pipeline.fetching.faults import FetchCode, FetchFault
from pipeline.fetching.gate import Gates
from pipeline.fetching.limits import FetchSettings
from pipeline.fetching.request_urls import request_url
from pipeline.fetching.response import REDIRECTS, Fetched, Response
from pipeline.fetching.robots import ROBOTS_BYTES, Robots
from pipeline.fetching.transport import Transport
from pipeline.inputs.http_message import BodyError
from pipeline.sources.source import Politeness

# Headers that make a request conditional, for a URL; none where it was never fetched.
Validators = Callable[[str], Mapping[str, str]]
_Hop = Callable[[str], Awaitable[Response]]
_RATE_LIMITED = 429
_UNAVAILABLE = 503


def _unconditional(_url: str) -> Mapping[str, str]:
    return {}


class Fetcher:
    """Fetches politely; an asynchronous context manager, for one event loop.

    One fetcher serves all sources of a crawl, so that a host is spared whoever asks.
    """

    def __init__(self, settings: FetchSettings) -> None:
        self.settings = settings
        self._transport = Transport(settings)
        self._gates = Gates(settings)
        self._robots = Robots(self._fetch_robots)
        self._exponential = wait_random_exponential(
            multiplier=settings.first_wait, max=settings.longest_wait
        )

    async def __aenter__(self) -> "Fetcher":
        await self._transport.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transport.__aexit__()

    async def fetch(
        self,
        url: str,
        politeness: Politeness,
        *,
        limit: int | None = None,
        validators: Validators = _unconditional,
        headers: Mapping[str, str] | None = None,
    ) -> Fetched:
        """Fetch a URL and follow its redirects.

        The end of the hops may have any status but 429 and 5xx. ``limit`` bounds the body in
        bytes, that of the settings if not given. Raises FetchFault, after retries where these may
        help.
        """
        size = limit or self.settings.body_bytes
        return await self._follow(
            url, lambda hop: self._allowed(hop, politeness, size, validators, headers or {})
        )

    async def _allowed(
        self,
        url: str,
        politeness: Politeness,
        limit: int,
        validators: Validators,
        headers: Mapping[str, str],
    ) -> Response:
        rules = await self._robots.rules(url, politeness)
        rules.check(url)
        self._gates.of(url, politeness).slow_down(rules.delay())
        return await self._retried(url, politeness, limit, {**headers, **validators(url)})

    async def _fetch_robots(self, url: str, politeness: Politeness) -> Fetched:
        # More than is read of it is no fault of robots.txt, so the bound leaves room.
        return await self._follow(
            url, lambda hop: self._retried(hop, politeness, 4 * ROBOTS_BYTES, {})
        )

    async def _follow(self, url: str, get: _Hop) -> Fetched:
        hops: list[Response] = []
        seen: set[str] = set()
        target = request_url(url)
        while len(hops) <= self.settings.redirects:
            if target in seen:
                raise FetchFault(FetchCode.REDIRECT_LOOP, f"redirected in a loop at {target}")
            seen.add(target)
            answer = await get(target)
            hops.append(answer)
            location = answer.header("location")
            if answer.status not in REDIRECTS or not location:
                return Fetched(tuple(hops))
            target = request_url(_readable(location), target)
        raise FetchFault(
            FetchCode.TOO_MANY_REDIRECTS, f"more than {self.settings.redirects} redirects", url=url
        )

    async def _retried(
        self, url: str, politeness: Politeness, limit: int, headers: Mapping[str, str]
    ) -> Response:
        attempts = AsyncRetrying(
            stop=stop_after_attempt(self.settings.attempts),
            wait=self._wait,
            retry=retry_if_exception(_is_passing),
            reraise=True,
        )
        answer: Response = await attempts(self._once, url, politeness, limit, headers)
        return answer

    async def _once(
        self, url: str, politeness: Politeness, limit: int, headers: Mapping[str, str]
    ) -> Response:
        gate = self._gates.of(url, politeness)
        async with gate.turn():
            try:
                answer = await self._transport.get(
                    url, mode=politeness.tls, limit=limit, headers=headers
                )
                _check_answer(answer)
            except FetchFault as fault:
                if fault.passing:
                    gate.failed(str(fault))
                if fault.retry_after is not None:
                    self._hold(url, politeness, fault.retry_after)
                raise
            gate.succeeded()
        return answer

    def _hold(self, url: str, politeness: Politeness, seconds: float) -> None:
        gate = self._gates.of(url, politeness)
        if seconds > self.settings.longest_hold:
            gate.close(f"it asks to come back in {seconds:.0f} seconds")
        gate.hold(min(seconds, self.settings.longest_hold))

    def _wait(self, state: RetryCallState) -> float:
        """Seconds before another try: what the server asked for is waited out at the gate."""
        return float(self._exponential(state))


def _is_passing(error: BaseException) -> bool:
    return isinstance(error, FetchFault) and error.passing


def _check_answer(answer: Response) -> None:
    """Raises FetchFault for an answer that is none: too busy, broken, or not to be unpacked."""
    if answer.status == _RATE_LIMITED or answer.status >= 500:
        limited = answer.status == _RATE_LIMITED
        code = FetchCode.RATE_LIMITED if limited else FetchCode.SERVER_ERROR
        wait = retry_after(answer) if limited or answer.status == _UNAVAILABLE else None
        raise FetchFault(code, f"status {answer.status}", url=answer.url, retry_after=wait)
    try:
        answer.body()
    except BodyError as error:
        known = error.code == FetchCode.TOO_LARGE
        code = FetchCode.TOO_LARGE if known else FetchCode.BAD_CONTENT_ENCODING
        raise FetchFault(code, str(error), url=answer.url) from error


def retry_after(answer: Response) -> float | None:
    """Seconds that a Retry-After header asks for, as a number or a date; None without one."""
    value = (answer.header("retry-after") or "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
        if until.tzinfo is None:
            until = until.replace(tzinfo=UTC)
        return max(0.0, (until - datetime.now(UTC)).total_seconds())
    except (ValueError, IndexError, TypeError, OverflowError):
        return None


def _readable(location: str) -> str:
    """A Location header, which servers write in UTF-8 or GBK where it is not ASCII."""
    raw = location.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")
