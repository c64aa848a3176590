"""What lists give, and the page that they give it from."""

from dataclasses import dataclass, field

from pipeline.fetching.faults import FetchFault
from pipeline.fetching.request_urls import request_url
from pipeline.fetching.response import GONE, OK, Response
from pipeline.reading.encoding import decode


class ListFault(Exception):
    """A list page that cannot be read; ``code`` is for programs."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Archived:
    """Where a web archive keeps a capture. ``timestamp`` is UTC in 14 digits, ``digest`` the
    SHA-1 of the payload in base 32, ``status`` null where the index tells none.

    ``file``, ``offset`` and ``length`` (bytes) name the record in a WARC file.
    """

    timestamp: str
    digest: str
    status: int | None
    file: str = ""
    offset: int = 0
    length: int = 0


@dataclass(frozen=True)
class Link:
    """An item or file that a list or page names, by its URL as it is to be requested."""

    url: str
    title: str = ""
    archived: Archived | None = None


@dataclass(frozen=True)
class ListPage:
    """A list page as served, its content coding undone; ``charset`` is that of the header.

    ``url`` is what was asked for, ``base`` what answered in the end: links are relative to it.
    """

    url: str
    body: bytes
    charset: str | None
    base: str

    def text(self) -> str:
        """The page as characters."""
        return decode(self.body, self.charset).shown()


def list_page(url: str, answer: Response) -> ListPage | None:
    """The list page that ``url`` was answered with, None for one that is gone.

    Raises ListFault for any other answer that is no page.
    """
    if answer.status in GONE:
        return None
    if answer.status != OK:
        raise ListFault(f"status_{answer.status}", f"{url} answered {answer.status}")
    return ListPage(url, answer.body(), answer.charset, answer.url)


@dataclass(frozen=True)
class Told:
    """What a list page tells: items, and further pages of the list.

    ``strange`` counts entries that are there and fit no rule of the profile.
    """

    links: tuple[Link, ...]
    further: tuple[str, ...] = field(default=())
    strange: int = 0


def link_to(href: str, base: str, encoding: str, title: str = "") -> Link | None:
    """The link of an ``href``, or None where it leads to nothing that can be fetched."""
    try:
        return Link(request_url(href, base, encoding), " ".join(title.split()))
    except FetchFault:
        return None
