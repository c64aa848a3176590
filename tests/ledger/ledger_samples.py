"""Records and decisions for the tests of ledger, reviewing and publishing."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from models.capture import Capture
from models.decision import Action, Decision, Target, decision
from models.document import Document
from models.opportunity import Opportunity
from models.run import Counts, Run
from pipeline.identity import report_id
from pipeline.ledger.anchors import anchor_at
from pipeline.ledger.ledger import Decided, Ledger
from pipeline.ledger.page import Page
from pipeline.ledger.units import Record
from pipeline.runs import folder as files

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


class MemoryView:
    """A run that was never written: pages by report id."""

    def __init__(self, run_id: str, *pages: Page) -> None:
        self.run_id = run_id
        self._pages = {page.report_id: page for page in pages}
        self._records = {
            record["opportunity_id"]: record for page in pages for record in page.records
        }

    @property
    def reports(self) -> Iterator[str]:
        return (report for report, page in self._pages.items() if page.records)

    def records_of(self, report: str) -> list[Record]:
        page = self._pages.get(report)
        return list(page.records) if page else []

    def record(self, opportunity_id: str) -> Record | None:
        return self._records.get(opportunity_id)

    def named(self, prefix: str) -> list[str]:
        return [own for own in self._records if own.startswith(prefix)]

    def page(self, report: str) -> Page | None:
        return self._pages.get(report)


class MemoryLedger(Ledger):
    """A ledger of one process and one reviewer, for tests that need thousands."""

    def __init__(self) -> None:
        self.rows: list[Decision] = []

    def append(self, decisions: Sequence[Decision], seen: Any = None) -> int:
        counts = Counter(row.target for row in self.rows)
        moved = [where for where, version in (seen or {}).items() if counts[where] != version]
        if moved:
            raise Decided(moved)
        self.rows += decisions
        return len(self.rows)

    def of_reports(self, reports: Iterable[str]) -> list[Decision]:
        wanted = set(reports)
        return [row for row in self.rows if row.target.report_id in wanted]

    def of_batch(self, batch: str) -> list[Decision]:
        return [row for row in self.rows if row.batch == batch]

    def by_report(self) -> dict[str, list[Decision]]:
        reports = {row.target.report_id for row in self.rows}
        return {report: self.of_reports([report]) for report in reports}

    def decisions(self) -> Iterator[Decision]:
        return iter(self.rows)

    def since(self, position: int) -> tuple[int, list[Decision]]:
        return len(self.rows), self.rows[position:]

    def named(self, prefix: str) -> Decision:
        return next(row for row in self.rows if row.decision_id.startswith(prefix))

    def count(self) -> int:
        return len(self.rows)


def write_run(folder: Path, run_id: str, records: Sequence[Record], captures: int = 0) -> Path:
    """A run folder as ``extract`` writes it, of records that were made up."""
    folder.mkdir(parents=True)
    pages = {each["report_id"]: each for each in records}
    lines = {
        files.RECORDS: [Opportunity.model_validate(r).model_dump_json() for r in records],
        files.DOCUMENTS: [_document(each) for each in pages.values()],
        files.REFUSED: [],
        files.QUARANTINE: [],
        files.ISSUES: [],
    }
    for name, own in lines.items():
        (folder / name).write_text("".join(line + "\n" for line in own), "utf-8")
    counts = Counts(
        captures=captures or len(pages),
        with_records=len(pages),
        no_opportunity=0,
        quarantined=max(0, captures - len(pages)),
        duplicates=0,
        records=len(records),
        issues=0,
    )
    run = Run(
        run_id=run_id,
        started_at=START,
        finished_at=START,
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


def report_of(url: str) -> str:
    """The report id that a page at a URL has."""
    return report_id(Capture(name="", url=url, sha256="", size=0))


def _document(found: Record) -> str:
    capture = Capture(
        name=f"{found['title']}.html",
        url=found["source_url"],
        sha256=found["content_sha256"],
        size=1,
    )
    document = Document(
        capture=capture, text=found["content"], blocks=(), encoding="utf-8", profile="most"
    )
    return document.model_dump_json()
