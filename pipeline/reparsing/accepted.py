"""The accepted run that a campaign begins from, and what is known of its pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from sqlalchemy import Engine, select

from models.run import Run
from pipeline.publishing.publication import PUBLICATION, Publication
from pipeline.reparsing.errors import ReparseError
from pipeline.reparsing.where import Facts
from pipeline.runs import folder as files
from pipeline.runs.naming import known_runs, resolve
from pipeline.store import reading
from pipeline.store.captures import CaptureRow
from pipeline.store.run_ledger import carried_pages
from pipeline.store.runs import RunPayloadRow, RunRow
from pipeline.workspace import Workspace


def accepted_run(workspace: Workspace, spec: str | None = None) -> Path:
    """The folder of the run that ``spec`` names, else of the one published last, else the latest.

    Raises RunFolderError where there is none.
    """
    if spec is not None:
        return resolve(spec, workspace.runs)
    published = list(known_runs(workspace.path / "published").values())
    if published and (about := published[-1] / PUBLICATION).is_file():
        return resolve(
            Publication.model_validate_json(about.read_text("utf-8")).run_id, workspace.runs
        )
    return resolve("latest", workspace.runs)


@dataclass(frozen=True)
class Page:
    """A page of the accepted run, with the digest of its result where that is kept."""

    capture: int
    facts: Facts
    result: str | None


@dataclass
class _FromRecords:
    """What the records of a report say: the years of publication, and what parsed it."""

    years: set[int] = field(default_factory=set)
    kejichu: str = ""
    versions: dict[str, str] = field(default_factory=dict)


def pages_of(store: Engine, run_folder: Path) -> Iterator[Page]:
    """All pages of a recorded run. Raises ReparseError where some are not in the archive."""
    run, carried = files.read_manifest(run_folder), carried_pages(run_folder)
    reports = _reports(run_folder)
    with reading(store) as session:
        manifests = {
            row.run_id: Run.model_validate_json(row.manifest)
            for row in session.scalars(
                select(RunRow).where(RunRow.run_id.in_({run.run_id, *carried.values()}))
            )
        }
        query = (
            select(RunPayloadRow, CaptureRow)
            .outerjoin(CaptureRow, CaptureRow.id == RunPayloadRow.capture)
            .where(RunPayloadRow.run_id == run.run_id)
            .order_by(RunPayloadRow.position)
        )
        rows = session.execute(query).all()
    if strange := [row.name for row, capture in rows if capture is None]:
        raise ReparseError(
            f"{len(strange)} pages of run {run.run_id} are not in the archive, such as "
            f"{strange[0]}: kejichu archive import takes them in, and kejichu extract makes a run"
        )
    for row, capture in rows:
        assert capture is not None
        own = carried.get(row.name, run.run_id)
        said = reports.get(row.report_id or "", _FromRecords())
        manifest = manifests.get(own, run)
        facts = Facts(
            name=row.name,
            url=capture.url,
            source=capture.source or "",
            status=row.outcome,
            code=row.code,
            captured=capture.retrieved_at.year if capture.retrieved_at else None,
            run=own,
            kejichu=said.kejichu or manifest.pipeline_version,
            years=frozenset(said.years),
            versions=said.versions or manifest.extractor_versions,
        )
        yield Page(capture.id, facts, row.result)


def _reports(run_folder: Path) -> dict[str, _FromRecords]:
    found: dict[str, _FromRecords] = {}
    with (run_folder / files.RECORDS).open("rb") as lines:
        for record in map(orjson.loads, lines):
            said = found.setdefault(record["report_id"], _FromRecords())
            said.kejichu, said.versions = record["pipeline_version"], record["extractor_versions"]
            if record["publication_year"] is not None:
                said.years.add(record["publication_year"])
    return found
