"""The CSET view gives every published count on the reference run, figure by figure."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from cset_reference import (
    AI_ML,
    BIOTECHNOLOGY,
    CLOSED,
    DEMAND,
    DUPLICATES,
    HOUSTON,
    INFORMATION,
    INFORMATION_OF,
    KINDS,
    MEMBERS_COUNTED,
    PARTIES,
    RECORDS_COUNTED,
    SEMICONDUCTOR,
    US_AFTER,
    US_BEFORE,
    YEARS,
    countries,
    reference_records,
)

from models.opportunity import Opportunity
from pipeline.counting.selection import Selection
from pipeline.counting.statistics import Counted, Statistics, statistics
from pipeline.counting.tables import Table


def table_of(found: Statistics, *by: str) -> Table:
    return next(table for table in found.tables if table.by == by)


def counts_of(found: Statistics, *by: str) -> dict[str, int]:
    return {",".join(c.values): c.count for c in table_of(found, *by).counts}


def test_cset_counts_642_opportunities(cset: Statistics) -> None:
    assert cset.counted == RECORDS_COUNTED == 642
    assert cset.unit == "unique opportunities"


def test_cset_keeps_duplicates_and_demand_apart(cset: Statistics) -> None:
    assert cset.records == 642 + DUPLICATES + DEMAND
    assert cset.apart == {"duplicates": DUPLICATES, "demand_notices": DEMAND}


def test_cset_period_is_2015_to_2020(cset: Statistics) -> None:
    assert counts_of(cset, "year") == {str(year): count for year, count in YEARS.items()}
    assert [*counts_of(cset, "year")] == ["2015", "2016", "2017", "2018", "2019", "2020"]


@pytest.mark.parametrize(
    ("country", "count"), [("RUS", 112), ("USA", 77), ("GBR", 62), ("JPN", 57)]
)
def test_cset_country_of_origin(cset: Statistics, country: str, count: int) -> None:
    assert counts_of(cset, "host_country")[country] == count


def test_cset_four_countries_come_first_with_nearly_half(cset: Statistics) -> None:
    first = table_of(cset, "host_country").counts[:4]
    assert [count.values[0] for count in first] == ["RUS", "USA", "GBR", "JPN"]
    assert sum(count.count for count in first) == 308
    assert 0.47 < sum(count.share for count in first) < 0.5


def test_cset_less_than_12_per_cent_are_from_the_united_states(cset: Statistics) -> None:
    share = next(c.share for c in table_of(cset, "host_country").counts if c.values == ("USA",))
    assert 0.115 < share < 0.12


def test_cset_52_countries(cset: Statistics) -> None:
    assert len(counts_of(cset, "host_country")) == 52
    assert counts_of(cset, "host_country") == dict(countries())


def test_cset_biotechnology_190_with_medical_devices(cset: Statistics) -> None:
    assert counts_of(cset, "rollup")["biotechnology"] == BIOTECHNOLOGY == 190
    fields = counts_of(cset, "technology")
    both = fields["biotechnology_pharma"] + fields["medical_devices_health"]
    assert both > 190, "records with both fields count once"


def test_cset_ai_and_machine_learning_171(cset: Statistics) -> None:
    assert counts_of(cset, "rollup")["ai_ml"] == AI_ML == 171


def test_cset_semiconductors_and_information_technology(cset: Statistics) -> None:
    assert counts_of(cset, "rollup")["semiconductor"] == SEMICONDUCTOR
    assert counts_of(cset, "rollup")["information_technology"] == INFORMATION


def test_cset_shares_of_areas_are_of_all_records(cset: Statistics) -> None:
    shares = {c.values[0]: round(100 * c.share, 1) for c in table_of(cset, "rollup").counts}
    assert (shares["biotechnology"], shares["ai_ml"]) == (29.6, 26.6)


def test_cset_first_labels_add_up(cset: Statistics, cset_records: list[Opportunity]) -> None:
    first = Counter(record.technology_fields[0] for record in cset_records[:642])
    assert counts_of(cset, "technology_first") == dict(first)
    assert sum(counts_of(cset, "technology_first").values()) == 642
    assert sum(counts_of(cset, "technology").values()) > 642


def test_cset_united_states_are_the_largest_source_of_information_technology(
    cset_counted: Counted,
) -> None:
    period = Selection(date(2015, 1, 1), date(2020, 7, 31))
    found = statistics(cset_counted, [("rollup", "host_country")], period)
    rows = [c for c in found.tables[0].counts if c.values[0] == "information_technology"]
    assert rows[0].values == ("information_technology", "USA")
    assert rows[0].count == INFORMATION_OF["USA"] > rows[1].count


def test_cset_houston_referred_89_per_cent_before_its_closure(cset: Statistics) -> None:
    closure = cset.closures[0]
    assert (closure.mission, closure.closed) == ("usa-cg-houston", CLOSED)
    assert (closure.mission_before, closure.country_before) == (HOUSTON, US_BEFORE)
    assert closure.share_before is not None and int(100 * closure.share_before) == 89


def test_cset_one_from_the_united_states_after_the_closure(cset: Statistics) -> None:
    closure = cset.closures[0]
    assert (closure.country_after, closure.mission_after) == (US_AFTER, 0) == (1, 0)
    assert closure.undated == 0


def test_cset_houston_is_the_top_mission_of_its_country(cset: Statistics) -> None:
    shares = [c for c in table_of(cset, "mission").counts if c.values[0].startswith("usa-")]
    assert shares[0].values == ("usa-cg-houston",)
    part = shares[0].of_country
    assert part is not None and (part.country, part.of, part.count) == ("USA", 77, HOUSTON)
    assert sum(c.count for c in shares) == 76, "the last one came through no mission"


def test_cset_mission_coverage_says_that_one_record_names_none(cset: Statistics) -> None:
    table = table_of(cset, "mission")
    assert (table.covered, table.counted) == (641, 642)


def test_cset_more_than_300_foreign_parties_of_four_kinds(cset: Statistics) -> None:
    assert cset.parties is not None
    assert cset.parties.distinct == PARTIES > 300
    assert cset.parties.by_type == {kind.value: count for kind, count in KINDS.items()}


def test_cset_kinds_of_party_by_opportunity(cset: Statistics) -> None:
    assert sum(counts_of(cset, "party_type").values()) == 642
    assert table_of(cset, "party_type").several


def test_cset_over_70_per_cent_from_nato_and_major_allies(cset: Statistics) -> None:
    found = cset.alliances
    assert found is not None and found.share is not None
    assert (found.count, found.of) == (MEMBERS_COUNTED, 642)
    assert found.count == found.nato + found.mnna and 0.7 < found.share < 0.72


def test_cset_membership_is_that_of_the_day(cset_counted: Counted) -> None:
    """Brazil from 31 July 2019, Tunisia from 10 July 2015, Finland and Sweden only later."""
    by_country = statistics(cset_counted, [("host_country", "alliance")]).tables[0]
    found = {count.values: count.count for count in by_country.counts}
    assert (found["BRA", "neither"], found["BRA", "MNNA"]) == (12, 5)
    assert (found["TUN", "neither"], found["TUN", "MNNA"]) == (2, 1)
    assert ("FIN", "NATO") not in found and found["FIN", "neither"] == 3


def test_cset_cooperation_and_direction(cset: Statistics) -> None:
    cooperation = table_of(cset, "cooperation")
    assert cooperation.covered == sum(count.count for count in cooperation.counts) == 482
    assert sum(counts_of(cset, "direction").values()) == 642
    assert "domestic_demand" not in counts_of(cset, "direction")


def test_cset_order_is_by_count(cset: Statistics) -> None:
    for name in ("host_country", "mission", "technology", "cooperation"):
        counts = [count.count for count in table_of(cset, name).counts]
        assert all(a >= b for a, b in pairwise(counts)), name


def test_cset_reference_run_is_the_same_every_time(cset_records: list[Opportunity]) -> None:
    assert reference_records() == cset_records
    days = [record.publication_date for record in cset_records[:642]]
    assert all(day and day.year in YEARS for day in days)


def test_cset_counting_copies_and_demand_is_asked_for(cset_counted: Counted) -> None:
    assert statistics(cset_counted, [], Selection(copies=True)).counted == 642 + DUPLICATES
    from pipeline.counting.selection import Demand

    only = statistics(cset_counted, [], Selection(demand=Demand.ONLY))
    assert only.counted == DEMAND
    with_all = statistics(cset_counted, [], Selection(demand=Demand.WITH, copies=True))
    assert with_all.counted == with_all.records and with_all.apart == {"duplicates": 0}


def test_cset_before_and_after_a_day(cset_counted: Counted) -> None:
    found = statistics(cset_counted, [("host_country",)], split_on=CLOSED)
    split = next(c.split for c in found.tables[0].counts if c.values == ("USA",))
    assert split == {"before": US_BEFORE, "after": US_AFTER, "undated": 0}
    on_the_day_before = statistics(
        cset_counted, [("host_country",)], split_on=CLOSED - timedelta(days=1)
    )
    earlier = next(c.split for c in on_the_day_before.tables[0].counts if c.values == ("USA",))
    assert earlier == {"before": US_BEFORE - 1, "after": US_AFTER + 1, "undated": 0}
