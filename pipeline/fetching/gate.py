"""One gate a host: how many requests at once, how far apart, and when it is left alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from aiolimiter import AsyncLimiter

from pipeline.fetching.faults import FetchCode, FetchFault
from pipeline.fetching.limits import FetchSettings
from pipeline.sources.source import Politeness


class HostGate:
    """The gate of one host."""

    def __init__(self, politeness: Politeness, failures: int) -> None:
        self._slots = asyncio.Semaphore(politeness.concurrency)
        self._delay = politeness.delay
        self._pace = self._paced(politeness.delay)
        self._held_until = 0.0
        self._failures_left = self._failures = failures
        self._closed = ""

    @staticmethod
    def _paced(delay: float) -> AsyncLimiter | None:
        return AsyncLimiter(1, delay) if delay > 0 else None

    def slow_down(self, delay: float) -> None:
        """Ask for a longer delay, in seconds; a shorter one changes nothing."""
        if delay > self._delay:
            self._delay, self._pace = delay, self._paced(delay)

    def hold(self, seconds: float) -> None:
        """Let nothing pass for so long."""
        self._held_until = max(self._held_until, asyncio.get_running_loop().time() + seconds)

    def close(self, reason: str) -> None:
        """Let nothing pass any more."""
        self._closed = self._closed or reason

    def failed(self, message: str) -> None:
        """Count a failure of the host; too many in a row close the gate."""
        self._failures_left -= 1
        if self._failures_left <= 0:
            self.close(f"failed {self._failures} times in a row, last: {message}")

    def succeeded(self) -> None:
        """The host answered."""
        self._failures_left = self._failures

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for one's turn. Raises FetchFault where the gate is closed."""
        async with self._slots:
            self._check()
            if self._pace:
                await self._pace.acquire()
            loop = asyncio.get_running_loop()
            while (wait := self._held_until - loop.time()) > 0:
                await asyncio.sleep(wait)
            self._check()
            yield

    def _check(self) -> None:
        if self._closed:
            raise FetchFault(FetchCode.HOST_DOWN, f"the host is left alone: {self._closed}")


class Gates:
    """The gates of all hosts; a host's first use decides its politeness, the most polite wins."""

    def __init__(self, settings: FetchSettings) -> None:
        self._settings = settings
        self._gates: dict[str, HostGate] = {}

    def of(self, url: str, politeness: Politeness) -> HostGate:
        """The gate of a URL's host."""
        host = urlsplit(url).netloc.lower()
        if host not in self._gates:
            self._gates[host] = HostGate(politeness, self._settings.failures)
        self._gates[host].slow_down(politeness.delay)
        return self._gates[host]
