"""Lists of a JSON handler: items as members of an array, and the number of pages."""

import json
import re
from typing import Any

from pipeline.crawling.lists.base import Link, ListFault, ListPage, Told, link_to
from pipeline.sources.entries import JsonFeed


def first_url(entry: JsonFeed) -> str:
    """The URL of the first page."""
    return _page_url(entry, entry.first_page)


def read(entry: JsonFeed, page: ListPage) -> Told:
    """What one page of the feed tells; the further pages only if it is the first one.

    Raises ListFault for what is no such feed.
    """
    feed = _object(page)
    items = feed.get(entry.items)
    if not isinstance(items, list):
        raise ListFault("list_changed", f"no array {entry.items} in the JSON of {page.url}")
    links = [link for item in items if (link := _link(entry, item)) is not None]
    further: tuple[str, ...] = ()
    if page.url == first_url(entry):
        last = min(_count(feed, entry.pages), entry.first_page + entry.most_pages - 1)
        further = tuple(_page_url(entry, n) for n in range(entry.first_page + 1, last + 1))
    return Told(tuple(links), further, len(items) - len(links))


def _page_url(entry: JsonFeed, number: int) -> str:
    return entry.url.replace("{page}", str(number))


def _object(page: ListPage) -> dict[str, Any]:
    try:
        feed = json.loads(page.text().lstrip("\ufeff"), strict=False)
    except (ValueError, RecursionError) as error:
        raise ListFault("list_changed", f"{page.url} is no JSON: {error}") from error
    if not isinstance(feed, dict):
        raise ListFault("list_changed", f"{page.url} is no JSON object")
    return feed


def _count(feed: dict[str, Any], member: str) -> int:
    try:
        return int(feed[member])
    except (KeyError, TypeError, ValueError) as error:
        raise ListFault("list_changed", f"no number {member} in the JSON") from error


def _link(entry: JsonFeed, item: object) -> Link | None:
    told = item.get(entry.link) if isinstance(item, dict) else None
    found = re.search(entry.pattern, told) if isinstance(told, str) else None
    if found is None:
        return None
    return link_to(entry.item_url.format(**found.groupdict()), "", "utf-8")
