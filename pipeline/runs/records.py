"""Reading the records of a run."""

from collections.abc import Iterator
from pathlib import Path

from models.opportunity import Opportunity
from pipeline.runs.folder import RECORDS, RunFolderError, read_manifest


def read_records(run: Path) -> Iterator[Opportunity]:
    """The records of a run folder, every quote checked. Raises RunFolderError where it is none."""
    read_manifest(run)
    with (run / RECORDS).open(encoding="utf-8") as lines:
        for line in lines:
            yield Opportunity.model_validate_json(line)


def find_record(run: Path, prefix: str) -> Opportunity:
    """The one record whose id begins with ``prefix``. Raises RunFolderError for none or several."""
    found = [record for record in read_records(run) if record.opportunity_id.startswith(prefix)]
    if len(found) == 1:
        return found[0]
    problem = "no record" if not found else f"{len(found)} records"
    raise RunFolderError(f"{problem} of {run} begin with {prefix!r}: give a longer or another id")


def page_records(run: Path, report_id: str) -> list[Opportunity]:
    """All records of one page."""
    return [record for record in read_records(run) if record.report_id == report_id]
