"""Lists as HTML pages: which links are items, and how many pages there are."""

import re
from urllib.parse import urljoin

from bs4 import BeautifulSoup

from pipeline.crawling.lists.base import Link, ListPage, Told, link_to
from pipeline.sources.entries import IndexPages, TrsColumn
from pipeline.sources.source import Source

# ``createPageHTML(pages, current, "index", "htm")`` of the TRS content system, or its variable.
_TRS_CALL = re.compile(
    r"""createPageHTML\(\s*["']?(\d+)["']?\s*,\s*["']?\d+["']?\s*,"""
    r"""\s*["'](\w+)["']\s*,\s*["'](\w+)["']"""
)
_TRS_COUNT = re.compile(r"countPage\s*=\s*(\d+)|createPageHTML\(\s*[\"']?(\d+)")


def read(source: Source, entry: IndexPages | TrsColumn, page: ListPage) -> Told:
    """What one page of the list tells; the further pages only if it is the first one."""
    text = page.text()
    links = _links(source, entry.links, page, text)
    first = page.url == entry.url
    return Told(links, _further(entry, text) if first else ())


def counted(entry: IndexPages | TrsColumn, first: ListPage) -> bool:
    """Whether the first page tells how many there are; if not, the walk has to find the end."""
    return _count(entry, first.text()) is not None


def page_url(entry: IndexPages | TrsColumn, number: int, text: str = "") -> str:
    """The URL of a further page, counted from 1. ``text`` is the first page."""
    if isinstance(entry, IndexPages):
        name = entry.next.replace("{n}", str(entry.first_number + number - 1))
        return urljoin(entry.url, name)
    call = _TRS_CALL.search(text)
    stem, ending = (call[2], call[3]) if call else ("index", "htm")
    return urljoin(entry.url, f"{stem}_{number}.{ending}")


def _further(entry: IndexPages | TrsColumn, text: str) -> tuple[str, ...]:
    count = _count(entry, text)
    last = entry.most_pages if count is None else min(count, entry.most_pages)
    return tuple(page_url(entry, number, text) for number in range(1, last))


def _count(entry: IndexPages | TrsColumn, text: str) -> int | None:
    pattern = _TRS_COUNT if isinstance(entry, TrsColumn) else entry.page_count
    found = re.search(pattern, text) if pattern else None
    digits = next((group for group in found.groups() if group), None) if found else None
    return int(digits) if digits and digits.isdigit() and len(digits) < 9 else None


def _links(
    source: Source, selectors: tuple[str, ...], page: ListPage, text: str
) -> tuple[Link, ...]:
    # The reader's faster parser takes the square of the number of links to iterate over them.
    tree = BeautifulSoup(text, "lxml")
    found: dict[str, Link] = {}
    for element in tree.select(", ".join(selectors)):
        href = element.get("href")
        if not isinstance(href, str):
            continue
        title = str(element.get("title") or "") or element.get_text()
        link = link_to(href, page.base, source.encoding, title)
        if link and source.owns(link.url) and source.items(link.url):
            found.setdefault(link.url, link)
    return tuple(found.values())
