"""Linear classifiers of passages, whose weights ship in models/weights and come from our texts.

A passage is one sentence or several. Its sentences' features (extractors.features) are one bag,
weighted by how rare they are; a label's score is their weighted sum, turned into a probability by
a logistic fitted on texts that the weights were not trained on. Being a sum, the score tells what
each sentence has in it. ``kejichu train`` makes the files.
"""

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


@dataclass(frozen=True, slots=True)
class Reading:
    """A label's probability in a passage, 0 to 1, and what each sentence adds to its score."""

    label: str
    probability: float
    said: tuple[float, ...]

    def order(self) -> list[int]:
        """The numbers of the sentences, those that say most for the label first."""
        return sorted(range(len(self.said)), key=lambda number: (-self.said[number], number))


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

    def read(self, sentences: Sequence[Sequence[str]]) -> tuple[Reading, ...]:
        """What a passage of one or more sentences, given as their features, says of each label."""
        bags = [self._known(found) for found in sentences]
        total = Counter[int]()
        for bag in bags:
            total.update(bag)
        columns = np.fromiter(total, np.int64, len(total))
        counts = np.fromiter(total.values(), np.float32, len(total))
        values = (1 + np.log(counts)) * self.rarity[columns]
        length = float(np.sqrt((values**2).sum())) or 1.0
        worth = dict(zip(total, (values / length / counts).tolist(), strict=True))
        said = np.stack([self._said(bag, worth) for bag in bags])
        likely = self._likely(said.sum(axis=0) + self.bias)
        return tuple(
            Reading(label, likely[number], tuple(said[:, number].round(4).tolist()))
            for number, label in enumerate(self.labels)
        )

    def _known(self, found: Sequence[str]) -> Counter[int]:
        return Counter(self.index[name] for name in found if name in self.index)

    def _said(self, bag: Counter[int], worth: dict[int, float]) -> NDArray[np.float32]:
        """What a sentence adds to each label's score: its share of each feature."""
        columns = np.fromiter(bag, np.int64, len(bag))
        values = np.fromiter((n * worth[c] for c, n in bag.items()), np.float32, len(bag))
        return np.asarray(values @ self.weights[columns], np.float32)

    def _likely(self, scores: NDArray[np.float32]) -> list[float]:
        """Probabilities of scores, rounded so that machines agree."""
        raw = 1 / (1 + np.exp(-(scores * self.slope + self.offset)))
        return [round(float(value), 3) for value in raw]


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
