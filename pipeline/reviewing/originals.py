"""The bytes that a record was read from: a file of the run's inputs or a capture in the archive."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from pipeline.archive.archive import Archive
from pipeline.inputs.archive_stream import ArchiveFault
from pipeline.ledger.units import Record
from pipeline.reviewing.run_documents import RunDocuments
from pipeline.runs.folder import read_manifest
from pipeline.store.captures import CaptureRow


class Originals:
    """The captures of a run folder, by their digests: other bytes are never given for them.

    ``archive`` is the workspace's. Raises RunFolderError where the folder holds no run.
    """

    def __init__(self, run: Path, archive: Archive) -> None:
        self._inputs = tuple(map(Path, read_manifest(run).inputs))
        self._documents, self._archive = RunDocuments(run), archive

    def of(self, record: Record) -> bytes | None:
        """The bytes of a record's page, None where they are not at hand any more."""
        wanted, name = record["content_sha256"], self._documents.capture_of(record["report_id"])
        for body in self._candidates(name):
            if sha256(body).hexdigest() == wanted:
                return body
        return None

    def _candidates(self, name: str) -> Iterator[bytes]:
        for given in self._inputs:
            # Where a run has several inputs its pages' names begin with those of the inputs.
            for path in (given / name, given.parent / name, given):
                if path.is_file() and path.name == Path(name).name:
                    yield path.read_bytes()
        file, _, number = name.rpartition("#")
        if not number.isdecimal():
            return
        place = (CaptureRow.file == file, CaptureRow.record_number == int(number))
        for row in self._archive.captures(*place):
            try:
                yield self._archive.read(row).body
            except ArchiveFault:
                continue
