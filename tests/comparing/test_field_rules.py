"""Every field of a record is compared or said not to be, and no rule is of another field."""

import pytest
import yaml
from pydantic import ValidationError

from models.opportunity import Opportunity
from pipeline.comparing.fields import FieldRule, FieldRules, Kind, field_names, field_rules
from pipeline.comparing.keys import KEYS
from pipeline.extracting import EXTRACTORS
from pipeline.schema.fields import FieldNode, record_fields

NODES = {node.name: node for node in record_fields()}
# Where a term stands is told by its evidence.
NO_PARTS = {"technology_keywords.start", "technology_keywords.end"}


def parts(name: str, rule: FieldRule, node: FieldNode) -> set[str]:
    """Sub-fields that the rule has and the model has not, or the other way round."""
    if rule.kind != Kind.ITEMS or not node.children:
        return set() if not rule.parts else {name}
    children = {child.name: child for child in node.children}
    found = {f"{name}.{part}" for part in children.keys() ^ rule.parts.keys()}
    for part, inner in rule.parts.items():
        found |= parts(f"{name}.{part}", inner, children[part])
    return found


def test_every_field_has_its_rule() -> None:
    rules = field_rules()
    assert rules.fields.keys() | rules.not_compared == Opportunity.model_fields.keys()


@pytest.mark.parametrize("name", field_rules().fields)
def test_rules_fit_the_model(name: str) -> None:
    rule, node = field_rules().fields[name], NODES[name]
    assert rule.is_list == (node.most is None)
    assert parts(name, rule, node) <= NO_PARTS
    assert rule.extractor is None or rule.extractor in EXTRACTORS
    assert rule.key is None or rule.key in KEYS
    if rule.empty and node.codes:
        assert rule.empty in set(node.codes)


def test_names_hold_parts() -> None:
    assert {"record", "title", "foreign_parties.aliases.alias"} <= field_names()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{not_compared: [a], fields: {a: {kind: code}}}", "compared and not"),
        ("{not_compared: [], fields: {a: {kind: code, follows: b}}}", "follows 'b'"),
        ("{not_compared: [], fields: {a: {kind: items}}}", "key belongs to items"),
        ("{not_compared: [], fields: {a: {kind: code, parts: {b: {kind: code}}}}}", "have parts"),
        ("{not_compared: [], fields: {a: {kind: colour}}}", "kind"),
        ("{not_compared: [], fields: {a: {kind: code, wieght: 1}}}", "wieght"),
    ],
)
def test_a_broken_file_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        FieldRules.model_validate(yaml.safe_load(text))
