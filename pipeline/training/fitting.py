"""Fitting of one task's weights on whole texts; rarity, weights and logistic are scikit-learn's.

Learning from sentences, with those picked that bear a text's label, was tried and is worse: by 8
points of F1 for stages and ways of cooperation, on families that were not learnt from.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractors.classifier import Classifier
from extractors.features import features
from pipeline.training.texts import Text

# Features in fewer texts are accidents.
_LEAST = 2
# Folds of whole families on whose left-out texts the logistic is fitted.
FOLDS = 5
# The family of texts that are never left out: terms, which no page is.
EVERYWHERE = ""


# Every fold reads the same sentences again.
_features = lru_cache(maxsize=1 << 15)(features)


def vectoriser() -> Any:
    """The features of a text's sentences in one bag, with sublinear counts, weighted by rarity."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(
        analyzer=_features_of, sublinear_tf=True, min_df=_LEAST, dtype=np.float32, norm="l2"
    )


def _features_of(text: Text) -> list[str]:
    return [found for one in text.sentences for found in _features(one)]


def fit_label(rows: Any, bears: NDArray[np.bool_], cost: float) -> Any:
    """A linear model of one label; ``bears`` tells of each row whether it bears the label."""
    from sklearn.svm import LinearSVC

    return LinearSVC(C=cost, class_weight="balanced", random_state=0).fit(rows, bears)


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
        if not held.any():
            continue
        known = [text for text, out in zip(texts, held, strict=True) if not out]
        unseen = [text for text, out in zip(texts, held, strict=True) if out]
        vectors = vectoriser()
        train, test = vectors.fit_transform(known), vectors.transform(unseen)
        for column, label in enumerate(labels):
            bears = np.array([label in text.labels(task) for text in known])
            scores[held, column] = fit_label(train, bears, cost).decision_function(test)
    return scores


def fit(texts: Sequence[Text], task: str, cost: float, digest: str) -> Classifier:
    """The task's classifier on all texts, its logistics on left-out ones."""
    labels = tuple(sorted({label for text in texts for label in text.labels(task)}))
    unseen = left_out(texts, task, labels, cost)
    vectors = vectoriser()
    rows = vectors.fit_transform(texts)
    judged = np.array([text.family != EVERYWHERE for text in texts])
    columns, lines = [], []
    for column, label in enumerate(labels):
        bears = np.array([label in text.labels(task) for text in texts])
        columns.append(fit_label(rows, bears, cost))
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
