"""Trying a source out: what its lists name, and which of its selectors match; nothing is kept."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress

from resiliparse.parse.html import HTMLTree

from models.base import Frozen
from pipeline.crawling.lists.base import Link, ListFault, ListPage, list_page
from pipeline.crawling.page_checks import check_list, check_page
from pipeline.crawling.walk import walk
from pipeline.fetching.client import Fetcher
from pipeline.fetching.faults import FetchFault
from pipeline.fetching.response import OK
from pipeline.reading.encoding import decode
from pipeline.reading.html_tree import parse_html
from pipeline.reading.profiles import all_profiles
from pipeline.reading.unreadable import Unreadable
from pipeline.sources.entries import Cdx, Entry
from pipeline.sources.source import Source

_SAMPLES = 3


class ListCheck(Frozen):
    """A list's first page. ``pages`` is null where the list does not tell how many it has."""

    url: str
    kind: str
    pages: int | None
    links: int
    samples: tuple[str, ...]
    code: str = ""
    message: str = ""


class SelectorCheck(Frozen):
    """How many of the items read have an element for a selector of the reading profile."""

    part: str
    selector: str
    matches: int


class ItemCheck(Frozen):
    """An item that was read; ``code`` is empty where it is as expected."""

    url: str
    code: str
    message: str = ""


class SourceCheck(Frozen):
    """What trying a source out showed.

    ``silent`` are the parts of a page (title, date, body) for which no selector matched any item.
    """

    source: str
    ok: bool
    lists: tuple[ListCheck, ...]
    items: tuple[ItemCheck, ...]
    selectors: tuple[SelectorCheck, ...]
    silent: tuple[str, ...]


class Checker:
    """Tries out one source with a fetcher, reading ``most_items`` items."""

    def __init__(self, source: Source, fetcher: Fetcher, most_items: int) -> None:
        self._source, self._fetcher, self._most_items = source, fetcher, most_items
        self._last: ListPage | None = None

    async def run(self) -> SourceCheck:
        """The findings; faults of the site are among them."""
        lists, links = [], dict[str, Link]()
        for entry in self._source.lists:
            found, named = await self._list(entry)
            lists.append(found)
            if not isinstance(entry, Cdx):
                links |= {link.url: link for link in named}
        items, trees = await self._items(list(links.values())[: self._most_items])
        selectors = tuple(_selectors(self._source, trees))
        matched = {check.part for check in selectors if check.matches}
        silent = tuple(dict.fromkeys(c.part for c in selectors if c.part not in matched))
        codes = [*(check.code for check in lists), *(item.code for item in items)]
        faulty = any(codes) or bool(trees and silent)
        return SourceCheck(
            source=self._source.id,
            ok=not faulty,
            lists=tuple(lists),
            items=tuple(items),
            selectors=selectors,
            silent=silent if trees else (),
        )

    async def _list(self, entry: Entry) -> tuple[ListCheck, tuple[Link, ...]]:
        code = message = ""
        pages: int | None = None
        links: tuple[Link, ...] = ()
        try:
            async for step in walk(self._source, entry, self._page):
                pages, links = step.pages, step.links
                break
        except ListFault as fault:
            page = self._last if fault.code == "list_changed" else None
            code = (check_list(page.base, page.text()) if page else "") or fault.code
            message = str(fault)
        except FetchFault as fault:
            code, message = fault.code.value, str(fault)
        check = ListCheck(
            url=entry.url,
            kind=entry.kind.value,
            pages=pages,
            links=len(links),
            samples=tuple(link.url for link in links[:_SAMPLES]),
            code=code,
            message=message,
        )
        return check, links

    async def _page(self, url: str) -> ListPage | None:
        answer = (await self._fetcher.fetch(url, self._source.politeness)).last
        page = list_page(url, answer)
        self._last = page or self._last
        return page

    async def _items(self, links: Sequence[Link]) -> tuple[list[ItemCheck], list[HTMLTree]]:
        checks, trees = [], []
        for link in links:
            try:
                answer = (await self._fetcher.fetch(link.url, self._source.politeness)).last
            except FetchFault as fault:
                checks.append(ItemCheck(url=link.url, code=fault.code.value, message=str(fault)))
                continue
            if answer.status != OK:
                checks.append(ItemCheck(url=link.url, code=f"status_{answer.status}"))
                continue
            body = answer.body()
            code = check_page(self._source, answer.url, body, answer.charset)
            checks.append(ItemCheck(url=link.url, code=code))
            with suppress(Unreadable):
                trees.append(parse_html(decode(body, answer.charset).shown()))
        return checks, trees


def _selectors(source: Source, trees: Iterable[HTMLTree]) -> Iterable[SelectorCheck]:
    profile = next((p for p in all_profiles() if p.id == source.reading), None)
    if profile is None:
        return
    roots = [tree.document for tree in trees if tree.document]
    parts = {"title": profile.title, "date": profile.date, "body": profile.body}
    found: Counter[tuple[str, str]] = Counter()
    for part, selectors in parts.items():
        for selector in selectors:
            found[part, selector] = sum(root.query_selector(selector) is not None for root in roots)
    for (part, selector), matches in found.items():
        yield SelectorCheck(part=part, selector=selector, matches=matches)
