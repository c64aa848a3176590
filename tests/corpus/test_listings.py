"""Real listings of a technology exchange against their own labels, by a stated crosswalk."""

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from extractors import cooperation, crosswalk

BENCH = Path(__file__).resolve().parents[1] / "benchmarks" / "bench_listings.py"


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = spec_from_file_location("bench_listings", BENCH)
    assert spec and spec.loader
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_crosswalk_names_known_fields_and_the_longest_label_counts(bench: ModuleType) -> None:
    assert bench.covered("新能源-LED") != bench.covered("新能源-太阳能")
    assert bench.covered("新能源-太阳能") == {"new_energy_storage", "power_energy_efficiency"}
    assert bench.covered("生活必需-家电") == frozenset()
    for row in bench.read_rows(bench.CROSSWALK, ("label", "fields")):
        assert set(row["fields"].split("|")) <= set(crosswalk.ids()) - {"other"}


def test_methods_are_read_run_together_too(bench: ModuleType) -> None:
    assert bench.methods("完全转让许可转让技术入股") == {
        "technology_transfer",
        "licensing",
        "joint_venture",
    }
    assert bench.methods("其他") == frozenset()


def test_the_industry_is_not_shown(bench: ModuleType) -> None:
    page, scope = bench.page_of(
        {
            "id": "x",
            "name": "一种装置",
            "industry": "新能源-太阳能",
            "classification": "制造业",
            "cooperationMethod": "技术转让,技术许可",
            "context": "该装置结构简单。",
        }
    )
    assert "太阳能" not in page.text and "制造业" not in page.text
    found = [m.value for m in cooperation.extract(page, scope) if m.field == "cooperation_types"]
    assert found == ["technology_transfer", "licensing"]


def test_listings_are_read_as_their_labels_say(bench: ModuleType) -> None:
    if not bench.LISTINGS.is_file():
        pytest.skip("the shared corpus is not here")
    scores = bench.measure(bench.listings(12))
    assert scores.asked.total() >= 90
    assert scores.any.total() / scores.asked.total() >= 0.75
    assert scores.accuracy() >= 0.7
    assert scores.f1() >= 0.9
