"""Importing and exporting: pages of others go in as they were and come out as they are."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from pipeline.archive import Archive, ArchiveError
from pipeline.archive.exporting import export
from pipeline.archive.importing import import_paths
from pipeline.archive.verifying import verify_path
from pipeline.inputs import Given, Served, read_inputs
from pipeline.store import open_store
from pipeline.store.captures import CaptureRow

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "warc"
PAGE = "<html><p>技术合作</p></html>".encode("gbk")
HEAD = b"HTTP/1.1 200 Fine\r\ncontent-type:text/html; charset=gbk\r\nX-Odd:  a\r\n\r\n"


def record(block: bytes, url: str, kind: str = "response", date: str = "2024-05-31") -> bytes:
    lines = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
        f"WARC-Date: {date}T08:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        f"Content-Type: application/http\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return gzip.compress(lines.encode() + block + b"\r\n\r\n")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    store = open_store(f"sqlite:///{tmp_path / 'state.sqlite'}")
    with Archive(tmp_path / "archive", store) as made:
        yield made
    store.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Saved pages: one with its facts, one bare, and a WARC file with three records."""
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "a.html").write_bytes(PAGE)
    (pages / "b.html").write_bytes(PAGE + b"b")
    (pages / "logo.png").write_bytes(b"png")
    line = {
        "file": "a.html",
        "url": "http://a.example/a.htm",
        "retrieved_at": "2024-05-30T08:00:00Z",
        "media_type": "text/html; charset=gbk",
    }
    (pages / "pages.jsonl").write_text(json.dumps(line) + "\n", "utf-8")
    records = (
        record(b"GET / HTTP/1.1\r\n\r\n", "http://a.example/c.htm", "request"),
        record(HEAD + PAGE, "http://a.example/c.htm"),
        record(HEAD + PAGE, "http://a.example/c.htm", date="2024-06-01"),
    )
    (pages / "c.warc.gz").write_bytes(b"".join(records))
    return pages


def bare(given: Given) -> object:
    """A page without the name of its place."""
    assert isinstance(given, Served)
    return given.capture.model_copy(update={"name": ""}), given.body


def test_pages_come_out_as_they_went_in(archive: Archive, folder: Path) -> None:
    done = import_paths(archive, [folder], "saved")
    assert (done.captures, done.known, done.unreached) == (4, 0, [])
    assert done.skipped == {"media_type": 1, "request": 1}
    given = [one for one in read_inputs([folder]) if isinstance(one, Served)]
    read = {served.capture.retrieved_at: served for served in archive.iter()}
    for page in given:
        assert bare(read[page.capture.retrieved_at]) == bare(page)
    kinds = [(row.kind, row.source, row.status) for row in archive.captures()]
    assert kinds == [
        ("resource", "saved", None),
        ("resource", "saved", None),
        ("response", "saved", 200),
        ("revisit", "saved", 200),
    ]
    assert archive.verify().faults == ()


def test_pages_as_a_run_reads_them_keep_url_and_time(archive: Archive, folder: Path) -> None:
    import_paths(archive, [folder])
    given = {bare(one) for one in read_inputs([folder]) if isinstance(one, Served)}  # type: ignore[type-var]
    pages = list(archive.pages())
    assert len(pages) == 3 and {bare(page) for page in pages} < given  # type: ignore[type-var]
    again = [one for one in read_inputs([archive.folder]) if isinstance(one, Served)]
    assert again == pages


def test_the_head_of_a_response_is_kept_byte_by_byte(archive: Archive, folder: Path) -> None:
    import_paths(archive, [folder])
    row = next(archive.captures(CaptureRow.kind == "response"))
    data = (archive.folder / row.file).read_bytes()[row.offset : row.offset + row.length]
    assert gzip.decompress(data).partition(b"\r\n\r\n")[2] == HEAD + PAGE + b"\r\n\r\n"
    assert row.origin == "c.warc.gz#2"


def test_importing_again_keeps_nothing_twice(archive: Archive, folder: Path) -> None:
    import_paths(archive, [folder])
    done = import_paths(archive, [folder])
    assert (done.captures, done.known) == (0, 4)
    assert archive.verify().faults == ()


def test_a_cut_archive_is_told_and_its_whole_records_are_kept(
    archive: Archive, tmp_path: Path
) -> None:
    path = tmp_path / "cut.warc.gz"
    whole = record(HEAD + PAGE, "http://a.example/1") + record(HEAD + PAGE, "http://a.example/2")
    path.write_bytes(whole[:-20])
    done = import_paths(archive, [path])
    assert done.captures == 1
    assert [one.code for one in done.unreached] == ["truncated_archive"]


def test_an_exported_warc_file_is_whole_and_read_by_others(
    archive: Archive, folder: Path, tmp_path: Path
) -> None:
    import_paths(archive, [folder])
    out = tmp_path / "out" / "all.warc.gz"
    done = export(archive, archive.captures(), out)
    assert (done.captures, done.records) == (4, 5)
    assert verify_path(out).faults == ()
    with out.open("rb") as file:
        kinds = [one.rec_type for one in ArchiveIterator(file, check_digests="raise")]
    assert kinds == ["warcinfo", "resource", "resource", "response", "revisit"]
    pages = [bare(one) for one in read_inputs([out]) if isinstance(one, Served)]
    assert pages == [bare(one) for one in archive.pages()]


def test_an_exported_revisit_brings_what_it_refers_to(
    archive: Archive, folder: Path, tmp_path: Path
) -> None:
    import_paths(archive, [folder])
    out = tmp_path / "revisit.warc.gz"
    assert export(archive, archive.captures(CaptureRow.kind == "revisit"), out).captures == 2
    assert [kind.url for kind in archive.captures()][-1] == "http://a.example/c.htm"
    assert len([one for one in read_inputs([out]) if isinstance(one, Served)]) == 1


def test_an_exported_folder_gives_the_same_pages(
    archive: Archive, folder: Path, tmp_path: Path
) -> None:
    import_paths(archive, [folder])
    out = tmp_path / "folder"
    export(archive, archive.current(), out)
    pages = [one for one in read_inputs([out]) if isinstance(one, Served)]
    expected = [one for one in archive.pages() if isinstance(one, Served)]
    assert [page.body for page in pages] == [page.body for page in expected]
    for page, other in zip(pages, expected, strict=True):
        kept = ("url", "retrieved_at", "media_type", "charset", "sha256")
        assert page.capture.model_dump(include=set(kept)) == other.capture.model_dump(
            include=set(kept)
        )


def test_nothing_is_overwritten_by_an_export(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "there.warc.gz").write_bytes(b"")
    with pytest.raises(ArchiveError, match="there already"):
        export(archive, archive.captures(), tmp_path / "there.warc.gz")


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not there")
@pytest.mark.parametrize(
    "name",
    [
        "warcio__example-iana.org-chunked.warc",
        "pywb__example.arc.gz",
        "pywb__valid_example_1.wacz",
        "pywb__iana.warc.gz",
        "fastwarc__clueweb-quirk.warc.gz",
    ],
)
def test_pages_of_real_archives_come_out_as_they_went_in(archive: Archive, name: str) -> None:
    import_paths(archive, [CORPUS / name])
    given = [bare(one) for one in read_inputs([CORPUS / name]) if isinstance(one, Served)]
    assert given
    read = [bare(one) for one in archive.iter()]
    assert all(one in read for one in given)
    assert archive.verify().faults == ()
    assert import_paths(archive, [CORPUS / name]).captures == 0
