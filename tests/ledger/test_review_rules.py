"""What reviewers made of the values of each rule."""

from typing import Any

import pytest
from ledger_samples import decide, record, target

from models.decision import Decision, Reach
from pipeline.reviewing.rules import RuleCounts, grades_of, rule_counts
from pipeline.surveying.estimating import ENDLESS, wilson

RULE = "host_country.labelled"


def judged(number: int, action: str, **more: Any) -> Decision:
    value = {"accept": "DEU", "correct": "AUT", "reject": None}[action]
    where = target("host_country", opportunity=f"o-{number}")
    return decide(action, where, "DEU", value, **({"rule": RULE} | more))


def of(decisions: list[Decision], grades: dict[str, int] | None = None) -> RuleCounts:
    counts = rule_counts(decisions, {RULE: grades or {}})
    assert [one.rule for one in counts] == [RULE]
    return counts[0]


def test_each_verdict_is_counted_and_bulk_apart() -> None:
    decisions = [judged(n, "accept") for n in range(7)]
    decisions += [judged(7, "correct"), judged(8, "correct"), judged(9, "reject")]
    decisions += [judged(n, "accept", reach=Reach.BULK) for n in range(10, 40)]
    found = of(decisions)
    assert (found.accepted, found.corrected, found.rejected, found.bulk) == (7, 2, 1, 30)
    assert found.share == 0.7 and found.ci95 == pytest.approx(wilson(7, 10, ENDLESS), abs=1e-6)


def test_only_decisions_in_force_count() -> None:
    first = judged(1, "accept")
    second = judged(1, "reject", supersedes=(first.decision_id,))
    found = of([first, second])
    assert (found.accepted, found.rejected) == (0, 1)
    back = decide("retract", second.target, None, None, retracts=second.decision_id, rule=None)
    assert of([first, second, back]).accepted == 1


def test_what_no_rule_said_is_no_rules_merit() -> None:
    added = decide("correct", target("people", "李明"), None, {"name": "李明"})
    assert rule_counts([added], {}) == ()


def test_bulk_alone_has_no_share() -> None:
    found = of([judged(1, "accept", reach=Reach.BULK)])
    assert (found.share, found.ci95, found.bulk) == (None, None, 1)


@pytest.mark.parametrize(
    ("accepted", "rejected", "grades", "overrated"),
    [
        (20, 20, {"certain": 5}, True),
        (20, 20, {"likely": 5}, False),
        # 9 of 10 may still be 97 of 100.
        (9, 1, {"certain": 5}, False),
    ],
)
def test_a_rule_that_is_too_sure(
    accepted: int, rejected: int, grades: dict[str, int], overrated: bool
) -> None:
    decisions = [judged(n, "accept") for n in range(accepted)]
    decisions += [judged(100 + n, "reject") for n in range(rejected)]
    assert of(decisions, grades).overrated is overrated


def test_the_grades_of_a_run_by_rule() -> None:
    made = [record("德国", {"/host_country": "德国"}, host_country="DEU") for _ in range(2)]
    made[1]["field_evidence"][0]["grade"] = "certain"
    assert grades_of(made) == {"host_country.test": {"certain": 1, "likely": 1}}
    assert [*grades_of(made)["host_country.test"]] == ["certain", "likely"]
