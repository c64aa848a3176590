"""Runs measured by gold samples."""

import json
from datetime import UTC, datetime
from math import isclose
from pathlib import Path
from typing import Any

import pytest
from gold_samples import RUN
from review_page_samples import sample as record
from review_page_samples import write_run

from pipeline.evaluation.errors import NothingMeasured
from pipeline.evaluation.gold import load_gold
from pipeline.evaluation.scoring import evaluate
from pipeline.gold.adjudicating import adjudicate, settled_of
from pipeline.gold.agreement import Codings
from pipeline.gold.coding import Coding, coding_of
from pipeline.gold.errors import CodingError
from pipeline.gold.pages import pages_of
from pipeline.gold.sampling import Sample, draw
from pipeline.gold.scoring import By, score
from pipeline.runs.execute import execute
from pipeline.surveying.estimating import ENDLESS, wilson

ROOT = Path(__file__).resolve().parents[2]
_AT = datetime(2026, 11, 1, tzinfo=UTC)
ONE: dict[str, Any] = {
    "title": "芬兰企业寻求氢燃料电池合作",
    "direction": "foreign_offer",
    "host_country": "FIN",
    "technology_fields": ["new_energy_storage"],
}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Five pages with a record each: one from Sweden, one without a country, one of a later
    version of the pipeline.
    """
    made = [record(n, content_sha256=f"{n:064}") for n in range(5)]
    made[1] = record(1, "SWE", content_sha256=f"{1:064}")
    made[2] |= {"host_country": None, "host_country_name": None, "field_evidence": []}
    made[3] |= {"pipeline_version": "2"}
    return write_run(tmp_path / "runs" / RUN, RUN, made)


def drawn(run: Path, double: float = 0.0) -> Sample:
    return draw(pages_of(run, "1"), RUN, 5, (), "S", double)


def coded(page_id: str, coder: str, *opportunities: dict[str, Any]) -> Coding:
    page = {"page_id": page_id, "referring_mission": "fin-emb"}
    return coding_of(page, list(opportunities), coder, _AT)


def once(sample: Sample, **more: Any) -> Codings:
    """Every page coded by ann as the run has it, but for what is said."""
    return {item.page_id: {"ann": coded(item.page_id, "ann", ONE | more)} for item in sample.items}


def test_hits_false_values_and_misses_of_a_code(run: Path) -> None:
    sample = drawn(run)
    found = score(run, sample, once(sample), {})
    country = found.overall.fields["host_country"]
    # Sweden is wrong and Finland missed there; the one without a country only misses it.
    assert (country.tp, country.fp, country.fn) == (3, 1, 2)
    assert country.precision == 0.75 and country.recall == 0.6
    assert country.f1 == pytest.approx(2 * 3 / (2 * 3 + 1 + 2))
    assert country.precision_ci95 == pytest.approx(wilson(3, 4, ENDLESS), abs=1e-6)
    assert country.recall_ci95 == pytest.approx(wilson(3, 5, ENDLESS), abs=1e-6)
    low, high = wilson(3, 6, ENDLESS)
    assert country.f1_ci95 == pytest.approx((2 * low / (1 + low), 2 * high / (1 + high)), abs=1e-6)
    # Not stated by either: no value, neither right nor wrong.
    status = found.overall.fields["ip_status_stated"]
    assert (status.tp, status.fp, status.fn, status.f1) == (0, 0, 0, None)
    mission = found.overall.fields["referring_mission"]
    assert (mission.tp, mission.fp, mission.fn) == (0, 0, 5)


def test_a_page_without_an_opportunity_makes_its_record_false(run: Path) -> None:
    sample = drawn(run)
    codings = once(sample)
    first = next(item for item in sample.items if item.sha256 == f"{0:064}").page_id
    codings[first] = {"ann": coded(first, "ann")}
    found = score(run, sample, codings, {}).overall
    pages = found.fields["page_detection"]
    assert (pages.tp, pages.fp, pages.fn) == (4, 1, 0)
    assert found.fields["host_country"].fp == 2 and found.opportunities == 4


def test_pages_wait_until_they_are_coded_twice_and_settled(run: Path, tmp_path: Path) -> None:
    sample = drawn(run, double=0.4)
    twice = [item.page_id for item in sample.items if item.twice]
    codings = once(sample)
    assert {*score(run, sample, codings, {}).waiting} == {*twice}
    for page_id in twice:
        codings[page_id]["bob"] = coded(page_id, "bob", ONE | {"host_country": "NOR"})
    assert {*score(run, sample, codings, {}).waiting} == {*twice}
    one = next(a for a in _asked(codings) if a.page_id == twice[0])
    adjudicate(tmp_path, codings, one.disagreement_id, "cleo", take="bob")
    found = score(run, sample, codings, settled_of(tmp_path))
    assert found.waiting == (twice[1],) and found.coded == 4
    assert found.overall.pages == 4


def _asked(codings: Codings) -> Any:
    from pipeline.gold.agreement import agreement

    return agreement(codings).disagreements


@pytest.mark.parametrize(
    ("by", "parts"),
    [
        (By.LANGUAGE, {"und": 5}),
        (By.SOURCE, {"embassy": 5}),
        (By.VERSION, {"1": 4, "2": 1}),
    ],
)
def test_figures_are_split(run: Path, by: By, parts: dict[str, int]) -> None:
    sample = drawn(run)
    found = score(run, sample, once(sample), {}, by)
    assert {name: part.pages for name, part in found.parts.items()} == parts
    whole = found.overall.fields["host_country"].tp
    assert sum(part.fields["host_country"].tp for part in found.parts.values()) == whole


def test_pages_that_a_run_lacks_are_told_and_count_as_missed(run: Path, tmp_path: Path) -> None:
    sample = drawn(run)
    less = [record(n, content_sha256=f"{n:064}") for n in range(3)]
    other = write_run(tmp_path / "runs" / "other", "20240103T000000Z-cccccc", less)
    found = score(other, sample, once(sample), {})
    assert len(found.unseen) == 2
    pages = found.overall.fields["opportunities"]
    assert (pages.tp, pages.fn) == (3, 2)
    # Of a page that it did not read it has no mission either.
    assert found.overall.fields["referring_mission"].fn == 5
    none = write_run(tmp_path / "runs" / "none", "20240104T000000Z-dddddd", [record(9)])
    with pytest.raises(NothingMeasured, match="none of the 5 coded pages"):
        score(none, sample, once(sample), {})


def test_nothing_coded_is_no_score(run: Path) -> None:
    with pytest.raises(CodingError, match="has gold yet"):
        score(run, drawn(run), {}, {})


def test_figures_are_those_of_eval(tmp_path: Path) -> None:
    """The bundled gold as if it had been coded gives what ``kejichu eval`` gives."""
    cases = [p for p in sorted((ROOT / "fixtures").iterdir()) if p.is_dir()][::30]
    gold = tmp_path / "gold"
    gold.mkdir()
    for case in cases:
        (gold / case.name).symlink_to(case)
    run = tmp_path / "run"
    execute(tuple(cases), run, 0)
    pages = {page.sha256: page for page in load_gold(gold)}
    sample = draw(pages_of(run, "1"), "run", len(cases), ("language",), "S", 0.0)
    codings = {
        item.page_id: {
            "ann": Coding(
                page_id=item.page_id,
                coder="ann",
                coded_at=_AT,
                publication_date=pages[item.sha256].publication_date,
                referring_mission=pages[item.sha256].referring_mission,
                opportunities=pages[item.sha256].opportunities,
            )
        }
        for item in sample.items
    }
    mine = score(run, sample, codings, {}).overall
    theirs = json.loads(evaluate(gold, run, 0).overall.model_dump_json())["metrics"]
    for field, own in mine.fields.items():
        if "tp" in theirs[field]:
            assert [own.tp, own.fp, own.fn] == [theirs[field][n] for n in ("tp", "fp", "fn")], field
        elif field != "party_type":
            # Right by saying nothing is right there, and no trial here.
            assert own.tp <= theirs[field]["correct"], field
    assert mine.pages == len(cases)
    share = mine.fields["opportunities"].f1
    assert share is not None and isclose(share, 1.0, abs_tol=0.2)
