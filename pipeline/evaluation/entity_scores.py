"""Named entities against gold, on characters: exact and relaxed, over all labels together.

Tokens take no part. A scorer that counts them loses, without a word, every gold name whose ends
lie inside a token: with jieba's words that is one Chinese name in ten, and the score looks better.
"""

from collections.abc import Collection, Iterable, Iterator

from models.base import Frozen

# Start, end (exclusive) and label.
Labelled = tuple[int, int, str]


class EntityScores(Frozen):
    """Counts, and what follows from them as shares from 0 to 1.

    An entity is right exactly where gold has one of the same label with the same ends, and relaxed
    where gold has one of the same label that shares a character with it.
    """

    gold: int
    found: int
    exact: int
    found_touching: int
    gold_touched: int

    @property
    def precision(self) -> float:
        """Exactly right of those found."""
        return _share(self.exact, self.found)

    @property
    def recall(self) -> float:
        """Exactly found of those in gold."""
        return _share(self.exact, self.gold)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _mean(self.precision, self.recall)

    @property
    def relaxed_recall(self) -> float:
        """Of those in gold, the share that something found touches."""
        return _share(self.gold_touched, self.gold)

    @property
    def relaxed_f1(self) -> float:
        """Harmonic mean of the relaxed precision and recall."""
        return _mean(_share(self.found_touching, self.found), self.relaxed_recall)


def score_entities(
    texts: Iterable[tuple[Collection[Labelled], Collection[Labelled]]],
) -> EntityScores:
    """Scores over pairs of gold and found entities, a pair for each text."""
    total = dict.fromkeys(EntityScores.model_fields, 0)
    for gold, found in texts:
        right, given = set(gold), set(found)
        total["gold"] += len(right)
        total["found"] += len(given)
        total["exact"] += len(right & given)
        total["found_touching"] += sum(1 for _ in _touching(given, right))
        total["gold_touched"] += sum(1 for _ in _touching(right, given))
    return EntityScores(**total)


def _touching(some: Iterable[Labelled], others: Collection[Labelled]) -> Iterator[Labelled]:
    for start, end, label in some:
        if any(label == name and start < stop and begin < end for begin, stop, name in others):
            yield start, end, label


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _mean(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0
