"""Web archives as a source: a real server (pywb), and shapes of Wayback and Common Crawl."""

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import sites
from aiohttp import web
from local_site import ADDRESS, LocalSite, Page, serving
from sqlalchemy import select
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.crawling.lists import cdx
from pipeline.crawling.lists.base import Link, ListPage
from pipeline.crawling.report import CrawlReport, Outcome
from pipeline.crawling.run import crawl
from pipeline.crawling.selection import admitted
from pipeline.crawling.tables import PageRow
from pipeline.sources.entries import Cdx
from pipeline.sources.loading import load_source
from pipeline.store import reading
from pipeline.store.captures import CaptureRow
from pipeline.workspace import Workspace

TOOLS = Path(__file__).resolve().parents[2] / ".tools" / "pywb" / "bin"
URL = f"http://{sites.GERMANY}/kjcx/hz/202209/t20220910_{{}}.shtml"

PROFILE = """id: archived
name_zh: 测试
name_en: test
site: embassy
hosts: [de.china-embassy.gov.cn]
reading: foreign_ministry
lists:
  - {entry}
items: {{pattern: '/t\\d+_\\d+\\.s?html$'}}
politeness: {{delay: 0, concurrency: 8}}
basis: observed
evidence: made for the test
"""


def warc(path: Path, pages: dict[str, tuple[str, int, str]]) -> bytes:
    """Write a WARC file of pages by URL: time, status, HTML."""
    output = BytesIO()
    writer = WARCWriter(output, gzip=True)
    for url, (date, status, html) in pages.items():
        head = StatusAndHeaders(str(status), [("Content-Type", "text/html")], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            url,
            "response",
            payload=BytesIO(html.encode()),
            http_headers=head,
            warc_headers_dict={"WARC-Date": date},
        )
        writer.write_record(record)
    path.write_bytes(output.getvalue())
    return output.getvalue()


def first_pages() -> dict[str, tuple[str, int, str]]:
    found = {URL.format(n): ("2019-05-24T10:00:00Z", 200, sites.new_template(n)) for n in range(8)}
    found[URL.format(8)] = ("2019-05-24T10:00:00Z", 302, "")
    found[f"http://{sites.GERMANY}/kjcx/hz/other.css"] = ("2019-05-24T10:00:00Z", 200, "x")
    return found


def later_pages() -> dict[str, tuple[str, int, str]]:
    found = {
        URL.format(n): ("2020-05-24T10:00:00Z", 200, sites.new_template(n + 500)) for n in range(5)
    }
    found[URL.format(5)] = ("2020-05-24T10:00:00Z", 404, "not found")
    found[URL.format(6)] = ("2020-05-24T10:00:00Z", 200, sites.new_template(6))
    return found


def workspace_with(folder: Path, entry: str) -> Workspace:
    sites.write_profile(folder, "archived", PROFILE.format(entry=entry))
    sites.write_settings(folder, silence=20, answer=30, connect=10)
    return Workspace(folder)


def run(workspace: Workspace) -> CrawlReport:
    return crawl([load_source(workspace.sources / "archived.yaml")], workspace)[0]


def captures(workspace: Workspace) -> list[CaptureRow]:
    with reading(workspace.open_store()) as session:
        return list(session.scalars(select(CaptureRow).order_by(CaptureRow.id)))


