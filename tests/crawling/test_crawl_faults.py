"""A crawl survives whatever servers do, and being killed: nothing lost, nothing doubled."""

import asyncio
import gzip
import json
import random
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import sites
from aiohttp import web
from local_site import Handler, LocalSite, Page, serving
from sqlalchemy import select

from pipeline.archive import Archive
from pipeline.crawling.errors import CrawlError
from pipeline.crawling.report import CrawlReport, Outcome
from pipeline.crawling.run import crawl
from pipeline.crawling.tables import PageRow, Role, State
from pipeline.sources.loading import load_source
from pipeline.store import reading
from pipeline.store.captures import CaptureRow
from pipeline.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
PATH = "/kjcx/hz/202209/t20220910_1.shtml"


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with serving(LocalSite()) as site:
        sites.build(site)
        yield site


@pytest.fixture
def workspace(site: LocalSite, tmp_path: Path) -> Workspace:
    sites.profiles(site, tmp_path)
    return Workspace(tmp_path)


def run(workspace: Workspace, name: str = "germany") -> CrawlReport:
    fresh = Workspace(workspace.path)
    return crawl([load_source(fresh.sources / f"{name}.yaml")], fresh)[0]


def captures(workspace: Workspace) -> list[CaptureRow]:
    with reading(workspace.open_store()) as session:
        return list(session.scalars(select(CaptureRow).order_by(CaptureRow.id)))


def check_archive(workspace: Workspace) -> None:
    """Every capture reads back, and no content of a URL is there twice."""
    with Archive(workspace.archive, workspace.open_store()) as archive:
        for row in captures(workspace):
            assert archive.read(row).capture.url == row.url
    whole = Counter((c.url, c.sha256) for c in captures(workspace) if c.kind == "response")
    assert set(whole.values()) == {1}


async def _stall(_request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(3)
    return web.Response()


async def _reset(request: web.Request) -> web.StreamResponse:
    assert request.transport
    request.transport.abort()
    return web.Response()


async def _short(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "5000"})
    await response.prepare(request)
    await response.write(b"<html>")
    assert request.transport
    request.transport.close()
    return response


async def _long(request: web.Request) -> web.StreamResponse:
    """More bytes than declared: what follows is read as the next answer, which it is not."""
    body = sites.new_template(1).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
    assert request.transport
    request.transport.write(head.encode() + body + b"more than was declared")
    await asyncio.sleep(0.1)
    raise ConnectionResetError


async def _endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"<p>x</p>" * 8_192)


