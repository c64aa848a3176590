"""Linear classifiers of sentences, whose weights ship in models/weights and come from our texts.

A sentence is a bag of features (extractors.features) weighted by how rare they are; a label's
score is their weighted sum, turned into a probability by a logistic fitted on texts that the
weights were not trained on. ``kejichu train`` makes the files.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.vocabulary import ROOT

WEIGHTS = ROOT.parent / "weights"


class WeightsError(ValueError):
    """A file of weights that is not there or not whole; the message names it."""


@dataclass(frozen=True)
class Classifier:
    """One task's labels and weights; ``texts`` is the digest of the texts it was trained on."""

    task: str
    labels: tuple[str, ...]
    index: dict[str, int]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    slope: NDArray[np.float32]
    offset: NDArray[np.float32]
    texts: str

    def scores(self, found: Sequence[str]) -> NDArray[np.float32]:
        """The labels' scores of a sentence's features, in the order of ``labels``."""
        columns, values = self._vector(found)
        if not len(columns):
            return self.bias
        return np.asarray(values @ self.weights[columns] + self.bias, np.float32)

    def _vector(self, found: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Columns and values of the known ones among the features, of length 1 in all."""
        counts = Counter(self.index[name] for name in found if name in self.index)
        columns = np.fromiter(counts, np.int64, len(counts))
        values = np.fromiter((1 + math.log(n) for n in counts.values()), np.float32, len(counts))
        values = values * self.rarity[columns]
        length = float(np.sqrt((values**2).sum()))
        return columns, (values / length if length else values).astype(np.float32)

    def probabilities(self, found: Sequence[str]) -> dict[str, float]:
        """Each label's probability, 0 to 1, rounded so that machines agree."""
        raw = 1 / (1 + np.exp(-(self.scores(found) * self.slope + self.offset)))
        return {
            label: round(float(value), 3) for label, value in zip(self.labels, raw, strict=True)
        }


@cache
def classifier(task: str) -> Classifier:
    """A task's classifier. Raises WeightsError."""
    return read_weights(WEIGHTS / f"{task}.npz")


def read_weights(path: Path) -> Classifier:
    """The classifier of a file. Raises WeightsError."""
    try:
        with np.load(path, allow_pickle=False) as data:
            names = bytes(data["features"]).decode("utf-8").split("\n")
            return Classifier(
                task=path.stem,
                labels=tuple(bytes(data["labels"]).decode("utf-8").split("\n")),
                index={name: number for number, name in enumerate(names)},
                rarity=data["rarity"].astype(np.float32),
                weights=data["weights"].astype(np.float32),
                bias=data["bias"].astype(np.float32),
                slope=data["slope"].astype(np.float32),
                offset=data["offset"].astype(np.float32),
                texts=bytes(data["texts"]).decode("ascii"),
            )
    except (OSError, KeyError, ValueError) as error:
        raise WeightsError(f"{path.name}: {error}; run kejichu train") from error
