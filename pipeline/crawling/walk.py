"""Walking an entry list from its first page to its end."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from pipeline.crawling.lists import cdx, html_list, json_feed, sitemap
from pipeline.crawling.lists.base import Link, ListFault, ListPage, Told
from pipeline.sources.entries import Cdx, Entry, IndexPages, JsonFeed, Sitemap, TrsColumn
from pipeline.sources.source import Source

# A page of a list by its URL, or None where the server says that there is none.
Get = Callable[[str], Awaitable[ListPage | None]]


@dataclass(frozen=True)
class Step:
    """One page of a list, and the items it names; ``pages`` is how many the list has, as far as its
    first page tells.
    """

    url: str
    links: tuple[Link, ...]
    pages: int | None = None


async def walk(source: Source, entry: Entry, get: Get) -> AsyncIterator[Step]:
    """The pages of a list, one by one.

    Raises ListFault where a page is no list of this kind or names nothing although it is the
    first, and what ``get`` raises.
    """
    if isinstance(entry, Cdx):
        async for step in _captures(source, entry, get):
            yield step
        return
    first_url = json_feed.first_url(entry) if isinstance(entry, JsonFeed) else entry.url
    first = await get(first_url)
    if first is None:
        raise ListFault("list_missing", f"there is no list at {first_url}")
    told = _read(source, entry, first)
    if not told.links and (told.strange or not told.further or _is_paged(entry)):
        raise ListFault("list_changed", f"nothing on {first_url} fits the profile's item rules")
    yield Step(first_url, told.links, None if _unbounded(entry, first) else 1 + len(told.further))
    async for step in _further(source, entry, first, told, get):
        yield step


def _is_paged(entry: Entry) -> bool:
    return isinstance(entry, IndexPages | TrsColumn)


def _unbounded(entry: Entry, first: ListPage) -> bool:
    return isinstance(entry, IndexPages | TrsColumn) and not html_list.counted(entry, first)


def _read(source: Source, entry: Entry, page: ListPage) -> Told:
    if isinstance(entry, JsonFeed):
        return json_feed.read(entry, page)
    if isinstance(entry, Sitemap):
        return sitemap.read(source, entry, page)
    if isinstance(entry, IndexPages | TrsColumn):
        return html_list.read(source, entry, page)
    raise TypeError(entry)


async def _further(
    source: Source, entry: Entry, first: ListPage, told: Told, get: Get
) -> AsyncIterator[Step]:
    """Pages after the first. Where the list does not tell how many, one that is missing, or names
    nothing that an earlier one did not, is the end.
    """
    searching = _unbounded(entry, first)
    waiting, asked = list(told.further), {first.url}
    named = {link.url for link in told.links}
    while waiting and len(asked) < entry.most_pages:
        url = waiting.pop(0)
        if url in asked:
            continue
        asked.add(url)
        page = await get(url)
        if page is None and searching:
            return
        if page is None:
            continue
        told = _read(source, entry, page)
        new = tuple(link for link in told.links if link.url not in named)
        if searching and not new:
            return
        named |= {link.url for link in new}
        waiting += told.further
        yield Step(url, told.links)


async def _captures(source: Source, entry: Cdx, get: Get) -> AsyncIterator[Step]:
    indexes: tuple[str, ...] = (entry.url,)
    if entry.collections:
        page = await get(entry.url)
        if page is None:
            raise ListFault("list_missing", f"there is no list of collections at {entry.url}")
        indexes = cdx.indexes(entry, page)
    for index in indexes:
        waiting, asked = [cdx.query_url(entry, index)], set[str]()
        while waiting and len(asked) < entry.most_pages:
            url = waiting.pop()
            if url in asked:
                break
            asked.add(url)
            page = await get(url)
            if page is not None:
                told = cdx.read(source, entry, page, index)
                waiting += told.further
                yield Step(url, told.links)
