"""One page the whole way: read, judge, tag, extract, assemble. Never raises for a page's sake."""

from dataclasses import dataclass, field

from extractors.labels import UNMAPPED
from extractors.opportunities import scopes
from extractors.relevance import judge, refuse
from models.document import Document, Region
from models.issue import Issue, Quarantined, Refused, Severity
from models.opportunity import Opportunity
from pipeline.assembling import assemble
from pipeline.extracting import mentions_of
from pipeline.inputs.base import Served
from pipeline.options import PLAIN, ParseOptions
from pipeline.reading.reader import read_document
from pipeline.reading.unreadable import Unreadable
from pipeline.tagging import tag


@dataclass(slots=True)
class PageResult:
    """What became of one capture: exactly one of records, refused or quarantined is set."""

    document: Document | None = None
    records: list[Opportunity] = field(default_factory=list)
    refused: Refused | None = None
    quarantined: Quarantined | None = None
    issues: list[Issue] = field(default_factory=list)


def quarantine(served: Served, code: str, message: str) -> Quarantined:
    """A quarantine entry for a capture."""
    capture = served.capture
    return Quarantined(
        capture=capture.name,
        url=capture.url,
        sha256=capture.sha256,
        size=capture.size,
        code=code,
        message=message,
    )


def parse(served: Served, options: ParseOptions = PLAIN) -> PageResult:
    """Parse a capture. Whatever its bytes do, the result says what became of it.

    Raises MemoryError only.
    """
    try:
        document = read_document(served.capture, served.body, options)
    except Unreadable as error:
        return PageResult(quarantined=quarantine(served, error.code, str(error)))
    except MemoryError:
        raise
    except RecursionError:
        return PageResult(quarantined=quarantine(served, "too_nested", "nested too deeply"))
    except Exception as error:  # a fault of ours must not take the other pages along
        message = f"{type(error).__name__}: {error}"
        return PageResult(quarantined=quarantine(served, "reader_error", message[:500]))
    try:
        return _extract(served, document)
    except MemoryError:
        raise
    except Exception as error:  # as above
        message = f"{type(error).__name__}: {error}"
        return PageResult(quarantined=quarantine(served, "extractor_error", message[:500]))


def _extract(served: Served, document: Document) -> PageResult:
    result = PageResult(document=document, issues=_issues(document))
    page = tag(document)
    verdict = refuse(page) or judge(page)
    if not verdict.passes:
        result.refused = Refused(
            capture=served.capture.name,
            url=served.capture.url,
            sha256=served.capture.sha256,
            code=verdict.reason,
            message=verdict.message,
            score=verdict.score,
        )
        return result
    for scope in scopes(page):
        result.records.append(assemble(page, scope, mentions_of(page, scope), verdict))
    return result


def _issues(document: Document) -> list[Issue]:
    """Quality flags of the page, and labelled lines that no extractor knows."""
    name = document.capture.name
    found = [
        Issue(capture=name, code=flag, severity=Severity.WARNING, message=f"page flagged {flag}")
        for flag in document.quality_flags
    ]
    for block in document.blocks:
        for pair in block.pairs:
            if pair.label_id == UNMAPPED and block.region == Region.BODY:
                found.append(
                    Issue(
                        capture=name,
                        code="unmapped_label",
                        severity=Severity.NOTE,
                        message="a labelled line whose label no vocabulary knows",
                        start=pair.label.start,
                        end=pair.label.end,
                        quote=document.quote(pair.label),
                    )
                )
    return found
