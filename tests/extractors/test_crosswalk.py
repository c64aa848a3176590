"""The crosswalk table: every field of the term bank, and the roll-ups."""

import pytest

from extractors import crosswalk
from models.vocabulary import ROOT


def test_every_field_of_the_term_bank_is_in_the_table():
    banks = {path.stem for path in (ROOT / "technology").glob("*.tsv")}
    assert set(crosswalk.ids()) == banks | {"other"}


def test_labels_and_counterparts():
    assert crosswalk.labels("artificial_intelligence")[1].startswith("Artificial intelligence")
    walk = crosswalk.crosswalk("medical_devices_health")
    assert "Biotechnologies" in walk.us_cet_2024
    assert walk.hightech_2016


def test_rollups():
    assert crosswalk.rollups(["medical_devices_health", "biotechnology_pharma"]) == {
        "biotechnology"
    }
    assert crosswalk.rollups(["artificial_intelligence", "aerospace"]) == {"ai_ml"}
    assert crosswalk.rollups(["information_technology", "semiconductors_microelectronics"]) == {
        "information_technology",
        "semiconductor",
    }
    assert crosswalk.rollups(["other"]) == frozenset()


def test_unknown_field():
    with pytest.raises(KeyError):
        crosswalk.labels("astrology")
