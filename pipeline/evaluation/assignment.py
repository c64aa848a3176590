"""One-to-one assignment with the highest total score: the Hungarian method with dual prices.

Where several assignments share the highest total, the choice depends on the order in which rows
and columns are tried. That order is part of the measure: rows one after the other, the first
column of least slack, the shorter side as rows.
"""

from collections.abc import Sequence
from math import inf

Scores = Sequence[Sequence[float]]
Pairs = list[tuple[int, int]]

_ROOT = -1


def assign(scores: Scores) -> Pairs:
    """Pairs of row and column, as many as the shorter side has, with the highest total score.

    >>> assign([[0.9, 0.8], [0.8, 0.1]])
    [(0, 1), (1, 0)]
    """
    if not scores or not scores[0]:
        return []
    if len(scores) > len(scores[0]):
        turned = assign(list(zip(*scores, strict=True)))
        return sorted((row, column) for column, row in turned)
    matching = _Matching(scores)
    for row in range(len(scores)):
        matching.admit(row)
    return sorted((row, column) for column, row in enumerate(matching.owner) if row is not None)


class _Matching:
    """A growing matching of rows to columns, optimal for the rows admitted so far.

    The prices of rows and columns keep every slack (cost less both prices) at 0 or above, and at
    0 on matched pairs.
    """

    def __init__(self, scores: Scores) -> None:
        self._scores = scores
        self._row_price = [0.0] * len(scores)
        self._column_price = [0.0] * len(scores[0])
        self.owner: list[int | None] = [None] * len(scores[0])

    def admit(self, row: int) -> None:
        """Match one more row, moving others where that raises the total."""
        slack = [inf] * len(self.owner)
        parent = [_ROOT] * len(self.owner)
        reached: list[int] = []
        free = list(range(len(self.owner)))
        tip, came_from = row, _ROOT
        while True:
            self._look_from(tip, came_from, free, slack, parent)
            column = min(free, key=slack.__getitem__)
            self._reprice(slack[column], row, reached, free, slack)
            reached.append(column)
            free.remove(column)
            owner = self.owner[column]
            if owner is None:
                return self._flip(column, row, parent)
            tip, came_from = owner, column

    def _look_from(
        self, row: int, came_from: int, free: list[int], slack: list[float], parent: list[int]
    ) -> None:
        for column in free:
            cost = -self._scores[row][column]
            left = cost - self._row_price[row] - self._column_price[column]
            if left < slack[column]:
                slack[column], parent[column] = left, came_from

    def _reprice(
        self, step: float, root: int, reached: list[int], free: list[int], slack: list[float]
    ) -> None:
        self._row_price[root] += step
        for column in reached:
            owner = self.owner[column]
            assert owner is not None
            self._row_price[owner] += step
            self._column_price[column] -= step
        for column in free:
            slack[column] -= step

    def _flip(self, column: int, root: int, parent: list[int]) -> None:
        while parent[column] != _ROOT:
            self.owner[column] = self.owner[parent[column]]
            column = parent[column]
        self.owner[column] = root
