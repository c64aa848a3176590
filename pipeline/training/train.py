"""Training of all classifiers and the files that they ship as."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from extractors import technology
from extractors.classifier import WEIGHTS, Classifier
from extractors.tasks import TASKS
from models.vocabulary import ROOT, read_rows
from pipeline.training.fitting import EVERYWHERE, fit
from pipeline.training.measuring import HeldOut, measure
from pipeline.training.texts import Text, digest

# Inverse strength of regularisation, by 5 folds of whole families.
_COST = 0.3
_ASPECTS = ("cooperation_types", "development_stage", "ip_status")
# Weights below this share of a label's largest do not change a decision.
_NEGLIGIBLE = 1e-3


def train(texts: tuple[Text, ...], tasks: tuple[str, ...] = TASKS) -> Iterator[Classifier]:
    """The classifiers of the tasks, one after the other."""
    for task in tasks:
        trained_on = digest(telling(task, texts))
        yield fit(list(_of(task, texts)), task, _COST, trained_on)


def held_out(texts: tuple[Text, ...], tasks: tuple[str, ...] = TASKS) -> Iterator[HeldOut]:
    """How the tasks' classifiers do on families that they have not seen, beside others."""
    for task in tasks:
        yield measure(list(_of(task, texts)), task, _COST)


def telling(task: str, texts: tuple[Text, ...]) -> tuple[Text, ...]:
    """The texts that tell of a task: those of one aspect (a stage, a way) do not tell the rest."""
    if task in _ASPECTS:
        return texts
    return tuple(text for text in texts if not text.one_aspect)


def _of(task: str, texts: tuple[Text, ...]) -> Iterator[Text]:
    """The texts that a task is learnt from; relevance from all, a field from its terms too."""
    for text in telling(task, texts):
        if task == "relevance" or text.opportunity:
            yield text
    if task == "technology_fields":
        yield from _terms()


def _terms() -> Iterator[Text]:
    """Each deciding term of the term bank as a text of its own."""
    for path in sorted((ROOT / "technology").glob("*.tsv")):
        for row in read_rows(path, technology.COLUMNS):
            if row.weight() >= 2:
                yield Text(
                    id=f"{path.stem}#{row['term']}",
                    family=EVERYWHERE,
                    language=row["language"],
                    opportunity=True,
                    direction=None,
                    technology_fields=(path.stem,),
                    cooperation_types=(),
                    development_stage="unstated",
                    ip_status="unstated",
                    text=row["term"],
                )


def write_weights(found: Classifier, folder: Path = WEIGHTS) -> Path:
    """Write a classifier's file; the same classifier gives the same arrays."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{found.task}.npz"
    names = sorted(found.index, key=lambda name: found.index[name])
    telling = np.abs(found.weights) > _NEGLIGIBLE * np.abs(found.weights).max(axis=0)
    kept = np.flatnonzero(telling.any(axis=1))
    np.savez_compressed(
        path,
        features=_bytes("\n".join(names[column] for column in kept)),
        labels=_bytes("\n".join(found.labels)),
        rarity=found.rarity[kept].astype(np.float16),
        weights=found.weights[kept].astype(np.float16),
        bias=found.bias,
        slope=found.slope,
        offset=found.offset,
        texts=_bytes(found.texts),
    )
    return path


def _bytes(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.frombuffer(text.encode("utf-8"), np.uint8)
