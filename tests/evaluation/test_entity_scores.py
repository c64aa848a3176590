"""Entity scores count characters, not tokens, and keep exact and relaxed apart."""

import pytest

from pipeline.evaluation.entity_scores import Labelled, score_entities

GOLD: list[Labelled] = [(0, 4, "ORG"), (10, 12, "LOC")]


@pytest.mark.parametrize(
    ("found", "precision", "recall", "relaxed"),
    [
        (GOLD, 1.0, 1.0, 1.0),
        ([], 0.0, 0.0, 0.0),
        ([(0, 4, "ORG")], 1.0, 0.5, 2 / 3),
        ([(0, 4, "LOC"), (10, 12, "LOC")], 0.5, 0.5, 0.5),
        ([(1, 6, "ORG"), (9, 11, "LOC")], 0.0, 0.0, 1.0),
        ([(4, 6, "ORG"), (12, 14, "LOC")], 0.0, 0.0, 0.0),
        ([(0, 2, "ORG"), (2, 4, "ORG"), (10, 12, "LOC")], 1 / 3, 0.5, 1.0),
    ],
)
def test_exact_and_relaxed(
    found: list[Labelled], precision: float, recall: float, relaxed: float
) -> None:
    scores = score_entities([(GOLD, found)])
    assert scores.precision == pytest.approx(precision)
    assert scores.recall == pytest.approx(recall)
    assert scores.relaxed_f1 == pytest.approx(relaxed)


def test_all_texts_count_together_and_offsets_stay_apart() -> None:
    scores = score_entities([(GOLD, GOLD[:1]), (GOLD, GOLD[1:]), ([], GOLD[:1])])
    assert (scores.gold, scores.found, scores.exact) == (4, 3, 2)
    assert scores.f1 == pytest.approx(2 * (2 / 3) * (2 / 4) / (2 / 3 + 2 / 4))
    assert score_entities([]).f1 == 0.0
