"""Writing and reading the archive: what went in comes out, and others can read it too."""

import gzip
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from sqlalchemy import Engine, func, select
from warcio.archiveiterator import ArchiveIterator as WarcioIterator

from pipeline.archive import Archive, Exchange
from pipeline.inputs import Served, read_inputs
from pipeline.store import open_store
from pipeline.store.captures import ArchiveFileRow, CaptureRow, PayloadRow
from pipeline.workspace import ArchiveLimits

URL = "http://a.example/kjhz/1.htm"
TIME = datetime(2024, 5, 31, 8, 0, 0, 123_456, tzinfo=UTC)
PAGE = "<html><p>技术合作</p></html>".encode("gbk")
EXCHANGE = Exchange(
    url=URL,
    requested_at=TIME,
    request_headers=(("Host", "a.example"), ("Accept", "*/*")),
    status=200,
    reason="OK",
    response_headers=(
        ("Content-Type", "text/html; charset=gbk"),
        ("ETag", '"x1"'),
        ("Last-Modified", "Fri, 31 May 2024 07:00:00 GMT"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
    ),
    body=PAGE,
    ip="192.0.2.7",
    source="most",
    parent_url="http://a.example/kjhz/",
    tls_verified=None,
)


def later(exchange: Exchange, hours: int = 1, **changes: object) -> Exchange:
    time = exchange.requested_at + timedelta(hours=hours)
    return replace(exchange, requested_at=time, **changes)  # type: ignore[arg-type]


def not_modified(exchange: Exchange, hours: int = 1) -> Exchange:
    return later(exchange, hours, status=304, reason="Not Modified", body=b"", response_headers=())


@pytest.fixture
def archive(tmp_path: Path, store: Engine) -> Iterator[Archive]:
    with Archive(tmp_path / "archive", store) as made:
        yield made


def test_what_went_in_comes_out(archive: Archive) -> None:
    row = archive.write(EXCHANGE)
    (again,) = archive.captures()
    for capture in (row, again):
        assert (capture.url, capture.retrieved_at, capture.status) == (URL, TIME, 200)
        assert (capture.kind, capture.media_type, capture.size) == (
            "response",
            "text/html",
            len(PAGE),
        )
        assert (capture.etag, capture.ip, capture.source) == ('"x1"', "192.0.2.7", "most")
        assert capture.last_modified == "Fri, 31 May 2024 07:00:00 GMT"
        assert capture.parent_url == "http://a.example/kjhz/"
    served = archive.read(row)
    assert served.body == PAGE
    assert (served.capture.name, served.capture.url) == (row.name, URL)
    assert (served.capture.charset, served.capture.retrieved_at) == ("gbk", TIME)


def test_reading_the_file_as_any_archive_gives_the_same_page(archive: Archive) -> None:
    archive.write(EXCHANGE)
    (page,) = archive.pages()
    assert isinstance(page, Served)
    assert [given for given in read_inputs([archive.folder]) if isinstance(given, Served)] == [page]


def test_other_programs_read_it_and_find_the_digests_right(archive: Archive) -> None:
    row = archive.write(EXCHANGE)
    archive.write(later(EXCHANGE))
    path = archive.folder / row.file
    with path.open("rb") as file:
        kinds = []
        for record in WarcioIterator(file, check_digests="raise"):
            kinds.append(record.rec_type)
            record.content_stream().read()
            assert record.format == "warc" and record.rec_headers.protocol == "WARC/1.1"
    assert kinds == ["warcinfo", "response", "request", "revisit", "request"]
    with path.open("rb") as file:
        for record in FastIterator(file, parse_http=False):
            assert record.verify_block_digest()
    with path.open("rb") as file:
        for record in FastIterator(file, parse_http=True):
            if record.headers["WARC-Type"] == "response":
                assert record.verify_payload_digest()


def test_headers_are_kept_as_received(archive: Archive) -> None:
    odd = b"caf\xe9 \xbc\xbc".decode("utf-8", "surrogateescape")
    headers = (*EXCHANGE.response_headers, ("X-Odd", odd), ("Transfer-Encoding", "chunked"))
    row = archive.write(replace(EXCHANGE, response_headers=headers, status=200, reason=""))
    data = (archive.folder / row.file).read_bytes()[row.offset : row.offset + row.length]
    head = gzip.decompress(data).split(b"\r\n\r\n")[1]
    assert head.splitlines() == [
        b"HTTP/1.1 200",
        b"Content-Type: text/html; charset=gbk",
        b'ETag: "x1"',
        b"Last-Modified: Fri, 31 May 2024 07:00:00 GMT",
        b"Set-Cookie: a=1",
        b"Set-Cookie: b=2",
        b"X-Odd: caf\xe9 \xbc\xbc",
        b"X-Orig-Transfer-Encoding: chunked",
    ]
    assert archive.read(row).body == PAGE


def test_a_compressed_body_is_kept_as_it_came(archive: Archive) -> None:
    body = gzip.compress(PAGE, mtime=0)
    headers = (*EXCHANGE.response_headers, ("Content-Encoding", "gzip"))
    row = archive.write(replace(EXCHANGE, body=body, response_headers=headers))
    assert row.size == len(body)
    assert archive.read(row).body == PAGE


def test_lines_cannot_be_smuggled_into_a_record(archive: Archive) -> None:
    url = "http://a.example/\r\nWARC-Type: warcinfo\r\n\r\nx"
    headers = (("X-A", "b\r\nContent-Type: text/plain"),)
    row = archive.write(replace(EXCHANGE, url=url, response_headers=headers))
    assert row.url == "http://a.example/%0D%0AWARC-Type: warcinfo%0D%0A%0D%0Ax"
    assert archive.read(row).body == PAGE
    assert archive.read(row).capture.media_type is None


def test_the_same_bytes_become_a_revisit_of_the_first(archive: Archive) -> None:
    first = archive.write(EXCHANGE)
    second = archive.write(later(EXCHANGE, reason="Fine"))
    third = archive.write(later(EXCHANGE, 2))
    assert (second.kind, second.refers_to, third.refers_to) == ("revisit", first.id, first.id)
    assert second.length < first.length + 300 and second.sha256 == first.sha256
    served = archive.read(second)
    assert served.body == PAGE and served.capture.retrieved_at == second.retrieved_at
    assert served.capture.name == second.name
    assert [served.body for served in archive.iter()] == [PAGE] * 3


@pytest.mark.parametrize("changes", [{"body": PAGE + b" "}, {"url": URL + "?a"}])
def test_other_bytes_or_another_url_are_no_revisit(
    archive: Archive, changes: dict[str, object]
) -> None:
    archive.write(EXCHANGE)
    assert archive.write(later(EXCHANGE, **changes)).kind == "response"  # type: ignore[arg-type]


def test_empty_bodies_are_no_revisits(archive: Archive) -> None:
    empty = replace(EXCHANGE, body=b"", status=404)
    archive.write(empty)
    assert archive.write(later(empty)).kind == "response"


def test_not_modified_is_a_revisit_that_keeps_the_validators(archive: Archive) -> None:
    first = archive.write(EXCHANGE)
    row = archive.write(not_modified(EXCHANGE))
    assert (row.kind, row.status, row.refers_to) == ("revisit", 304, first.id)
    assert (row.etag, row.last_modified) == (first.etag, first.last_modified)
    assert row.sha256 == first.sha256
    served = archive.read(row)
    assert (served.body, served.capture.status) == (PAGE, 200)
    again = archive.write(not_modified(EXCHANGE, 2))
    assert again.refers_to == first.id


def test_not_modified_of_nothing_known_is_an_empty_response(archive: Archive) -> None:
    row = archive.write(not_modified(EXCHANGE))
    assert (row.kind, row.size, row.refers_to) == ("response", 0, None)


def test_last_is_by_time_of_retrieval(archive: Archive) -> None:
    assert archive.last(URL) is None
    archive.write(EXCHANGE)
    gone = archive.write(later(EXCHANGE, 5, status=404, body=b"gone"))
    archive.write(later(EXCHANGE, 2, body=b"old, but stored later"))
    last, answered = archive.last(URL), archive.last(URL, answered=True)
    assert last is not None and answered is not None
    assert last.id == gone.id
    assert answered.size == 21


def test_current_is_what_each_url_gave_last(archive: Archive) -> None:
    a, b = EXCHANGE, later(EXCHANGE, 1, body=b"<p>b</p>")
    first = archive.write(a)
    archive.write(b)
    assert [row.size for row in archive.current()] == [8]
    archive.write(later(a, 2))  # changed back: the first capture holds these bytes
    archive.write(later(a, 3, status=404, body=b"gone"))
    other = archive.write(replace(a, url="http://a.example/2.htm"))
    assert [row.id for row in archive.current()] == [first.id, other.id]


def test_files_end_at_their_size_and_hold_whole_records(tmp_path: Path, store: Engine) -> None:
    limits = ArchiveLimits(file_bytes=2_000)
    with Archive(tmp_path / "archive", store, limits) as archive:
        for number in range(12):
            archive.write(replace(EXCHANGE, url=f"{URL}?{number}"))
    with store.connect() as connection:
        files = connection.execute(select(ArchiveFileRow.__table__)).all()
    assert len(files) > 2 and all(file.sealed for file in files)
    for file in files:
        path = tmp_path / "archive" / file.name
        assert path.stat().st_size == file.size < 4_500
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert len(list(WarcioIterator(path.open("rb")))) == file.records
    assert archive.verify().faults == ()


def test_all_of_a_batch_or_none(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.write(EXCHANGE)
    broken = replace(EXCHANGE, url=URL + "?2", requested_at=None)
    with pytest.raises(AttributeError):
        archive.write_all([later(EXCHANGE, 1, body=b"lost"), broken])  # type: ignore[list-item]
    monkeypatch.setattr("pipeline.archive.records.request", _fail)
    with pytest.raises(ZeroDivisionError):
        archive.write(later(EXCHANGE, 1, body=b"lost too"))
    monkeypatch.undo()
    archive.write(later(EXCHANGE, 2, body=b"kept"))
    assert [served.body for served in archive.iter()] == [PAGE, b"kept"]
    assert archive.verify().faults == ()


def _fail(*_arguments: object) -> bytes:
    raise ZeroDivisionError


def test_payloads_are_kept_once(archive: Archive, store: Engine) -> None:
    archive.write_all([EXCHANGE, later(EXCHANGE), replace(EXCHANGE, url=URL + "?b")])
    with store.connect() as connection:
        assert connection.execute(select(func.count()).select_from(PayloadRow)).scalar() == 1
        assert connection.execute(select(func.count()).select_from(CaptureRow)).scalar() == 3


def test_two_writers_have_files_of_their_own(tmp_path: Path, database_url: str) -> None:
    stores = [open_store(database_url) for _ in range(2)]
    archives = [Archive(tmp_path / "archive", store) for store in stores]
    for step in range(4):
        for number, archive in enumerate(archives):
            archive.write(replace(EXCHANGE, url=f"{URL}?{number}-{step}"))
    assert len({row.file for row in archives[0].captures()}) == 2
    for archive, store in zip(archives, stores, strict=True):
        archive.close()
        store.dispose()
    assert Archive(tmp_path / "archive", open_store(database_url)).verify().faults == ()
