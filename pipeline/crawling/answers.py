"""Getting a URL for the archive: conditionally, and with every hop kept before it is looked at."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.archive import Archive, Exchange
from pipeline.crawling.turns import Turns
from pipeline.fetching.client import Fetcher
from pipeline.fetching.response import OK, Fetched, Response
from pipeline.sources.source import Source
from pipeline.store.captures import CaptureRow

NOT_MODIFIED = 304


@dataclass(frozen=True)
class Answer:
    """An answer that is in the archive. ``holder`` is the capture that holds its bytes."""

    response: Response
    row: CaptureRow

    @property
    def url(self) -> str:
        """What answered in the end."""
        return self.response.url

    @property
    def status(self) -> int:
        """Status; 200 too where the server said that nothing changed."""
        return OK if self.response.status == NOT_MODIFIED else self.response.status

    @property
    def holder(self) -> int:
        """Id of the capture that holds the bytes."""
        return self.row.refers_to or self.row.id


class Getter:
    """Fetches URLs of one source into the archive."""

    def __init__(self, source: Source, fetcher: Fetcher, archive: Archive, turns: Turns) -> None:
        self._source, self._fetcher = source, fetcher
        self._archive, self._turns = archive, turns

    async def get(self, url: str, parent_url: str | None = None) -> Answer:
        """Fetch a URL. Raises FetchFault, and what the archive raises."""
        fetched = await self._fetcher.fetch(
            url, self._source.politeness, validators=self.validators
        )
        rows = await self._turns(self._archive.write_all, self._exchanges(fetched, parent_url))
        return Answer(fetched.last, rows[-1])

    async def content(self, answer: Answer) -> tuple[bytes, str | None]:
        """Body and declared charset, from the archive where the server sent none again."""
        if answer.response.status != NOT_MODIFIED:
            return answer.response.body(), answer.response.charset
        served = await asyncio.to_thread(self._archive.read, answer.row)
        return served.body, served.capture.charset

    def validators(self, url: str) -> Mapping[str, str]:
        """Headers that ask only for what has changed since the last capture."""
        last = self._archive.last(url, answered=True)
        if last is None:
            return {}
        asked = {"If-None-Match": last.etag, "If-Modified-Since": last.last_modified}
        return {name: value for name, value in asked.items() if value}

    def _exchanges(self, fetched: Fetched, parent_url: str | None) -> list[Exchange]:
        parents = [parent_url, *(hop.url for hop in fetched.hops)]
        return [
            Exchange(
                url=hop.url,
                requested_at=hop.requested_at,
                request_headers=hop.request_headers,
                status=hop.status,
                reason=hop.reason,
                response_headers=hop.headers,
                body=hop.raw,
                ip=hop.ip or None,
                http_version=hop.http_version,
                source=self._source.id,
                parent_url=parent,
                tls_verified=hop.tls_verified,
            )
            for hop, parent in zip(fetched.hops, parents, strict=False)
        ]
