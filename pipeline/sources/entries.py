"""Entry lists: the five ways in which a source tells of its items."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

import soupsieve
from pydantic import AfterValidator, Field, field_validator, model_validator

from models.base import Frozen

# Documents of the TRS content system, on which ministry and missions run: t20190524_3160157.htm.
TRS_DOCUMENT = r"/t\d{8}_\d+\.s?html?$"
# Containers in which lists of missions were seen, old templates first.
_TRS_LINKS = (
    "#docMore a",
    "#docNum a",
    "#TRS a",
    "#TRS_OUTLINE a",
    "#liebiao a",
    "#manytitle a",
    ".newslist a",
    ".newsList a",
    ".news-list a",
    ".cbox_ul a",
    ".nbox_ul a",
    ".nav_title_list a",
    ".list-content a",
)
_MOST_PAGES = 2_000


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text!r} is no regular expression: {error}") from error
    return text


def _http(url: str) -> str:
    if not re.match(r"https?://[^/\s]+", url):
        raise ValueError(f"{url!r} is no http URL")
    return url


def _selector(text: str) -> str:
    try:
        soupsieve.compile(text)
    except soupsieve.SelectorSyntaxError as error:
        raise ValueError(f"{text!r} is no CSS selector") from error
    return text


Selector = Annotated[str, AfterValidator(_selector)]
Pattern = Annotated[str, AfterValidator(_pattern)]
HttpUrl = Annotated[str, AfterValidator(_http)]


class Kind(StrEnum):
    """The kinds of entry lists."""

    JSON_FEED = "json_feed"
    INDEX_PAGES = "index_pages"
    TRS_COLUMN = "trs_column"
    SITEMAP = "sitemap"
    CDX = "cdx"


class _Entry(Frozen):
    """``most_pages`` bounds a walk whatever the list says of its own length."""

    url: HttpUrl
    most_pages: int = Field(default=_MOST_PAGES, gt=0, le=100_000)


class JsonFeed(_Entry):
    """A handler that lists items as JSON, page by page.

    ``url`` holds ``{page}``; ``pages`` is the member with the number of the last page, ``items``
    the member with the items; ``link`` is the item's member in which ``pattern`` finds the named
    groups that ``item_url`` is filled with.
    """

    kind: Literal[Kind.JSON_FEED]
    first_page: int = 1
    pages: str
    items: str
    link: str
    pattern: Pattern
    item_url: HttpUrl

    @field_validator("url")
    @classmethod
    def _has_page(cls, url: str) -> str:
        if "{page}" not in url:
            raise ValueError("the URL of a json_feed must hold {page}")
        return url

    @model_validator(mode="after")
    def _groups_fill_the_url(self) -> "JsonFeed":
        groups = set(re.compile(self.pattern).groupindex)
        wanted = set(re.findall(r"{(\w+)}", self.item_url))
        if groups != wanted:
            raise ValueError(
                f"item_url is filled with {sorted(wanted)} but pattern finds {sorted(groups)}"
            )
        return self


class IndexPages(_Entry):
    """Pages of links: ``url`` is the first, ``next`` (with ``{n}``, relative) are the others.

    ``page_count`` finds the number of pages in the first one; without it, or where it finds
    nothing, the walk ends at the first page that is missing or tells nothing new. ``links`` are
    the selectors of the links; those that match are searched for items.
    """

    kind: Literal[Kind.INDEX_PAGES]
    next: str = "index_{n}.htm"
    first_number: int = 1
    page_count: Pattern | None = None
    links: tuple[Selector, ...] = Field(default=("a",), min_length=1)

    @field_validator("next")
    @classmethod
    def _has_number(cls, value: str) -> str:
        if "{n}" not in value:
            raise ValueError("next must hold {n}")
        return value


class TrsColumn(_Entry):
    """A column of the TRS content system, whose pages tell their number and names in a script:
    ``createPageHTML(15, 0, "index", "htm")`` or ``var countPage = 15``.
    """

    kind: Literal[Kind.TRS_COLUMN]
    links: tuple[Selector, ...] = Field(default=_TRS_LINKS, min_length=1)


class Sitemap(_Entry):
    """A sitemap or an index of sitemaps, gzipped or not. ``since`` leaves out older entries."""

    kind: Literal[Kind.SITEMAP]
    since: date | None = None


class Access(StrEnum):
    """How archived bytes are fetched: replayed by the server, or cut out of its WARC files."""

    REPLAY = "replay"
    WARC = "warc"


class Cdx(_Entry):
    """A query of a web archive's capture index, then the archived records.

    ``url`` is the index, or with ``collections`` the list of indexes (Common Crawl's
    ``collinfo.json``), of which those between ``since`` and ``until`` are asked. ``query`` is the
    URL to look up. ``records`` is the replay prefix (``{timestamp}`` and ``{url}`` are filled in)
    or, for ``warc``, the folder of the WARC files.
    """

    kind: Literal[Kind.CDX]
    query: str = Field(min_length=3)
    match: Literal["exact", "prefix", "host", "domain"] = "prefix"
    access: Access
    records: HttpUrl
    collections: bool = False
    since: date | None = None
    until: date | None = None
    page_size: int = Field(default=5_000, gt=0)

    @model_validator(mode="after")
    def _records_fit(self) -> "Cdx":
        filled = {"{timestamp}", "{url}"} <= set(re.findall(r"{\w+}", self.records))
        if filled is not (self.access is Access.REPLAY):
            raise ValueError("records must hold {timestamp} and {url} for replay, neither for warc")
        return self


Entry = Annotated[JsonFeed | IndexPages | TrsColumn | Sitemap | Cdx, Field(discriminator="kind")]
