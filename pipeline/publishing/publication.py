"""A publication: the resolved records of a run, with what was decided on them."""

from datetime import datetime

from models.base import Frozen
from models.decision import Reach, State

PUBLICATION, REVIEWED, DECISIONS = "publication.json", "reviewed.jsonl", "decisions.jsonl"


class Values(Frozen):
    """How many published values were looked at one by one, decided in bulk, or neither."""

    reviewed: int
    bulk: int
    unreviewed: int


class Publication(Frozen):
    """What was published, of which run, and by which decisions.

    ``publication_id`` is the run id of the folder's own manifest. ``decisions`` counts those in
    force on the run's pages and ``decisions_sha256`` is the digest of their file; ``states`` tells
    what became of them. ``taken_out`` are opportunity ids that were judged to be none.
    """

    publication_id: str
    run_id: str
    previous: str | None
    published_at: datetime
    records: int
    taken_out: tuple[str, ...]
    values: Values
    decisions: int
    decisions_sha256: str
    states: dict[str, int]


class ReviewedValue(Frozen):
    """A line of ``reviewed.jsonl``: a decided value; whatever is not listed was not reviewed.

    ``pointer`` leads into the record, null where the decision took the value out.
    """

    opportunity_id: str
    field: str
    item: str
    pointer: str | None
    decision_id: str
    state: State
    reach: Reach
