import gzip
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from fastwarc.stream_io import Lz4Writer, ZstdWriter

from pipeline.inputs import Given, Served, Unreached, read_inputs
from pipeline.inputs.base import MAX_FILE_BYTES

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "warc"
URL = "http://a.example/kjhz/1.htm"
PAGE = "<html><p>技术合作</p></html>".encode("gbk")


def http(body: bytes = PAGE, status: str = "200 OK", kind: str = "text/html; charset=gbk") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body


def record(kind: str, block: bytes, content: str = "application/http", url: str = URL) -> bytes:
    head = {
        "WARC-Type": kind,
        "WARC-Target-URI": url,
        "WARC-Date": "2024-05-31T08:00:00.5Z",
        "WARC-Record-ID": "<urn:uuid:00000000-0000-4000-8000-000000000000>",
        "Content-Type": content,
        "Content-Length": str(len(block)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return f"WARC/1.1\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


RECORDS = (
    record("warcinfo", b"software: x\r\n", "application/warc-fields"),
    record("request", b"GET / HTTP/1.1\r\n\r\n"),
    record("response", http()),
    record("revisit", http(b"")),
    record("response", http(b'{"ProjectTitle": ""}', kind="application/json"), url="<http://b/>"),
)


def outcomes(path: Path) -> list[Given]:
    return list(read_inputs([path]))


def read(folder: Path, content: bytes, name: str = "a.warc") -> list[Given]:
    path = folder / name
    path.write_bytes(content)
    return outcomes(path)


def kind_of(given: Given) -> str:
    if isinstance(given, Served):
        return "served"
    return given.code if isinstance(given, Unreached) else given.reason


def kinds(givens: list[Given]) -> list[str]:
    return [kind_of(given) for given in givens]


def name_of(given: Given) -> str:
    return given.capture.name if isinstance(given, Served) else given.name


def test_every_record_ends_as_one_outcome(tmp_path: Path) -> None:
    givens = read(tmp_path, b"".join(RECORDS))
    assert kinds(givens) == ["warcinfo", "request", "served", "revisit", "served"]
    assert [name_of(given) for given in givens] == [f"a.warc#{n}" for n in range(1, 6)]
    page = givens[2]
    assert isinstance(page, Served)
    assert page.body == PAGE
    capture = page.capture
    assert (capture.url, capture.status, capture.size) == (URL, 200, len(PAGE))
    assert (capture.media_type, capture.charset) == ("text/html", "gbk")
    assert capture.retrieved_at == datetime(2024, 5, 31, 8, 0, 0, 500_000, tzinfo=UTC)
    feed = givens[4]
    assert isinstance(feed, Served)
    assert feed.capture.url == "http://b/"


@pytest.mark.parametrize(
    ("block", "outcome"),
    [
        (record("response", http(status="404 Not Found")), "status"),
        (record("response", http(kind="image/png")), "media_type"),
        (record("response", http(kind="application/pdf")), "served"),
        (record("response", http(kind="")), "served"),
        (record("response", http(kind="text/plain")), "media_type"),
        (record("response", http(b' {"a": 1}', kind="text/plain")), "served"),
        (record("response", b"HTTPX/1.1 200 OK\r\n\r\n"), "bad_http"),
        (record("response", b"1.2.3.4", "text/dns", "dns:a.example"), "not_http"),
        (record("resource", PAGE, "text/html"), "served"),
        (record("resource", b"log", "text/plain"), "media_type"),
        (record("conversion", PAGE, "text/html"), "conversion"),
        (record("invented", b""), "unknown_record"),
        (record("response", http()).replace(b"Content-Length", b"X-Length"), "bad_archive"),
    ],
)
def test_which_records_are_pages(tmp_path: Path, block: bytes, outcome: str) -> None:
    assert kinds(read(tmp_path, block))[:1] == [outcome]


def test_resource_has_no_status_and_its_bytes_as_they_are(tmp_path: Path) -> None:
    (given,) = read(tmp_path, record("resource", PAGE, "text/html;charset=gbk"))
    assert isinstance(given, Served)
    assert (given.capture.status, given.capture.charset, given.body) == (None, "gbk", PAGE)


def test_doubtful_time_is_null(tmp_path: Path) -> None:
    broken = record("response", http()).replace(b"2024-05-31T08", b"2024-05-311T08")
    (given,) = read(tmp_path, broken)
    assert isinstance(given, Served)
    assert given.capture.retrieved_at is None


def test_codings_are_undone_and_broken_ones_told(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"
    packed = gzip.compress(PAGE)
    first, second = read(
        tmp_path, record("response", head + packed) + record("response", head + packed[:-9])
    )
    assert isinstance(first, Served)
    assert first.body == PAGE
    assert kind_of(second) == "bad_content_encoding"


def test_too_large_pages_are_told_and_too_large_images_skipped(tmp_path: Path) -> None:
    big = bytes(MAX_FILE_BYTES + 100_000)
    content = b"".join(
        record("response", http(big, kind=kind))
        for kind in ("text/html", "image/png", "text/plain")
    )
    bomb = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(big)
    givens = read(tmp_path, gzip.compress(content + record("response", bomb), 1), "a.warc.gz")
    assert kinds(givens) == ["too_large", "media_type", "media_type", "too_large"]


def cut_ends() -> Iterator[tuple[str, bytes, set[int]]]:
    """A file, and the lengths at which a cut loses nothing."""
    plain, packed, sizes, packed_sizes = b"", b"", set[int](), set[int]()
    for block in RECORDS:
        plain += block
        packed += gzip.compress(block, mtime=0)
        # Of the empty lines after a record nothing need be there.
        sizes |= {len(plain) - end for end in range(5)}
        packed_sizes.add(len(packed))
    yield "a.warc", plain, sizes
    yield "a.warc.gz", packed, packed_sizes


@pytest.mark.parametrize(("name", "content", "whole"), list(cut_ends()), ids=["plain", "gzip"])
def test_a_cut_anywhere_is_told(tmp_path: Path, name: str, content: bytes, whole: set[int]) -> None:
    expected = read(tmp_path, content, name)
    for end in range(2, len(content)):
        givens = read(tmp_path, content[:end], name)
        if end in whole:
            assert givens == expected[: len(givens)], end
        else:
            assert kinds(givens)[-1] == "truncated_archive", end
            assert givens[:-1] == expected[: len(givens) - 1], end
            assert name_of(givens[-1]) == f"{name}#{len(givens)}", end


@pytest.mark.parametrize(
    ("name", "writer"), [("a.warc.lz4", Lz4Writer), ("a.warc.zst", ZstdWriter)]
)
def test_other_compressions_and_their_cut(
    tmp_path: Path, name: str, writer: type[Lz4Writer] | type[ZstdWriter]
) -> None:
    output = BytesIO()
    packer = writer(output)
    for block in RECORDS:
        packer.write(block)
        packer.finish()
    packer.close()
    expected = ["warcinfo", "request", "served", "revisit", "served"]
    assert kinds(read(tmp_path, output.getvalue(), name)) == expected
    cut = read(tmp_path, output.getvalue()[:-100], name)
    assert kinds(cut) == [*expected[:4], "truncated_archive"]


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.warc.lz4", "a.warc.zst", "a.wacz"])
@pytest.mark.parametrize("content", [b"", b"garbage" * 50, b"\x1f\x8bgarbage", b"PK\x03\x04"])
def test_invalid_archives_are_told(tmp_path: Path, name: str, content: bytes) -> None:
    (given,) = read(tmp_path, content, name)
    assert kind_of(given) == "bad_archive"


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_garbage_after_records_is_told(tmp_path: Path, packed: bool) -> None:
    content = gzip.compress(RECORDS[2]) if packed else RECORDS[2]
    assert kinds(read(tmp_path, content + b"garbage\r\n", "a.warc")) == ["served", "bad_archive"]


def test_damage_within_a_compressed_record_spares_those_before(tmp_path: Path) -> None:
    first, second = gzip.compress(RECORDS[2]), bytearray(gzip.compress(RECORDS[4]))
    second[len(second) // 2] ^= 0xFF
    assert kinds(read(tmp_path, first + second, "a.warc.gz")) == ["served", "bad_archive"]


def test_zeros_between_and_after_compressed_records_are_padding(tmp_path: Path) -> None:
    content = b"".join(gzip.compress(block) + bytes(700) for block in RECORDS)
    assert kinds(read(tmp_path, content, "a.warc.gz"))[-1] == "served"


def test_archives_in_folders_are_read_with_the_pages(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.warc").write_bytes(RECORDS[2])
    (tmp_path / "z.html").write_bytes(PAGE)
    assert [name_of(given) for given in outcomes(tmp_path)] == ["sub/a.warc#1", "z.html"]


def wacz(path: Path, members: dict[str, bytes], packing: int = zipfile.ZIP_STORED) -> list[Given]:
    with zipfile.ZipFile(path, "w", packing) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return outcomes(path)


def test_wacz_serves_its_archives(tmp_path: Path) -> None:
    members = {
        "pages/pages.jsonl": b"{}",
        "archive/b.warc": RECORDS[4],
        "archive/a.warc.gz": gzip.compress(RECORDS[2])[:-4],
    }
    givens = wacz(tmp_path / "x.wacz", members)
    assert [(name_of(given), kind_of(given)) for given in givens] == [
        ("x.wacz/archive/a.warc.gz#1", "served"),
        ("x.wacz/archive/a.warc.gz#2", "truncated_archive"),
        ("x.wacz/archive/b.warc#1", "served"),
    ]


@pytest.mark.parametrize("name", ["../a.warc", "/a.warc", "a/../../a.warc", "C:/a.warc"])
def test_wacz_with_a_name_that_leaves_the_folder(tmp_path: Path, name: str) -> None:
    assert kinds(wacz(tmp_path / "x.wacz", {name: RECORDS[2]})) == ["bad_archive"]


def test_wacz_without_archives(tmp_path: Path) -> None:
    assert kinds(wacz(tmp_path / "x.wacz", {"archive/a.txt": b"x"})) == ["bad_archive"]


def test_wacz_that_blows_up(tmp_path: Path) -> None:
    members = {"archive/a.warc": bytes(30_000_000)}
    givens = wacz(tmp_path / "x.wacz", members, zipfile.ZIP_DEFLATED)
    assert kinds(givens) == ["too_large"]


def test_wacz_with_a_damaged_member(tmp_path: Path) -> None:
    wacz(tmp_path / "x.wacz", {"archive/a.warc": RECORDS[2]})
    content = (tmp_path / "x.wacz").read_bytes().replace(b"<html>", b"<HTML>")
    assert "bad_archive" in kinds(read(tmp_path, content, "x.wacz"))


def arc(*blocks: bytes, length: int | str | None = None) -> bytes:
    head = b"1 0 x\nURL IP-address Archive-date Content-type Archive-length\n"
    content = b"filedesc://x.arc 0.0.0.0 20240531080000 text/plain %d\n" % len(head) + head + b"\n"
    for block in blocks:
        size = length if length is not None else len(block)
        content += f"{URL} 1.2.3.4 20240531080000 text/html {size}\n".encode() + block + b"\n"
    return content


@pytest.mark.parametrize("name", ["a.arc", "a.arc.gz"])
def test_arc_is_read(tmp_path: Path, name: str) -> None:
    pytest.importorskip("warcio", reason="ARC files are read by warcio")
    content = arc(http(), http(status="302 Found"), PAGE)
    givens = read(tmp_path, gzip.compress(content) if name.endswith(".gz") else content, name)
    assert kinds(givens) == ["arc_header", "served", "status", "served"]
    page = givens[1]
    assert isinstance(page, Served)
    assert (page.capture.url, page.body) == (URL, PAGE)
    assert page.capture.retrieved_at == datetime(2024, 5, 31, 8, tzinfo=UTC)


def test_a_cut_of_an_arc_is_told(tmp_path: Path) -> None:
    pytest.importorskip("warcio", reason="ARC files are read by warcio")
    content = arc(http())
    start = len(arc())
    for end in range(start + 1, len(content) - 1):
        assert kinds(read(tmp_path, content[:end], "a.arc")) == [
            "arc_header",
            "truncated_archive",
        ], end


def test_arc_with_a_wrong_length_is_told(tmp_path: Path) -> None:
    pytest.importorskip("warcio", reason="ARC files are read by warcio")
    for length in ("-1", "abc"):
        givens = read(tmp_path, arc(http(), length=length), "a.arc")
        assert kinds(givens) == ["arc_header", "bad_archive", "bad_archive"]
    short = read(tmp_path, arc(http(), length=len(http()) - 5), "a.arc")
    assert kinds(short) == ["arc_header", "served", "bad_archive"]


def test_arc_that_is_a_warc(tmp_path: Path) -> None:
    pytest.importorskip("warcio", reason="ARC files are read by warcio")
    assert kinds(read(tmp_path, RECORDS[2], "a.arc")) == ["bad_archive"]


def test_all_archives_of_the_corpus() -> None:
    if not CORPUS.is_dir():
        pytest.skip("the corpus of web archives is not here")
    pytest.importorskip("warcio", reason="ARC files are read by warcio")
    count = Counter(kind_of(given) for path in sorted(CORPUS.iterdir()) for given in outcomes(path))
    assert json.loads(json.dumps(count)) == {
        "served": 77,
        "request": 212,
        "revisit": 140,
        "warcinfo": 25,
        "media_type": 33,
        "unknown_record": 9,
        "arc_header": 7,
        "status": 6,
        "metadata": 1,
        "bad_archive": 7,
        "truncated_archive": 3,
        "bad_http": 1,
        "bad_content_encoding": 1,
    }
