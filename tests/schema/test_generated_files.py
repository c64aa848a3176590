"""The generated files: committed as generated, true of the model, and complete."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from models.opportunity import Opportunity
from pipeline.schema import files
from pipeline.schema.bigquery import bigquery_schema
from pipeline.schema.dictionary import data_dictionary, vocabularies
from pipeline.schema.fields import all_fields, record_fields
from pipeline.schema.json_schema import json_schema

CONTENT = "芬兰𠮷野公司寻求合作"
RECORD = Opportunity.model_validate(
    {
        "opportunity_id": "o-1",
        "report_id": "r-1",
        "source_site": "embassy",
        "source_url": "",
        "canonical_url": "",
        "content_sha256": "0" * 64,
        "detected_encoding": "utf-8",
        "publication_date": "2019-05-06",
        "retrieved_at": "2020-01-02T03:04:05Z",
        "title": CONTENT,
        "content": CONTENT,
        "title_language": "zh",
        "content_language": "zh",
        "opportunity_direction": "foreign_request",
        "relevance_score": 0.9,
        "mission_country": "FIN",
        "foreign_parties": [
            {
                "name": "𠮷野公司",
                "party_type": "company",
                "aliases": [{"alias": "Yoshino", "alias_language": "en"}],
                "location": {"country": "FIN"},
            }
        ],
        "technology_fields": ["new_materials"],
        "is_biotechnology": False,
        "is_ai_ml": False,
        "is_information_technology": False,
        "is_semiconductor": False,
        "cooperation_types": ["unspecified"],
        "amounts": [{"amount": 1.5, "currency": "EUR", "kind": "price", "raw": "1.5"}],
        "contact_present": False,
        "quality_flags": ["no_profile"],
        "field_evidence": [
            {
                "pointer": "/foreign_parties/0/name",
                "start": 2,
                "end": 6,
                "quote": "𠮷野公司",
                "language": "zh",
                "rule": "name",
                "grade": "certain",
                "chain": {"surface": "𠮷野公司"},
                "origin": {"page": 1, "box": [0, 0, 10.5, 20]},
            }
        ],
        "pipeline_version": "0",
        "extractor_versions": {"title": "1"},
    }
)


def test_committed_files_are_as_generated() -> None:
    assert files.stale() == [], "run kejichu schema --write and commit the result"


def test_every_generated_file_that_differs_is_named(tmp_path: Path) -> None:
    assert len(files.write(tmp_path)) == len(files.generated())
    assert files.write(tmp_path) == []
    (tmp_path / "vocabularies.md").write_text("edited by hand", "utf-8")
    (tmp_path / "schema" / "opportunity.bigquery.json").unlink()
    names = {path.name for path in files.stale(tmp_path)}
    assert names == {"vocabularies.md", "opportunity.bigquery.json"}


def test_json_schema_is_a_schema_of_its_draft() -> None:
    schema = json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "urn:kejichu:schema:opportunity:1.0"
    assert "code points" in schema["description"]
    Draft202012Validator.check_schema(schema)


def test_json_schema_accepts_a_record_as_written() -> None:
    Draft202012Validator(json_schema()).validate(RECORD.model_dump(mode="json"))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("technology_fields", ["alchemy"]),
        ("technology_fields", []),
        ("cooperation_types", ["joint_rd", "barter"]),
        ("outcome", "success"),
        ("ip_status", "sold"),
        ("mission_country", "Finland"),
        ("relevance_score", 1.5),
        ("publication_year", "2019"),
        ("unheard_of", 1),
    ],
)
def test_json_schema_refuses_what_is_no_record(field: str, value: object) -> None:
    record = RECORD.model_dump(mode="json") | {field: value}
    with pytest.raises(ValidationError):
        Draft202012Validator(json_schema()).validate(record)


def test_json_schema_asks_for_every_field() -> None:
    record = RECORD.model_dump(mode="json")
    del record["valid_until"]
    with pytest.raises(ValidationError, match="valid_until"):
        Draft202012Validator(json_schema()).validate(record)


def test_bigquery_columns_are_those_of_the_record() -> None:
    columns = {column["name"]: column for column in bigquery_schema()}
    assert list(columns) == list(Opportunity.model_fields)
    assert {k: (columns[k]["type"], columns[k]["mode"]) for k in ("title", "publication_date")} == {
        "title": ("STRING", "REQUIRED"),
        "publication_date": ("DATE", "NULLABLE"),
    }
    assert (columns["retrieved_at"]["type"], columns["is_ai_ml"]["type"]) == (
        "TIMESTAMP",
        "BOOLEAN",
    )
    assert columns["technology_fields"]["mode"] == "REPEATED"
    assert columns["extractor_versions"]["type"] == "JSON"


def test_bigquery_records_nest() -> None:
    parties = next(c for c in bigquery_schema() if c["name"] == "foreign_parties")
    assert (parties["type"], parties["mode"]) == ("RECORD", "REPEATED")
    location = next(c for c in parties["fields"] if c["name"] == "location")
    assert (location["type"], location["mode"]) == ("RECORD", "NULLABLE")
    assert [c["name"] for c in location["fields"]] == ["city", "province_state", "country"]
    assert all(c["description"] for c in location["fields"])


def test_cardinalities_are_read_off_the_model() -> None:
    found = {node.path: node.cardinality for node in all_fields()}
    assert found["title"] == "1"
    assert found["host_country"] == "0..1"
    assert found["people"] == "0..n"
    assert found["technology_fields"] == "1..n"
    assert found["field_evidence.origin.box"] == "0..4"


def test_dictionary_has_a_line_for_every_field_in_both_languages() -> None:
    text = data_dictionary()
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    assert len(lines) == len(all_fields())
    assert [line.split("`")[1] for line in lines[: len(record_fields())]] == list(
        Opportunity.model_fields
    )
    assert "码点" in text and "code points" in text
    assert "amount_usd" in text and "external_id" in text, "what CSET has and we lack is told"


def test_cells_cannot_break_out_of_tables() -> None:
    for text in (data_dictionary(), vocabularies()):
        rows = [line.replace("\\|", "") for line in text.splitlines() if line.startswith("|")]
        assert {row.count("|") for row in rows} <= {4, 5, 6, 8}
        assert all(row.endswith(" |") for row in rows)


def test_links_of_the_dictionary_lead_to_a_list() -> None:
    targets = {part.split(")")[0] for part in data_dictionary().split("(vocabularies.md#")[1:]}
    headings = {line[3:] for line in vocabularies().splitlines() if line.startswith("## ")}
    assert targets and targets <= headings
