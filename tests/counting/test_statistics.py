"""Counting: selections, coverage, reviews, error rates, and what stands behind a number."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.decision import Decision, decision
from models.vocabulary import ROOT
from pipeline.alliances import alliance_of, is_nato_or_mnna
from pipeline.counting.dimensions import DIMENSIONS, closures, dimension, labels
from pipeline.counting.errors import CountingError
from pipeline.counting.listing import listed
from pipeline.counting.quality import BOUND, MEASURED, load_quality
from pipeline.counting.reviews import judged_fields, reviewed_fields
from pipeline.counting.rows import CountRow
from pipeline.counting.selection import Demand, Selection, parse_where, select
from pipeline.counting.statistics import Counted, statistics
from pipeline.counting.tables import table
from pipeline.ledger.exchange import to_lines

ROW = CountRow(
    opportunity_id="o-1",
    report_id="r-1",
    published=date(2018, 5, 1),
    year=2018,
    host_country="FIN",
    mission="fin-emb",
    technology_fields=("new_energy_storage", "new_materials"),
    party_types=("company",),
    parties=("p-1",),
    cooperation_types=("licensing", "unspecified"),
    direction="foreign_offer",
    site="embassy",
    stage="unstated",
    ip_status="granted",
    language="zh",
    duplicate_of=None,
    reviewed=frozenset(),
)


@pytest.mark.parametrize("name", DIMENSIONS)
def test_every_dimension_counts_and_labels_its_values(name: str) -> None:
    found = table([ROW], [name], {})
    assert found.counted == 1 and found.label_zh and found.label_en
    assert found.covered == (0 if name == "stage" else 1)
    for count in found.counts:
        assert count.count == 1 and count.share == 1 and all(count.labels_zh)


def test_values_that_say_nothing_are_not_coded() -> None:
    empty = replace(
        ROW,
        direction="unknown",
        party_types=("other_unknown",),
        cooperation_types=("unspecified",),
        host_country=None,
        mission=None,
        year=None,
        published=None,
    )
    for name in ("direction", "party_type", "cooperation", "host_country", "year", "alliance"):
        assert table([empty], [name], {}).covered == 0, name
    assert table([empty, ROW], ["host_country"], {}).counts[0].share == 1


def test_a_field_in_no_rollup_is_coded_all_the_same() -> None:
    found = table([ROW], ["rollup"], {})
    assert (found.covered, found.counts) == (1, ())


def test_crossed_dimensions() -> None:
    found = table([ROW, replace(ROW, host_country="SWE")], ["technology", "host_country"], {})
    assert found.by == ("technology", "host_country") and found.several
    assert {count.values for count in found.counts} == {
        (field, country) for field in ROW.technology_fields for country in ("FIN", "SWE")
    }
    assert found.counts[0].where == ("technology=new_energy_storage", "host_country=FIN")


def test_selections_keep_apart_for_one_reason_each() -> None:
    rows = [
        ROW,
        replace(ROW, duplicate_of="o-0", direction="domestic_demand"),
        replace(ROW, direction="domestic_demand"),
        replace(ROW, published=None),
        replace(ROW, published=date(2014, 12, 31)),
        replace(ROW, host_country="SWE"),
    ]
    found = select(rows, Selection(date(2015, 1, 1), None, (("host_country", "FIN"),)))
    assert found.rows == [ROW]
    assert dict(found.apart) == {
        "duplicates": 1,
        "demand_notices": 1,
        "without_a_date": 1,
        "outside_the_window": 1,
        "not_selected": 1,
    }


def test_both_ends_of_a_window_are_in_it() -> None:
    day = date(2018, 5, 1)
    assert select([ROW], Selection(day, day)).rows == [ROW]
    assert select([ROW], Selection(date(2018, 5, 2), None)).rows == []


def test_values_of_one_dimension_are_alternatives() -> None:
    rows = [ROW, replace(ROW, host_country="SWE"), replace(ROW, host_country="NOR")]
    where = (("host_country", "FIN"), ("host_country", "SWE"), ("technology", "new_materials"))
    assert len(select(rows, Selection(where=where)).rows) == 2


@pytest.mark.parametrize("text", ["host_country", "host_country=", "colour=red"])
def test_a_bad_selection_is_named(text: str) -> None:
    with pytest.raises(CountingError):
        parse_where(text)


def test_an_unknown_dimension_is_named_with_the_known_ones() -> None:
    with pytest.raises(CountingError, match="host_country"):
        dimension("colour")


def test_the_records_behind_a_number_are_as_many(cset_counted: Counted) -> None:
    found = statistics(cset_counted, [("host_country", "mission")])
    for count in found.tables[0].counts[:5]:
        where = tuple(map(parse_where, count.where))
        records = list(listed(cset_counted, Selection(where=where)))
        assert len(records) == count.count
        assert {record["host_country"] for record in records} == {count.values[0]}
        assert all(record["parties"] and record["source_url"] for record in records)


def test_reviewed_fields_of_decisions(tmp_path: Path) -> None:
    def judged(action: str, field: str, **more: Any) -> Decision:
        target = {"report_id": "r-1", "opportunity_id": "o-1", "field": field}
        common = {"decided_at": "2024-05-01T00:00:00Z", "reviewer": "ann", "action": action}
        return decision(target=target, **common, **more)

    rejected = judged("reject", "direction", base="foreign_offer")
    retract = judged("retract", "direction", retracts=rejected.decision_id)
    taken = [
        judged("accept", "host_country", base="FIN", value="FIN"),
        judged("correct", "foreign_parties.party_type", base="company", value="university"),
        rejected,
        judged("note", "title", comment="long"),
        retract,
    ]
    path = tmp_path / "decisions.jsonl"
    path.write_text("\n".join(to_lines(taken)), "utf-8")
    expected = {"host_country", "foreign_parties"}
    assert reviewed_fields(path) == {"o-1": expected}
    # A retract that is taken back itself takes nothing back.
    taken.append(judged("retract", "direction", retracts=retract.decision_id))
    assert judged_fields(taken) == {"o-1": expected | {"direction"}}
    path.write_text(next(to_lines(taken)) + "\n{}\n", "utf-8")
    with pytest.raises(CountingError, match=r"decisions.jsonl, line 2 is no decision"):
        reviewed_fields(path)


def test_numbers_tell_how_many_of_them_were_reviewed() -> None:
    seen = replace(ROW, reviewed=frozenset({"host_country"}))
    found = table([ROW, seen, replace(ROW, host_country="SWE")], ["host_country"], {})
    assert found.reviewed == 1 and [count.reviewed for count in found.counts] == [1, 0]
    assert table([seen], ["host_country", "mission"], {}).reviewed == 0


def test_error_rates_of_an_evaluation(tmp_path: Path) -> None:
    path = tmp_path / "quality.json"
    metrics = {
        "host_country": {"accuracy": 0.95, "ci95": [0.9, 0.98]},
        "technology_fields": {"f1": 0.8, "precision": 0.9},
        "amounts": {"f1": None},
    }
    path.write_text(json.dumps({"metrics": metrics, "gold_sha256": "ab"}), "utf-8")
    rates = load_quality(path)
    assert rates.keys() == {"host_country", "technology_fields"}
    assert rates["host_country"].error == pytest.approx(0.05)
    assert rates["host_country"].ci95 == pytest.approx((0.02, 0.1))
    assert rates["technology_fields"].basis == MEASURED
    found = table([ROW], ["host_country", "technology"], rates)
    assert [error.metric for error in found.errors] == ["host_country", "technology_fields"]
    path.write_text("[]", "utf-8")
    with pytest.raises(CountingError, match="eval --json"):
        load_quality(path)


def test_error_bounds_of_floors() -> None:
    rates = load_quality(None)
    assert rates["host_country"].basis == BOUND and 0 < rates["host_country"].error < 0.3
    assert {dim.metric for dim in DIMENSIONS.values()} <= rates.keys()


def test_memberships_begin_and_end_on_their_days() -> None:
    assert alliance_of("BRA", date(2019, 7, 30)) == "" and is_nato_or_mnna("BRA", date(2019, 7, 31))
    assert alliance_of("AFG", date(2022, 9, 22)) == "MNNA"
    assert is_nato_or_mnna("AFG", date(2022, 9, 23)) is False
    assert alliance_of(None, date(2020, 1, 1)) is None and is_nato_or_mnna("USA", None) is None


def test_labels_come_from_the_vocabularies() -> None:
    assert labels("country")["FIN"] == ("芬兰", "Finland")
    assert labels("mission")["usa-cg-houston"][1].endswith("Houston")
    assert {dim.labels for dim in DIMENSIONS.values()} - {""} >= {"technology", "cooperation_type"}
    assert all(labels(dim.labels) for dim in DIMENSIONS.values() if dim.labels)
    assert closures() == {"usa-cg-houston": date(2020, 7, 24)}
    assert (ROOT / "places" / "mission_closures.tsv").is_file()


def test_only_demand_counts_demand() -> None:
    rows = [ROW, replace(ROW, direction="domestic_demand")]
    assert len(select(rows, Selection(demand=Demand.ONLY)).rows) == 1
    assert len(select(rows, Selection(demand=Demand.WITH)).rows) == 2
