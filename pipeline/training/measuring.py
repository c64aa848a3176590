"""Measuring: how a task's classifier does on texts, and on whole families, that it has not seen.

Every text is left out once, in two ways: with its whole family (author and topic), or alone, with
texts of its family among those that the classifier learns from. The difference is what the
families' own wording is worth; figures on texts that were learnt from would say nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.training.fitting import EVERYWHERE, FOLDS, folds, left_out, logistic
from pipeline.training.texts import Text

# Tasks of which each text is of one label; of the others it may be of several, or of none.
_ONE = ("direction", "technology_fields")
_AT_MOST_ONE = ("development_stage", "ip_status")

Folds = Callable[[Sequence[Text]], list[NDArray[np.bool_]]]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Micro-averaged F1, 0 to 1, on texts left out with their families and on those left out alone.

    For tasks of one label it is the share of texts that got the right one. ``labels`` has both
    figures label by label, with the number of texts that bear it.
    """

    task: str
    texts: int
    families: int
    unseen: float
    seen: float
    labels: tuple[tuple[str, int, float, float], ...]


def dealt_alone(texts: Sequence[Text]) -> list[NDArray[np.bool_]]:
    """Left-out texts of each fold: within every family one after the other, in their order."""
    place: dict[str, int] = {}
    dealt = np.full(len(texts), FOLDS)
    for number, text in enumerate(texts):
        if text.family != EVERYWHERE:
            dealt[number] = place.get(text.family, 0) % FOLDS
            place[text.family] = place.get(text.family, 0) + 1
    return [dealt == number for number in range(FOLDS)]


def measure(texts: Sequence[Text], task: str, cost: float) -> HeldOut:
    """Both figures of a task; terms of the term bank are learnt from and never asked."""
    labels = tuple(sorted({label for text in texts for label in text.labels(task)}))
    judged = np.array([text.family != EVERYWHERE for text in texts])
    truth = np.array([[label in text.labels(task) for label in labels] for text in texts])[judged]
    unseen, seen = (
        decided(left_out(texts, task, labels, cost, deal)[judged], truth, task)
        for deal in (folds, dealt_alone)
    )
    return HeldOut(
        task=task,
        texts=int(judged.sum()),
        families=len({text.family for text in texts} - {EVERYWHERE}),
        unseen=f1(unseen, truth),
        seen=f1(seen, truth),
        labels=tuple(
            (
                label,
                int(truth[:, n].sum()),
                f1(unseen[:, n], truth[:, n]),
                f1(seen[:, n], truth[:, n]),
            )
            for n, label in enumerate(labels)
        ),
    )


def decided(scores: NDArray[np.float64], truth: NDArray[np.bool_], task: str) -> NDArray[np.bool_]:
    """Which labels (columns) the scores give each text: the best one, or all that are likelier
    than not by the labels' logistics.
    """
    best: NDArray[np.bool_] = np.equal(scores, scores.max(axis=1, keepdims=True))
    if task in _ONE:
        return best
    likely = np.empty_like(truth)
    for column in range(truth.shape[1]):
        slope, offset = logistic(scores[:, column], truth[:, column])
        likely[:, column] = scores[:, column] * slope + offset > 0
    return likely & best if task in _AT_MOST_ONE else likely


def f1(found: NDArray[np.bool_], truth: NDArray[np.bool_]) -> float:
    """F1 over all cells; 0 where neither has any."""
    both = int((found & truth).sum())
    every = int(found.sum() + truth.sum())
    return 2 * both / every if every else 0.0
