"""Five small sites as the real ones are built, and the profiles that describe them."""

import json
from pathlib import Path

from local_site import ADDRESS, LocalSite, Page

CISTC, MOST, GERMANY, BRISBANE, PROVINCE = HOSTS = (
    "www.cistc.gov.cn",
    "www.most.gov.cn",
    "de.china-embassy.gov.cn",
    "brisbane.china-consulate.gov.cn",
    "kjt.example.gov.cn",
)
HANDLER = "/handlers/cistcProjectInfo{}.ashx?"
TEXT = (
    "俄方研究所寻求与中国企业合作开发氢能储运技术，项目编号{}，可技术转让或合资生产。"
    "联系人：安娜·索科洛娃，电话：+7 495 000-00-00，邮箱：sokolova@institute.example。"
)
FILES = "<a href='./P01.pdf'>项目表</a><a href='项目 汇总.xlsx'>附件2</a>"
SOURCES = ("cistc", "most", "germany", "brisbane", "province")


def new_template(number: int, extra: str = "", text: str = TEXT) -> str:
    return (
        f"<html><head><title>项目{number}</title></head><body><div class='title'>项目{number}</div>"
        f"<div class='date'>2022-09-12 09:00</div><div class='trs_editor_view'>"
        f"<p>{text.format(number)}</p>{extra}</div></body></html>"
    )


def old_template(number: int) -> str:
    return (
        f"<html><body><div id='News_Body_Title'>项目{number}</div>"
        f"<div id='News_Body_Time'>2014/04/22</div>"
        f"<div id='News_Body_Txt_A'><p>{TEXT.format(number)}</p></div></body></html>"
    )


def most_page(number: int) -> bytes:
    page = (
        f"<html><head><meta charset='gb2312'></head><body><div id='Title'>项目{number}</div>"
        f"<div class='gray12 lh22'>2019年05月24日</div><div id='Zoom'><p>{TEXT.format(number)}</p>"
        "</div></body></html>"
    )
    return page.encode("gb18030")


def links(hrefs: list[str], container: str = "<ul class='list-content'>") -> str:
    items = "".join(f"<li><a href='{href}'>项目</a></li>" for href in hrefs)
    return f"<html><body><a href='/'>首页</a>{container}{items}</ul></body></html>"


def feed_item(number: int, text: str = TEXT) -> Page:
    item = {
        "ProjectTitle": f"项目{number}",
        "ProjectContent": f"<p>{text.format(number)}</p><a href='/files/{number}.docx'>附件</a>",
        "ProjectPublicDate": "2020/7/2",
    }
    return Page(json.dumps(item).encode(), "text/plain")


def build(site: LocalSite) -> None:
    """26 items in 5 sites, 10 attachments."""
    for host in HOSTS:
        site.put(host, "/robots.txt", Page(b"User-agent: *\nDisallow: /admin/\n", "text/plain"))
    _cistc(site)
    _most(site)
    _germany(site)
    _brisbane(site)
    _province(site)


def _cistc(site: LocalSite) -> None:
    for page in (1, 2):
        numbers = range(page * 10, page * 10 + 4)
        feed = {
            "Maxpage": "2",
            "Pagenum": str(page),
            "Projectlist": [{"ProjectUrl": f"x.html?column=229&id={n}"} for n in numbers],
        }
        path = HANDLER.format("List") + f"columnid=229&isall=1&keyword=&pagenum={page}"
        site.put(CISTC, path, Page(json.dumps(feed).encode(), "text/plain"))
        for n in numbers:
            item = HANDLER.format("") + f"infoid={n}&contentLenth=&column=229"
            site.put(CISTC, item, feed_item(n))
            site.put(CISTC, f"/files/{n}.docx", Page(b"PK\x03\x04" + bytes([n]) * 50, "app/x"))


def _most(site: LocalSite) -> None:
    """Lists that do not tell how many there are."""
    for page in range(3):
        hrefs = [f"./201905/t2019052{page}_{n}.htm" for n in range(2)]
        name = "" if page == 0 else f"index_{page}.htm"
        site.put(MOST, f"/kjbgz/{name}", links(hrefs).encode("gb18030"))
        for n in range(2):
            site.put(MOST, f"/kjbgz/201905/t2019052{page}_{n}.htm", most_page(page * 10 + n))


def _germany(site: LocalSite) -> None:
    """Lists that tell their number in a script; two attachments."""
    script = '<script>createPageHTML(2, 0, "index", "shtml");</script>'
    for page, name in enumerate(("", "index_1.shtml")):
        hrefs = [f"./202209/t2022091{page}_{n}.shtml" for n in range(3)]
        site.put(GERMANY, f"/kjcx/hz/{name}", links(hrefs) + script)
        for n in range(3):
            files = (
                "<a href='./P01.pdf'>项目表</a><a href='项目 汇总.xlsx'>附件2</a>"
                if page + n == 0
                else ""
            )
            path = f"/kjcx/hz/202209/t2022091{page}_{n}.shtml"
            site.put(GERMANY, path, new_template(page * 10 + n, files))
    site.put(GERMANY, "/kjcx/hz/202209/P01.pdf", Page(b"%PDF-1.4 one", "application/pdf"))
    name = "%E9%A1%B9%E7%9B%AE%20%E6%B1%87%E6%80%BB.xlsx"
    site.put(GERMANY, f"/kjcx/hz/202209/{name}", Page(b"PK\x03\x04two", "application/x"))


