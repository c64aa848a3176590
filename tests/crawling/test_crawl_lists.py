"""What list pages tell: links, numbers of pages, further pages, by kind."""

import gzip
import json

import pytest

from pipeline.crawling.attachments import check_file
from pipeline.crawling.file_names import name_of, safe_name
from pipeline.crawling.lists import html_list, json_feed, sitemap
from pipeline.crawling.lists.base import ListFault, ListPage
from pipeline.sources.entries import IndexPages, JsonFeed, Sitemap, TrsColumn
from pipeline.sources.source import Source

BASE = "http://a.example.cn/kj/"


def source(entry: dict[str, object], **more: object) -> Source:
    return Source.model_validate(
        {
            "id": "x",
            "name_zh": "x",
            "name_en": "x",
            "site": "other",
            "hosts": ["a.example.cn"],
            "reading": "any",
            "lists": [entry],
            "basis": "observed",
            "evidence": "x",
            **more,
        }
    )


def page(body: str | bytes, url: str = BASE) -> ListPage:
    return ListPage(url, body if isinstance(body, bytes) else body.encode(), None, url)


def html(body: str, **entry: object) -> html_list.Told:
    own = source({"kind": "trs_column", "url": BASE, **entry}, encoding="gb18030")
    found = own.lists[0]
    assert isinstance(found, TrsColumn | IndexPages)
    return html_list.read(own, found, page(body))


ANCHORS = """<div class="list-content"><a href="./202209/t20220913_1.htm" title="一 二">…</a>
<a href="../kj/202209/t20220913_1.htm#x">again</a><a href="http://www.a.example.cn/t20220913_2.html">三</a>
<a href="http://b.example.cn/t20220913_3.htm">elsewhere</a><a href="javascript:f()">x</a>
<a href="./index.htm">no item</a><a href="t20220913_4.htm?k=氢">query</a></div>
<a href="t20220913_5.htm">outside of the list</a>"""


def test_links_of_a_column() -> None:
    links = html(ANCHORS).links
    assert [(link.url, link.title) for link in links] == [
        (f"{BASE}202209/t20220913_1.htm", "一 二"),
        ("http://www.a.example.cn/t20220913_2.html", "三"),
    ]
    loose = source({"kind": "trs_column", "url": BASE}, items={"pattern": "/t\\d+_4"})
    own = loose.lists[0]
    assert isinstance(own, TrsColumn)
    (link,) = html_list.read(loose, own, page(ANCHORS)).links
    assert link.url == f"{BASE}t20220913_4.htm?k=%E6%B0%A2"


@pytest.mark.parametrize(
    ("script", "further"),
    [
        ('createPageHTML(3, 0, "index", "shtml");', ["index_1.shtml", "index_2.shtml"]),
        ("createPageHTML('3','0','list','html')", ["list_1.html", "list_2.html"]),
        ("var countPage = 2//共多少页", ["index_1.htm"]),
        ("createPageHTML(1, 0, 'index', 'htm')", []),
    ],
)
def test_pages_of_a_column(script: str, further: list[str]) -> None:
    body = f"{ANCHORS}<script>{script}</script>"
    assert html(body).further == tuple(BASE + name for name in further)


def test_a_column_that_tells_no_number_is_bounded() -> None:
    assert len(html(ANCHORS, most_pages=7).further) == 6


def test_index_pages_count_as_their_profile_says() -> None:
    entry = {
        "kind": "index_pages",
        "next": "p{n}.jsp",
        "first_number": 2,
        "page_count": r"共(\d+)页",
    }
    assert html("共3页", **entry).further == (f"{BASE}p2.jsp", f"{BASE}p3.jsp")


def feed(body: object, page_number: int = 1, **more: object) -> json_feed.Told:
    entry = {
        "kind": "json_feed",
        "url": BASE + "list?p={page}",
        "pages": "Maxpage",
        "items": "L",
        "link": "U",
        "pattern": r"id=(?P<id>\d+)",
        "item_url": BASE + "item?id={id}",
        **more,
    }
    found = source(entry).lists[0]
    assert isinstance(found, JsonFeed)
    text = body if isinstance(body, str) else json.dumps(body)
    return json_feed.read(found, page(text, f"{BASE}list?p={page_number}"))


