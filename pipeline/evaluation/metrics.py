"""Metrics: precision, recall, F1 and accuracies from tallies, with bootstrap intervals.

All figures are shares from 0 to 1, or null where nothing was there to be counted: a precision of
no predictions is not 0.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, ClassVar

from models.base import Frozen
from pipeline.evaluation.counting import Tally

RETRIEVALS = (
    "page_detection",
    "opportunities",
    "technology_fields",
    "cooperation_types",
    "foreign_parties_strict",
    "foreign_parties_relaxed",
    "chinese_parties_relaxed",
    "contacts",
    "amounts",
    "people",
    "ip_status_stated",
    "development_stage_stated",
)
ACCURACIES = (
    "opportunity_count",
    "opportunity_count_all_pages",
    "publication_date",
    "referring_mission",
    "host_country",
    "direction",
    "technology_first",
    "party_type",
    "ip_status",
    "development_stage",
)

Interval = tuple[float, float]


class Retrieval(Frozen):
    """Hits, false positives and misses of a metric. ``SHARES`` are the figures from 0 to 1."""

    SHARES: ClassVar = frozenset({"precision", "recall", "f1"})

    tp: int
    fp: int
    fn: int
    interval: Interval | None = None

    @property
    def precision(self) -> float | None:
        """Share of the predicted that is right."""
        return _share(self.tp, self.tp + self.fp)

    @property
    def recall(self) -> float | None:
        """Share of the gold that is found."""
        return _share(self.tp, self.tp + self.fn)

    @property
    def headline(self) -> float | None:
        """F1, the harmonic mean of both."""
        return _share(2 * self.tp, 2 * self.tp + self.fp + self.fn)

    def figures(self) -> dict[str, Any]:
        """Every figure by name."""
        shares = {"precision": self.precision, "recall": self.recall, "f1": self.headline}
        return shares | {"tp": self.tp, "fp": self.fp, "fn": self.fn} | _interval(self.interval)


class Accuracy(Frozen):
    """Right values out of all, and out of those of aligned opportunities."""

    SHARES: ClassVar = frozenset({"accuracy", "accuracy_on_aligned"})

    correct: int
    n: int
    correct_aligned: int
    n_aligned: int
    interval: Interval | None = None

    @property
    def headline(self) -> float | None:
        """The accuracy over all of gold."""
        return _share(self.correct, self.n)

    @property
    def on_aligned(self) -> float | None:
        """The accuracy over gold that a prediction answers; null where that is not told apart."""
        return _share(self.correct_aligned, self.n_aligned)

    def figures(self) -> dict[str, Any]:
        """Every figure by name; those on aligned opportunities only where there are any."""
        figures = {"accuracy": self.headline, "correct": self.correct, "n": self.n}
        if self.n_aligned:
            figures |= {"accuracy_on_aligned": self.on_aligned, "n_aligned": self.n_aligned}
        return figures | _interval(self.interval)


Metric = Retrieval | Accuracy


def metrics_of(tally: Tally) -> dict[str, Metric]:
    """Every metric of a tally, by name, without intervals."""
    metrics: dict[str, Metric] = {}
    for name in RETRIEVALS:
        metrics[name] = Retrieval(tp=tally[name, "tp"], fp=tally[name, "fp"], fn=tally[name, "fn"])
    for name in ACCURACIES:
        metrics[name] = Accuracy(
            correct=tally[name, "ok"],
            n=tally[name, "n"],
            correct_aligned=tally[name, "ok_aligned"],
            n_aligned=tally[name, "n_aligned"],
        )
    return metrics


def measure(tallies: Sequence[Tally], bootstrap: int = 0, seed: int = 0) -> dict[str, Metric]:
    """The metrics over pages; with ``bootstrap`` resamples of the pages also their intervals."""
    intervals = bootstrap_intervals(tallies, bootstrap, seed)
    metrics = metrics_of(_total(tallies))
    return {
        name: metric.model_copy(update={"interval": intervals.get(name)})
        for name, metric in metrics.items()
    }


def bootstrap_intervals(tallies: Sequence[Tally], resamples: int, seed: int) -> dict[str, Interval]:
    """The 95 per cent percentile interval of each metric's headline.

    Pages are drawn, not opportunities: those of one page are right or wrong together. The same
    pages in the same order with the same seed give the same intervals.
    """
    if not tallies:
        return {}
    cells = sorted({cell for tally in tallies for cell in tally})
    rows = [[tally[cell] for cell in cells] for tally in tallies]
    draw = random.Random(seed)
    samples: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(resamples):
        sums = map(sum, zip(*draw.choices(rows, k=len(rows)), strict=True))
        for name, metric in metrics_of(Counter(dict(zip(cells, sums, strict=True)))).items():
            if metric.headline is not None:
                samples[name].append(metric.headline)
    return {name: _middle(values) for name, values in samples.items()}


def _middle(values: list[float]) -> Interval:
    values.sort()
    last = len(values) - 1
    return values[int(0.025 * last)], values[round(0.975 * last)]


def _total(tallies: Sequence[Tally]) -> Tally:
    total: Tally = Counter()
    for tally in tallies:
        total.update(tally)
    return total


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _interval(interval: Interval | None) -> dict[str, list[float]]:
    return {"ci95": list(interval)} if interval else {}