def _brisbane(site: LocalSite) -> None:
    hrefs = [f"./t51223{n}.htm" for n in range(3)]
    site.put(BRISBANE, "/kxjs/kjdt/", links(hrefs, "<ul id='docMore'>"))
    for n in range(3):
        site.put(BRISBANE, f"/kxjs/kjdt/t51223{n}.htm", old_template(n))


def _province(site: LocalSite) -> None:
    urls = [site.url(PROVINCE, f"/art/2022/1/24/art_1_{n}.html") for n in range(3)]
    places = "".join(f"<url><loc>{url}</loc></url>" for url in [*urls, site.url(PROVINCE, "/x")])
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    site.put(PROVINCE, "/s.xml", f"<urlset xmlns='{space}'>{places}</urlset>")
    index = f"<sitemap><loc>{site.url(PROVINCE, '/s.xml')}</loc></sitemap>"
    site.put(PROVINCE, "/sitemap.xml", f"<sitemapindex xmlns='{space}'>{index}</sitemapindex>")
    for n in range(3):
        page = f"<h1>通知{n}</h1><div id='zoom'><p>{TEXT.format(n)}</p></div>"
        site.put(PROVINCE, f"/art/2022/1/24/art_1_{n}.html", f"<html><body>{page}</body></html>")


_PROFILE = """id: {id}
name_zh: 测试
name_en: test
site: {kind}
hosts: [{host}]
reading: {reading}
encoding: {encoding}
lists:
  - {entry}
items: {{pattern: '{pattern}'}}
politeness: {{delay: 0, concurrency: 8}}
basis: observed
evidence: made for the test
"""


def profiles(site: LocalSite, folder: Path) -> None:
    """Write a workspace whose sources are the sites, with settings that let them be fetched."""
    base = f":{site.port}"
    trs = r"/t\d+(_\d+)?\.s?html?$"
    feed = f"http://{CISTC}{base}" + HANDLER
    rows = [
        (
            ("cistc", "cistc", CISTC, "feed", "utf-8"),
            f"{{kind: json_feed, url: '{feed.format('List')}columnid=229&isall=1&keyword=&pagenum="
            "{page}', pages: Maxpage, items: Projectlist, link: ProjectUrl, pattern: "
            rf"'column=(?P<column>\d+)&id=(?P<id>\d+)', item_url: '{feed.format('')}infoid="
            "{id}&contentLenth=&column={column}'}",
            "x",
        ),
        (
            ("most", "most", MOST, "most", "gb18030"),
            f"{{kind: index_pages, url: 'http://{MOST}{base}/kjbgz/', next: 'index_{{n}}.htm'}}",
            trs,
        ),
        (
            ("germany", "embassy", GERMANY, "foreign_ministry", "utf-8"),
            f"{{kind: trs_column, url: 'http://{GERMANY}{base}/kjcx/hz/'}}",
            trs,
        ),
        (
            ("brisbane", "consulate", BRISBANE, "foreign_ministry", "utf-8"),
            f"{{kind: trs_column, url: 'http://{BRISBANE}{base}/kxjs/kjdt/'}}",
            trs,
        ),
        (
            ("province", "provincial", PROVINCE, "provincial", "utf-8"),
            f"{{kind: sitemap, url: 'http://{PROVINCE}{base}/sitemap.xml'}}",
            r"/art/\d{4}/",
        ),
    ]
    for (name, kind, host, reading, encoding), entry, pattern in rows:
        text = _PROFILE.format(
            id=name,
            kind=kind,
            host=host,
            reading=reading,
            encoding=encoding,
            entry=entry,
            pattern=pattern,
        )
        write_profile(folder, name, text)
    write_settings(folder)


def write_profile(folder: Path, name: str, text: str) -> None:
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    (folder / "sources" / f"{name}.yaml").write_text(text, "utf-8")


def write_settings(folder: Path, **more: object) -> None:
    """Quick retries, short waits, and the one private address of the tests."""
    settings = {
        "connect": 2,
        "silence": 0.5,
        "answer": 2,
        "attempts": 2,
        "first_wait": 0.01,
        "longest_wait": 0.02,
        "longest_hold": 1,
        **more,
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
    hosts = [f'"{host}" = "{ADDRESS}"' for host in (*HOSTS, "archive.example")]
    text = ["[crawl]", f'addresses = ["{ADDRESS}/32"]', *lines, "[crawl.hosts]", *hosts]
    (folder / "kejichu.toml").write_text("\n".join(text) + "\n", "utf-8")
