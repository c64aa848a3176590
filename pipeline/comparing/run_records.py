"""The records of a run by id, kept as places in the file; read and parsed one by one."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple, Self

import orjson

from models.capture import Capture
from models.run import Run
from pipeline.closing import Closing
from pipeline.identity import report_id
from pipeline.runs.folder import QUARANTINE, RECORDS, REFUSED, RunFolderError, read_manifest

_HEAD = re.compile(
    rb'\{"schema_version":"[^"\\]*","opportunity_id":"([^"\\]+)","report_id":"([^"\\]+)",'
)
_TAIL = re.compile(rb',"pipeline_version":"[^"\\]*","extractor_versions":\{[^{}]*\}\}\s*\Z')
_RETRIEVED = re.compile(rb'"retrieved_at":(?:null|"[^"\\]*"),')
_TAIL_MARK = b',"pipeline_version":'
# Records are of some 10 kB, longer than the buffer of a file is by default.
_BUFFER = 1 << 20


class Line(NamedTuple):
    """A record's ids and its place in the run's file, in bytes."""

    id: str
    report: str
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Ended:
    """A page without records: how it ended in the run, and the digest of its bytes."""

    end: str
    code: str
    sha256: str | None


class RunRecords(Closing):
    """The records of a run folder; a context manager, since the file stays open.

    Raises RunFolderError where the folder holds no run, or a line is no record.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run: Run = read_manifest(folder)
        self.lines: dict[str, Line] = {}
        self.pages: dict[str, list[Line]] = {}

    def __enter__(self) -> Self:
        try:
            self._file: IO[bytes] = (self.folder / RECORDS).open("rb", _BUFFER)
        except OSError as error:
            raise RunFolderError(
                f"cannot read {self.folder / RECORDS}: {error.strerror}"
            ) from error
        for line in self._scan():
            if line.id in self.lines:
                raise RunFolderError(f"{self.folder} holds record {line.id} twice: extract it anew")
            self.lines[line.id] = line
            self.pages.setdefault(line.report, []).append(line)
        return self

    def close(self) -> None:
        """Close the file of records."""
        self._file.close()

    def raw(self, line: Line) -> bytes:
        """A record as it stands in the file."""
        return os.pread(self._file.fileno(), line.length, line.offset)

    def read(self, line: Line) -> dict[str, Any]:
        """A record's values."""
        return parsed(self.raw(line))

    def page(self, report: str) -> Sequence[Line]:
        """The records of a page, none where it has none."""
        return self.pages.get(report, ())

    def ended(self) -> dict[str, Ended]:
        """Pages that were refused or quarantined, by report id."""
        return {
            report_id(
                Capture(
                    name=entry["capture"],
                    url=entry["url"],
                    sha256=entry["sha256"] or "",
                    size=0,
                )
            ): Ended(end, entry["code"], entry["sha256"])
            for name, end in ((REFUSED, "refused"), (QUARANTINE, "quarantined"))
            for entry in _entries(self.folder / name)
        }

    def _scan(self) -> Iterator[Line]:
        offset = 0
        for number, data in enumerate(self._file, 1):
            try:
                yield _line(data, offset)
            except (ValueError, KeyError, TypeError) as error:
                where = f"{self.folder / RECORDS}, line {number}"
                raise RunFolderError(f"{where} is no record: extract the run anew") from error
            offset += len(data)


def _entries(path: Path) -> Iterator[dict[str, Any]]:
    if path.is_file():
        with path.open("rb") as lines:
            yield from (orjson.loads(line) for line in lines)


def parsed(raw: bytes) -> dict[str, Any]:
    """A record's values."""
    values: dict[str, Any] = orjson.loads(raw)
    return values


def says_the_same(old: bytes, new: bytes) -> bool:
    """Whether two records are the same to the byte, but for when and by whom they were made.

    Lines as ``extract`` writes them are told without parsing; of any others only equal ones.
    """
    return old == new or ((one := _said(old)) is not None and one == _said(new))


def _said(raw: bytes) -> tuple[bytes, bytes] | None:
    """What stands before and behind the time of retrieval; None for a line of another form."""
    end, got = raw.rfind(_TAIL_MARK), _RETRIEVED.search(raw)
    if end < 0 or got is None or not _HEAD.match(raw) or not _TAIL.match(raw, end):
        return None
    return raw[: got.start()], raw[got.end() : end]


def _line(data: bytes, offset: int) -> Line:
    if head := _HEAD.match(data):
        return Line(head[1].decode(), head[2].decode(), offset, len(data))
    values = orjson.loads(data)
    return Line(str(values["opportunity_id"]), str(values["report_id"]), offset, len(data))
