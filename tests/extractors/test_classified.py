"""What the classifiers are given of a page, and what they make of it."""

import numpy as np
import pytest
from conftest import PageFrom

from extractors.classified import likeliest, read
from extractors.classifier import Classifier, classifier
from extractors.features import features
from extractors.tasks import TASKS


def test_features_are_words_pairs_and_stretches() -> None:
    found = features("好 3 ovens")
    assert found[:4] == ("w:好", "w:0", "w:ovens", "p:好 0")
    assert "h:好" in found and "l:^oven" in found
    assert features("") == ()


def test_figures_count_by_being_there() -> None:
    assert features("12 套") == features("98765 套")


def test_an_unseen_compound_shares_stretches_with_a_seen_one() -> None:
    assert {"h:外泌", "h:泌体"} <= set(features("外泌体")) & set(features("外泌体载药"))


def _two_labels() -> Classifier:
    return Classifier(
        task="t",
        labels=("a", "b"),
        index={"w:x": 0, "w:y": 1},
        rarity=np.array([2.0, 1.0], np.float32),
        weights=np.array([[1.0, 0.0], [0.0, 1.0]], np.float32),
        bias=np.array([0.1, -0.1], np.float32),
        slope=np.array([1.0, 2.0], np.float32),
        offset=np.array([0.0, 0.5], np.float32),
        texts="",
    )


def _logistic(score: float) -> float:
    return round(1 / (1 + float(np.exp(-score))), 3)


def test_a_passage_is_a_vector_of_length_one() -> None:
    # Counts 1 and 1, rarities 2 and 1: the vector is (2, 1) / sqrt(5).
    a, b = _two_labels().read([("w:x", "w:y", "w:unknown")])
    assert a.said == pytest.approx([2 / 5**0.5], abs=1e-4)
    assert a.probability == _logistic(2 / 5**0.5 + 0.1)
    assert b.probability == _logistic((1 / 5**0.5 - 0.1) * 2 + 0.5)


def test_repetition_counts_by_its_logarithm() -> None:
    once, twice = (
        [one.said[0] for one in _two_labels().read([found])]
        for found in (("w:x", "w:y"), ("w:x",) * 2 + ("w:y",))
    )
    assert once[0] < twice[0] < 1.1 and once[1] > twice[1]


def test_what_sentences_say_adds_up_to_what_the_passage_says() -> None:
    [whole, _] = _two_labels().read([("w:x", "w:y", "w:x")])
    [apart, _] = _two_labels().read([("w:y",), ("w:x", "w:x")])
    assert sum(apart.said) == pytest.approx(sum(whole.said), abs=1e-3)
    assert apart.probability == whole.probability
    assert apart.order() == [1, 0]


def test_nothing_known_leaves_the_bias() -> None:
    for passage in ([("w:unknown",)], [()]):
        a, b = _two_labels().read(passage)
        assert (a.probability, b.probability) == (_logistic(0.1), 0.574)
        assert a.said == (0.0,)


@pytest.mark.parametrize("task", TASKS)
def test_the_shipped_classifiers_are_whole(task: str) -> None:
    one = classifier(task)
    assert one.weights.shape == (len(one.index), len(one.labels)) and len(one.rarity) == len(
        one.index
    )
    readings = one.read([features("寻求合作")])
    assert tuple(reading.label for reading in readings) == one.labels
    assert all(0 <= reading.probability <= 1 for reading in readings)


def test_the_sentence_that_says_most_is_the_evidence(page_from: PageFrom) -> None:
    page, _ = page_from("会议于昨日在北京闭幕。\n愿以技术许可方式授权一家中国工厂生产。")
    closed, wanted = page.document.segments
    [one] = read(page, (closed, wanted), "relevance")
    assert one.sentences == (wanted, closed)
    assert (one.span.start, one.span.end) == (wanted.start, wanted.end)
    assert one.probability > read(page, (closed,), "relevance")[0].probability


def test_the_likeliest_label_is_the_best(page_from: PageFrom) -> None:
    page, _ = page_from("我们希望把专利许可给中国企业使用，按销售额收取许可费。")
    readings = read(page, page.document.segments, "cooperation_types")
    best = likeliest(readings, 0.0)
    assert best is not None and best.label == "licensing"
    assert best.probability == max(one.probability for one in readings)
    assert likeliest(readings, best.probability + 0.001) is None
    assert read(page, (), "cooperation_types") == ()


def test_a_value_is_read_with_its_label(page_from: PageFrom) -> None:
    page, _ = page_from("合作方式：许可\n许可")
    labelled, bare = (
        read(page, (segment,), "cooperation_types")
        for segment in page.document.segments
        if page.document.quote(segment).endswith("许可")
    )
    assert [one.probability for one in labelled] != [one.probability for one in bare]
