"""Scoring: a run against a gold set, as a whole and by kind of page."""

from collections.abc import Sequence
from pathlib import Path

from models.base import Frozen
from pipeline.evaluation.counting import page_tally
from pipeline.evaluation.errors import NothingMeasured
from pipeline.evaluation.gold import GoldPage, gold_digest, load_gold
from pipeline.evaluation.metrics import Metric, measure
from pipeline.evaluation.predictions import Prediction, RunPredictions, load_predictions


class Score(Frozen):
    """The metrics over some pages, with what they were counted from."""

    pages: int
    gold_opportunities: int
    predicted_opportunities: int
    metrics: dict[str, Metric]


class EvaluationResult(Frozen):
    """How a run reads a gold set.

    ``groups`` are the scores by kind of page, without intervals. ``quarantined`` and ``unseen``
    are ids of gold pages: those that the run could not read, and those of which it names no
    record, refusal or quarantine; both count as pages predicted to hold no opportunity.
    ``unknown_predictions`` are records of pages outside the gold set, which count for nothing.
    ``gold_sha256`` is the digest of the gold set.
    """

    overall: Score
    groups: dict[str, Score]
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
    return EvaluationResult(
        overall=_score(pages, run, bootstrap, seed),
        groups=_by_kind(pages, run),
        quarantined=tuple(page.page_id for page in pages if page.sha256 in run.quarantined),
        unseen=unseen,
        unknown_predictions=sum(map(len, outside)),
        bootstrap=bootstrap,
        seed=seed,
        gold_sha256=gold_digest(pages),
    )


def _by_kind(pages: Sequence[GoldPage], run: RunPredictions) -> dict[str, Score]:
    kinds = sorted({page.kind for page in pages})
    return {kind: _score([page for page in pages if page.kind == kind], run) for kind in kinds}


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