def test_a_feed() -> None:
    told = feed({"Maxpage": "3", "L": [{"U": "x?id=1"}, {"U": "x"}, {"U": None}, 5, {"U": "id=2"}]})
    assert [link.url for link in told.links] == [f"{BASE}item?id=1", f"{BASE}item?id=2"]
    assert told.further == (f"{BASE}list?p=2", f"{BASE}list?p=3") and told.strange == 3
    assert feed({"Maxpage": 3, "L": []}, page_number=2).further == ()
    assert len(feed({"Maxpage": 10**9, "L": []}, most_pages=5).further) == 4


@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", '{"Maxpage": 1}', '{"L": [], "Maxpage": "x"}', "[" * 10_000]
)
def test_what_is_no_feed(body: str) -> None:
    with pytest.raises(ListFault):
        feed(body)


SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
URLS = f"""<?xml version="1.0" encoding="UTF-8"?><urlset {SPACE}>
<url><loc> {BASE}t20220913_1.htm </loc><lastmod>2022-09-13T08:00:00+08:00</lastmod></url>
<url><loc>{BASE}t20120913_1.htm</loc><lastmod>2012-09-13</lastmod></url>
<url><loc>{BASE}t20220913_2.htm</loc></url><!-- x --><url><loc>{BASE}</loc></url><url/>
<url><loc>http://b.example.cn/t20220913_3.htm</loc></url></urlset>"""


def sitemap_of(body: str | bytes, **entry: object) -> sitemap.Told:
    own = source({"kind": "sitemap", "url": BASE + "sitemap.xml", **entry})
    found = own.lists[0]
    assert isinstance(found, Sitemap)
    return sitemap.read(own, found, page(body))


@pytest.mark.parametrize("body", [URLS, gzip.compress(URLS.encode())])
def test_a_sitemap(body: str | bytes) -> None:
    assert len(sitemap_of(body).links) == 3
    recent = sitemap_of(body, since="2020-01-01").links
    assert [link.url[-7:] for link in recent] == ["3_1.htm", "3_2.htm"]


def test_an_index_of_sitemaps() -> None:
    one = f"<sitemap><loc>{BASE}1.xml.gz</loc></sitemap><sitemap><loc>http://b.cn/2</loc></sitemap>"
    told = sitemap_of(f"<sitemapindex {SPACE}>{one}</sitemapindex>")
    assert told.further == (f"{BASE}1.xml.gz",) and told.links == ()


ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("body", ["", "<html/>", "no XML", b"\x1f\x8b\x08broken"])
def test_what_is_no_sitemap(body: str | bytes) -> None:
    with pytest.raises(ListFault):
        sitemap_of(body)


def test_entities_of_a_sitemap_are_not_read() -> None:
    body = f"{ENTITY}<urlset {SPACE}><url><loc>{BASE}t1_1.htm?&a;</loc></url></urlset>"
    assert all("?" not in link.url or link.url.endswith("?") for link in sitemap_of(body).links)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\附件.doc", "附件.doc"),
        ("a\x00b\u202ecod.exe", "abcod.exe"),
        ("con.txt", "_con.txt"),
        ("..", "file"),
        ("", "file"),
        ("a?b*.xls", "a_b_.xls"),
        (" . 表.zip. ", "表.zip"),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_long_names_keep_their_ending() -> None:
    name = safe_name("长" * 200 + ".docx")
    assert name.endswith(".docx") and len(name.encode()) <= 150


@pytest.mark.parametrize(
    ("url", "text", "name"),
    [
        ("http://a.cn/x/P01.doc", "附件：项目表.doc", "附件：项目表.doc"),
        ("http://a.cn/x/P01.doc", "附件", "P01.doc"),
        ("http://a.cn/x/%CF%EE%C4%BF%B1%ED.doc", "", "项目表.doc"),
        ("http://a.cn/x/%E9%A1%B9%E7%9B%AE.doc?x=1", "../.doc", "项目.doc"),
        ("http://a.cn/%2e%2e%2fpasswd.doc", "", "passwd.doc"),
    ],
)
def test_names_of_files(url: str, text: str, name: str) -> None:
    assert name_of(url, text) == name


def test_a_page_in_the_place_of_a_file() -> None:
    assert check_file(b"\r\n<!DOCTYPE html><html>login") == "page_for_file"
    assert check_file(b"") == "empty_page"
    assert check_file(b"\xd0\xcf\x11\xe0doc") == check_file(b"%PDF-1.4") == ""