def tool(name: str, folder: Path, *arguments: str) -> None:
    command = [TOOLS / name, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def pywb(tmp_path: Path) -> Iterator[tuple[Path, int]]:
    """A pywb server with the collection ``mission``; its folder and port."""
    if not (TOOLS / "wayback").exists():
        message = "pywb is missing: make setup installs it below .tools"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    folder = tmp_path / "pywb"
    folder.mkdir()
    tool("wb-manager", folder, "init", "mission")
    warc(tmp_path / "first.warc.gz", first_pages())
    tool("wb-manager", folder, "add", "mission", str(tmp_path / "first.warc.gz"))
    with socket.socket() as free:
        free.bind((ADDRESS, 0))
        port = free.getsockname()[1]
    command = [TOOLS / "wayback", "--bind", ADDRESS, "--port", str(port), "--threads", "4"]
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    try:
        _wait(f"http://{ADDRESS}:{port}/mission/cdx?url=x.example&output=json", server)
        yield folder, port
    finally:
        server.terminate()
        server.wait(20)


def _wait(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert server.poll() is None, "the server ended"
        try:
            urllib.request.urlopen(url, timeout=5).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server does not answer")


def test_a_real_archive_server(pywb: tuple[Path, int], tmp_path: Path) -> None:
    folder, port = pywb
    base = f"http://archive.example:{port}/mission"
    workspace = workspace_with(
        tmp_path / "workspace",
        f"{{kind: cdx, url: '{base}/cdx', query: 'de.china-embassy.gov.cn/kjcx/', access: replay, "
        f"records: '{base}/{{timestamp}}id_/{{url}}'}}",
    )
    report = run(workspace)
    assert (report.outcome, report.reason) == (Outcome.OK, "")
    assert report.items.first == 8 and report.items.model_dump()["failed"] == 0
    rows = captures(workspace)
    assert {r.url for r in rows} == {URL.format(n) for n in range(8)}
    assert {r.retrieved_at.isoformat() for r in rows if r.retrieved_at} == {
        "2019-05-24T10:00:00+00:00"
    }
    assert all(r.origin and "/20190524100000id_/" in r.origin for r in rows)
    page = (PageRow.message, PageRow.url)
    with reading(workspace.open_store()) as session:
        assert {message for message, _ in session.execute(select(*page)).tuples()} == {""}

    assert run(workspace).items.model_dump() == dict.fromkeys(report.items.model_dump(), 0)
    assert len(captures(workspace)) == 8

    warc(tmp_path / "later.warc.gz", later_pages())
    tool("wb-manager", folder, "add", "mission", str(tmp_path / "later.warc.gz"))
    report = run(workspace)
    new = captures(workspace)[8:]
    assert {(r.url, r.status) for r in new} == {
        *((URL.format(n), 200) for n in range(5)),
        (URL.format(5), 404),
    }
    assert (report.items.first, report.items.vanished) == (5, 1)
    with reading(workspace.open_store()) as session:
        query = select(CaptureRow.id).where(admitted(), CaptureRow.status == 200)
        assert len(list(session.scalars(query))) == 13


def test_common_crawl(tmp_path: Path) -> None:
    """Its shapes, as published: collinfo.json, an index of JSON lines, records by byte range."""
    data = warc(tmp_path / "x.warc.gz", first_pages())
    rows = _index_of(data)
    rows[3]["digest"] = "A" * 32

    async def part(request: web.Request) -> web.StreamResponse:
        start, _, end = request.headers["Range"].removeprefix("bytes=").partition("-")
        body = data[int(start) : int(end) + 1]
        return web.Response(body=body, status=206, headers={"Content-Range": "bytes"})

    async def index(request: web.Request) -> web.StreamResponse:
        assert request.query["matchType"] == "prefix" and request.query["from"] == "20180101"
        lines = [json.dumps(row) for row in rows]
        return web.Response(text="\n".join(lines) + "\n", content_type="text/x-ndjson")

    with serving(LocalSite()) as site:
        host = "archive.example"
        names = ["CC-MAIN-2016-07", "CC-MAIN-2019-22", "CC-MAIN-2020-24"]
        collections = [{"id": n, "cdx-api": site.url(host, f"/{n}-index")} for n in names]
        site.put(host, "/collinfo.json", Page(json.dumps(collections).encode(), "application/json"))
        site.put(host, "/crawl/x.warc.gz", part)
        workspace = workspace_with(
            tmp_path / "workspace",
            f"{{kind: cdx, url: '{site.url(host, '/collinfo.json')}', collections: true, query: "
            f"'de.china-embassy.gov.cn/kjcx/', access: warc, records: '{site.url(host, '/')}', "
            "since: 2018-01-01, until: 2019-12-31}",
        )
        query = load_source(workspace.sources / "archived.yaml").lists[0]
        assert isinstance(query, Cdx)
        asked = cdx.query_url(query, site.url(host, "/CC-MAIN-2019-22-index"))
        site.put(host, asked.partition(str(site.port))[2], index)
        report = run(workspace)
        assert (report.outcome, report.items.first) == (Outcome.OK, 8)
        assert not any("2016" in sent.path or "2020-24" in sent.path for sent in site.log)
        with reading(workspace.open_store()) as session:
            told = list(session.scalars(select(PageRow.message).where(PageRow.message != "")))
        assert told == ["the digest is not the one that the index tells"]
        again = run(workspace)
        assert again.items.model_dump() == dict.fromkeys(again.items.model_dump(), 0)
    assert {row.origin and row.origin.partition("#")[0][-10:] for row in captures(workspace)} == {
        "/x.warc.gz"
    }


def _index_of(data: bytes) -> list[dict[str, str]]:
    from warcio.archiveiterator import ArchiveIterator

    rows = []
    records = ArchiveIterator(BytesIO(data))
    for record in records:
        url, status = record.rec_headers["WARC-Target-URI"], record.http_headers.get_statuscode()
        record.content_stream().read()
        rows.append(
            {
                "urlkey": "x",
                "timestamp": "20190524100000",
                "url": url,
                "mime": "text/html",
                "status": status,
                "digest": record.rec_headers["WARC-Payload-Digest"].partition(":")[2],
                "length": str(records.get_record_length()),
                "offset": str(records.get_record_offset()),
                "filename": "crawl/x.warc.gz",
            }
        )
    return rows


def wayback_entry() -> Cdx:
    return Cdx.model_validate(
        {
            "kind": "cdx",
            "url": "https://web.archive.org/cdx/search/cdx",
            "query": "www.cistc.gov.cn/",
            "access": "replay",
            "records": "https://web.archive.org/web/{timestamp}id_/{url}",
        }
    )


def told(body: str) -> tuple[list[Link], tuple[str, ...]]:
    source = load_source(Path(cdx.__file__).parents[2] / "sources/profiles/archived-cistc.yaml")
    entry = wayback_entry()
    page = ListPage(entry.url, body.encode(), None, entry.url)
    found = cdx.read(source, entry, page, entry.url)
    return list(found.links), found.further


ITEM = "http://www.cistc.gov.cn:80/handlers/cistcProjectInfo.ashx?infoid=7&column=229"
HEADER = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]


def test_wayback_rows_without_repeats_and_with_a_resume_key() -> None:
    rows = [
        HEADER,
        ["k", "20160101000000", ITEM, "text/plain", "200", "AAA", "100"],
        ["k", "20170101000000", ITEM, "text/plain", "200", "AAA", "100"],
        ["k", "20180101000000", ITEM, "text/plain", "200", "BBB", "100"],
        ["k", "20190101000000", ITEM, "text/plain", "404", "CCC", "100"],
        ["k", "20200101000000", ITEM, "text/plain", "200", "AAA", "100"],
        ["k", "20200101000000", ITEM, "text/plain", "302", "DDD", "100"],
        ["k", "20210101000000", ITEM, "warc/revisit", "-", "AAA", "100"],
        ["k", "20160101000000", "http://elsewhere.example/?infoid=1", "x", "200", "A", "1"],
        [],
        ["com,example)/ 2020"],
    ]
    links, further = told(json.dumps(rows))
    times = [link.archived.timestamp[:4] for link in links if link.archived]
    assert times == ["2016", "2018", "2019", "2020"]
    assert len(further) == 1 and "resumeKey=com%2Cexample%29%2F+2020" in further[0]


@pytest.mark.parametrize("body", ["", "[]", '{"message": "No Captures found for: x"}'])
def test_an_archive_with_nothing(body: str) -> None:
    assert told(body) == ([], ())


@pytest.mark.parametrize("body", ["<html>busy</html>", "[[1, 2], [3]]", '"x"', "[1, 2"])
def test_what_is_no_index(body: str) -> None:
    from pipeline.crawling.lists.base import ListFault

    with pytest.raises(ListFault):
        told(body)
