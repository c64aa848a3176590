"""Redaction: contacts of a page are hidden in all of its records, parties of the deal are not."""

import json
from itertools import groupby
from pathlib import Path

import pytest

from models.opportunity import Opportunity
from pipeline.publishing.redaction import page_private, private_of, redacted
from pipeline.runs.records import page_records, read_records

NAME, PHONE = "毛丽娅", "010-5550137"
TEXT = f"氢能项目。毛丽娅公司出让技术。联系人：{NAME}（Maria Mao），电话 {PHONE}，a@b.example"


def evidence(pointer: str, quote: str, start: int) -> dict[str, object]:
    assert TEXT[start : start + len(quote)] == quote
    return {
        "pointer": pointer,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "language": "zh",
        "rule": "rule",
        "grade": "certain",
        "chain": {"surface": quote, "normal": quote},
    }


@pytest.fixture
def pair(run: Path) -> tuple[Opportunity, Opportunity]:
    """Two records of a page, of which only the first knows the contact."""
    plain = json.loads((run / "records.jsonl").read_text("utf-8").splitlines()[0])
    plain |= {"content": TEXT, "summary": TEXT, "title": "氢能", "contacts": [], "people": []}
    party = {"name": "毛丽娅公司", "party_type": "company"}
    plain |= {"foreign_parties": [party], "field_evidence": [], "technology_keywords": []}
    firm = evidence("/foreign_parties/0", "毛丽娅公司", TEXT.index("毛丽娅公司"))
    at = TEXT.index(f"：{NAME}") + 1
    known = plain | {
        "contacts": [{"name": NAME, "phone": PHONE}],
        "people": [{"name": NAME, "aliases": ["Maria Mao"]}, {"name": "李四", "aliases": []}],
        "field_evidence": [
            firm,
            evidence("/contacts/0/name", NAME, at),
            evidence("/contacts/0/phone", PHONE, TEXT.index(PHONE)),
            evidence("/people/0", NAME, at),
        ],
    }
    other = plain | {"field_evidence": [firm]}
    return Opportunity.model_validate(known), Opportunity.model_validate(other)


def test_every_form_of_a_contact_is_hidden_and_offsets_stay(
    pair: tuple[Opportunity, Opportunity],
) -> None:
    first, _ = pair
    shown = redacted(first)
    text = shown.model_dump_json()
    for private in ("Maria Mao", PHONE, "a@b.example"):
        assert private not in text
    assert len(shown.content) == len(TEXT)
    assert shown.content.startswith("氢能项目。毛丽娅公司出让技术。联系人：XXX（XXXXXXXXX）")
    assert [person.name for person in shown.people] == ["XXXXXX", "李四"]
    assert shown.foreign_parties == first.foreign_parties
    assert shown.field_evidence[3].quote == "XXX" and shown.field_evidence[3].chain.normal is None


def test_what_another_record_of_the_page_knows_is_hidden(
    pair: tuple[Opportunity, Opportunity],
) -> None:
    _, second = pair
    assert PHONE in redacted(second).content
    shown = redacted(second, page_private(pair))
    assert PHONE not in shown.model_dump_json() and "Maria Mao" not in shown.model_dump_json()
    assert (
        "毛丽娅公司出让技术" in shown.content and NAME not in shown.content.partition("联系人")[2]
    )


def test_a_person_who_is_a_party_stays(pair: tuple[Opportunity, Opportunity]) -> None:
    values = pair[0].model_dump()
    values["foreign_parties"] = [{"name": NAME, "party_type": "individual"}]
    record = Opportunity.model_validate(values)
    assert NAME not in private_of(record.model_dump()).names
    shown = redacted(record)
    assert shown.foreign_parties[0].name == NAME
    assert PHONE not in shown.content


def test_redacting_twice_changes_nothing_more(records: list[Opportunity]) -> None:
    for record in records:
        once = redacted(record, page_private(records))
        assert redacted(once).content == once.content


def test_the_records_of_a_page(run: Path) -> None:
    for report_id, records in groupby(read_records(run), key=lambda record: record.report_id):
        assert page_records(run, report_id) == [*records]
