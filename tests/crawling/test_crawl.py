"""Crawling the local sites: once, again, and after pages changed, vanished or broke."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sites
from local_site import LocalSite, Page, Sent, serving
from sqlalchemy import select

from pipeline.archive import Archive
from pipeline.crawling.report import CrawlReport, Outcome
from pipeline.crawling.run import crawl
from pipeline.crawling.selection import admitted
from pipeline.crawling.tables import PageRow, State
from pipeline.sources.loading import load_source
from pipeline.store import reading
from pipeline.store.captures import CaptureRow
from pipeline.workspace import Workspace


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with serving(LocalSite()) as site:
        sites.build(site)
        yield site


@pytest.fixture
def workspace(site: LocalSite, tmp_path: Path) -> Workspace:
    sites.profiles(site, tmp_path)
    return Workspace(tmp_path)


def run(workspace: Workspace, *names: str) -> list[CrawlReport]:
    """Crawl with settings and sources as they are on disk now."""
    fresh = Workspace(workspace.path)
    return crawl([load_source(fresh.sources / f"{name}.yaml") for name in names], fresh)


def bodies(sent: list[Sent]) -> list[Sent]:
    """Content that was sent, robots.txt and error pages apart."""
    return [one for one in sent if one.status == 200 and one.path != "/robots.txt"]


def pages(workspace: Workspace) -> dict[str, PageRow]:
    with reading(workspace.open_store()) as session:
        return {row.url: row for row in session.scalars(select(PageRow))}


def captures(workspace: Workspace) -> list[CaptureRow]:
    with reading(workspace.open_store()) as session:
        return list(session.scalars(select(CaptureRow).order_by(CaptureRow.id)))


def test_crawl_again_and_after_changes(site: LocalSite, workspace: Workspace) -> None:
    reports = run(workspace, *sites.SOURCES)
    assert [(r.outcome, r.reason) for r in reports] == [(Outcome.OK, "")] * 5
    assert [r.items.first for r in reports] == [8, 6, 6, 3, 3]
    assert [r.attachments.first for r in reports] == [8, 0, 2, 0, 0]
    assert set(Counter(site.asked()).values()) == {1}
    before = {capture.id for capture in captures(workspace)}

    site.log.clear()
    again = run(workspace, *sites.SOURCES)
    assert bodies(site.log) == []
    assert sum(r.items.same for r in again) == 26 and sum(r.attachments.same for r in again) == 10
    new = [capture for capture in captures(workspace) if capture.id not in before]
    assert {(c.kind, c.status) for c in new} == {("revisit", 304), ("revisit", 404)}

    changed = [
        (sites.CISTC, "/handlers/cistcProjectInfo.ashx?infoid=12&contentLenth=&column=229"),
        (sites.MOST, "/kjbgz/201905/t20190520_1.htm"),
        (sites.GERMANY, "/kjcx/hz/202209/t20220911_2.shtml"),
        (sites.BRISBANE, "/kxjs/kjdt/t512230.htm"),
        (sites.GERMANY, "/kjcx/hz/202209/P01.pdf"),
    ]
    site.put(*changed[0], sites.feed_item(12, "德方企业寻求合作伙伴，编号{}。"))
    site.put(*changed[1], sites.most_page(12_000))
    site.put(*changed[2], sites.new_template(12_000))
    site.put(*changed[3], sites.old_template(12_000))
    site.put(*changed[4], Page(b"%PDF-1.4 two", "application/pdf"))
    gone = (sites.PROVINCE, "/art/2022/1/24/art_1_1.html")
    del site.pages[gone]
    site.log.clear()
    known = {capture.id for capture in captures(workspace)}
    third = run(workspace, *sites.SOURCES)
    urls = [site.url(*place) for place in (*changed, gone)]
    new = [c for c in captures(workspace) if c.id not in known and c.kind != "revisit"]
    assert sorted(c.url for c in new) == sorted(urls)
    assert len(bodies(site.log)) == 5
    assert sum(r.items.changed for r in third) == 4
    assert sum(r.attachments.changed for r in third) == 1
    assert sum(r.items.vanished for r in third) == 1
    history = [c for c in captures(workspace) if c.url == site.url(*gone)]
    assert [c.status for c in history] == [200, 304, 404]
    assert len({c.sha256 for c in captures(workspace) if c.url == site.url(*changed[2])}) == 2


def test_what_a_page_is_linked_to(site: LocalSite, workspace: Workspace) -> None:
    run(workspace, "germany")
    found = {row.name: row for row in pages(workspace).values() if row.role == "attachment"}
    assert set(found) == {"P01.pdf", "项目 汇总.xlsx"}
    by_id = {row.id: row for row in pages(workspace).values()}
    parent = by_id[found["P01.pdf"].parent or 0]
    assert parent.url == site.url(sites.GERMANY, "/kjcx/hz/202209/t20220910_0.shtml")
    capture = next(c for c in captures(workspace) if c.id == found["P01.pdf"].capture)
    assert capture.parent_url == parent.url and capture.source == "germany"


def test_runs_read_what_was_last_as_expected(site: LocalSite, workspace: Workspace) -> None:
    run(workspace, "germany")
    held, changed = "/kjcx/hz/202209/t20220910_1.shtml", "/kjcx/hz/202209/t20220910_2.shtml"
    site.put(sites.GERMANY, held, "<title>登录</title>请登录")
    site.put(sites.GERMANY, changed, sites.new_template(700))
    run(workspace, "germany")
    with Archive(workspace.archive, workspace.open_store()) as archive:
        rows = {row.url: row for row in archive.current(admitted())}
        texts = {
            row.url: archive.read(row).body.decode("utf-8", "replace") for row in rows.values()
        }
    assert len(rows) == 8 and not any(url.endswith("/") for url in rows), "lists are no pages"
    assert "项目1" in texts[site.url(sites.GERMANY, held)]
    assert "项目700" in texts[site.url(sites.GERMANY, changed)]


def test_a_changed_template_is_told_and_old_content_stays(
    site: LocalSite, workspace: Workspace
) -> None:
    run(workspace, "germany")
    before = {url: row.capture for url, row in pages(workspace).items() if row.role == "item"}
    for n in range(3):
        text = f"<html><body><div class='neu'><p>{sites.TEXT.format(n)}</p></div></body></html>"
        site.put(sites.GERMANY, f"/kjcx/hz/202209/t2022091{0}_{n}.shtml", text)
    (report,) = run(workspace, "germany")
    assert report.outcome is Outcome.BROKEN and "selectors" in report.reason
    assert report.items.held == 3 and report.items.same == 3
    after = {url: row.capture for url, row in pages(workspace).items() if row.role == "item"}
    assert before == after


def test_one_page_of_another_template_is_kept(site: LocalSite, workspace: Workspace) -> None:
    run(workspace, "germany")
    path = "/kjcx/hz/202209/t20220910_1.shtml"
    site.put(sites.GERMANY, path, f"<div class='neu'>{sites.TEXT * 3}</div>")
    for n in range(3):
        site.put(sites.GERMANY, f"/kjcx/hz/202209/t20220911_{n}.shtml", sites.new_template(n + 70))
    (report,) = run(workspace, "germany")
    assert (report.outcome, report.other_template, report.items.changed) == (Outcome.OK, 1, 4)
    row = pages(workspace)[site.url(sites.GERMANY, path)]
    assert row.state == State.GOOD and row.capture == row.latest


LOGIN = "<html><title>用户登录</title><form><input type='password'></form></html>"
STAND_INS = {
    "login page": (LOGIN, "login_page"),
    "challenge": ("<html><title>x</title>请完成安全验证后继续访问</html>", "challenge_page"),
    "spam": ("<html><title>澳门赌博平台</title>注册送彩金</html>", "spam_page"),
    "missing page with status 200": ("<title>提示</title>您访问的页面不存在", "missing_page"),
    "empty": ("  \n", "empty_page"),
    "redirect to another host": (
        Page(b"", status=302, headers={"Location": "http://www.most.gov.cn:{port}/kjbgz/"}),
        "elsewhere",
    ),
}


@pytest.mark.parametrize("name", STAND_INS)
def test_a_stand_in_is_held_back(name: str, site: LocalSite, workspace: Workspace) -> None:
    run(workspace, "germany")
    path = "/kjcx/hz/202209/t20220910_1.shtml"
    before = pages(workspace)[site.url(sites.GERMANY, path)].capture
    page, code = STAND_INS[name]
    if isinstance(page, Page):
        place = page.headers["Location"].format(port=site.port)
        page = Page(b"", status=302, headers={"Location": place}, etag=False)
    site.put(sites.GERMANY, path, page)
    (report,) = run(workspace, "germany")
    assert (report.outcome, report.items.held) == (Outcome.DEGRADED, 1)
    assert report.faults[0].code == code
    row = pages(workspace)[site.url(sites.GERMANY, path)]
    assert row.capture == before != row.latest
    site.put(sites.GERMANY, path, sites.new_template(1))
    (report,) = run(workspace, "germany")
    assert report.outcome is Outcome.OK


def test_one_answer_for_many_addresses_is_held_back(site: LocalSite, workspace: Workspace) -> None:
    run(workspace, "germany")
    for n in range(3):
        site.put(sites.GERMANY, f"/kjcx/hz/202209/t20220910_{n}.shtml", sites.new_template(99))
    (report,) = run(workspace, "germany")
    assert report.items.held == 3 and {f.code for f in report.faults} == {"same_bytes"}


@pytest.mark.parametrize(
    ("source", "host", "path", "page", "code"),
    [
        ("germany", sites.GERMANY, "/kjcx/hz/", "<ul class='neu'></ul>", "list_changed"),
        ("germany", sites.GERMANY, "/kjcx/hz/", LOGIN, "login_page"),
        ("germany", sites.GERMANY, "/kjcx/hz/", None, "list_missing"),
        ("cistc", sites.CISTC, "list", "<html>no JSON", "list_changed"),
        ("cistc", sites.CISTC, "list", '{"Maxpage": 1, "Liste": []}', "list_changed"),
        ("cistc", sites.CISTC, "list", '{"Maxpage": 1, "Projectlist": [{}]}', "list_changed"),
        ("province", sites.PROVINCE, "/sitemap.xml", "<html></html>", "list_changed"),
    ],
)
def test_a_changed_list_is_told(
    source: str,
    host: str,
    path: str,
    page: str | None,
    code: str,
    site: LocalSite,
    workspace: Workspace,
) -> None:
    run(workspace, source)
    if path == "list":
        path = sites.HANDLER.format("List") + "columnid=229&isall=1&keyword=&pagenum=1"
    if page is None:
        del site.pages[host, path]
    else:
        site.put(host, path, page)
    (report,) = run(workspace, source)
    assert (report.outcome, report.lists[0].code) == (Outcome.BROKEN, code)
    assert report.items.same in (3, 6, 8), "known items are still asked for"


def test_a_site_out_of_reach_has_failed(site: LocalSite, workspace: Workspace) -> None:
    run(workspace, "germany")
    site.put(sites.GERMANY, "/robots.txt", Page(b"", status=500, etag=False))
    (report,) = run(workspace, "germany")
    assert report.outcome is Outcome.FAILED and report.lists[0].code == "robots_unreachable"
    assert report.items.failed == 6
    assert all(r.capture for r in pages(workspace).values() if r.role == "item")


class _Killed(Exception):
    pass


def test_a_crawl_that_was_killed_goes_on(site: LocalSite, workspace: Workspace) -> None:
    done = 0

    def progress(_url: str) -> None:
        nonlocal done
        done += 1
        if done == 6:
            raise _Killed

    sources = [load_source(workspace.sources / "germany.yaml")]
    with pytest.raises(_Killed):
        crawl(sources, workspace, progress)
    (report,) = run(workspace, "germany")
    assert report.resumed and report.outcome is Outcome.OK and report.items.first == 6
    items = [s for s in bodies(site.log) if s.path.endswith(".shtml") and "/t2" in s.path]
    assert max(Counter(s.path for s in items).values()) == 1
    kinds = Counter((c.url, c.sha256) for c in captures(workspace) if c.kind == "response")
    assert set(kinds.values()) == {1}


def test_the_archive_reads_back(site: LocalSite, workspace: Workspace) -> None:
    run(workspace, "most")
    with Archive(workspace.archive, workspace.open_store()) as archive:
        served = {s.capture.url: s for s in archive.iter(CaptureRow.status == 200)}
    page = served[site.url(sites.MOST, "/kjbgz/201905/t20190520_1.htm")]
    assert "氢能" in page.body.decode("gb18030") and page.capture.retrieved_at is not None


def test_a_crawl_with_either_database(
    site: LocalSite, workspace: Workspace, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEJICHU_DATABASE", database_url)
    run(workspace, "germany")
    site.put(sites.GERMANY, "/kjcx/hz/202209/t20220910_0.shtml", sites.new_template(900))
    for n in range(3):
        site.put(sites.GERMANY, f"/kjcx/hz/202209/t20220911_{n}.shtml", sites.new_template(99))
    (report,) = run(workspace, "germany")
    assert (report.items.changed, report.items.held, report.items.same) == (1, 3, 2)