BOMB = Page(gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"})


def _to(place: str) -> Page:
    return Page(b"", status=302, headers={"Location": place}, etag=False)


FAULTS: dict[str, tuple[Page | Handler, str]] = {
    "stalls": (_stall, "timeout"),
    "resets": (_reset, "reset"),
    "less than declared": (_short, "cut_body"),
    "endless": (_endless, "too_large"),
    "gzip bomb": (BOMB, "too_large"),
    "redirect loop": (_to(PATH), "redirect_loop"),
    "to loopback": (_to("http://127.0.0.1/"), "refused_address"),
    "to metadata": (_to("http://169.254.169.254/latest/"), "refused_address"),
    "always 503": (Page(b"", status=503, etag=False), "server_error"),
    "forbidden": (Page(b"no", status=403, etag=False), "status_403"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_of_one_page_spares_the_others(
    name: str, site: LocalSite, workspace: Workspace
) -> None:
    good = site.pages[sites.GERMANY, PATH]
    page, code = FAULTS[name]
    sites.write_settings(workspace.path, body_bytes=2_000_000, attempts=1)
    run(workspace)
    site.put(sites.GERMANY, PATH, page)
    site.put(sites.GERMANY, "/kjcx/hz/202209/t20220911_0.shtml", sites.new_template(77))
    report = run(workspace)
    assert (report.outcome, report.items.failed, report.items.changed) == (Outcome.DEGRADED, 1, 1)
    assert [fault.code for fault in report.faults] == [code]
    with reading(workspace.open_store()) as session:
        query = select(PageRow).where(PageRow.url == site.url(sites.GERMANY, PATH))
        row = session.scalars(query).one()
    assert row.state == State.FAILED and row.capture is not None, "the old content stays"
    site.put(sites.GERMANY, PATH, good)
    assert run(workspace).outcome is Outcome.OK
    check_archive(workspace)


def test_a_server_that_recovers_is_no_fault(site: LocalSite, workspace: Workspace) -> None:
    seen: list[str] = []

    async def busy(request: web.Request) -> web.StreamResponse:
        seen.append(request.path)
        if len(seen) == 1:
            return web.Response(status=503, headers={"Retry-After": "1"})
        return web.Response(text=sites.new_template(5), content_type="text/html")

    site.put(sites.GERMANY, PATH, busy)
    report = run(workspace)
    assert (report.outcome, report.items.first, len(seen)) == (Outcome.OK, 6, 2)


def test_more_bytes_than_declared_harm_no_other_page(site: LocalSite, workspace: Workspace) -> None:
    site.put(sites.GERMANY, PATH, _long)
    report = run(workspace)
    assert report.items.first == 5 and [f.code for f in report.faults] == ["bad_http"]
    check_archive(workspace)


@pytest.mark.parametrize(
    ("robots", "outcome", "code"),
    [
        (None, Outcome.OK, ""),
        (Page(b"User-agent: *\nDisallow: /", "text/plain"), Outcome.FAILED, "robots_forbidden"),
        (_stall, Outcome.FAILED, "robots_unreachable"),
        (Page(f"User-agent: *\nDisallow: {PATH}".encode(), "text/plain"), Outcome.DEGRADED, ""),
    ],
)
def test_robots(
    robots: Page | Handler | None,
    outcome: Outcome,
    code: str,
    site: LocalSite,
    workspace: Workspace,
) -> None:
    if robots is None:
        del site.pages[sites.GERMANY, "/robots.txt"]
    else:
        site.put(sites.GERMANY, "/robots.txt", robots)
    report = run(workspace)
    assert (report.outcome, report.lists[0].code) == (outcome, code)
    if outcome is Outcome.DEGRADED:
        assert [fault.code for fault in report.faults] == ["robots_forbidden"]
        assert site.asked(PATH) == []


def test_pages_of_one_site_in_several_encodings(site: LocalSite, workspace: Workspace) -> None:
    base = "/kjbgz/201905/t2019052{}_0.htm"
    text = sites.most_page(0).decode("gb18030")
    site.put(sites.MOST, base.format(0), text.replace("gb2312", "utf-8").encode("utf-8-sig"))
    site.put(sites.MOST, base.format(1), text.encode("utf-16"))
    site.put(sites.MOST, "/kjbgz/index_1.htm", sites.links(["201905/t20190521_0.htm"]).encode())
    report = run(workspace, "most")
    assert (report.outcome, report.items.first, report.other_template) == (Outcome.OK, 5, 0)


def test_two_processes_do_not_crawl_one_source(site: LocalSite, workspace: Workspace) -> None:
    from pipeline.crawling.run import _locked

    with _locked(workspace, "germany"), pytest.raises(CrawlError, match="another process"):
        run(workspace)
    assert run(workspace).outcome is Outcome.OK


def kejichu(*arguments: object, limit: int | None = None) -> subprocess.CompletedProcess[str]:
    code = "import sys; from pipeline.cli.main import main; main(sys.argv[1:])"

    def restrict() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        preexec_fn=restrict,
    )


def test_a_full_disk_is_one_sentence_and_a_later_crawl_goes_on(
    site: LocalSite, workspace: Workspace
) -> None:
    for n in range(3):
        noise = f"<!-- {random.Random(n).randbytes(300_000).hex()} -->"
        path = f"/kjcx/hz/202209/t20220910_{n}.shtml"
        site.put(sites.GERMANY, path, sites.new_template(n, noise))
    done = kejichu("crawl", "germany", "--workspace", workspace.path, limit=700_000)
    assert done.returncode == 1, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1 and "cannot be written" in done.stderr
    report = run(workspace)
    assert report.outcome is Outcome.OK and report.resumed
    check_archive(workspace)


def test_killed_at_random_points(site: LocalSite, workspace: Workspace) -> None:
    paths = [f"./202210/t20221001_{n}.shtml" for n in range(150)]
    site.put(sites.GERMANY, "/kjcx/hz/", sites.links(paths) + "<script>countPage = 1</script>")
    for n in range(150):
        file = f"<a href='./P{n}.pdf'>项目</a>" if n % 10 == 0 else ""
        site.put(sites.GERMANY, f"/kjcx/hz/202210/t20221001_{n}.shtml", sites.new_template(n, file))
        site.put(sites.GERMANY, f"/kjcx/hz/202210/P{n}.pdf", Page(f"%PDF-1.4 {n}".encode(), "x/y"))
    driver = Path(__file__).with_name("crawl_killed.py")
    done = subprocess.run(
        [sys.executable, driver, workspace.path, "germany", "20", "0.4"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["killed"] >= 10
    assert told["report"]["outcome"] == "ok"
    with reading(workspace.open_store()) as session:
        pages = list(session.scalars(select(PageRow).where(PageRow.role != Role.LIST.value)))
    assert len(pages) == 165 and {page.state for page in pages} == {State.GOOD}
    assert len({page.capture for page in pages}) == 165
    check_archive(workspace)
