"""Which records of a run go out: all or those of a search, in the run's order, redacted or not."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from models.opportunity import Opportunity
from pipeline.publishing.redaction import page_private, redacted
from pipeline.runs.records import read_records
from pipeline.searching.index import Request, SearchIndex


def selected(
    run: Path, request: Request, contacts: bool = False, index: Path | None = None
) -> Iterator[Opportunity]:
    """The records that a request finds, without contact data unless asked for.

    The index is needed only where the request asks for something. Raises QueryError, SearchError
    and RunFolderError.
    """
    wanted = _ids(run, request, index)
    for _, records in groupby(read_records(run), key=lambda record: record.report_id):
        page = [*records]
        known = None if contacts else page_private(page)
        for record in page:
            if wanted is None or record.opportunity_id in wanted:
                yield record if known is None else redacted(record, known)


def _ids(run: Path, request: Request, index: Path | None) -> set[str] | None:
    if request == Request():
        return None
    with SearchIndex(run, index) as found:
        return found.search(request).ids()
