"""Whether a page with status 200 is what was asked for: its template, and known stand-ins."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from pydantic import Field, ValidationError
from resiliparse.parse.html import HTMLTree

from models.base import Frozen
from pipeline.reading.encoding import decode
from pipeline.reading.feed import FeedError, read_feed
from pipeline.reading.html_tree import parse_html
from pipeline.reading.noise import spam_patterns
from pipeline.reading.profiles import all_profiles
from pipeline.reading.unreadable import Unreadable
from pipeline.sources.entries import Pattern
from pipeline.sources.source import ANY_TEMPLATE, FEED, Source

_FILE = Path(__file__).with_name("page_checks.yaml")
OTHER_TEMPLATE, SAME_BYTES = "other_template", "same_bytes"


class StandIn(Frozen):
    """A kind of page that servers send in the place of others; any of its marks is enough."""

    code: str
    path: Pattern | None = None
    title: Pattern | None = None
    text: Pattern | None = None
    selectors: tuple[str, ...] = ()


class PageChecks(Frozen):
    """The rules; see the data file."""

    pages: tuple[StandIn, ...]
    most_text: int = Field(gt=0)
    broken_pages: int = Field(gt=0)
    broken_share: float = Field(gt=0, le=1)
    same_bytes: int = Field(gt=1)


@cache
def page_checks() -> PageChecks:
    """The rules of the data file. Raises ValueError, naming the file, for a broken one."""
    try:
        return PageChecks.model_validate(yaml.safe_load(_FILE.read_text("utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        raise ValueError(f"{_FILE.name}: {error}") from error


def check_page(source: Source, url: str, body: bytes, charset: str | None) -> str:
    """Code of what is wrong with an item, or "".

    ``url`` is the one that answered in the end. ``other_template`` is only a suspicion: single
    pages may differ, and the reader reads them all the same.
    """
    if not body.strip(b"\0 \t\r\n"):
        return "empty_page"
    if not source.owns(url):
        return "elsewhere"
    if body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return ""
    shown = decode(body, charset).shown()
    if source.reading == FEED:
        return _check_feed(source, url, shown)
    return _check_html(source, url, shown)


def _check_feed(source: Source, url: str, shown: str) -> str:
    try:
        read_feed(shown, url)
    except (FeedError, Unreadable):
        stand_in = _check_html(source, url, shown) if shown.lstrip()[:1] == "<" else ""
        return stand_in or OTHER_TEMPLATE
    return ""


def _check_html(source: Source, url: str, shown: str) -> str:
    try:
        tree = parse_html(shown)
    except Unreadable:
        return ""  # the reader will say so
    if _has_template(source, tree):
        return ""
    code = _stand_in(tree, url)
    return code or ("" if source.reading == ANY_TEMPLATE else OTHER_TEMPLATE)


def _has_template(source: Source, tree: HTMLTree) -> bool:
    """Whether an element is there that the reading profile takes for the body, however empty."""
    profile = next((p for p in all_profiles() if p.id == source.reading), None)
    root = tree.document
    return bool(profile and root and any(root.query_selector(name) for name in profile.body))


def check_list(url: str, shown: str) -> str:
    """Code of the stand-in that was sent for a list, or ""."""
    try:
        return _stand_in(parse_html(shown), url)
    except Unreadable:
        return ""


def _stand_in(tree: HTMLTree, url: str) -> str:
    title = (tree.title or "").strip()
    if any(pattern.search(title) for pattern in spam_patterns()):
        return "spam_page"
    text = " ".join(((tree.body.text if tree.body else "") or "").split())
    if len(text) > page_checks().most_text:
        return ""
    root, path = tree.document, urlsplit(url).path
    for kind in page_checks().pages:
        marks = ((kind.path, path), (kind.title, title), (kind.text, text))
        if any(pattern and re.search(pattern, where) for pattern, where in marks):
            return kind.code
        if root and any(root.query_selector(selector) for selector in kind.selectors):
            return kind.code
    return ""
