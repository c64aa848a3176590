"""A run measured by a gold sample: precision, recall and F1 of each field with Wilson intervals.

The pages are those drawn at random, never those of a review queue, which holds what is in doubt.
What counts as the same value is what ``kejichu eval`` counts (``evaluation.counting`` and
``evaluation.judging``). The intervals take each value for a trial of its own; values of one page
are often right or wrong together, so with few pages the truth is less certain than they say.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path

from models.base import Frozen
from models.opportunity import Opportunity
from pipeline.evaluation.conventions import conventions
from pipeline.evaluation.counting import PAGE_CODES, Tally, known, page_tally
from pipeline.evaluation.errors import NothingMeasured
from pipeline.evaluation.gold import GoldPage
from pipeline.evaluation.judging import Judged, Outcome, judge
from pipeline.evaluation.metrics import RETRIEVALS, Retrieval
from pipeline.evaluation.predictions import load_predictions, load_records, prediction
from pipeline.gold.adjudicating import Settled, gold_coding
from pipeline.gold.agreement import Codings
from pipeline.gold.coding import Coding
from pipeline.gold.errors import CodingError
from pipeline.gold.sampling import Item, Sample
from pipeline.runs.folder import read_manifest
from pipeline.surveying.estimating import ENDLESS, wilson

Interval = tuple[float, float]
# Fields of one value, scored as retrieval: a wrong value is both a false one and a missed one.
SINGLE = (*PAGE_CODES, "host_country", "direction", "party_type")


class By(StrEnum):
    """What figures are split by: the language of the page, the class of its site, and the version
    of the pipeline that read it, of which a run that took pages over has several.
    """

    LANGUAGE = "language"
    SOURCE = "source"
    VERSION = "version"


class FieldScore(Frozen):
    """Hits, false values and misses of a field; shares from 0 to 1 with Wilson's 95 % intervals,
    null where nothing was there to be counted.

    F1 is no share of trials, but it rises with tp / (tp + fp + fn), which is one: its interval is
    that of the latter, J, as 2J / (1 + J).
    """

    tp: int
    fp: int
    fn: int
    precision: float | None
    precision_ci95: Interval | None
    recall: float | None
    recall_ci95: Interval | None
    f1: float | None
    f1_ci95: Interval | None


class PartScore(Frozen):
    """The fields over some pages."""

    pages: int
    opportunities: int
    fields: dict[str, FieldScore]


class GoldScore(Frozen):
    """A run against a sample. ``coded`` pages have gold; ``waiting`` ones do not yet, and say
    nothing: not coded, not coded twice, or not settled. ``unseen`` are coded pages that the run
    does not have; they count as pages on which it found nothing. ``parts`` are by ``by``.
    """

    sample_id: str
    run_id: str
    coded: int
    waiting: tuple[str, ...]
    unseen: tuple[str, ...]
    overall: PartScore
    by: By | None
    parts: dict[str, PartScore]


class _Page(Frozen):
    """A gold page with what the run makes of it."""

    item: Item
    gold: GoldPage
    records: tuple[Opportunity, ...]
    version: str

    def key(self, by: By) -> str:
        found = {
            By.LANGUAGE: self.item.language,
            By.SOURCE: self.item.source,
            By.VERSION: self.version,
        }
        return found[by]


def score(
    folder: Path, sample: Sample, codings: Codings, settled: Settled, by: By | None = None
) -> GoldScore:
    """Measure the run of a folder by a sample. Raises CodingError without any gold, RunError, and
    NothingMeasured where the run has none of the pages.
    """
    gold = {
        item.page_id: _gold(item, codings.get(item.page_id, {}), settled) for item in sample.items
    }
    coded = [item for item in sample.items if gold[item.page_id] is not None]
    if not coded:
        raise CodingError(
            f"no page of {sample.sample_id} has gold yet: kejichu gold code takes in sheets"
        )
    seen = load_predictions(folder).seen
    unseen = tuple(item.page_id for item in coded if item.sha256 not in seen)
    if len(unseen) == len(coded):
        raise NothingMeasured(f"none of the {len(coded)} coded pages is in {folder}")
    manifest = read_manifest(folder)
    records = load_records(folder, frozenset(item.sha256 for item in coded))
    pages = [
        _page(item, found, records.get(item.sha256, []), manifest.pipeline_version)
        for item in coded
        if (found := gold[item.page_id])
    ]
    return GoldScore(
        sample_id=sample.sample_id,
        run_id=manifest.run_id,
        coded=len(coded),
        waiting=tuple(page_id for page_id, found in gold.items() if found is None),
        unseen=unseen,
        overall=_part(pages),
        by=by,
        parts=_parts(pages, lambda page: page.key(by)) if by else {},
    )


def _gold(item: Item, codings: dict[str, Coding], settled: Settled) -> Coding | None:
    if len(codings) < (2 if item.twice else 1):
        return None
    return gold_coding(codings, settled)


def _page(item: Item, gold: Coding, records: Sequence[Opportunity], version: str) -> _Page:
    page = GoldPage(
        page_id=item.page_id,
        sha256=item.sha256,
        kind=item.source,
        languages=(item.language,),
        publication_date=gold.publication_date,
        referring_mission=gold.referring_mission,
        opportunities=gold.opportunities,
    )
    own = records[0].pipeline_version if records else version
    return _Page(item=item, gold=page, records=tuple(records), version=own)


def _parts(pages: Sequence[_Page], key: Callable[[_Page], str]) -> dict[str, PartScore]:
    parts: defaultdict[str, list[_Page]] = defaultdict(list)
    for page in pages:
        parts[key(page)].append(page)
    return {name: _part(parts[name]) for name in sorted(parts)}


def _part(pages: Sequence[_Page]) -> PartScore:
    tally: Tally = Counter()
    for page in pages:
        tally.update(page_tally(page.gold, [prediction(record) for record in page.records]))
        tally.update(_single(page.gold, list(judge(page.gold, page.records)), bool(page.records)))
    return PartScore(
        pages=len(pages),
        opportunities=sum(len(page.gold.opportunities) for page in pages),
        fields={
            field: _field(tally[field, "tp"], tally[field, "fp"], tally[field, "fn"])
            for field in (*RETRIEVALS, *SINGLE)
        },
    )


def _single(page: GoldPage, judged: Iterable[Judged], found: bool) -> Tally:
    """Fields of one value as retrieval; what is not stated is no value."""
    tally: Tally = Counter()
    for one in judged:
        if one.field in SINGLE:
            right = one.outcome is Outcome.RIGHT
            tally[one.field, "tp"] += right and _stated(one.gold)
            tally[one.field, "fp"] += not right and _stated(one.found)
            tally[one.field, "fn"] += not right and _stated(one.gold)
    if page.opportunities and not found:
        for field in PAGE_CODES:
            tally[field, "fn"] += _stated(getattr(page, field))
    return tally


def _stated(value: str | None) -> bool:
    return known(value) not in (None, conventions().unstated)


def _field(tp: int, fp: int, fn: int) -> FieldScore:
    shares = Retrieval(tp=tp, fp=fp, fn=fn)
    joint = _interval(tp, tp + fp + fn)
    return FieldScore(
        tp=tp,
        fp=fp,
        fn=fn,
        precision=shares.precision,
        precision_ci95=_interval(tp, tp + fp),
        recall=shares.recall,
        recall_ci95=_interval(tp, tp + fn),
        f1=shares.headline,
        f1_ci95=(_f1(joint[0]), _f1(joint[1])) if joint else None,
    )


def _interval(count: int, n: int) -> Interval | None:
    if not n:
        return None
    low, high = wilson(count, n, ENDLESS)
    return round(low, 6), round(high, 6)


def _f1(joint: float) -> float:
    return round(2 * joint / (1 + joint), 6)
