"""Two records of one opportunity: one change a field or item, each of its class."""

from typing import Any

import pytest
from comparing_samples import CONTENT, changes, evidence, party, record, told

from models.change_codes import ChangeClass
from models.field_change import FieldChange


def only(old: dict[str, Any], new: dict[str, Any]) -> FieldChange:
    found = [change for change in changes(record(**old), record(**new)) if not change.follows]
    assert len(found) == 1, told(found)
    return found[0]


def test_nothing_changed() -> None:
    assert changes(record(), record()) == []


@pytest.mark.parametrize(
    ("field", "old", "new", "kind", "template"),
    [
        ("summary", None, "愿转让技术", "added", "→ zh"),
        ("summary", "a laser", None, "removed", "latin →"),
        ("summary", "a laser", "a maser", "changed", "latin → latin"),
        ("title", "合作 项目", "【合作】 项目", "changed", "zh → zh"),
        (
            "title",
            "合作项目",
            "项目:合作项目公告",
            "changed",
            "adds at start “项目:” and at end “公告”",
        ),
        ("title", "合作项目2019", "合作项目", "changed", "drops at end"),
        ("title", "臺灣 ＡＢ—１", "台湾AB-1", "normalised_only", "spelling"),
        ("title", "合 作", "合作", "normalised_only", "space"),
        ("title", "Ｌｉｄａｒ", "Lidar", "normalised_only", "width"),
        ("title", "LIDAR", "Lidar", "normalised_only", "case"),
        ("title", "臺灣", "台灣", "normalised_only", "script or sign"),
        ("ip_status", "unstated", "granted", "added", "→ granted"),
        ("ip_status", "granted", "unstated", "removed", "granted →"),
        ("ip_status", "granted", "applied", "changed", "granted → applied"),
        ("host_country", "DEU", "FRA", "changed", "DEU → FRA"),
        ("is_ai_ml", False, True, "changed", "false → true"),
        ("publication_date", "2019-05-04", "2018-05-04", "changed", "year"),
        ("publication_date", "2019-05-04", "2019-04-05", "changed", "day and month swapped"),
        ("publication_date", "2019-05-04", "2019-06-05", "changed", "month and day"),
        ("relevance_score", 0.9, 0.93, "precision", "within tolerance"),
        ("relevance_score", 0.9, 0.4, "changed", "less"),
    ],
)
def test_single_values(field: str, old: Any, new: Any, kind: str, template: str) -> None:
    change = only({field: old}, {field: new})
    assert (change.field, change.kind, change.template) == (field, kind, template)
    assert (change.old, change.new) == (old, new)
    assert change.old_pointer == change.new_pointer == f"/{field}"


def test_a_date_of_lesser_precision() -> None:
    # No field of schema 1.0 holds such a date; decisions and later schemas may.
    from pipeline.comparing.fields import FieldRule, Kind
    from pipeline.comparing.values import differ

    found = differ(FieldRule(kind=Kind.DATE), "2023", "2023-05-18")
    assert found is not None
    assert (found.kind, found.template) == (ChangeClass.PRECISION, "year → day")


def test_items_of_a_code_list_are_told_one_by_one() -> None:
    found = changes(
        record(technology_fields=["aerospace", "new_materials"]),
        record(technology_fields=["new_materials", "biotechnology_pharma", "quantum_photonics"]),
    )
    assert [(c.kind, c.item, c.old, c.new) for c in found] == [
        ("removed", "aerospace", "aerospace", None),
        ("added", "biotechnology_pharma", None, "biotechnology_pharma"),
        ("added", "quantum_photonics", None, "quantum_photonics"),
    ]
    assert (found[0].old_pointer, found[0].new_pointer) == ("/technology_fields/0", None)
    assert (found[2].old_pointer, found[2].new_pointer) == (None, "/technology_fields/2")


def test_the_code_for_nothing_is_no_item() -> None:
    found = changes(record(technology_fields=["other"]), record(technology_fields=["aerospace"]))
    assert [(c.kind, c.item) for c in found] == [("added", "aerospace")]


def test_a_reordered_list_is_one_change() -> None:
    change = only(
        {"technology_fields": ["aerospace", "new_materials"]},
        {"technology_fields": ["new_materials", "aerospace"]},
    )
    assert (change.kind, change.item) == ("reordered_only", None)
    assert change.new == ["new_materials", "aerospace"]


def test_an_added_item_does_not_reorder_the_rest() -> None:
    change = only(
        {"technology_fields": ["aerospace", "new_materials"]},
        {"technology_fields": ["marine_shipbuilding", "aerospace", "new_materials"]},
    )
    assert (change.kind, change.item) == ("added", "marine_shipbuilding")


