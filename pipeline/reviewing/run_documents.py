"""What a run read, page by page: the name of the capture and the text, from its documents."""

from functools import cached_property
from pathlib import Path

import orjson

from models.capture import Capture
from pipeline.identity import report_id
from pipeline.ledger.page import Page
from pipeline.runs.folder import DOCUMENTS


class RunDocuments:
    """The documents of a run folder, whose file is gone through at the first question."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / DOCUMENTS

    def capture_of(self, report: str) -> str:
        """The name of the capture that a page was read from; empty for a page not in the run."""
        return self._scanned[report][1] if report in self._scanned else ""

    def page(self, report: str) -> Page | None:
        """A page that the run has read, as one without records; None for any other."""
        if report not in self._scanned:
            return None
        place, _name = self._scanned[report]
        with self._file.open("rb") as lines:
            lines.seek(place)
            document = orjson.loads(lines.readline())
        capture = document["capture"]
        return Page(report, document["text"], capture["url"], capture["sha256"])

    @cached_property
    def _scanned(self) -> dict[str, tuple[int, str]]:
        """Place and capture of each page's document."""
        if not self._file.is_file():
            return {}
        found, offset = {}, 0
        with self._file.open("rb") as lines:
            for line in lines:
                capture = Capture.model_validate(orjson.loads(line)["capture"])
                found[report_id(capture)] = offset, capture.name
                offset += len(line)
        return found
