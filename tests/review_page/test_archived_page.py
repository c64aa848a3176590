"""The archived page in its frame: as it came, harmless, its evidence marked where it lies."""

import json
import re
import shutil
import socket
from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from PIL import Image
from playwright.sync_api import Browser
from review_page_samples import NEW, OLD
from serving import served
from starlette.testclient import TestClient

from models.document import Origin
from pipeline.archive.archive import Archive
from pipeline.ledger.ledger import Ledger
from pipeline.reading.pdfium import pdfium
from pipeline.review_page.app import create_app
from pipeline.review_page.archived import Archived
from pipeline.review_page.guard import Guard
from pipeline.review_page.marked_source import is_markup, marked_html, marked_text
from pipeline.review_page.pdf_picture import Undrawn, pictures
from pipeline.review_page.session import Session
from pipeline.reviewing.originals import Originals
from pipeline.reviewing.service import open_review
from pipeline.runs.execute import execute
from pipeline.store import open_store

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
BASE, TOKEN = "http://127.0.0.1:8765", "t0ken"
HOSTILE = """
<script>window.top.pwned = 1; document.title = "pwned"</script>
<img src="http://elsewhere.example/x.png" onerror="window.top.pwned = 2">
<link rel="stylesheet" href="http://elsewhere.example/x.css"><link rel="preconnect"
href="http://elsewhere.example"><meta http-equiv="refresh" content="0; url=http://elsewhere.example/">
<base href="http://elsewhere.example/"><iframe src="http://elsewhere.example/f"></iframe>
<object data="http://elsewhere.example/o"></object><form action="http://elsewhere.example/p">
<input name="a" autofocus><button>send</button></form><a id="away" href="http://elsewhere.example/l">
away</a><p style="background: url(http://elsewhere.example/b.png)">last</p></body>"""


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[socket.socket]:
    """Another server of this machine, which nothing is to call."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, elsewhere: socket.socket) -> Path:
    """A workspace with a run over a page of HTML with hostile parts, a feed item, and a PDF."""
    folder = tmp_path_factory.mktemp("archived")
    pages = folder / "pages"
    for name in (
        "most-ukraine-three-projects",
        "prov-anhui-pdf-europe-table",
        "feed-deu-heat-pump",
    ):
        shutil.copytree(FIXTURES / name, pages / name)
    html = pages / "most-ukraine-three-projects" / "page.html"
    body = html.read_bytes()
    assert b"</body>" in body
    hostile = HOSTILE.replace("elsewhere.example", f"127.0.0.1:{elsewhere.getsockname()[1]}")
    html.write_bytes(body.replace(b"</body>", hostile.encode("ascii")))
    execute([pages], folder / "runs" / NEW)
    shutil.copytree(folder / "runs" / NEW, folder / "runs" / OLD)
    return folder


def records(folder: Path) -> list[dict[str, Any]]:
    return list(map(json.loads, (folder / "runs" / NEW / "records.jsonl").open(encoding="utf-8")))


def record_of(folder: Path, part: str) -> dict[str, Any]:
    """The first record of a page whose capture's name has this part."""
    lines = (folder / "runs" / NEW / "documents.jsonl").open(encoding="utf-8")
    captures = [json.loads(line)["capture"] for line in lines]
    wanted = next(one["sha256"] for one in captures if part in one["name"])
    return next(one for one in records(folder) if one["content_sha256"] == wanted)


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    yield from client_of(folder, contacts=True)


def client_of(folder: Path, contacts: bool) -> Iterator[TestClient]:
    engine = open_store(f"sqlite:///{folder / 'state.sqlite'}")
    run = folder / "runs" / NEW
    with open_review(run, Ledger(engine)) as review:
        session = Session("ann", contacts)
        originals = Originals(run, Archive(folder / "archive", engine))
        app = create_app(review, session, Archived(review, session, originals).add_routes)
        found = TestClient(Guard(app, 8765, TOKEN), base_url=BASE)
        yield found
    engine.dispose()


def test_its_policy_allows_nothing_but_its_own_text_and_styles(
    folder: Path, client: TestClient
) -> None:
    path = f"/archived/{records(folder)[0]['opportunity_id']}"
    assert client.get(path).status_code == 401
    client.get(f"/start/{TOKEN}")
    own, others = client.get(path).headers, client.get("/").headers
    policy = dict(
        part.strip().split(" ", 1)
        for part in (own["content-security-policy"] + " ;")
        .replace("sandbox;", "sandbox ;")
        .split(";")
        if " " in part.strip()
    )
    assert "sandbox" in own["content-security-policy"].replace(";", " ").split()
    assert policy == {
        "default-src": "'none'",
        "style-src": "'unsafe-inline'",
        "img-src": "data:",
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'self'",
    }
    changed = {name for name in others if own.get(name) != others[name]}
    assert changed <= {"content-security-policy", "x-frame-options", "content-length"}


def test_contact_data_is_not_shown_unless_asked_for(folder: Path) -> None:
    record = record_of(folder, "ukraine")
    for hidden in client_of(folder, contacts=False):
        hidden.get(f"/start/{TOKEN}")
        text = hidden.get(f"/archived/{record['opportunity_id']}").text
        assert "kejichu serve --contacts" in text and "@" not in text


