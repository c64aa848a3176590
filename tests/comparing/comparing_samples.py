"""Records and run folders to compare, made from a few words."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from models.field_change import FieldChange
from models.opportunity import Opportunity
from models.run import Counts, Run
from pipeline.comparing.causes import Causes
from pipeline.comparing.records import RecordPair
from pipeline.comparing.side import Side
from pipeline.identity import opportunity_id

CONTENT = (
    "寻求合作伙伴\n"
    "德国西门子公司位于慕尼黑，愿转让激光雷达技术。\n"
    "Siemens AG of Munich offers lidar technology.\n"
    "投资额500万欧元，联系人：王伟，电话 010-68512345，邮箱 wang@firm.example。\n"
)
VERSIONS = {"title": "1", "foreign_parties": "1", "technology": "1", "relevance": "1"}
REPORT = "r-1111111111111111"


def evidence(
    pointer: str, quote: str, content: str = CONTENT, rule: str = "test.rule", nth: int = 0
) -> dict[str, Any]:
    """Evidence of the nth occurrence of a quote."""
    at = -1
    for _ in range(nth + 1):
        at = content.index(quote, at + 1)
    return {
        "pointer": pointer,
        "start": at,
        "end": at + len(quote),
        "quote": quote,
        "language": "zh",
        "rule": rule,
        "grade": "certain",
        "chain": {"surface": quote, "normal": None, "vocabulary_id": None},
        "source": "text",
        "origin": None,
    }


def record(anchor: str = "page", report: str = REPORT, **values: Any) -> dict[str, Any]:
    """A record as JSON values, valid but for ids; whatever is not given is the least there is."""
    base = {
        "opportunity_id": opportunity_id(report, anchor),
        "report_id": report,
        "source_site": "embassy",
        "source_url": "http://de.china-embassy.gov.cn/1.htm",
        "canonical_url": "http://de.china-embassy.gov.cn/1.htm",
        "content_sha256": "a" * 64,
        "detected_encoding": "utf-8",
        "title": "寻求合作伙伴",
        "content": CONTENT,
        "title_language": "zh",
        "content_language": "zh",
        "opportunity_direction": "foreign_offer",
        "relevance_score": 0.9,
        "technology_fields": ["other"],
        "is_biotechnology": False,
        "is_ai_ml": False,
        "is_information_technology": False,
        "is_semiconductor": False,
        "cooperation_types": ["unspecified"],
        "contact_present": False,
        "pipeline_version": "1",
        "extractor_versions": VERSIONS,
    }
    return Opportunity.model_validate(base | values).model_dump(mode="json")


def party(name: str, **values: Any) -> dict[str, Any]:
    """A foreign party."""
    return {"name": name, **values}


def run(number: int = 1, **values: Any) -> Run:
    """The manifest of a run."""
    at = datetime(2026, 1, number, tzinfo=UTC)
    counts = Counts(
        captures=1,
        with_records=1,
        no_opportunity=0,
        quarantined=0,
        duplicates=0,
        records=1,
        issues=0,
    )
    base = {
        "run_id": f"202601{number:02d}T000000Z-abcdef",
        "started_at": at,
        "finished_at": at,
        "inputs": (),
        "schema_version": "1.0",
        "pipeline_version": "1",
        "extractor_versions": VERSIONS,
        "vocabulary_digest": "d",
        "counts": counts,
        "files": {},
    }
    return Run.model_validate(base | values)


def run_folder(
    folder: Path,
    records: list[dict[str, Any]],
    number: int = 1,
    refused: list[dict[str, Any]] | None = None,
    **values: Any,
) -> Path:
    """A run folder with these records."""
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text(run(number, **values).model_dump_json(), "utf-8")
    for name, entries in (("records.jsonl", records), ("refused.jsonl", refused or [])):
        lines = [json.dumps(e, ensure_ascii=False, separators=(",", ":")) + "\n" for e in entries]
        (folder / name).write_text("".join(lines), "utf-8")
    return folder


def changes(
    old: dict[str, Any],
    new: dict[str, Any],
    old_run: Run | None = None,
    new_run: Run | None = None,
    hide: bool = False,
) -> list[FieldChange]:
    """The changes between two records of one opportunity."""
    causes = Causes(old_run or run(1), new_run or run(2))
    return RecordPair(Side(old, hide), Side(new, hide), causes).changes()


def told(found: list[FieldChange]) -> list[tuple[str, str]]:
    """Field and class of each change."""
    return [(change.field, change.kind.value) for change in found]
