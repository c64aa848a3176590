"""Fitting of one task's weights: which sentence of a text bears its label is found on the way.

A text is labelled as a whole. In a first round all of its sentences bear the label; then, round by
round, only those that score near its best one do, and what is in between is left out. Rarity, the
weights and the logistic are scikit-learn's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.classifier import Classifier
from extractors.features import features
from pipeline.training.texts import Text

# Features in fewer sentences are accidents.
_LEAST = 2
_ROUNDS = 3
# A sentence within this much of the text's best bears the label too.
_NEAR = 0.3
# Folds of whole families on whose left-out texts the logistic is fitted.
FOLDS = 5
# The family of texts that are never left out: terms, which no page is.
EVERYWHERE = ""


@dataclass(frozen=True)
class Sentences:
    """Sentences of texts as rows of a matrix; ``of[i]`` is the text that row ``i`` is of."""

    rows: Any
    of: NDArray[np.int64]


# Every fold reads the same sentences again.
_features = lru_cache(maxsize=1 << 15)(features)


def vectoriser() -> Any:
    """Features with sublinear counts, weighted by rarity, of length 1 a sentence."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        analyzer=_features, sublinear_tf=True, min_df=_LEAST, dtype=np.float32, norm="l2"
    )


def sentences_of(texts: Sequence[Text], vectors: Any) -> Sentences:
    """The sentences of texts under a fitted vectoriser."""
    every = [(number, one) for number, text in enumerate(texts) for one in text.sentences]
    rows = vectors.transform([one for _, one in every])
    return Sentences(rows, np.array([number for number, _ in every]))


def fit_label(sentences: Sentences, bears: NDArray[np.bool_], cost: float) -> Any:
    """A linear model of one label; ``bears`` tells of each text whether it bears the label."""
    positive = bears[sentences.of]
    used = np.ones(len(positive), bool)
    model = None
    for _ in range(_ROUNDS):
        model = _model(cost).fit(sentences.rows[used], positive[used])
        scores = model.decision_function(sentences.rows)
        best = np.full(len(bears), -np.inf)
        np.maximum.at(best, sentences.of, scores)
        near = scores >= best[sentences.of] - _NEAR
        positive = bears[sentences.of] & near
        used = positive | ~bears[sentences.of]
    return model


def _model(cost: float) -> Any:
    from sklearn.svm import LinearSVC

    return LinearSVC(C=cost, class_weight="balanced", random_state=0)


def best_scores(model: Any, sentences: Sentences, count: int) -> NDArray[np.float64]:
    """Each text's best sentence's score."""
    best = np.full(count, -np.inf)
    np.maximum.at(best, sentences.of, model.decision_function(sentences.rows))
    return best


def logistic(scores: NDArray[np.float64], bears: NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and offset that turn scores into probabilities."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(C=1e3).fit(scores.reshape(-1, 1), bears)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def folds(texts: Sequence[Text]) -> list[NDArray[np.bool_]]:
    """Left-out texts of each fold: whole families, dealt out in the order of their names."""
    families = sorted({text.family for text in texts} - {EVERYWHERE})
    place = {family: number % FOLDS for number, family in enumerate(families)}
    dealt = np.array([place.get(text.family, FOLDS) for text in texts])
    return [dealt == number for number in range(FOLDS)]


def left_out(
    texts: Sequence[Text],
    task: str,
    labels: Sequence[str],
    cost: float,
    deal: Callable[[Sequence[Text]], list[NDArray[np.bool_]]] = folds,
) -> NDArray[np.float64]:
    """Scores of all texts (rows) for all labels by models that saw nothing of their fold.

    By default a fold is of whole families.
    """
    scores = np.zeros((len(texts), len(labels)))
    for held in deal(texts):
        known = [text for text, out in zip(texts, held, strict=True) if not out]
        unseen = [text for text, out in zip(texts, held, strict=True) if out]
        vectors = vectoriser().fit([one for text in known for one in text.sentences])
        train, test = sentences_of(known, vectors), sentences_of(unseen, vectors)
        for column, label in enumerate(labels):
            bears = np.array([label in text.labels(task) for text in known])
            model = fit_label(train, bears, cost)
            scores[held, column] = best_scores(model, test, len(unseen))
    return scores


def fit(texts: Sequence[Text], task: str, cost: float, digest: str) -> Classifier:
    """The task's classifier on all texts, its logistics on left-out ones."""
    labels = tuple(sorted({label for text in texts for label in text.labels(task)}))
    unseen = left_out(texts, task, labels, cost)
    vectors = vectoriser().fit([one for text in texts for one in text.sentences])
    sentences = sentences_of(texts, vectors)
    judged = np.array([text.family != EVERYWHERE for text in texts])
    columns, lines = [], []
    for column, label in enumerate(labels):
        bears = np.array([label in text.labels(task) for text in texts])
        columns.append(fit_label(sentences, bears, cost))
        lines.append(logistic(unseen[judged, column], bears[judged]))
    names = vectors.get_feature_names_out()
    return Classifier(
        task=task,
        labels=labels,
        index={str(name): number for number, name in enumerate(names)},
        rarity=np.asarray(vectors.idf_, np.float32),
        weights=np.stack([model.coef_[0] for model in columns], axis=1).astype(np.float32),
        bias=np.array([model.intercept_[0] for model in columns], np.float32),
        slope=np.array([slope for slope, _ in lines], np.float32),
        offset=np.array([offset for _, offset in lines], np.float32),
        texts=digest,
    )
