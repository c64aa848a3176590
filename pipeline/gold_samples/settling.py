"""From sheets to gold: how far two coders agree, and what is true where they do not."""

from collections.abc import Sequence
from pathlib import Path

from models.base import Frozen
from pipeline.evaluation.counting import page_tally
from pipeline.evaluation.gold import GoldPage
from pipeline.evaluation.metrics import Metric, measure
from pipeline.evaluation.predictions import Prediction
from pipeline.gold_samples.errors import GoldSampleError
from pipeline.gold_samples.sheets import (
    ADJUDICATED,
    FIRST,
    GOLD,
    SECOND,
    read_sample,
    read_sheet,
)
from pipeline.runs.folder import open_private


class Agreement(Frozen):
    """How far the second coder agrees with the first, by the measures of ``kejichu eval``.

    ``pages`` were coded by both, ``waiting`` are pages of either sheet that are not coded yet,
    ``apart`` the ids of pages on which the two differ in anything that is scored.
    """

    pages: int
    waiting: int
    metrics: dict[str, Metric]
    apart: tuple[str, ...]


def agreement(folder: Path, bootstrap: int = 1000, seed: int = 0) -> Agreement:
    """Compare the pages that were coded twice. Raises GoldSampleError where there are none yet."""
    sample = read_sample(folder)
    one = read_sheet(folder / FIRST, sample.pages)
    two = read_sheet(folder / SECOND, sample.double)
    both = [digest for digest in sample.double if digest in one and digest in two]
    if not both:
        raise GoldSampleError(f"no page of {SECOND} is coded by both yet: fill in both sheets")
    tallies = [page_tally(one[digest], _as_predictions(two[digest])) for digest in both]
    return Agreement(
        pages=len(both),
        waiting=len(sample.pages) - len(one) + len(sample.double) - len(two),
        metrics=measure(tallies, bootstrap, seed),
        apart=tuple(one[d].page_id for d in both if not _same(one[d], two[d])),
    )


def settle(folder: Path) -> tuple[int, tuple[str, ...]]:
    """Write the gold of a folder; gives the number of pages and the ids of those left out.

    A page that two coders coded otherwise is left out until ``adjudicated.jsonl`` has a line that
    says what is true. Raises GoldSampleError, also where nothing is coded.
    """
    sample = read_sample(folder)
    one = read_sheet(folder / FIRST, sample.pages)
    two = read_sheet(folder / SECOND, sample.double)
    judged = folder / ADJUDICATED
    final = read_sheet(judged, sample.pages) if judged.exists() else {}
    pages, left = list[GoldPage](), list[str]()
    for digest in sample.pages:
        coded = final.get(digest) or one.get(digest)
        if coded is None:
            continue
        if digest not in final and digest in sample.double:
            other = two.get(digest)
            if other is None or not _same(coded, other):
                left.append(coded.page_id)
                continue
        pages.append(coded)
    if not pages:
        raise GoldSampleError(f"no page of {folder} is settled yet: fill in {FIRST}")
    with open_private(folder / GOLD) as handle:
        handle.writelines(page.model_dump_json() + "\n" for page in pages)
    return len(pages), tuple(left)


def _as_predictions(page: GoldPage) -> Sequence[Prediction]:
    return [
        Prediction(
            annotation=annotation,
            publication_date=page.publication_date,
            referring_mission=page.referring_mission,
        )
        for annotation in page.opportunities
    ]


def _same(one: GoldPage, other: GoldPage) -> bool:
    return one.model_dump(exclude={"kind"}) == other.model_dump(exclude={"kind"})
