"""Records and decisions for the tests of ledger, reviewing and publishing."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

from models.decision import Action, Decision, Target, decision
from models.opportunity import Opportunity
from pipeline.ledger.anchors import anchor_at
from pipeline.ledger.page import Page
from pipeline.ledger.units import Record

REPORT, OPPORTUNITY = "r-1", "o-1"
URL = "http://www.most.gov.cn/kjhz/t1.htm"
START = datetime(2024, 5, 31, 8, 0, tzinfo=UTC)
_SECONDS = count()

Proofs = dict[str, str]


def record(
    content: str,
    proofs: Proofs | None = None,
    opportunity: str = OPPORTUNITY,
    report: str = REPORT,
    **values: Any,
) -> Record:
    """A whole record of a page, in its JSON form; ``proofs`` maps pointers to their quotes."""
    plain = {
        "opportunity_id": opportunity,
        "report_id": report,
        "source_site": "most",
        "source_url": URL,
        "canonical_url": URL,
        "content_sha256": sha256(content.encode()).hexdigest(),
        "detected_encoding": "utf-8",
        "title": "",
        "content": content,
        "title_language": "und",
        "content_language": "zh",
        "opportunity_direction": "unknown",
        "relevance_score": 1.0,
        "technology_fields": ["other"],
        "cooperation_types": ["unspecified"],
        "is_biotechnology": False,
        "is_ai_ml": False,
        "is_information_technology": False,
        "is_semiconductor": False,
        "contact_present": False,
        "pipeline_version": "1",
        "extractor_versions": {"host_country": "1"},
    }
    evidence = [_evidence(content, pointer, quote) for pointer, quote in (proofs or {}).items()]
    return Opportunity.model_validate(plain | values | {"field_evidence": evidence}).model_dump(
        mode="json"
    )


def _evidence(content: str, pointer: str, quote: str) -> dict[str, Any]:
    start = content.index(quote)
    return {
        "pointer": pointer,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "language": "zh",
        "rule": f"{pointer.split('/')[1]}.test",
        "grade": "likely",
        "chain": {"surface": quote},
    }


def page(*records: Record) -> Page:
    return Page.of(list(records))


def target(field: str, item: str = "", opportunity: str = OPPORTUNITY) -> Target:
    return Target(report_id=REPORT, opportunity_id=opportunity, field=field, item=item)


def decide(
    action: Action | str,
    where: Target,
    base: Any,
    value: Any,
    content: str = "",
    quote: str = "",
    **more: Any,
) -> Decision:
    """A decision, each a second after the one before."""
    values = {
        "decided_at": START + timedelta(seconds=next(_SECONDS)),
        "reviewer": "ann",
        "action": action,
        "target": where,
        "base": base,
        "value": value,
        "page_sha256": sha256(content.encode()).hexdigest(),
    }
    if quote:
        start = content.index(quote)
        values["anchor"] = anchor_at(content, start, start + len(quote), "zh")
    return decision(**values | more)
