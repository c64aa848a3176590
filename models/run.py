"""Run: an immutable, named set of records from named captures by named extractor versions."""

from datetime import datetime

from pydantic import Field

from models.base import Frozen


class Counts(Frozen):
    """What became of the captures: ``captures`` is the sum of the four kinds of end.

    ``skipped`` counts records of archives that are no pages and so no captures; ``taken_over`` the
    captures that were not parsed again, since what they give was known.
    """

    captures: int
    with_records: int
    no_opportunity: int
    quarantined: int
    duplicates: int
    skipped: int = 0
    taken_over: int = 0
    records: int
    issues: int

    def add_up(self) -> bool:
        """Whether every capture is accounted for exactly once."""
        ends = self.with_records + self.no_opportunity + self.quarantined + self.duplicates
        return self.captures == ends


class Reparse(Frozen):
    """A campaign: the pages of run ``base`` that met ``where`` were parsed again.

    ``selected`` counts them; all others are as they were in ``base``. With ``only`` their records
    took over nothing but this field.
    """

    base: str
    where: str
    only: str | None = None
    selected: int


class Run(Frozen):
    """The manifest of a run. ``run_id`` sorts by time; times are UTC.

    ``options`` is what the run was asked beyond its inputs, such as ``ocr``; ``configuration`` the
    digest of all that decides, beside the page, what a page gives; ``reparse`` is set where the run
    is the end of a campaign.
    """

    run_id: str
    started_at: datetime
    finished_at: datetime
    inputs: tuple[str, ...]
    options: dict[str, bool] = Field(default_factory=dict)
    schema_version: str
    pipeline_version: str
    extractor_versions: dict[str, str]
    vocabulary_digest: str
    configuration: str = ""
    reparse: Reparse | None = None
    counts: Counts
    files: dict[str, str]
