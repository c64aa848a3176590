"""Scoring: a run against a gold set, as a whole, by kind and language of page, and by grade."""

from collections.abc import Callable, Sequence
from pathlib import Path

from models.base import Frozen
from models.opportunity import Opportunity
from pipeline.evaluation.counting import page_tally
from pipeline.evaluation.errors import NothingMeasured
from pipeline.evaluation.gold import GoldPage, gold_digest, load_gold
from pipeline.evaluation.grading import GradeTable, by_field, by_rule
from pipeline.evaluation.judging import judge
from pipeline.evaluation.metrics import Metric, measure
from pipeline.evaluation.misses import Miss, misses
from pipeline.evaluation.predictions import (
    Prediction,
    RunPredictions,
    load_predictions,
    load_records,
    load_texts,
)


class Score(Frozen):
    """The metrics over some pages, with what they were counted from."""

    pages: int
    gold_opportunities: int
    predicted_opportunities: int
    metrics: dict[str, Metric]


class EvaluationResult(Frozen):
    """How a run reads a gold set.

    ``groups`` are the scores by kind of page, ``languages`` those by the languages of the page
    (``zh+en`` for one in both), without intervals. ``grades`` and ``rules`` say how often values
    of each grade are right, by field and by rule; ``misses`` are all values that are not right
    and all that are missing. ``quarantined`` and ``unseen``
    are ids of gold pages: those that the run could not read, and those of which it names no
    record, refusal or quarantine; both count as pages predicted to hold no opportunity.
    ``unknown_predictions`` are records of pages outside the gold set, which count for nothing.
    ``gold_sha256`` is the digest of the gold set.
    """

    overall: Score
    groups: dict[str, Score]
    languages: dict[str, Score]
    grades: GradeTable
    rules: GradeTable
    misses: tuple[Miss, ...]
    quarantined: tuple[str, ...]
    unseen: tuple[str, ...]
    unknown_predictions: int
    bootstrap: int
    seed: int
    gold_sha256: str


def evaluate(
    gold_dir: Path, run_dir: Path, bootstrap: int = 1000, seed: int = 0
) -> EvaluationResult:
    """Score the records of a run folder against a gold folder.

    ``bootstrap`` is the number of resamples behind the intervals, 0 for none. Raises GoldError,
    RunError, and NothingMeasured where the run names no page of the gold set.
    """
    pages, run = load_gold(gold_dir), load_predictions(run_dir)
    unseen = tuple(page.page_id for page in pages if page.sha256 not in run.seen)
    if len(unseen) == len(pages):
        raise NothingMeasured(
            f"none of the {len(pages)} pages of {gold_dir} is among the captures of {run_dir}"
        )
    known = {page.sha256 for page in pages}
    outside = (found for capture, found in run.by_capture.items() if capture not in known)
    captures = frozenset(known)
    records, texts = load_records(run_dir, captures), load_texts(run_dir, captures)
    judged = [one for page in pages for one in judge(page, records.get(page.sha256, []))]
    contents: dict[str, Sequence[Opportunity | str]] = {
        page.page_id: records.get(page.sha256) or [texts.get(page.sha256, "")] for page in pages
    }
    return EvaluationResult(
        overall=_score(pages, run, bootstrap, seed),
        groups=_by(lambda page: page.kind, pages, run),
        languages=_by(lambda page: "+".join(page.languages) or "unknown", pages, run),
        grades=by_field(judged),
        rules=by_rule(judged),
        misses=tuple(misses(judged, contents)),
        quarantined=tuple(page.page_id for page in pages if page.sha256 in run.quarantined),
        unseen=unseen,
        unknown_predictions=sum(map(len, outside)),
        bootstrap=bootstrap,
        seed=seed,
        gold_sha256=gold_digest(pages),
    )


def _by(
    key: Callable[[GoldPage], str], pages: Sequence[GoldPage], run: RunPredictions
) -> dict[str, Score]:
    keys = sorted({key(page) for page in pages})
    return {name: _score([page for page in pages if key(page) == name], run) for name in keys}


def _score(
    pages: Sequence[GoldPage], run: RunPredictions, bootstrap: int = 0, seed: int = 0
) -> Score:
    predictions: list[tuple[Prediction, ...]] = [
        run.by_capture.get(page.sha256, ()) for page in pages
    ]
    tallies = [page_tally(page, found) for page, found in zip(pages, predictions, strict=True)]
    return Score(
        pages=len(pages),
        gold_opportunities=sum(len(page.opportunities) for page in pages),
        predicted_opportunities=sum(map(len, predictions)),
        metrics=measure(tallies, bootstrap, seed),
    )
