"""Records of a run in the shape that is scored."""

from pathlib import Path

import pytest
from evaluation_samples import digest, item, page, predicted, quarantined, record, write_run

from models.opportunity import Opportunity
from pipeline.evaluation.errors import RunError
from pipeline.evaluation.predictions import load_predictions, prediction


def _record(**changes: object) -> Opportunity:
    data = record(predicted(item(), page("a-01")))
    return Opportunity.model_validate(data | changes)


def test_a_record_keeps_every_scored_value() -> None:
    found = prediction(_record())
    assert (found.publication_date, found.referring_mission) == ("2019-05-06", "fin-emb")
    expected = item()
    got = found.annotation.model_dump(mode="json")
    assert got == expected | {"amounts": [{"amount": 1e6, "currency": "EUR"}]}


def test_every_form_of_a_partys_name_counts_as_alias() -> None:
    party = {
        "name": "Lumi Oy",
        "name_zh": "露米公司",
        "name_en": "Lumi Oy",
        "aliases": [{"alias": "Lumi", "alias_language": "fi"}],
        "party_type": "hospital",
    }
    (found,) = prediction(_record(foreign_parties=[party])).annotation.foreign_parties
    assert (found.forms, found.type) == (("Lumi Oy", "Lumi", "露米公司"), "hospital")


def test_contacts_are_gathered_and_persons_go_by_name_only() -> None:
    contacts = [{"email": "a@b.example", "phone": "1"}, {"name": "Li"}, {"phone": "2"}]
    people = [{"name": "Li", "aliases": ["李"]}]
    found = prediction(_record(contacts=contacts, people=people)).annotation
    assert (found.contacts.emails, found.contacts.phones) == (("a@b.example",), ("1", "2"))
    assert found.people == ("Li",)


def test_what_is_not_known_is_null() -> None:
    found = prediction(_record(publication_date=None, referring_mission_id=None))
    assert (found.publication_date, found.referring_mission) == (None, None)


def test_a_run_is_read_by_capture_in_the_order_of_its_records(tmp_path: Path) -> None:
    of = page("a-01")
    records = [record(predicted(item(title=title), of)) for title in ("2", "1")]
    refused = quarantined("c-01") | {"score": 0.1}
    del refused["size"]
    lost = quarantined("b-01") | {"sha256": None}
    others = {"quarantine": [quarantined("b-01"), lost], "refused": [refused]}
    run = load_predictions(write_run(tmp_path / "run", records, **others))
    titles = [one.annotation.title for one in run.by_capture[digest("a-01")]]
    assert titles == ["2", "1"]
    assert run.quarantined == {digest("b-01")}
    assert run.seen == {digest("a-01"), digest("b-01"), digest("c-01")}


def test_a_folder_without_records_is_no_run(tmp_path: Path) -> None:
    with pytest.raises(RunError) as caught:
        load_predictions(tmp_path)
    assert caught.value.code == "no_records"


def test_a_bad_record_is_named(tmp_path: Path) -> None:
    good = record(predicted(item(), page("a-01")))
    run = write_run(tmp_path / "run", [good, good | {"title": None}])
    with pytest.raises(RunError, match=r"records\.jsonl:2") as caught:
        load_predictions(run)
    assert caught.value.code == "bad_record"


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", [])
    (run / "records.jsonl").write_bytes(b'\n{"title": "\xff"}\n')
    with pytest.raises(RunError, match=r"records\.jsonl:2"):
        load_predictions(run)
