"""What an export says of itself: run, versions, licence, selection, coverage."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field

from models.base import Frozen
from models.run import Run
from pipeline.runs.folder import RECORDS
from pipeline.schema.fields import record_fields

ABOUT = "about.json"
_LICENCE = Path(__file__).with_name("licence.yaml")
_UNREVIEWED = "as extracted, not reviewed"


class Licence(Frozen):
    """Terms of the data: a short name, a sentence in English and Chinese, and where it is found."""

    name: str
    title: str
    title_zh: str | None = None
    path: str | None = None


@cache
def default_licence() -> Licence:
    """The licence of ``licence.yaml``."""
    return Licence.model_validate(yaml.safe_load(_LICENCE.read_text("utf-8")))


class About(Frozen):
    """The colophon of an export. ``coverage`` counts by field the records that have a value.

    ``records_sha256`` is the digest of the run's records, ``selection`` says which of them are
    here, ``contacts`` is ``redacted`` or ``included``, and ``review`` the state of the values.
    """

    run_id: str
    run_finished_at: datetime
    schema_version: str
    pipeline_version: str
    extractor_versions: dict[str, str]
    vocabulary_digest: str
    records_sha256: str
    licence: Licence
    selection: str
    contacts: str
    review: str = _UNREVIEWED
    records: int = 0
    coverage: dict[str, int] = Field(default_factory=dict)


def about_run(run: Run, licence: Licence | None, selection: str, contacts: bool) -> About:
    """The colophon of an export of a run, before its records are counted."""
    return About(
        run_id=run.run_id,
        run_finished_at=run.finished_at,
        schema_version=run.schema_version,
        pipeline_version=run.pipeline_version,
        extractor_versions=run.extractor_versions,
        vocabulary_digest=run.vocabulary_digest,
        records_sha256=run.files[RECORDS],
        licence=licence or default_licence(),
        selection=selection,
        contacts="included" if contacts else "redacted",
    )


class Tally:
    """Counts records and, by field, those that have a value, while they pass."""

    def __init__(self, about: About) -> None:
        self._about, self._records = about, 0
        self._coverage: Counter[str] = Counter()

    def add(self, values: Mapping[str, Any]) -> None:
        """Count one record, given as plain values."""
        self._records += 1
        self._coverage.update(n for n, value in values.items() if value not in (None, "", [], {}))

    @property
    def about(self) -> About:
        """The colophon with the counts so far, fields in the record's order."""
        coverage = {node.name: self._coverage[node.name] for node in record_fields()}
        return self._about.model_copy(update={"records": self._records, "coverage": coverage})
