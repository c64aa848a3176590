"""A disk that is full: the write fails, the archive stays whole, and goes on when there is room."""

import random
import resource
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.archive import Archive, ArchiveError, Exchange
from pipeline.store import open_store

LIMIT = 2_000_000
BODY = 600_000
EXCHANGE = Exchange(
    url="",
    requested_at=datetime(2024, 5, 31, 8, tzinfo=UTC),
    request_headers=(("Host", "a.example"),),
    status=200,
    reason="OK",
    response_headers=(("Content-Type", "text/html"),),
    body=b"",
)


def exchange(number: int) -> Exchange:
    body = random.Random(number).randbytes(BODY)
    return replace(EXCHANGE, url=f"http://a.example/{number}.htm", body=body)


def fill_then_go_on(archive: Archive, make_room: Callable[[], None]) -> None:
    """Write until the disk is full, make room, and write on; check the archive in between."""
    written = 0
    with pytest.raises(ArchiveError, match="cannot write to"):
        for written in range(100):
            archive.write(exchange(written))
    assert 1 <= written < 10
    for _ in range(3):  # still full
        with pytest.raises(ArchiveError, match="cannot write to"):
            archive.write(exchange(written))
    assert archive.verify().faults == ()
    make_room()
    archive.write(exchange(written))
    archive.close()
    assert [served.body for served in archive.iter()] == [
        exchange(number).body for number in range(written + 1)
    ]
    assert archive.verify().faults == ()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of LIMIT bytes, where mounting one is permitted."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={LIMIT}", "none", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("mount is missing: install the Debian package mount")
    if done.returncode:
        pytest.skip("mounting is not permitted here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def grow(folder: Path) -> None:
    subprocess.run(["mount", "-o", f"remount,size={LIMIT * 2}", str(folder)], check=True)


def test_the_archive_on_a_full_disk(small_disk: Path, tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'state.sqlite'}")
    fill_then_go_on(Archive(small_disk / "archive", store), lambda: grow(small_disk))
    store.dispose()


def test_archive_and_store_on_a_full_disk(small_disk: Path) -> None:
    store = open_store(f"sqlite:///{small_disk / 'state.sqlite'}")
    fill_then_go_on(Archive(small_disk / "archive", store), lambda: grow(small_disk))
    store.dispose()


def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'state.sqlite'}")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def make_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, hard))
    try:
        fill_then_go_on(Archive(tmp_path / "archive", store), make_room)
    finally:
        make_room()
        store.dispose()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'state.sqlite'}")
    with pytest.raises(ArchiveError, match="cannot write to"):
        Archive(Path("/proc/nowhere/archive"), store).write(exchange(0))
    store.dispose()