def test_a_list_that_gained_an_item_is_not_told_as_reordered_too() -> None:
    change = only(
        {"technology_fields": ["aerospace", "new_materials"]},
        {"technology_fields": ["new_materials", "aerospace", "marine_shipbuilding"]},
    )
    assert (change.kind, change.item) == ("added", "marine_shipbuilding")


def test_an_item_has_the_rule_of_its_name_and_a_part_that_of_its_item() -> None:
    proof = [evidence("/foreign_parties/0/name", "西门子公司", rule="foreign_parties.prose")]
    old = record(foreign_parties=[party("西门子公司")], field_evidence=proof)
    (gone,) = changes(old, record())
    assert (gone.old_rule, gone.new_rule) == ("foreign_parties.prose", None)
    other = party("西门子公司", party_type="company")
    (part,) = changes(old, record(foreign_parties=[other], field_evidence=proof))
    assert (part.old_rule, part.new_rule) == ("foreign_parties.prose", "foreign_parties.prose")


def test_parties_are_the_same_by_any_form_of_their_name() -> None:
    old = party("西门子公司", name_zh="西门子公司", party_type="company")
    new = party(
        "Siemens AG",
        name_zh="西门子公司",
        name_en="Siemens AG",
        party_type="university",
    )
    found = changes(record(foreign_parties=[old]), record(foreign_parties=[new]))
    assert [(c.field, c.kind, c.follows) for c in found] == [
        ("foreign_parties.name", "changed", None),
        ("foreign_parties.name_en", "added", "foreign_parties.name"),
        ("foreign_parties.party_type", "changed", None),
    ]
    assert {c.item for c in found} == {"西门子公司"}
    assert found[2].new_pointer == "/foreign_parties/0/party_type"


def test_a_longer_name_at_the_same_place_is_the_same_party() -> None:
    name = "德国西门子公司"
    found = changes(
        record(
            foreign_parties=[party("西门子")],
            field_evidence=[evidence("/foreign_parties/0/name", "西门子")],
        ),
        record(
            foreign_parties=[party("别的公司"), party(name)],
            field_evidence=[evidence("/foreign_parties/1/name", name)],
        ),
    )
    assert [(c.field, c.kind, c.item) for c in found] == [
        ("foreign_parties.name", "changed", "西门子"),
        ("foreign_parties", "added", "别的公司"),
    ]
    assert found[0].template == "adds at start “德国” and at end “公司”"


def test_two_other_names_elsewhere_are_two_parties() -> None:
    found = changes(
        record(foreign_parties=[party("西门子")]), record(foreign_parties=[party("拜耳")])
    )
    assert told(found) == [("foreign_parties", "removed"), ("foreign_parties", "added")]


def test_a_place_told_more_exactly_is_precision() -> None:
    old = party("甲", location={"country": "DEU"})
    new = party("甲", location={"country": "DEU", "city": "Munich"})
    change = only({"foreign_parties": [old]}, {"foreign_parties": [new]})
    assert (change.field, change.kind) == ("foreign_parties.location", "precision")
    assert change.template == "country → city+country"
    other = party("甲", location={"country": "AUT", "city": "Munich"})
    change = only({"foreign_parties": [new]}, {"foreign_parties": [other]})
    assert (change.kind, change.template) == ("changed", "DEU → AUT")


def test_aliases_are_items_of_items() -> None:
    old = party("甲", aliases=[{"alias": "A", "alias_language": "en"}])
    new = party("甲", aliases=[{"alias": "B", "alias_language": "en"}])
    found = changes(record(foreign_parties=[old]), record(foreign_parties=[new]))
    assert [(c.field, c.kind, c.item) for c in found] == [
        ("foreign_parties.aliases", "removed", "甲/a"),
        ("foreign_parties.aliases", "added", "甲/b"),
    ]


def test_people_are_the_same_by_any_form() -> None:
    found = changes(
        record(people=[{"name": "王伟博士（Wang Wei）"}]),
        record(people=[{"name": "王伟", "role": "经理"}]),
    )
    assert told(found) == [("people.name", "changed"), ("people.role", "added")]


def test_amounts_at_one_place_are_one_amount() -> None:
    old = {"amount": 500.0, "currency": "EUR", "kind": "budget", "raw": "500万欧元"}
    new = {**old, "amount": 5_000_000.0}
    proof = [evidence("/amounts/0/amount", "500万欧元")]
    found = changes(
        record(amounts=[old], field_evidence=proof), record(amounts=[new], field_evidence=proof)
    )
    assert [(c.field, c.kind, c.template) for c in found] == [
        ("amounts.amount", "changed", "times 10^4")
    ]


