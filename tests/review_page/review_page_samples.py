"""Two runs over one made-up source, whose pages are in Chinese and in English."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from models.capture import Capture
from models.document import Document
from models.opportunity import Opportunity
from models.run import Counts, Run
from pipeline.identity import report_id
from pipeline.runs import folder as files

OLD, NEW = "20240101T000000Z-aaaaaa", "20240102T000000Z-bbbbbb"
SCRIPT = "<script>window.pwned = 1</script><img src=x onerror=window.pwned=2>"
TEXT = f"""芬兰企业寻求氢燃料电池合作
中国驻芬兰大使馆科技处报道：芬兰公司希望与中方合作开发氢燃料电池，总金额300万欧元。
联系人：李明，邮箱 li@lumi.example。{SCRIPT}
Finnish company seeks partners for hydrogen fuel cells
The Science and Technology Section in Finland reports that a company from Finland seeks partners.
The budget is EUR 3,000,000. 𠮷 is a rare character."""
_AT = datetime(2024, 5, 31, 8, 0, tzinfo=UTC)


def sample(number: int, country: str = "FIN", **values: Any) -> dict[str, Any]:
    """A record of a page of its own; the country's evidence stands in both languages."""
    url = f"http://fi.china-embassy.gov.cn/kjhz/t{number}.htm"
    plain = {
        "opportunity_id": f"o-{number:04}",
        "report_id": report_id(Capture(name="", url=url, sha256="", size=0)),
        "source_site": "embassy",
        "source_url": url,
        "canonical_url": url,
        "content_sha256": sha256(TEXT.encode()).hexdigest(),
        "detected_encoding": "utf-8",
        "title": f"芬兰企业寻求氢燃料电池合作 {number}",
        "title_en": "Finnish company seeks partners",
        "content": TEXT,
        "title_language": "zh",
        "content_language": "zh",
        "opportunity_direction": "foreign_offer",
        "relevance_score": 1.0,
        "technology_fields": ["new_energy_storage"],
        "cooperation_types": ["unspecified"],
        "host_country": country,
        "is_biotechnology": False,
        "is_ai_ml": False,
        "is_information_technology": False,
        "is_semiconductor": False,
        "contact_present": True,
        "contacts": [{"email": "li@lumi.example"}],
        "pipeline_version": "1",
        "extractor_versions": {"host_country": "1"},
        "field_evidence": [
            _evidence("/host_country", "芬兰公司", "zh"),
            _evidence("/host_country", "company from Finland", "en"),
            _evidence("/contacts/0/email", "li@lumi.example", "zh"),
        ],
    }
    return Opportunity.model_validate(plain | values).model_dump(mode="json")


def _evidence(pointer: str, quote: str, language: str) -> dict[str, Any]:
    start = TEXT.index(quote)
    return {
        "pointer": pointer,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "language": language,
        "rule": f"{pointer.split('/')[1]}.test",
        "grade": "likely",
        "chain": {"surface": quote},
    }


def write_run(folder: Path, run_id: str, records: Sequence[dict[str, Any]]) -> Path:
    """A run folder as ``extract`` writes it."""
    folder.mkdir(parents=True)
    lines = {
        files.RECORDS: [Opportunity.model_validate(r).model_dump_json() for r in records],
        files.DOCUMENTS: [_document(each) for each in records],
        files.REFUSED: [],
        files.QUARANTINE: [],
        files.ISSUES: [],
    }
    for name, own in lines.items():
        (folder / name).write_text("".join(line + "\n" for line in own), "utf-8")
    counts = Counts(
        captures=len(records),
        with_records=len(records),
        no_opportunity=0,
        quarantined=0,
        duplicates=0,
        records=len(records),
        issues=0,
    )
    run = Run(
        run_id=run_id,
        started_at=_AT,
        finished_at=_AT,
        inputs=("pages",),
        schema_version="1.0",
        pipeline_version="1",
        extractor_versions={},
        vocabulary_digest="",
        counts=counts,
        files=files.digests(folder),
    )
    (folder / files.MANIFEST).write_text(run.model_dump_json(), "utf-8")
    return folder


def _document(found: dict[str, Any]) -> str:
    capture = Capture(
        name=f"{found['opportunity_id']}.html",
        url=found["source_url"],
        sha256=found["content_sha256"],
        size=1,
    )
    return Document(
        capture=capture, text=found["content"], blocks=(), encoding="utf-8", profile="embassy"
    ).model_dump_json()


def workspace(folder: Path, records: int = 4) -> Path:
    """A workspace with both runs: countries change, the last record's direction too."""
    last = records - 1
    write_run(folder / "runs" / OLD, OLD, [sample(n, "SWE") for n in range(records)])
    new = [sample(n) for n in range(last)]
    new.append(sample(last, opportunity_direction="foreign_request", title="新标题 <b>R&D</b>"))
    write_run(folder / "runs" / NEW, NEW, new)
    return folder
