"""Verifying finds every kind of damage, in archives of our own and of others."""

import gzip
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, update

from pipeline.archive import Archive, Exchange
from pipeline.archive.verifying import Verified, verify_path
from pipeline.store import open_store, transaction
from pipeline.store.captures import ArchiveFileRow, CaptureRow

CORPUS = Path(__file__).parents[2].parent / "shared" / "corpus" / "warc"
EXCHANGE = Exchange(
    url="http://a.example/0.htm",
    requested_at=datetime(2024, 5, 31, 8, tzinfo=UTC),
    request_headers=(("Host", "a.example"),),
    status=200,
    reason="OK",
    response_headers=(("Content-Type", "text/html"),),
    body=b"<html>" + b"page " * 500,
)


@pytest.fixture
def store(tmp_path: Path) -> Engine:
    return open_store(f"sqlite:///{tmp_path / 'state.sqlite'}")


@pytest.fixture
def archive(tmp_path: Path, store: Engine) -> Archive:
    with Archive(tmp_path / "archive", store) as made:
        for number in range(4):
            made.write(replace(EXCHANGE, url=f"http://a.example/{number}.htm", body=body(number)))
    return made


def body(number: int) -> bytes:
    return EXCHANGE.body + str(number).encode()


def codes(found: Verified) -> set[str]:
    return {fault.code for fault in found.faults}


def only_file(archive: Archive) -> Path:
    (path,) = archive.folder.iterdir()
    return path


def test_a_whole_archive_has_no_faults(archive: Archive) -> None:
    found = archive.verify()
    assert (found.files, found.records, found.captures, found.faults) == (1, 9, 4, ())
    alone = verify_path(only_file(archive))
    assert (alone.records, alone.unchecked, alone.faults) == (9, 0, ())


@pytest.mark.parametrize("cut", [1, 8, 37, 150, 500])
def test_a_cut_end_is_found(archive: Archive, cut: int) -> None:
    path = only_file(archive)
    path.write_bytes(path.read_bytes()[:-cut])
    assert "truncated_archive" in codes(archive.verify())
    assert "truncated_archive" in codes(verify_path(path))


def test_a_file_cut_between_records_is_found_by_the_ledger(archive: Archive) -> None:
    last = list(archive.captures())[-1]
    path = only_file(archive)
    path.write_bytes(path.read_bytes()[: last.offset])
    found = codes(archive.verify())
    assert found >= {"truncated_archive", "missing_capture", "missing_records"}


@pytest.mark.parametrize("place", range(0, 10))
def test_a_changed_byte_is_found(archive: Archive, place: int) -> None:
    path = only_file(archive)
    data = bytearray(path.read_bytes())
    # Not the ten bytes of a gzip header, where time and system may be anything.
    at = 40 + (len(data) - 60) * place // 9
    data[at] ^= 0x10
    path.write_bytes(data)
    assert archive.verify().faults != ()
    assert verify_path(path).faults != ()


def rewritten(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change the plain bytes and compress again, so that only digests can tell."""
    path.write_bytes(gzip.compress(change(gzip.decompress(path.read_bytes()))))


def test_changed_contents_with_right_compression_are_found(archive: Archive) -> None:
    path = only_file(archive)
    rewritten(path, lambda plain: plain.replace(b"page page", b"page pale", 1))
    assert codes(verify_path(path)) == {"block_digest", "payload_digest"}
    assert archive.verify().faults != ()


def test_a_changed_http_head_is_found(archive: Archive) -> None:
    path = only_file(archive)
    rewritten(path, lambda plain: plain.replace(b"HTTP/1.1 200 OK", b"HTTP/1.1 203 OK", 1))
    assert codes(verify_path(path)) == {"block_digest"}


def test_files_that_are_gone_or_strange_are_found(archive: Archive) -> None:
    path = only_file(archive)
    shutil.move(path, path.with_name("other.warc.gz"))
    assert codes(archive.verify()) == {"missing_file", "unknown_file"}


def test_bytes_after_the_last_capture_are_found(archive: Archive) -> None:
    with only_file(archive).open("ab") as file:
        file.write(b"more")
    assert codes(archive.verify()) == {"torn_tail"}


def test_a_torn_tail_of_a_dead_writer_is_found_but_not_that_of_a_living_one(
    tmp_path: Path, store: Engine
) -> None:
    archive = Archive(tmp_path / "archive", store)
    archive.write(EXCHANGE)
    with only_file(archive).open("ab") as file:
        file.write(b"more")
    assert archive.verify().faults == ()
    archive._open_writer._part.close()  # type: ignore[union-attr]
    assert codes(archive.verify()) == {"torn_tail"}


def test_rows_that_differ_from_their_records_are_found(archive: Archive, store: Engine) -> None:
    first, second, third, _ = archive.captures()
    with transaction(store) as connection:
        for row, values in ((first, {"url": "http://b.example/"}), (second, {"status": 404})):
            own = CaptureRow.id == row.id
            connection.execute(update(CaptureRow).where(own).values(**values))
        connection.execute(delete(CaptureRow).where(CaptureRow.id == third.id))
    found = archive.verify()
    assert codes(found) == {"differs_from_store", "unknown_capture"}
    assert sorted(fault.record or 0 for fault in found.faults) == [2, 4, 6]


def test_a_shorter_confirmed_size_is_found(archive: Archive, store: Engine) -> None:
    with transaction(store) as connection:
        connection.execute(update(ArchiveFileRow).values(size=100))
    assert "torn_tail" in codes(archive.verify())


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not there")
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("warcio__example-iana.org-chunked.warc", set()),
        ("pywb__example.warc.gz", set()),
        ("pywb__example.arc.gz", set()),
        ("warcio__example-digest.warc", {"payload_digest"}),
        ("fastwarc__clueweb-quirk.warc.gz", set()),
        ("fastwarc__clipped.warc.gz", {"truncated_archive"}),
        ("pywb__valid_example_1.wacz", set()),
    ],
)
def test_archives_of_others(name: str, expected: set[str]) -> None:
    found = verify_path(CORPUS / name)
    assert codes(found) == expected, found.faults