def test_other_bytes_are_not_shown_for_a_record(folder: Path, client: TestClient) -> None:
    record = record_of(folder, "heat-pump")
    client.get(f"/start/{TOKEN}")
    path = f"/archived/{record['opportunity_id']}"
    page = next((folder / "pages" / "feed-deu-heat-pump").glob("page.*"))
    body = page.read_bytes()
    assert "ProjectTitle" in client.get(path).text
    page.write_bytes(body + b" ")
    try:
        assert "not at hand" in client.get(path).text
    finally:
        page.write_bytes(body)


def test_a_frame_shows_the_page_and_runs_nothing(
    folder: Path, browser: Browser, elsewhere: socket.socket
) -> None:
    record = record_of(folder, "ukraine")
    quotes = [e["quote"] for e in record["field_evidence"] if e["pointer"] == "/title"]
    with served(folder, browser, contacts=True) as site:
        site.open(f"/record/{record['opportunity_id']}?pointer=/title")
        site.page.click(".archived summary")
        frame = site.page.frame_locator(".archived iframe")
        assert frame.locator("mark.kejichu").all_inner_texts() == quotes
        assert "last" in frame.locator("body").inner_text()
        frame.locator("#away").click()
        site.page.wait_for_timeout(500)
        assert site.page.evaluate("() => window.pwned") is None
    # Chromium tells of requests that it then bars: what counts is that none arrived.
    with pytest.raises(BlockingIOError):
        elsewhere.accept()


def test_boxes_lie_on_the_words_of_a_pdf(folder: Path, client: TestClient) -> None:
    record = record_of(folder, "anhui")
    client.get(f"/start/{TOKEN}")
    # From here on this process reads PDF without the machine's fonts; the picture has them.
    pdfium()
    drawn = 0
    with pdfplumber.open(folder / "pages" / "prov-anhui-pdf-europe-table" / "page.pdf") as file:
        for one in record["field_evidence"]:
            where = {"pointer": one["pointer"]}
            text = client.get(f"/archived/{record['opportunity_id']}", params=where).text
            svg = re.findall(r'<svg viewBox="0 0 (\S+) (\S+)".*?base64,([^"]+)"/>(.*?)</svg>', text)
            page = file.pages[one["origin"]["page"] - 1]
            picture = Image.open(BytesIO(b64decode(svg[0][2]))).convert("L")
            scale = picture.width / float(svg[0][0])
            assert (page.width, page.height) == pytest.approx(
                tuple(map(float, svg[0][:2])), abs=0.1
            )
            boxes = re.findall(r'<rect x="(\S+)" y="(\S+)" width="(\S+)" height="(\S+)"', svg[0][3])
            places = [tuple(map(float, box)) for box in boxes]
            words = "".join(
                page.crop((x - 1, y - 1, x + w + 1, y + h + 1)).extract_text()
                for x, y, w, h in places
            )
            assert _bare(one["quote"]) in _bare(words), one["pointer"]
            for x, y, w, h in places:
                area = [round(side * scale) for side in (x, y, x + w, y + h)]
                assert picture.crop(tuple(area)).getextrema()[0] < 128
            drawn += len(places)
    assert drawn > 5


def test_a_pdf_that_cannot_be_drawn_says_so() -> None:
    with pytest.raises(Undrawn):
        pictures(b"%PDF-1.4 and no more", [])


def _bare(text: str) -> str:
    """Letters and figures alone: punctuation hangs between lines as each tool sees fit."""
    return re.sub(r"\W", "", text)


def at(source: str, quote: str, encoding: str = "utf-8") -> Origin:
    start = len(source[: source.index(quote)].encode(encoding))
    return Origin(byte_start=start, byte_end=start + len(quote.encode(encoding)))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16-le"])
def test_marks_stand_on_the_characters_of_the_bytes(encoding: str) -> None:
    source = "<p>芬蘭公司希望合作</p>"
    found = marked_html(source.encode(encoding), encoding, [at(source, "希望", encoding)])
    assert found == '<p>芬蘭公司<mark class="kejichu" id="kejichu">希望</mark>合作</p>'


@pytest.mark.parametrize(
    ("source", "quote", "marked"),
    [
        ('<p title="in a tag">a</p>', "in a tag", []),
        ("<script>var a = 'text'</script>", "text", []),
        ("<title>text</title>", "text", []),
        ("<p>one <b>two</b> three</p>", "one <b>two</b> three", ["one ", "two", " three"]),
        ("<p>R&amp;D here</p>", "R&amp;D", ["R&amp;D"]),
    ],
)
def test_marks_stand_in_running_text_alone(source: str, quote: str, marked: list[str]) -> None:
    found = marked_html(source.encode(), "utf-8", [at(source, quote)])
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", found) == marked
    assert re.sub(r"</?mark[^>]*>", "", found) == source


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_page_of_html_is_told_whatever_its_first_bytes(encoding: str) -> None:
    assert is_markup("\r\n <html>芬蘭</html>".encode(encoding), encoding)
    assert not is_markup('{"a": "<p>"}'.encode(encoding), encoding)


def test_what_reaches_out_is_renamed() -> None:
    found = marked_html(HOSTILE.encode(), "utf-8", [])
    assert not re.search(r"<(a|link|meta|base|iframe|object)\b", found, re.I)


def test_other_text_is_escaped() -> None:
    source = '{"a": "<script>1</script>"}'
    found = marked_text(source.encode(), "utf-8", [at(source, "<script>1")])
    assert "<script" not in found and "&lt;script&gt;1</mark>&lt;/script&gt;" in found
