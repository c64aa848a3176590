"""The records of a run by id, kept as places in the file and digests; parsed one by one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import orjson

from models.capture import Capture
from models.run import Run
from pipeline.identity import report_id
from pipeline.runs.folder import QUARANTINE, RECORDS, REFUSED, RunFolderError, read_manifest

_HEAD = re.compile(
    rb'\{"schema_version":"[^"\\]*","opportunity_id":"([^"\\]+)","report_id":"([^"\\]+)",'
)
_TAIL = re.compile(rb',"pipeline_version":"[^"\\]*","extractor_versions":\{[^{}]*\}\}\s*\Z')
_RETRIEVED = re.compile(rb'"retrieved_at":(?:null|"[^"\\]*"),')
_TAIL_MARK = b',"pipeline_version":'
# What says by whom and when a record was made, and not what it says.
_PROVENANCE = frozenset(("retrieved_at", "pipeline_version", "extractor_versions"))


@dataclass(frozen=True, slots=True)
class Line:
    """A record's place in the run's file, in bytes, and the digest of what it says."""

    id: str
    report: str
    offset: int
    length: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Ended:
    """A page without records: how it ended in the run, and the digest of its bytes."""

    end: str
    code: str
    sha256: str | None


class RunRecords:
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
            self._file: IO[bytes] = (self.folder / RECORDS).open("rb")
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

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def read(self, line: Line) -> dict[str, Any]:
        """A record's values."""
        values: dict[str, Any] = orjson.loads(self._bytes(line))
        return values

    def text(self, line: Line) -> str:
        """A record as the file has it, without its line end."""
        return self._bytes(line).decode("utf-8").rstrip("\n")

    def _bytes(self, line: Line) -> bytes:
        self._file.seek(line.offset)
        return self._file.read(line.length)

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


def _line(data: bytes, offset: int) -> Line:
    """A line as ``extract`` writes it is cut by its keys, any other is parsed."""
    head, end = _HEAD.match(data), data.rfind(_TAIL_MARK)
    if head and end >= 0 and _TAIL.match(data, end) and (got := _RETRIEVED.search(data)):
        digest = sha256(data[: got.start()])
        digest.update(data[got.end() : end])
        ids = head[1].decode(), head[2].decode()
        return Line(*ids, offset, len(data), digest.digest())
    values = orjson.loads(data)
    kept = {name: value for name, value in values.items() if name not in _PROVENANCE}
    text = orjson.dumps(kept, option=orjson.OPT_SORT_KEYS)
    return Line(
        str(values["opportunity_id"]),
        str(values["report_id"]),
        offset,
        len(data),
        sha256(b"parsed" + text).digest(),
    )