def test_contacts_by_address_and_number() -> None:
    old = [{"phone": "01068512345"}, {"email": "Wang@Firm.example"}]
    new = [{"email": "wang@firm.example"}, {"phone": "+86 010 6851 2345"}]
    found = changes(record(contacts=old), record(contacts=new))
    assert told(found) == [
        ("contacts.email", "normalised_only"),
        ("contacts", "removed"),
        ("contacts", "added"),
    ]
    proofs = [
        [
            evidence(f"/contacts/{at}/phone", "010-68512345"),
            evidence(f"/contacts/{1 - at}/email", "wang@"),
        ]
        for at in (0, 1)
    ]
    found = changes(
        record(contacts=old, field_evidence=proofs[0]),
        record(contacts=new, field_evidence=proofs[1]),
    )
    assert told(found) == [("contacts.phone", "precision"), ("contacts.email", "normalised_only")]


def test_evidence_that_moved() -> None:
    old, new = (
        record(host_country="DEU", field_evidence=[evidence("/host_country", quote, rule=rule)])
        for quote, rule in (("德国", "host_country.stated"), ("Munich", "host_country.context"))
    )
    (change,) = changes(old, new)
    assert (change.kind, change.old, change.new) == ("evidence_moved", "DEU", "DEU")
    assert (change.old_rule, change.new_rule) == ("host_country.stated", "host_country.context")
    assert change.old_proof is not None and change.old_proof.quote == "德国"
    assert change.old_proof.before.endswith("合作伙伴\n")
    assert change.old_proof.after.startswith("西门子公司")


def test_another_rule_at_the_same_place_is_no_change() -> None:
    old, new = (
        record(host_country="DEU", field_evidence=[evidence("/host_country", "德国", rule=rule)])
        for rule in ("a", "b")
    )
    assert changes(old, new) == []


def test_a_text_that_was_shifted_moves_no_evidence() -> None:
    shifted = "访问量：1\n" + CONTENT.replace("公司位于", "公司，位于")
    values: dict[str, Any] = {"host_country": "DEU", "foreign_parties": [party("西门子公司")]}
    pointers = (("/host_country", "Munich"), ("/foreign_parties/0/name", "西门子公司"))
    old = record(**values, field_evidence=[evidence(*pair) for pair in pointers])
    new = record(
        **values, content=shifted, field_evidence=[evidence(*pair, shifted) for pair in pointers]
    )
    assert told(changes(old, new)) == [("content", "changed")]


def test_what_merely_follows_is_marked() -> None:
    found = changes(
        record(technology_fields=["other"]),
        record(technology_fields=["artificial_intelligence"], is_ai_ml=True),
    )
    assert [(c.field, c.follows, c.folded) for c in found] == [
        ("technology_fields", None, False),
        ("is_ai_ml", "technology_fields", True),
    ]
    (alone,) = changes(record(), record(is_ai_ml=True))
    assert alone.follows is None and not alone.folded


def test_rules_and_versions_are_named() -> None:
    old = record(title="寻求", field_evidence=[evidence("/title", "寻求", rule="title.label")])
    new = record(
        title="合作",
        field_evidence=[evidence("/title", "合作", rule="title.heading")],
        extractor_versions={"title": "2"},
    )
    (change,) = changes(old, new)
    assert (change.old_rule, change.new_rule) == ("title.label", "title.heading")
    assert (change.old_version, change.new_version) == ("1", "2")


def test_patterns_are_of_field_class_rules_and_template() -> None:
    one, other, third = (
        only({"ip_status": old}, {"ip_status": new}).pattern
        for old, new in (("granted", "applied"), ("granted", "applied"), ("applied", "granted"))
    )
    assert one == other != third and one.startswith("p-")
    assert only({"summary": "甲"}, {"summary": "乙"}).pattern == (
        only({"summary": "丙丁"}, {"summary": "戊"}).pattern
    )


def test_contact_data_is_hidden_in_values_keys_and_quotes() -> None:
    old = record(
        contacts=[{"name": "王伟", "phone": "010-68512345"}],
        summary="电话 010-68512345",
        field_evidence=[
            evidence("/contacts/0/phone", "010-68512345"),
            evidence("/summary", "电话 010-68512345"),
        ],
    )
    new = record(summary="联系人：王伟")
    for hide, seen in ((False, True), (True, False)):
        text = "".join(c.model_dump_json() for c in changes(old, new, hide=hide))
        assert ("68512345" in text) is seen
        assert ("wang@firm.example" in text) is seen
    shown, hidden = (changes(old, new, hide=hide) for hide in (False, True))
    assert [c.pattern for c in shown] == [c.pattern for c in hidden]
    assert not any("68512345" in c.template for c in shown)
