"""What the classifiers are given of a page, and what they make of it."""

import numpy as np
import pytest
from conftest import PageFrom

from extractors.classified import judge_segment, judged
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


def test_scores_are_of_a_vector_of_length_one() -> None:
    # Counts 1 and 1, rarities 2 and 1: the vector is (2, 1) / sqrt(5).
    scores = _two_labels().scores(("w:x", "w:y", "w:unknown"))
    assert scores.tolist() == pytest.approx([2 / 5**0.5 + 0.1, 1 / 5**0.5 - 0.1], abs=1e-5)


def test_repetition_counts_by_its_logarithm() -> None:
    once, twice = (
        _two_labels().scores(found) for found in (("w:x", "w:y"), ("w:x",) * 2 + ("w:y",))
    )
    assert once[0] < twice[0] < 1.1 and once[1] > twice[1]


def test_nothing_known_leaves_the_bias() -> None:
    assert _two_labels().scores(("w:unknown",)).tolist() == pytest.approx([0.1, -0.1])
    probabilities = _two_labels().probabilities(())
    assert probabilities == {"a": round(1 / (1 + np.exp(-0.1)), 3), "b": 0.574}


@pytest.mark.parametrize("task", TASKS)
def test_the_shipped_classifiers_are_whole(task: str) -> None:
    one = classifier(task)
    assert one.weights.shape == (len(one.index), len(one.labels)) and len(one.rarity) == len(
        one.index
    )
    assert all(0 <= value <= 1 for value in one.probabilities(features("寻求合作")).values())


def test_sentences_are_judged_in_order_and_by_what_they_say(page_from: PageFrom) -> None:
    page, scope = page_from("愿以技术许可方式授权一家中国工厂生产。\n会议于昨日在北京闭幕。")
    first, second = judged(page, scope, "relevance")
    assert first.segment.start < second.segment.start
    assert first.of("opportunity") > second.of("opportunity")
    assert first.of("no such label") == 0.0


def test_the_likeliest_label_is_the_best(page_from: PageFrom) -> None:
    page, scope = page_from("我们希望把专利许可给中国企业使用，按销售额收取许可费。")
    [one] = judged(page, scope, "cooperation_types")
    label, likely = one.best()
    assert label == "licensing" and likely == max(value for _, value in one.labels)


def test_a_value_is_read_with_its_label(page_from: PageFrom) -> None:
    page, _ = page_from("合作方式：许可\n许可")
    labelled, bare = (
        judge_segment(page, segment, "cooperation_types")
        for segment in page.document.segments
        if page.document.quote(segment).endswith("许可")
    )
    assert labelled.labels != bare.labels
