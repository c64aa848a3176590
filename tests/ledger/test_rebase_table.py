"""The table of the three-way merge, row by row, for values and for items of lists."""

from dataclasses import dataclass
from typing import Any

import pytest
from ledger_samples import decide, page, record, target

from models.decision import Decision, State
from pipeline.ledger.resolution import ResolvedPage
from pipeline.ledger.resolving import resolve_page
from pipeline.ledger.units import Record

OLD = "技术来自德国慕尼黑。发布者：科技处。"
STANDS = "更新。技术来自德国慕尼黑。发布者：科技部。"
GONE = "技术来自外国。发布者：科技处。"


@dataclass(frozen=True)
class Row:
    """A row of the table, with b = DEU, w = AUT, p = FRA and any other value = CHE."""

    action: str
    value: str | None
    theirs: str | None
    stands: bool
    state: State
    effective: str | None
    base: str | None = "DEU"

    def __str__(self) -> str:
        stands = "stands" if self.stands else "gone"
        return f"{self.action}-{self.value}-run-{self.theirs}-{stands}"


B, W, P, OTHER = "DEU", "AUT", "FRA", "CHE"
TABLE = [
    Row("accept", B, B, True, State.CONFIRMED, B),
    Row("accept", B, B, False, State.CONFIRMED, B),
    Row("accept", B, OTHER, True, State.REGRESSION, B),
    Row("accept", B, None, True, State.REGRESSION, B),
    Row("accept", B, OTHER, False, State.SOURCE_CHANGED, OTHER),
    Row("accept", B, None, False, State.SOURCE_CHANGED, None),
    Row("reject", None, B, True, State.STILL_REJECTED, None),
    Row("reject", P, B, True, State.STILL_REJECTED, P),
    Row("reject", P, B, False, State.SOURCE_CHANGED, P),
    Row("reject", P, OTHER, True, State.NEW_CANDIDATE, P),
    Row("reject", P, OTHER, False, State.NEW_CANDIDATE, P),
    Row("reject", None, OTHER, True, State.NEW_CANDIDATE, None),
    Row("reject", P, P, True, State.ABSORBED, P),
    Row("reject", None, None, False, State.ABSORBED, None),
    Row("correct", W, B, True, State.APPLIED, W),
    Row("correct", W, B, False, State.SOURCE_CHANGED, W),
    Row("correct", W, W, True, State.ABSORBED, W),
    Row("correct", W, W, False, State.ABSORBED, W),
    Row("correct", W, OTHER, True, State.CONFLICT, W),
    Row("correct", W, None, True, State.CONFLICT, W),
    Row("correct", W, OTHER, False, State.SOURCE_CHANGED, W),
    Row("correct", W, None, True, State.APPLIED, W, base=None),
]
ASKING = {State.REGRESSION, State.SOURCE_CHANGED, State.NEW_CANDIDATE, State.CONFLICT}


def test_every_state_is_a_row() -> None:
    assert {row.state for row in TABLE} == set(State)
    assert {state for state in State if state.asks} == ASKING


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_a_value(row: Row) -> None:
    text = STANDS if row.stands else GONE
    taken = decide(row.action, target("host_country"), row.base, row.value, OLD, "德国")
    resolved = resolve_page(page(record(text, host_country=row.theirs)), [taken])
    assert state_of(resolved) == row.state
    assert resolved.records[0]["host_country"] == row.effective


def people(*names: str | None) -> list[dict[str, Any]]:
    return [{"name": name} for name in names if name]


def person(name: str | None) -> dict[str, Any] | None:
    return {"name": name, "aliases": [], "role": None} if name else None


