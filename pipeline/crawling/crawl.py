"""One crawl of one source: its lists, then every page it is known to have, then what all showed."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from pipeline.archive import Archive
from pipeline.crawling.answers import Answer, Getter
from pipeline.crawling.archived import ArchivedFault, ArchivedGetter
from pipeline.crawling.attachments import check_file, linked_files
from pipeline.crawling.lists.base import Link, ListFault, ListPage, list_page
from pipeline.crawling.page_checks import (
    OTHER_TEMPLATE,
    SAME_BYTES,
    check_list,
    check_page,
    page_checks,
)
from pipeline.crawling.pages import Pages, Visit, page_key
from pipeline.crawling.report import CrawlReport, ListReport, make_report, template_is_gone
from pipeline.crawling.tables import Change, PageRow, Role, State
from pipeline.crawling.turns import Turns
from pipeline.crawling.walk import walk
from pipeline.fetching.client import Fetcher
from pipeline.fetching.faults import FetchFault
from pipeline.fetching.response import GONE, OK
from pipeline.sources.entries import Cdx, Entry
from pipeline.sources.source import Source

# Requests under way at once; how many of them reach one host is the gate's matter.
_WORKERS = 16
# An archived capture never changes: what was once taken over, or refused, stays so.
_UNSETTLED = frozenset({State.NEW, State.FAILED})

_T = TypeVar("_T")
Progress = Callable[[str], None]


class SourceCrawl:
    """A crawl of a source into an archive. ``progress`` is called with each URL that was done.

    Crawls at the same time share fetcher, archive and turns.
    """

    def __init__(
        self,
        source: Source,
        fetcher: Fetcher,
        archive: Archive,
        turns: Turns,
        progress: Progress | None = None,
    ) -> None:
        self._source, self._fetcher = source, fetcher
        self._archive, self._turns = archive, turns
        self._get = Getter(source, fetcher, archive, turns)
        self._pages = Pages.begin(archive.store, source.id)
        self._progress = progress or (lambda _: None)
        self._list_page: ListPage | None = None

    async def run(self) -> CrawlReport:
        """Crawl. Raises what archive and store raise; faults of the site are in the report."""
        lists = [await self._list(entry) for entry in self._source.lists]
        if any(not isinstance(entry, Cdx) for entry in self._source.lists):
            await self._visit_all(Role.ITEM)
            await self._visit_all(Role.ATTACHMENT)
        return self._settled(tuple(lists))

    def _settled(self, lists: tuple[ListReport, ...]) -> CrawlReport:
        rules = page_checks()
        self._pages.hold_repeated(
            rules.same_bytes, SAME_BYTES, "other addresses gave the same bytes"
        )
        broken = template_is_gone(self._pages)
        self._pages.settle(OTHER_TEMPLATE if broken else None)
        now = datetime.now(UTC)
        report = make_report(self._pages, lists, broken, now)
        self._pages.finish(report.outcome.value, report.model_dump_json(), now)
        return report

    async def _list(self, entry: Entry) -> ListReport:
        get = self._index_page if isinstance(entry, Cdx) else self._listing
        pages = links = 0
        code = message = ""
        self._list_page = None
        try:
            async for step in walk(self._source, entry, get):
                pages, links = pages + 1, links + len(step.links)
                await self._turns(self._pages.found, step.links, Role.ITEM)
                if isinstance(entry, Cdx):
                    await self._take_over(entry, step.links)
        except ListFault as fault:
            code, message = self._list_code(fault), str(fault)
        except FetchFault as fault:
            code, message = fault.code.value, str(fault)
        return ListReport(
            url=entry.url,
            kind=entry.kind.value,
            pages=pages,
            links=links,
            code=code,
            message=message,
        )

    def _list_code(self, fault: ListFault) -> str:
        page = self._list_page
        if fault.code != "list_changed" or page is None:
            return fault.code
        return check_list(page.base, page.text()) or fault.code

    async def _listing(self, url: str) -> ListPage | None:
        """A list page of the site, archived like any other page."""
        link = Link(url)
        await self._turns(self._pages.found, [link], Role.LIST)
        row = self._pages.by_link(link)
        assert row is not None
        try:
            answer = await self._get.get(url)
        except FetchFault as fault:
            await self._turns(self._pages.visited, row.id, _failed(fault))
            raise
        self._progress(url)
        if answer.status != OK:
            await self._turns(self._pages.visited, row.id, _without_content(row, answer))
            if answer.status in GONE:
                return None
            raise ListFault(f"status_{answer.status}", f"{url} answered {answer.status}")
        change = _change(row, answer.holder)
        await self._turns(
            self._pages.visited, row.id, Visit(State.GOOD, change, latest=answer.holder)
        )
        body, charset = await self._get.content(answer)
        self._list_page = ListPage(url, body, charset, answer.url)
        return self._list_page

    async def _index_page(self, url: str) -> ListPage | None:
        """A page of a capture index: an answer to our question, no page of the source."""
        answer = (await self._fetcher.fetch(url, self._source.politeness)).last
        self._progress(url)
        page = list_page(url, answer)
        self._list_page = page or self._list_page
        return page

    async def _visit_all(self, role: Role) -> None:
        recheck = timedelta(days=self._source.recheck_days)
        await _each(self._pages.due(role, recheck), self._visit)

    async def _visit(self, page_id: int) -> None:
        page = self._pages.page(page_id)
        parent = self._pages.page(page.parent).url if page.parent else None
        try:
            answer = await self._get.get(page.url, parent)
        except FetchFault as fault:
            visit = _failed(fault)
        else:
            visit = await self._judged(page, answer)
        await self._turns(self._pages.visited, page_id, visit)
        self._progress(page.url)

    async def _judged(self, page: PageRow, answer: Answer) -> Visit:
        if answer.status != OK:
            return _without_content(page, answer)
        if answer.holder == page.capture:
            return Visit(State.GOOD, Change.SAME, latest=answer.holder)
        body, charset = await self._get.content(answer)
        if page.role == Role.ATTACHMENT:
            code = check_file(body)
        else:
            code = check_page(self._source, answer.url, body, charset)
        if not code and page.role == Role.ITEM and self._source.attachments:
            files = linked_files(self._source, answer.url, body, charset)
            await self._turns(self._pages.found, files, Role.ATTACHMENT, page.id)
        return _content(page, answer.holder, code)

    async def _take_over(self, entry: Cdx, links: Sequence[Link]) -> None:
        """Fetch the captures of an index that are not in the archive yet."""
        getter = ArchivedGetter(self._source, entry, self._fetcher, self._archive, self._turns)
        by_key = {
            page_key(link.url, link.archived.timestamp): link for link in links if link.archived
        }
        rows = ((self._pages.by_link(link), link) for link in by_key.values())
        wanted = [(row, link) for row, link in rows if row and row.state in _UNSETTLED]

        async def take(pair: tuple[PageRow, Link]) -> None:
            await self._turns(self._pages.visited, pair[0].id, await self._taken(getter, *pair))
            self._progress(pair[1].url)

        await _each(wanted, take)

    async def _taken(self, getter: ArchivedGetter, page: PageRow, link: Link) -> Visit:
        assert link.archived is not None
        try:
            row, verified = await getter.get(link, link.archived)
        except FetchFault as fault:
            return _failed(fault)
        except ArchivedFault as fault:
            return Visit(State.FAILED, code=fault.code, message=str(fault))
        holder = row.refers_to or row.id
        if row.status in GONE:
            return Visit(State.GONE, Change.VANISHED, latest=holder)
        served = await asyncio.to_thread(self._archive.read, row)
        code = check_page(self._source, link.url, served.body, served.capture.charset)
        visit = _content(page, holder, code)
        message = "" if verified else "the digest is not the one that the index tells"
        return Visit(visit.state, visit.change, visit.code, message, visit.latest)


def _content(page: PageRow, holder: int, code: str) -> Visit:
    held = code not in ("", OTHER_TEMPLATE)
    state = State.HELD if held else State.FRESH
    return Visit(state, _change(page, holder), code, latest=holder)


def _change(page: PageRow, holder: int) -> Change:
    if page.latest is None:
        return Change.FIRST
    return Change.SAME if page.latest == holder else Change.CHANGED


def _failed(fault: FetchFault) -> Visit:
    return Visit(State.FAILED, code=fault.code.value, message=str(fault))


def _without_content(page: PageRow, answer: Answer) -> Visit:
    """A visit that gave no content: the page is gone, or refused."""
    if answer.status in GONE:
        change = Change.VANISHED if page.capture is not None else Change.NONE
        return Visit(State.GONE, change, latest=answer.holder)
    return Visit(State.FAILED, code=f"status_{answer.status}", message="refused by the server")


async def _each(values: Sequence[_T], work: Callable[[_T], Awaitable[None]]) -> None:
    """Do the work for all values, several at a time; the first exception ends it all."""
    waiting = iter(values)

    async def worker() -> None:
        for value in waiting:
            await work(value)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(_WORKERS, len(values))):
                group.create_task(worker())
    except ExceptionGroup as several:
        raise several.exceptions[0] from several
