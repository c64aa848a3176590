"""What holds of any two records: nothing is told of equal ones, and nothing is left untold."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from comparing_samples import CONTENT, changes, evidence, party, record
from hypothesis import given, settings
from hypothesis import strategies as st

from models.change_codes import ChangeClass
from models.field_change import FieldChange
from pipeline.comparing.fields import FieldRule, field_rules

Record = dict[str, Any]
GONE = object()

names = st.sampled_from(
    ["西门子", "西門子", "Siemens AG", "siemens  ag", "拜耳公司", "A", "Ａ", "公司"]
)
texts = st.none() | names | st.text(alphabet="甲乙aA 12＠“", max_size=5)
codes = st.sampled_from(["aerospace", "new_materials", "quantum_photonics", "other"])
contents = st.sampled_from([CONTENT, "访问量：1\n" + CONTENT, CONTENT.replace("位于", "，位于")])


def lists(items: st.SearchStrategy[Any], least: int = 0) -> st.SearchStrategy[list[Any]]:
    return st.lists(items, min_size=least, max_size=4, unique_by=repr)


parties = st.builds(
    party,
    names,
    name_zh=st.none() | names,
    aliases=lists(st.fixed_dictionaries({"alias": names, "alias_language": st.just("zh")})),
    party_type=st.sampled_from(["company", "other_unknown", "university"]),
    location=st.none()
    | st.fixed_dictionaries(
        {"city": st.none() | names, "country": st.sampled_from(["DEU", "FRA"])}
    ),
)
amounts = st.fixed_dictionaries(
    {
        "amount": st.sampled_from([5.0, 500.0, 5e6]),
        "currency": st.sampled_from(["EUR", "CNY"]),
        "kind": st.sampled_from(["budget", "price"]),
        "raw": names,
    }
)
contacts = st.fixed_dictionaries(
    {
        "name": st.none() | names,
        "email": st.sampled_from([None, "A@b.example", "a@b.example"]),
        "phone": st.sampled_from([None, "68512345", "01068512345", "1"]),
    }
)
values = st.fixed_dictionaries(
    {
        "title": names,
        "summary": texts,
        "host_country": st.sampled_from([None, "DEU", "FRA"]),
        "publication_date": st.sampled_from([None, "2019-05-04", "2019-04-05"]),
        "ip_status": st.sampled_from(["unstated", "granted"]),
        "relevance_score": st.sampled_from([0.5, 0.52, 0.9]),
        "is_ai_ml": st.booleans(),
        "technology_fields": lists(codes, least=1),
        "technology_field_raw": lists(names),
        "foreign_parties": lists(parties),
        "people": lists(st.fixed_dictionaries({"name": names, "aliases": lists(names)})),
        "amounts": lists(amounts),
        "contacts": lists(contacts),
        "content": contents,
    }
)
QUOTES = ("西门子公司", "慕尼黑", "Siemens", "500万欧元", "激光雷达", "王伟")


@st.composite
def records(draw: Callable[..., Any]) -> Record:
    """A record whose values quote anything."""
    given_values = draw(values)
    pointers = ["/title", "/host_country", "/technology_fields/0"]
    pointers += [
        f"/{name}/{place}"
        for name in ("foreign_parties", "people", "amounts", "contacts")
        for place in range(len(given_values[name]))
    ]
    proofs = [
        evidence(pointer, quote, given_values["content"])
        for pointer in pointers
        if (quote := draw(st.none() | st.sampled_from(QUOTES))) is not None
    ]
    return record(**given_values, field_evidence=proofs)


def applied(old: Record, found: list[FieldChange]) -> Record:
    """The old record with all changes made to it; items of lists are not in the new order."""
    made = deepcopy(old)
    come: list[tuple[str, Any]] = []
    for change in found:
        if change.old_pointer is None:
            come.append((place_of(change), change.new))
        else:
            gone = change.kind == ChangeClass.REMOVED and change.item is not None
            is_item = change.old_pointer.rpartition("/")[2].isdigit()
            put(made, change.old_pointer, GONE if gone and is_item else change.new)
    for pointer, value in come:
        get(made, pointer).append(value)
    return without_gone(made)


def place_of(change: FieldChange) -> str:
    """The list of the old record that a new item belongs to: the item it is part of is known."""
    if "." not in change.field:
        return f"/{change.field}"
    owner = change.item.split("/")[0] if change.item else ""
    return f"{OWNERS[change.field.partition('.')[0], owner]}/aliases"


OWNERS: dict[tuple[str, str], str] = {}


def get(values: Any, pointer: str) -> Any:
    for step in pointer.split("/")[1:]:
        values = values[int(step) if isinstance(values, list) else step]
    return values


def put(values: Any, pointer: str, value: Any) -> None:
    owner, _, step = pointer.rpartition("/")
    inside = get(values, owner)
    inside[int(step) if isinstance(inside, list) else step] = (
        value if value is GONE else deepcopy(value)
    )


def without_gone(values: Any) -> Any:
    if isinstance(values, list):
        return [without_gone(item) for item in values if item is not GONE]
    if isinstance(values, dict):
        return {name: without_gone(inner) for name, inner in values.items()}
    return values


def compared(values: Record, rules: dict[str, FieldRule], front: str = "") -> Record:
    """The values that are compared, lists as sets of their items."""
    shown: Record = {}
    for name, rule in rules.items():
        value = values.get(name)
        if not rule.is_list:
            shown[name] = value
            continue
        items = [
            compared(i, rule.parts) if rule.parts else i for i in value or () if i != rule.empty
        ]
        shown[name] = sorted(json.dumps(item, sort_keys=True) for item in items)
    return shown


def remember_owners(old: Record) -> None:
    """Where the parties and people of the old record stand, by their keys."""
    from pipeline.comparing.items import items_of

    OWNERS.clear()
    for name in ("foreign_parties", "people"):
        for item in items_of(field_rules().fields[name].key or "", old[name]):
            OWNERS[name, item.key] = f"/{name}/{item.index}"


@given(records())
@settings(max_examples=60)
def test_a_record_does_not_differ_from_itself(one: Record) -> None:
    assert changes(one, deepcopy(one)) == []


@given(records(), records())
@settings(max_examples=150)
def test_all_changes_made_to_the_old_give_the_new(old: Record, new: Record) -> None:
    remember_owners(old)
    rules = field_rules().fields
    found = changes(old, new)
    assert compared(applied(old, found), rules) == compared(new, rules)


@given(records(), records())
@settings(max_examples=100)
def test_every_change_is_one(old: Record, new: Record) -> None:
    for change in changes(old, new):
        if change.kind in (ChangeClass.EVIDENCE_MOVED,):
            assert change.old_proof != change.new_proof
        else:
            assert change.old != change.new


@given(records(), records())
@settings(max_examples=100)
def test_backwards_the_same_fields_change(old: Record, new: Record) -> None:
    turned = {
        ChangeClass.ADDED: ChangeClass.REMOVED,
        ChangeClass.REMOVED: ChangeClass.ADDED,
    }
    single = {name for name, rule in field_rules().fields.items() if not rule.is_list}
    there = {(c.field, c.kind) for c in changes(old, new) if c.field in single}
    back = {(c.field, turned.get(c.kind, c.kind)) for c in changes(new, old) if c.field in single}
    moved = {pair for pair in there | back if pair[1] == ChangeClass.EVIDENCE_MOVED}
    assert there - moved == back - moved


@given(st.lists(names, max_size=6))
def test_keys_are_unique_in_their_list(items: list[str]) -> None:
    from pipeline.comparing.keys import item_keys

    keys = item_keys("text", items)
    assert len(set(keys)) == len(keys)