@pytest.mark.parametrize("row", TABLE, ids=str)
def test_an_item_beside_another(row: Row) -> None:
    """Items change places with what was read from the same characters, others stay as they are."""
    text = STANDS if row.stands else GONE
    key = (row.base or row.value or "").lower()
    taken = decide(
        row.action, target("people", key), person(row.base), person(row.value), OLD, "德国"
    )
    proofs = {"/people/0/name": "德国" if row.stands else "外国"} if row.theirs else {}
    run = record(text, proofs, people=people(row.theirs, "Zhou"))
    resolved = resolve_page(page(run), [taken])
    if row.theirs == OTHER and not row.stands:
        # Without its quote nothing tells that the other took its place: both stand.
        assert state_of(resolved) in {row.state, State.ABSORBED}
        return
    assert state_of(resolved) == row.state
    assert names_of(resolved.records[0]) == {row.effective, "Zhou"} - {None}


def names_of(found: Record) -> set[str]:
    names = [each["name"] for each in found["people"]]
    assert len(names) == len(set(names))
    return set(names)


def state_of(resolved: ResolvedPage) -> State:
    assert len(resolved.resolutions) == 1
    return resolved.resolutions[0].state


CODES = [
    # An accepted code that the run lacks, beside one read from the same characters: no successor.
    ("accept", "new_materials", ["chemicals_oilgas_mining"], State.REGRESSION,
     {"new_materials", "chemicals_oilgas_mining"}),
    ("reject", None, ["new_materials"], State.STILL_REJECTED, {"other"}),
    ("reject", None, ["new_materials", "aerospace"], State.STILL_REJECTED, {"aerospace"}),
    ("reject", None, ["aerospace"], State.ABSORBED, {"aerospace"}),
    ("correct", "aerospace", ["new_materials"], State.APPLIED, {"aerospace"}),
    ("correct", "aerospace", ["new_materials", "aerospace"], State.APPLIED, {"aerospace"}),
    ("correct", "aerospace", ["aerospace"], State.ABSORBED, {"aerospace"}),
]  # fmt: skip


@pytest.mark.parametrize(("action", "value", "run", "state", "effective"), CODES)
def test_a_code_of_a_set(
    action: str, value: str | None, run: list[str], state: State, effective: set[str]
) -> None:
    taken = decide(
        action, target("technology_fields", "new_materials"), "new_materials", value, OLD, "德国"
    )
    proofs = {f"/technology_fields/{index}": "德国" for index in range(len(run))}
    resolved = resolve_page(page(record(STANDS, proofs, technology_fields=run)), [taken])
    assert state_of(resolved) == state
    found = resolved.records[0]["technology_fields"]
    assert set(found) == effective and len(found) == len(effective)


def test_an_added_code_takes_the_place_of_the_placeholder() -> None:
    taken = decide("correct", target("technology_fields", "aerospace"), None, "aerospace", OLD)
    resolved = resolve_page(page(record(OLD)), [taken])
    assert state_of(resolved) == State.APPLIED
    assert resolved.records[0]["technology_fields"] == ["aerospace"]


def contradicting(values: tuple[str, str]) -> list[Decision]:
    return [
        decide("correct", target("host_country"), "DEU", value, OLD, "德国", reviewer=name)
        for name, value in zip(("ann", "ben"), values, strict=True)
    ]


def test_two_reviewers_who_did_not_see_each_other_are_a_conflict() -> None:
    resolved = resolve_page(page(record(OLD, host_country="DEU")), contradicting(("AUT", "CHE")))
    assert state_of(resolved) == State.CONFLICT
    assert [rival.value for rival in resolved.resolutions[0].rivals] == ["AUT"]
    both = contradicting(("AUT", "CHE"))
    third = decide(
        "correct",
        target("host_country"),
        "DEU",
        "AUT",
        OLD,
        "德国",
        supersedes=[each.decision_id for each in both],
    )
    resolved = resolve_page(page(record(OLD, host_country="DEU")), [*both, third])
    assert state_of(resolved) == State.APPLIED


def test_two_reviewers_who_agree_are_none() -> None:
    resolved = resolve_page(page(record(OLD, host_country="DEU")), contradicting(("AUT", "AUT")))
    assert state_of(resolved) == State.APPLIED
