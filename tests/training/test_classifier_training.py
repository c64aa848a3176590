"""Training of the classifiers: texts, folds, weights found again, and the held-out measure."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from extractors.classifier import Classifier, WeightsError, classifier, read_weights
from extractors.features import features
from extractors.tasks import TASKS
from pipeline.training.texts import Text, TextsError, digest, read_texts
from pipeline.training.train import telling

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ROOT / "training" / "texts"


def text(family: str, number: int, **changes: Any) -> Text:
    given = {
        "id": f"{family}-{number}",
        "family": family,
        "language": "zh",
        "opportunity": True,
        "direction": "foreign_offer",
        "technology_fields": ("new_materials",),
        "cooperation_types": ("licensing",),
        "development_stage": "unstated",
        "ip_status": "unstated",
        "text": "愿把配方授权给一家工厂。",
    }
    return Text(**(given | changes))


def small() -> tuple[Text, ...]:
    """Two ways of cooperation in words of their own, six families."""
    return tuple(
        text(
            f"f{family}",
            number,
            cooperation_types=("licensing",) if number % 2 else ("joint_venture",),
            text=(
                f"我们愿把第{number}套图纸授权给工厂使用。"
                if number % 2
                else f"想在苏州合办一家公司，双方各出第{number}份资本。"
            ),
        )
        for family in range(6)
        for number in range(4)
    )


def test_the_shipped_weights_are_of_the_texts_in_the_repository() -> None:
    texts = read_texts(TEXTS)
    trained_on = {task: digest(telling(task, texts)) for task in TASKS}
    assert {task: classifier(task).texts for task in TASKS} == trained_on


def test_the_texts_are_many_and_of_many_families() -> None:
    texts = read_texts(TEXTS)
    assert len(texts) >= 2000
    assert len({one.family for one in texts}) >= 80
    assert len({one.text for one in texts}) == len(texts)
    assert len({one.id for one in texts}) == len(texts)
    assert {one.language for one in texts} == {"zh", "en"}


def test_another_text_is_another_digest() -> None:
    texts = small()
    assert digest(texts) != digest((*texts[:-1], text("f9", 0)))
    assert digest(texts) != digest(texts[::-1])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"ip_status": "patented"}, "patented"),
        ({"direction": "sideways"}, "sideways"),
        ({"note": "x"}, "note"),
    ],
)
def test_a_bad_text_is_named_with_file_and_line(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    good = (TEXTS / "hao-lasers.jsonl").read_text("utf-8").splitlines()[0]
    opportunity = {"opportunity": True, "direction": "foreign_offer"}
    bad = json.dumps(json.loads(good) | opportunity | change, ensure_ascii=False)
    (tmp_path / "x.jsonl").write_text(f"{good}\n{bad}\n", "utf-8")
    with pytest.raises(TextsError, match=rf"x\.jsonl:2: .*{message}"):
        read_texts(tmp_path)


def test_an_empty_folder_is_no_set_of_texts(tmp_path: Path) -> None:
    with pytest.raises(TextsError, match="no training texts"):
        read_texts(tmp_path)


def test_labels_by_task() -> None:
    one = text("f", 1, technology_fields=("aerospace", "new_materials"), ip_status="granted")
    assert one.labels("technology_fields") == ("aerospace",)
    assert one.labels("ip_status") == ("granted",)
    assert one.labels("development_stage") == ()
    assert one.labels("relevance") == ("opportunity",)
    other = text("f", 2, opportunity=False, direction=None, cooperation_types=())
    assert (other.labels("relevance"), other.labels("direction")) == ((), ())
    assert text("f", 3, cooperation_types=("unspecified",)).labels("cooperation_types") == ()


def test_folds_hold_whole_families_and_each_once() -> None:
    from pipeline.training.fitting import FOLDS, folds

    texts = (*small(), text("", 0))
    held = folds(texts)
    assert len(held) == FOLDS
    times = np.sum(held, axis=0)
    assert times[:-1].tolist() == [1] * (len(texts) - 1)
    assert times[-1] == 0, "terms are never held out"
    for fold in held:
        inside = {one.family for one, out in zip(texts, fold, strict=True) if out}
        outside = {one.family for one, out in zip(texts, fold, strict=True) if not out}
        assert not inside & outside


def test_texts_left_out_alone_leave_their_family_behind() -> None:
    from pipeline.training.measuring import dealt_alone

    texts = (*small(), text("", 0))
    held = dealt_alone(texts)
    assert np.sum(held, axis=0).tolist() == [1] * (len(texts) - 1) + [0]
    for fold in held:
        families = [one.family for one, out in zip(texts, fold, strict=True) if out]
        assert len(families) == len(set(families))


@pytest.fixture(scope="module")
def trained() -> Classifier:
    pytest.importorskip("sklearn")
    from pipeline.training.fitting import fit

    return fit(small(), "cooperation_types", 1.0, digest(small()))


def likely(trained: Classifier, said: str) -> dict[str, float]:
    return {one.label: one.probability for one in trained.read([features(said)])}


def test_a_trained_classifier_tells_its_labels_apart(trained: Classifier) -> None:
    licensing = likely(trained, "愿把这套图纸授权给贵厂。")
    venture = likely(trained, "双方合办一家公司。")
    assert licensing["licensing"] > 0.5 > licensing["joint_venture"]
    assert venture["joint_venture"] > 0.5 > venture["licensing"]


def test_weights_are_read_as_they_were_written_and_the_same_twice(
    trained: Classifier, tmp_path: Path
) -> None:
    from pipeline.training.fitting import fit
    from pipeline.training.train import write_weights

    path = write_weights(trained, tmp_path / "a")
    again = write_weights(fit(small(), "cooperation_types", 1.0, digest(small())), tmp_path / "b")
    one, other = read_weights(path), read_weights(again)
    assert (one.labels, one.texts, one.index) == (trained.labels, trained.texts, other.index)
    assert np.array_equal(one.weights, other.weights)
    said = "愿把图纸授权给工厂使用。"
    assert likely(one, said) == pytest.approx(likely(trained, said), abs=0.01)


def test_broken_weights_are_named(tmp_path: Path) -> None:
    (tmp_path / "direction.npz").write_bytes(b"PK nothing")
    with pytest.raises(WeightsError, match=r"direction\.npz.*kejichu train"):
        read_weights(tmp_path / "direction.npz")
    with pytest.raises(WeightsError, match="kejichu train"):
        read_weights(tmp_path / "none.npz")


def test_the_measure_of_held_out_families_sees_what_only_a_family_says() -> None:
    pytest.importorskip("sklearn")
    from pipeline.training.measuring import measure

    general = measure(small(), "cooperation_types", 1.0)
    assert (general.texts, general.families) == (24, 6)
    assert general.unseen > 0.9 and general.seen > 0.9
    # Each family has a wording of its own for each way: what is held out cannot be known.
    codes = "甲乙丙丁戊己庚辛壬癸子丑"
    private = tuple(
        text(
            f"f{number // 8}",
            number,
            cooperation_types=("licensing",) if number % 2 else ("joint_venture",),
            text=f"说是{codes[number // 8 * 2 + number % 2]}。",
        )
        for number in range(48)
    )
    measured = measure(private, "cooperation_types", 1.0)
    assert measured.seen > measured.unseen + 0.2
    assert [label for label, *_ in measured.labels] == ["joint_venture", "licensing"]


def test_decisions_by_kind_of_task() -> None:
    pytest.importorskip("sklearn")
    from pipeline.training.measuring import decided, f1

    scores = np.array([[2.0, 1.5], [-2.0, -1.0], [1.0, -2.0], [-1.5, 2.0]])
    truth = np.array([[True, True], [False, False], [True, False], [False, True]])
    assert decided(scores, truth, "direction").tolist() == [
        [True, False],
        [False, True],
        [True, False],
        [False, True],
    ]
    several = decided(scores, truth, "cooperation_types")
    assert several.tolist() == truth.tolist() and f1(several, truth) == 1.0
    assert decided(scores, truth, "ip_status").tolist() == [
        [True, False],
        [False, False],
        [True, False],
        [False, True],
    ]


KEYS = (
    "id",
    "language",
    "opportunity",
    "direction",
    "technology_fields",
    "cooperation_types",
    "development_stage",
    "ip_status",
    "text",
)


def test_the_command_writes_weights_that_name_their_texts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("sklearn")
    folder = tmp_path / "texts"
    folder.mkdir()
    for family in range(6):
        rows = [one for one in small() if one.family == f"f{family}"]
        lines = [
            json.dumps({key: getattr(one, key) for key in KEYS}, ensure_ascii=False) for one in rows
        ]
        (folder / f"f{family}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    out = tmp_path / "weights"
    task = ("--task", "cooperation_types")
    assert _kejichu("train", folder, "--out", out, *task, "--report", "--json") == 0
    result = json.loads(capsys.readouterr().out)
    assert result["texts"] == 24
    assert result["weights"] == [str(out / "cooperation_types.npz")]
    assert result["held_out"][0]["families_held_out"] > 0.9
    assert read_weights(out / "cooperation_types.npz").texts == digest(read_texts(folder))


def test_the_command_wants_something_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _kejichu("train", tmp_path) == 2
    said = capsys.readouterr().err
    assert "--out" in said and "--report" in said


def test_the_command_names_what_is_wrong_with_the_texts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("sklearn")
    assert _kejichu("train", tmp_path, "--report") == 1
    assert "no training texts" in capsys.readouterr().err


def _kejichu(*arguments: object) -> int:
    from pipeline.cli.main import main

    with pytest.raises(SystemExit) as end:
        main([*map(str, arguments)])
    return int(end.value.code or 0)
