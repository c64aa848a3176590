"""Sitemaps and indexes of sitemaps, plain or gzipped (sitemaps.org, protocol 0.9)."""

import zlib

from lxml import etree

from pipeline.crawling.lists.base import Link, ListFault, ListPage, Told, link_to
from pipeline.inputs.base import MAX_FILE_BYTES
from pipeline.sources.entries import Sitemap
from pipeline.sources.source import Source


def read(source: Source, entry: Sitemap, page: ListPage) -> Told:
    """The items of a sitemap, or the sitemaps of an index. Raises ListFault for anything else."""
    root = _parsed(page)
    kind = etree.QName(root).localname
    if kind not in ("urlset", "sitemapindex"):
        raise ListFault("list_changed", f"{page.url} is no sitemap")
    links = [link for node in root if (link := _link(source, entry, page, node)) is not None]
    if kind == "sitemapindex":
        return Told((), tuple(link.url for link in links if source.owns(link.url)))
    items = (link for link in links if source.owns(link.url) and source.items(link.url))
    return Told(tuple({link.url: link for link in items}.values()))


def _parsed(page: ListPage) -> etree._Element:
    # Entities, external files and very deep trees are what an attack would need.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(_unpacked(page.body), parser)
    except (etree.XMLSyntaxError, ValueError, zlib.error) as error:
        raise ListFault("list_changed", f"{page.url} is no XML: {error}") from error
    if root is None:
        raise ListFault("list_changed", f"{page.url} is no XML")
    return root


def _unpacked(body: bytes) -> bytes:
    if body[:2] != b"\x1f\x8b":
        return body
    member = zlib.decompressobj(31)
    text = member.decompress(body, MAX_FILE_BYTES)
    if not member.eof:
        raise ListFault("too_large", f"more than {MAX_FILE_BYTES} bytes, or cut")
    return text


def _link(source: Source, entry: Sitemap, page: ListPage, node: etree._Element) -> Link | None:
    members = {
        etree.QName(child).localname: (child.text or "").strip()
        for child in node
        if isinstance(child.tag, str)
    }
    changed = members.get("lastmod", "")[:10]
    if entry.since and changed and changed < entry.since.isoformat():
        return None
    place = members.get("loc")
    return link_to(place, page.base, source.encoding) if place else None
