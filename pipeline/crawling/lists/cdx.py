"""Capture indexes of web archives: Wayback's CDX server, pywb's, and Common Crawl's.

The three answer the same question in two shapes, an array of arrays whose first row is the header,
or one JSON object a line, and with two names for some of the fields.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from pipeline.crawling.lists.base import Archived, Link, ListFault, ListPage, Told, link_to
from pipeline.sources.entries import Access, Cdx
from pipeline.sources.source import Source

_TIMESTAMP = re.compile(r"\d{14}")
# Bodies worth having, and the proof that a page is gone.
_STATUSES = frozenset({200, 404, 410})


def query_url(entry: Cdx, index: str, resume: str = "") -> str:
    """The query of one index. ``resume`` is the key of Wayback's next portion."""
    asked = {"url": entry.query, "output": "json", "matchType": entry.match}
    if entry.since:
        asked["from"] = entry.since.strftime("%Y%m%d")
    if entry.until:
        asked["to"] = entry.until.strftime("%Y%m%d")
    if entry.access is Access.REPLAY:
        # pywb knows no resume key and then gives everything at once.
        asked |= {"limit": str(entry.page_size), "showResumeKey": "true"}
        if resume:
            asked["resumeKey"] = resume
    return f"{index}{'&' if '?' in index else '?'}{urlencode(asked)}"


def indexes(entry: Cdx, page: ListPage) -> tuple[str, ...]:
    """The indexes of a list of collections (``collinfo.json``) that overlap the entry's years."""
    try:
        collections = json.loads(page.text())
        found = [c for c in collections if _overlaps(entry, str(c["id"]))]
        return tuple(str(c["cdx-api"]) for c in found)
    except (ValueError, TypeError, KeyError) as error:
        raise ListFault("list_changed", f"{page.url} lists no collections: {error}") from error


def read(source: Source, entry: Cdx, page: ListPage, index: str) -> Told:
    """The captures that an answer names, oldest first, without repeats of one content."""
    rows, resume = _rows(page)
    links: list[Link] = []
    strange = 0
    for row in rows:
        link = _link(source, row)
        strange += link is None
        if link and source.owns(link.url) and source.items(link.url):
            links.append(link)
    further = (query_url(entry, index, resume),) if resume else ()
    return Told(tuple(_without_repeats(links)), further, strange)


def _overlaps(entry: Cdx, collection: str) -> bool:
    year = re.search(r"(20\d{2})", collection)
    if year is None:
        return True
    first, last = entry.since or date.min, entry.until or date.max
    return first.year <= int(year[1]) <= last.year


def _rows(page: ListPage) -> tuple[list[dict[str, Any]], str]:
    text = page.text().strip()
    if not text:
        return [], ""
    try:
        return _table(json.loads(text)) if text.startswith("[") else (_lines(text), "")
    except (ValueError, TypeError, IndexError, RecursionError) as error:
        raise ListFault("list_changed", f"{page.url} is no capture index: {error}") from error


def _lines(text: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    if not all(isinstance(row, dict) for row in rows):
        raise ValueError("a line is no object")
    # Common Crawl answers so where it has nothing.
    return [row for row in rows if {"message", "error"}.isdisjoint(row)]


def _table(table: list[list[str]]) -> tuple[list[dict[str, Any]], str]:
    """Rows and the resume key, which is the only cell of the last row, after an empty one."""
    resume = ""
    if len(table) >= 2 and len(table[-1]) == 1 and not table[-2]:
        resume = str(table[-1][0])
        table = table[:-2]
    if not table:
        return [], resume
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]], resume


def _link(source: Source, row: dict[str, Any]) -> Link | None:
    url = str(row.get("original") or row.get("url") or "")
    status = str(row.get("statuscode") or row.get("status") or "")
    timestamp = str(row.get("timestamp") or "")
    if not _TIMESTAMP.fullmatch(timestamp):
        return None
    known = int(status) if status.isdigit() else None
    if str(row.get("mimetype") or row.get("mime") or "") == "warc/revisit":
        known = None
    link = link_to(url, "", source.encoding)
    if link is None or known not in _STATUSES:
        return None
    place = Archived(
        timestamp=timestamp,
        digest=str(row.get("digest") or ""),
        status=known,
        file=str(row.get("filename") or ""),
        offset=int(row.get("offset") or 0),
        length=int(row.get("length") or 0),
    )
    return Link(link.url, archived=place)


def _without_repeats(links: Iterable[Link]) -> Iterator[Link]:
    last: dict[str, tuple[str, int | None]] = {}
    for link in sorted(links, key=lambda link: link.archived.timestamp if link.archived else ""):
        if link.archived is None:
            continue
        content = (link.archived.digest, link.archived.status)
        if last.get(link.url) != content:
            yield link
        last[link.url] = content
