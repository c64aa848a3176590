"""A run as reviewers need it: any page or record at once, none of them held."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol, Self

from pipeline.closing import Closing
from pipeline.comparing.run_records import RunRecords
from pipeline.ledger.page import Page
from pipeline.ledger.units import Record
from pipeline.reviewing.run_documents import RunDocuments


class View(Protocol):
    """What reviewing needs of a run."""

    @property
    def run_id(self) -> str:
        """The id of the run."""

    @property
    def reports(self) -> Iterator[str]:
        """The pages with records, in the run's order."""

    def records_of(self, report: str) -> list[Record]:
        """The records of a page, none where it has none."""

    def record(self, opportunity_id: str) -> Record | None:
        """The record of an id, if the run has it."""

    def named(self, prefix: str) -> list[str]:
        """The ids of the records that begin with ``prefix``."""

    def page(self, report: str) -> Page | None:
        """A page that the run has read, with or without records; None for any other."""


class RunView(Closing):
    """A run folder; a context manager, since its file stays open.

    Raises RunFolderError where the folder holds no run.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._records = RunRecords(folder)
        self._documents = RunDocuments(folder)
        self.run = self._records.run

    def __enter__(self) -> Self:
        self._records.__enter__()
        return self

    def close(self) -> None:
        """Close the run."""
        self._records.close()

    @property
    def run_id(self) -> str:
        """The id of the run."""
        return self.run.run_id

    @property
    def reports(self) -> Iterator[str]:
        """The pages with records, in the run's order."""
        return iter(self._records.pages)

    def records_of(self, report: str) -> list[Record]:
        """The records of a page, none where it has none."""
        return [self._records.read(line) for line in self._records.page(report)]

    def lines_of(self, report: str) -> list[str]:
        """The records of a page as the run wrote them, without line ends."""
        lines = map(self._records.raw, self._records.page(report))
        return [line.decode("utf-8").rstrip("\n") for line in lines]

    def capture_of(self, report: str) -> str:
        """The name of the capture that a page was read from; empty for a page not in the run."""
        return self._documents.capture_of(report)

    def record(self, opportunity_id: str) -> Record | None:
        """The record of an id, if the run has it."""
        line = self._records.lines.get(opportunity_id)
        return self._records.read(line) if line else None

    def named(self, prefix: str) -> list[str]:
        """The ids of the records that begin with ``prefix``."""
        return [each for each in self._records.lines if each.startswith(prefix)]

    def page(self, report: str) -> Page | None:
        """A page that the run has read, with or without records; None for any other."""
        records = self.records_of(report)
        if records:
            return Page.of(records)
        return self._documents.page(report)
