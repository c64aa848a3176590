"""Gold sets, runs and predictions for the tests of scoring."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from models.opportunity import Opportunity

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures"

Item = dict[str, Any]


def item(**changes: Any) -> Item:
    """One gold opportunity, with some fields changed."""
    return {
        "title": "高效热泵",
        "direction": "foreign_offer",
        "host_country": "FIN",
        "foreign_parties": [{"name": "Lumi Oy", "aliases": ["露米公司"], "type": "company"}],
        "chinese_parties": ["江苏热能研究所"],
        "technology_fields": ["power_energy_efficiency", "new_materials"],
        "cooperation_types": ["joint_rd"],
        "ip_status": "granted",
        "development_stage": "on_market",
        "contacts": {"emails": ["a@lumi.example"], "phones": ["+358-9-555-0101"]},
        "amounts": [{"amount": 1000000, "currency": "EUR"}],
        "people": ["李明（Li Ming）"],
    } | changes


def page(page_id: str, *items: Item, **changes: Any) -> dict[str, Any]:
    """One gold page, whose bytes are its id."""
    return {
        "page_id": page_id,
        "file": f"{page_id}.html",
        "publication_date": "2019-05-06",
        "referring_mission": "fin-emb",
        "opportunities": list(items),
    } | changes


def write_gold(folder: Path, pages: list[dict[str, Any]]) -> Path:
    """A gold folder with ``gold.jsonl`` and, under pages/, the bytes of each page."""
    (folder / "pages").mkdir(parents=True)
    for one in pages:
        (folder / "pages" / one["file"]).write_bytes(one["page_id"].encode())
    write_lines(folder / "gold.jsonl", pages)
    return folder


def write_lines(path: Path, objects: list[Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in objects]
    path.write_text("".join(lines), encoding="utf-8")


def digest(page_id: str) -> str:
    return sha256(page_id.encode()).hexdigest()


def predicted(one: Item, of: dict[str, Any]) -> Item:
    """A prediction in the shape of the reference scorer."""
    shared = {key: of[key] for key in ("page_id", "publication_date", "referring_mission")}
    return one | shared


def record(prediction: Item, capture: str | None = None) -> dict[str, Any]:
    """The record of a run that says what a prediction says."""
    contacts = prediction["contacts"]
    emails = [{"email": mail} for mail in contacts["emails"]]
    phones = [{"phone": phone} for phone in contacts["phones"]]
    fields = {
        "opportunity_id": "o",
        "report_id": "r",
        "source_site": "other",
        "source_url": "",
        "canonical_url": "",
        "content_sha256": capture or digest(prediction["page_id"]),
        "detected_encoding": "utf-8",
        "publication_date": prediction["publication_date"],
        "title": prediction["title"],
        "content": "",
        "title_language": "zh",
        "content_language": "zh",
        "opportunity_direction": prediction["direction"],
        "relevance_score": 1,
        "referring_mission_id": prediction["referring_mission"],
        "foreign_parties": [_party(party) for party in prediction["foreign_parties"]],
        "chinese_parties": [{"name": name} for name in prediction["chinese_parties"]],
        "people": [{"name": name, "aliases": ["别名"]} for name in prediction["people"]],
        "is_biotechnology": False,
        "is_ai_ml": False,
        "is_information_technology": False,
        "is_semiconductor": False,
        "amounts": [{**a, "kind": "price", "raw": ""} for a in prediction["amounts"]],
        "contact_present": bool(emails or phones),
        "contacts": emails + phones,
        "pipeline_version": "0",
        "extractor_versions": {},
    }
    same = ("host_country", "technology_fields", "cooperation_types")
    fields |= {key: prediction[key] for key in (*same, "ip_status", "development_stage")}
    return Opportunity.model_validate(fields).model_dump(mode="json")


def _party(party: dict[str, Any]) -> dict[str, Any]:
    # The first alias goes the other way a record can carry one.
    first, rest = party["aliases"][:1], party["aliases"][1:]
    return {
        "name": party["name"],
        "name_zh": first[0] if first else None,
        "aliases": [{"alias": alias, "alias_language": "und"} for alias in rest],
        "party_type": party["type"],
    }


def write_run(folder: Path, records: list[Any], **others: list[Any]) -> Path:
    """A run folder; ``others`` are further files by stem."""
    write_lines(folder / "records.jsonl", records)
    for stem, objects in others.items():
        write_lines(folder / f"{stem}.jsonl", objects)
    return folder


def quarantined(page_id: str) -> dict[str, Any]:
    return {
        "capture": page_id,
        "url": "",
        "sha256": digest(page_id),
        "size": 1,
        "code": "no_text",
        "message": "",
    }
