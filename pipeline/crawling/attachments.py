"""The files that a page links to."""

from models.document import Attachment
from pipeline.crawling.file_names import name_of
from pipeline.crawling.lists.base import Link, link_to
from pipeline.reading.encoding import decode
from pipeline.reading.feed import FeedError, read_feed
from pipeline.reading.html_blocks import attachments_of, parse_fragment
from pipeline.reading.html_regions import find_regions
from pipeline.reading.html_tree import parse_html
from pipeline.reading.unreadable import Unreadable
from pipeline.sources.source import FEED, Source

# A notice has a handful; a page with more is a directory, or worse.
_MOST_FILES = 200
# What a file of these kinds never starts with, and a page sent in its place does.
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<script")


def linked_files(source: Source, url: str, body: bytes, charset: str | None) -> list[Link]:
    """Links to files in the body of an item, only on the source's hosts; titles are safe names."""
    shown = decode(body, charset).shown()
    try:
        found = _attachments(source, url, shown)
    except FeedError:
        return []
    links = ((link_to(a.url, url, source.encoding), a.name) for a in found[:_MOST_FILES])
    return [
        Link(link.url, name_of(link.url, name))
        for link, name in links
        if link and source.owns(link.url)
    ]


def _attachments(source: Source, url: str, shown: str) -> list[Attachment]:
    try:
        if source.reading == FEED:
            return read_feed(shown, url).attachments
        region = find_regions(parse_html(shown), url).body
    except Unreadable:
        return []
    return attachments_of(parse_fragment(region.markup), url) if region else []


def check_file(body: bytes) -> str:
    """Code of what is wrong with a file as served, or ""."""
    if not body:
        return "empty_page"
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "page_for_file" if head.startswith(_MARKUP) else ""
