"""The pages of a run as a sample sees them: text and address, and what strata are made of."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from extractors.missions import mission_of_host
from models.base import Frozen
from models.capture import Capture
from models.document import BlockKind, Document
from pipeline.identity import report_id
from pipeline.reading.profiles import host_of
from pipeline.runs.folder import DOCUMENTS, RECORDS, RunFolderError
from pipeline.sites import source_site

NONE = "none"
_LEFT_OUT = ("segments", "source_map", "attachments")


class RunPage(Frozen):
    """A page that a run has read. ``title`` is the title block of the page, empty without one.

    ``strata`` is the value of each field that a sample can be stratified by, ``none`` where nothing
    tells; it may hold what was extracted and is not shown to coders. ``version`` is that of the
    pipeline that read the page.
    """

    page_id: str
    sha256: str
    url: str
    title: str
    text: str
    strata: dict[str, str]
    version: str


def pages_of(folder: Path, pipeline_version: str) -> Iterator[RunPage]:
    """Every page of a run folder with its text, each capture's bytes once, in the run's order.

    Pages in quarantine have no text and are not among them. Raises RunFolderError.
    """
    records, seen = _first_records(folder), set[str]()
    for line in _lines(folder / DOCUMENTS):
        document = Document.model_validate({k: v for k, v in line.items() if k not in _LEFT_OUT})
        capture = document.capture
        if capture.sha256 not in seen:
            seen.add(capture.sha256)
            record = records.get(capture.sha256)
            yield RunPage(
                page_id=report_id(capture),
                sha256=capture.sha256,
                url=capture.url,
                title=_title(document),
                text=document.text,
                strata=_strata(document, record),
                version=record["pipeline_version"] if record else pipeline_version,
            )


def _strata(document: Document, record: dict[str, Any] | None) -> dict[str, str]:
    mission = mission_of_host(host_of(document.capture.url))
    found = record or {}
    return {
        "language": document.language,
        "site": source_site(document).value,
        "mission": found.get("referring_mission_id") or (mission.mission_id if mission else NONE),
        "year": str(found.get("publication_year") or NONE),
        "kind": _kind(document, document.capture),
        "outcome": "records" if record else "no_opportunity",
    }


# By what a sample can be stratified: language of the page, class of the site, mission, year of
# publication, form of the page (html, pdf, feed, office), and whether the run has records of it.
STRATA = ("language", "site", "mission", "year", "kind", "outcome")


def _kind(document: Document, capture: Capture) -> str:
    if document.profile in ("pdf", "feed"):
        return document.profile
    media_type = capture.media_type or ""
    return "office" if "officedocument" in media_type else "html"


def _title(document: Document) -> str:
    titles = (b for b in document.blocks if b.kind == BlockKind.PAGE_TITLE)
    return next((document.quote(block) for block in titles), "")


def _first_records(folder: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    names = ("referring_mission_id", "publication_year", "pipeline_version")
    for record in _lines(folder / RECORDS):
        found.setdefault(record["content_sha256"], {name: record[name] for name in names})
    return found


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with path.open("rb") as lines:
            yield from map(orjson.loads, lines)
    except (OSError, ValueError) as error:
        raise RunFolderError(f"cannot read {path}: {error}") from error
