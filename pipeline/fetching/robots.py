"""robots.txt of each host, as RFC 9309 reads it: missing allows all, unreachable nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from pipeline.fetching.faults import FetchCode, FetchFault
from pipeline.fetching.response import Fetched
from pipeline.reading.encoding import decode
from pipeline.sources.source import Politeness

# RFC 9309: a crawler must read at least 500 kibibytes, and may stop there.
ROBOTS_BYTES = 500 * 1024
AGENT = "kejichu"
# Seconds; a site that asks for more between two requests would never be done with.
_LONGEST_DELAY = 120.0

# With these, any page of the host would fail just so.
_OF_THE_HOST = frozenset(
    {
        FetchCode.REFUSED_ADDRESS,
        FetchCode.UNKNOWN_HOST,
        FetchCode.NOT_CONNECTED,
        FetchCode.BAD_CERTIFICATE,
        FetchCode.HOST_DOWN,
    }
)

_Get = Callable[[str, Politeness], Awaitable[Fetched]]


@dataclass(frozen=True)
class Rules:
    """What a host allows; ``fault`` is why that could not be learned."""

    parsed: Protego | None = None
    fault: FetchFault | None = None

    def delay(self) -> float:
        """Seconds that the host asks for between two requests, 0 where it asks for none."""
        asked = self.parsed.crawl_delay(AGENT) if self.parsed else None
        return min(float(asked or 0), _LONGEST_DELAY)

    def check(self, url: str) -> None:
        """Raises FetchFault where the URL must not be fetched."""
        if self.fault is not None:
            own = self.fault.code in _OF_THE_HOST
            code = self.fault.code if own else FetchCode.ROBOTS_UNREACHABLE
            raise FetchFault(code, f"robots.txt could not be read: {self.fault}", url=url)
        if self.parsed is not None and not self.parsed.can_fetch(url, AGENT):
            raise FetchFault(FetchCode.ROBOTS_FORBIDDEN, "robots.txt forbids it", url=url)


class Robots:
    """The rules of all hosts, each fetched once, by ``get``."""

    def __init__(self, get: _Get) -> None:
        self._get = get
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    async def rules(self, url: str, politeness: Politeness) -> Rules:
        """The rules of a URL's host, fetched as politely as the first who asks."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}".lower()
        if origin not in self._rules:
            self._rules[origin] = asyncio.create_task(
                self._fetch(f"{origin}/robots.txt", politeness)
            )
        # Who waits may be cancelled, others wait on.
        return await asyncio.shield(self._rules[origin])

    async def _fetch(self, url: str, politeness: Politeness) -> Rules:
        try:
            answer = (await self._get(url, politeness)).last
            body = answer.body()[:ROBOTS_BYTES]
        except FetchFault as fault:
            return Rules(fault=fault)
        if answer.status != 200:
            return Rules()
        return Rules(Protego.parse(decode(body, answer.charset).shown()))
