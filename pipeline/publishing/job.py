"""What every format gets: the folder, the colophon that fills itself, and records one by one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from models.opportunity import Opportunity
from pipeline.publishing.about import Tally


class Item:
    """A record on its way out, as a model, as plain values and as a line of JSON."""

    def __init__(self, record: Opportunity) -> None:
        self.record = record

    @cached_property
    def values(self) -> dict[str, Any]:
        """Plain values; dates stay dates."""
        return self.record.model_dump()

    @cached_property
    def line(self) -> str:
        """The record as JSON in one line, as a run holds it."""
        return self.record.model_dump_json()


@dataclass(frozen=True, slots=True)
class Job:
    """An export under way. ``excel`` asks for files that Excel opens without an import dialogue.

    ``tally.about`` is complete when the last record has passed, so when a format closes.
    """

    folder: Path
    tally: Tally
    excel: bool = False

    @property
    def stamp(self) -> dict[str, str]:
        """What each row carries, so that a part of a file still says where it comes from."""
        about = self.tally.about
        return {"run_id": about.run_id, "licence": about.licence.title}


# A format opens its files, takes records while it is open and finishes the files when it closes.
Format = Callable[[Job], AbstractContextManager[Callable[[Item], None]]]
