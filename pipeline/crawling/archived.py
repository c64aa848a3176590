"""Captures of a public web archive, taken over with the URL and time of the original."""

from base64 import b32encode
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha1
from io import BytesIO

from pipeline.archive import Archive
from pipeline.archive.exchange import Entry, kept_entry
from pipeline.crawling.lists.base import Archived, Link
from pipeline.crawling.turns import Turns
from pipeline.fetching.client import Fetcher
from pipeline.fetching.response import Response
from pipeline.inputs.archive_stream import ArchiveFault
from pipeline.inputs.records import records_of
from pipeline.sources.entries import Access, Cdx
from pipeline.sources.source import Source
from pipeline.store.captures import CaptureRow

_PARTIAL = 206
_ORIGINAL = "x-archive-orig-"
# Headers of the archive's own, beside those of the transport, which the stored body is free of.
_NOT_ORIGINAL = frozenset(
    "memento-datetime link content-location preference-applied vary server-timing transfer-encoding"
    " connection keep-alive content-length content-encoding".split()
)
_DIGITS = "%Y%m%d%H%M%S"


class ArchivedFault(Exception):
    """A capture that the archive's index names and that it does not give; ``code`` says how."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ArchivedGetter:
    """Takes captures over from one capture index into the archive of the workspace."""

    def __init__(
        self, source: Source, entry: Cdx, fetcher: Fetcher, archive: Archive, turns: Turns
    ) -> None:
        self._source, self._entry, self._fetcher = source, entry, fetcher
        self._archive, self._turns = archive, turns

    async def get(self, link: Link, place: Archived) -> tuple[CaptureRow, bool]:
        """The capture's row, and whether its bytes are those whose digest the index tells.

        Raises FetchFault, ArchivedFault, and what the archive raises.
        """
        if self._entry.access is Access.REPLAY:
            entry, verified = await self._replayed(link, place)
        else:
            entry, verified = await self._cut_out(link, place)
        return await self._turns(self._keep, entry), verified

    def _keep(self, entry: Entry) -> CaptureRow:
        for row in self._archive.add([entry]):
            return row
        known = (CaptureRow.url == entry.url, CaptureRow.retrieved_at == entry.retrieved_at)
        return next(self._archive.captures(*known))

    async def _replayed(self, link: Link, place: Archived) -> tuple[Entry, bool]:
        url = self._entry.records.replace("{timestamp}", place.timestamp).replace("{url}", link.url)
        answer = (await self._fetcher.fetch(url, self._source.politeness)).last
        _check_replay(answer, place)
        body, coding = _as_archived(answer, place)
        block = _head(answer, coding) + body
        return self._entry_of(link, place, block, url), _is(body, place.digest)

    async def _cut_out(self, link: Link, place: Archived) -> tuple[Entry, bool]:
        url = f"{self._entry.records.rstrip('/')}/{place.file}"
        wanted = f"bytes={place.offset}-{place.offset + place.length - 1}"
        answer = (
            await self._fetcher.fetch(
                url, self._source.politeness, headers={"Range": wanted}, limit=place.length
            )
        ).last
        if answer.status != _PARTIAL:
            raise ArchivedFault("no_range", f"{url} answered {answer.status} to a range request")
        block = _block(answer.raw, place, link.url)
        origin = f"{url}#{wanted}"
        entry = self._entry_of(link, place, block, origin)
        return entry, _is(block[len(entry.head or b"") :], place.digest)

    def _entry_of(self, link: Link, place: Archived, block: bytes, origin: str) -> Entry:
        return kept_entry(
            block,
            url=link.url,
            retrieved_at=datetime.strptime(place.timestamp, _DIGITS).replace(tzinfo=UTC),
            content_type=None,
            source=self._source.id,
            origin=origin,
        )


def _check_replay(answer: Response, place: Archived) -> None:
    """Raises ArchivedFault for an answer of the archive itself, or another time's capture."""
    told = answer.header("memento-datetime")
    if told is None:
        raise ArchivedFault("not_replayed", f"the archive answered {answer.status} of its own")
    try:
        time = parsedate_to_datetime(told).strftime(_DIGITS)
    except ValueError as error:
        raise ArchivedFault("not_replayed", f"Memento-Datetime {told!r} is no time") from error
    if time != place.timestamp:
        raise ArchivedFault("other_capture", f"the archive gave the capture of {time}")


def _as_archived(answer: Response, place: Archived) -> tuple[bytes, str | None]:
    """The body and its content coding: as sent, where that is what the index knows."""
    coding = answer.header("content-encoding")
    if coding and not _is(answer.raw, place.digest):
        return answer.body(), None
    return answer.raw, coding


def _head(answer: Response, coding: str | None) -> bytes:
    """The head of the original response, as far as the archive passes it on."""
    low = [(name.lower(), name, value) for name, value in answer.headers]
    own = [(n[len(_ORIGINAL) :], v) for key, n, v in low if key.startswith(_ORIGINAL)]
    if own:
        own += [(n, v) for key, n, v in low if key == "content-type"]
    else:
        own = [(n, v) for key, n, v in low if not key.startswith("x-archive-")]
    kept = {n.lower(): (n, v) for n, v in own if n.lower() not in _NOT_ORIGINAL}
    if coding:
        kept["content-encoding"] = ("Content-Encoding", coding)
    lines = [f"HTTP/1.1 {answer.status} {answer.reason}".rstrip()]
    lines += [f"{name}: {value}" for name, value in kept.values()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


def _block(raw: bytes, place: Archived, url: str) -> bytes:
    """The block of the record in the bytes. Raises ArchivedFault for another or a broken one."""
    try:
        record = next(records_of(BytesIO(raw), place.file), None)
        if record is None or record.kind != "response" or record.url != url:
            found = record.url if record else "nothing"
            raise ArchivedFault("other_capture", f"the record is of {found}, not of {url}")
        parts = []
        while part := record.read(1 << 20):
            parts.append(part)
    except ArchiveFault as fault:
        raise ArchivedFault(fault.code, str(fault)) from fault
    return b"".join(parts)


def _is(body: bytes, digest: str) -> bool:
    """Whether a body has a digest as capture indexes tell it: SHA-1 in base 32."""
    own = b32encode(sha1(body, usedforsecurity=False).digest()).decode()
    return own == digest.rpartition(":")[2].upper()
