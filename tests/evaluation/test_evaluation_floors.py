"""Floors: what breaks them, and files that are none."""

from pathlib import Path

import pytest
import yaml
from evaluation_samples import item, page, predicted, record, write_gold, write_run

from pipeline.evaluation.errors import FloorsError
from pipeline.evaluation.floors import Breach, Floors, check_floors, load_floors
from pipeline.evaluation.scoring import EvaluationResult, evaluate


@pytest.fixture
def result(tmp_path: Path) -> EvaluationResult:
    """Half of the pages found, everything right on them, no amounts at all."""
    pages = [page("a-01", item(amounts=[])), page("a-02", item(amounts=[]))]
    gold = write_gold(tmp_path / "gold", pages)
    answer = predicted(pages[0]["opportunities"][0], pages[0])
    return evaluate(gold, write_run(tmp_path / "run", [record(answer)]), bootstrap=0)


def _check(result: EvaluationResult, **floors: float) -> list[tuple[Breach, str]]:
    named = {figure.replace("__", "."): floor for figure, floor in floors.items()}
    broken = check_floors(result, Floors(gold_sha256=result.gold_sha256, floors=named))
    return [(floor.code, floor.figure) for floor in broken]


def test_a_floor_holds_at_its_own_value(result: EvaluationResult) -> None:
    assert not _check(result, host_country=0.5, people__recall=0.5, people__precision=1)


def test_what_falls_below_breaks_its_floor(result: EvaluationResult) -> None:
    assert _check(result, host_country=0.51, people=0.6, people__recall=0.6) == [
        (Breach.BELOW, "host_country"),
        (Breach.BELOW, "people.recall"),
    ]


def test_the_broken_floor_tells_figure_and_value(result: EvaluationResult) -> None:
    floors = Floors(gold_sha256=result.gold_sha256, floors={"host_country": 0.75})
    (broken,) = check_floors(result, floors)
    assert (broken.floor, broken.value) == (0.75, 0.5)
    assert broken.message == "host_country: 0.5000 is below 0.7500"


def test_what_was_not_measured_breaks_its_floor(result: EvaluationResult) -> None:
    assert _check(result, amounts=0, party_type__accuracy_on_aligned=0) == [
        (Breach.NOT_MEASURED, "amounts"),
        (Breach.NOT_MEASURED, "party_type.accuracy_on_aligned"),
    ]


@pytest.mark.parametrize("figure", ["persons", "people.accuracy", "people.tp", "host_country.f1"])
def test_a_floor_of_no_figure_is_broken(figure: str, result: EvaluationResult) -> None:
    (broken,) = check_floors(result, Floors(gold_sha256=result.gold_sha256, floors={figure: 0}))
    assert (broken.code, broken.figure) == (Breach.UNKNOWN_FIGURE, figure)


def test_another_gold_set_is_reported_first(result: EvaluationResult) -> None:
    floors = Floors(gold_sha256="0" * 64, floors={"host_country": 1})
    codes = [broken.code for broken in check_floors(result, floors)]
    assert codes == [Breach.GOLD_CHANGED, Breach.BELOW]


def test_floors_are_read_from_their_file(tmp_path: Path) -> None:
    path = tmp_path / "floors.yaml"
    data = {"gold_sha256": "ab" * 32, "floors": {"people": 0.9, "contacts.recall": 1}}
    path.write_text(yaml.safe_dump(data), "utf-8")
    assert load_floors(path).model_dump() == data


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "no_floors"),
        ("", "bad_floors"),
        ("a: [", "bad_floors"),
        (f"gold_sha256: {'a' * 64}\nfloors: {{}}", "bad_floors"),
        (f"gold_sha256: {'a' * 64}\nfloors: {{people: 90}}", "bad_floors"),
        (f"gold_sha256: {'a' * 64}\nfloors: {{people: .nan}}", "bad_floors"),
        ("gold_sha256: x\nfloors: {people: 0.9}", "bad_floors"),
    ],
)
def test_a_file_that_is_no_floors_is_refused(text: str | None, code: str, tmp_path: Path) -> None:
    path = tmp_path / "floors.yaml"
    if text is not None:
        path.write_text(text, "utf-8")
    with pytest.raises(FloorsError) as caught:
        load_floors(path)
    assert caught.value.code == code
