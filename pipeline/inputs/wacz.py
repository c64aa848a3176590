"""The web archives inside a WACZ file (a zip), opened one at a time and never unpacked to disk."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from pipeline.bounds import bounds, is_blown
from pipeline.inputs.archive_stream import ArchiveFault

_SUFFIXES = (".warc", ".warc.gz", ".warc.lz4", ".warc.zst", ".arc", ".arc.gz")
_ENCRYPTED = 0x1


@contextmanager
def open_wacz(path: Path) -> Iterator[zipfile.ZipFile]:
    """The zip file. Raises ArchiveFault for a broken one, and for names that leave the folder."""
    try:
        file = zipfile.ZipFile(path)
    # A damaged directory raises errors of many kinds.
    except Exception as error:
        raise ArchiveFault("bad_archive", f"no readable WACZ file: {error}") from error
    with file:
        _check_names(file.namelist())
        yield file


def _check_names(names: list[str]) -> None:
    most = bounds().wacz_members
    if most.exceeded(len(names)):
        raise ArchiveFault("bad_archive", f"{len(names)} members, more than {most.most}")
    for name in names:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name[:3]:
            raise ArchiveFault("bad_archive", "the WACZ holds a file name that leaves its folder")
    if len(set(names)) < len(names):
        raise ArchiveFault("bad_archive", "the WACZ holds two files of one name")


def archives_in(file: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The web archives, by name. Raises ArchiveFault where there are none."""
    found = [info for info in file.infolist() if info.filename.lower().endswith(_SUFFIXES)]
    if not found:
        raise ArchiveFault("bad_archive", "the WACZ holds no web archive")
    return sorted(found, key=lambda info: info.filename)


@contextmanager
def open_member(file: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """One archive. Raises ArchiveFault for one that is encrypted, broken or blown up."""
    if info.flag_bits & _ENCRYPTED:
        raise ArchiveFault("bad_archive", "the archive is encrypted")
    blown = is_blown(info.compress_size, info.file_size, bounds().ratio_free_bytes)
    if blown or bounds().wacz_member_bytes.exceeded(info.file_size):
        raise ArchiveFault("too_large", f"{info.file_size} bytes when decompressed")
    try:
        member = file.open(info)
    except Exception as error:
        raise ArchiveFault("bad_archive", f"the archive cannot be opened: {error}") from error
    with member:
        yield member
