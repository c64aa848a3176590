"""Recording finished runs: which captures a run held, of which bytes, and what each gave.

All is read from the run's folder, so that a run can be recorded at any time after it was written:
a crash between the two costs nothing, since the next run records what is missing.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from models.capture import Capture
from models.issue import Quarantined, Refused
from models.run import Run
from pipeline.identity import report_id
from pipeline.inputs.folder import printable
from pipeline.runs import folder as files
from pipeline.runs.configuration import page_key
from pipeline.store.captures import CaptureRow, PayloadRow
from pipeline.store.engine import insert_missing, reading, transaction
from pipeline.store.runs import ExtractionRow, RunPayloadRow, RunRow

# The first member of a document's line.
_CAPTURE = '{"capture":'
_DUPLICATES = ("same_capture", "superseded_capture")
_CHUNK = 500


@dataclass
class _Outcome:
    """What became of one capture of the run."""

    name: str
    outcome: str
    code: str = ""
    report: str | None = None
    sha256: str | None = None
    size: int = 0
    page: str | None = None


def record_run(store: Engine, run_folder: Path) -> Run:
    """Record the run of a folder, if it is not recorded yet, and give its manifest.

    Raises RunFolderError where the folder holds no run.
    """
    run = files.read_manifest(run_folder)
    with transaction(store) as connection:
        own = select(RunRow.run_id).where(RunRow.run_id == run.run_id)
        if connection.execute(own).first() is None:
            _insert(connection, run, run_folder)
    return run


def record_missing(store: Engine, runs: Path) -> list[str]:
    """Record the runs of a folder of run folders that the store does not know; gives their ids."""
    with reading(store) as session:
        known = set(session.scalars(select(RunRow.run_id)))
    missing = []
    for manifest in sorted(runs.glob(f"*/{files.MANIFEST}")):
        if manifest.parent.suffix in (files.PARTIAL, files.OLD):
            continue
        run = files.read_manifest(manifest.parent)
        if run.run_id not in known:
            record_run(store, manifest.parent)
            missing.append(run.run_id)
    return missing


def _insert(connection: Connection, run: Run, run_folder: Path) -> None:
    row = {
        "run_id": run.run_id,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "configuration": run.configuration,
        "folder": printable(str(run_folder.absolute())),
        "manifest": run.model_dump_json(),
    }
    connection.execute(insert(RunRow).values(**row))
    outcomes, carried = _outcomes(run, run_folder), carried_pages(run_folder)
    start = 0
    while chunk := list(islice(outcomes, _CHUNK)):
        _insert_outcomes(connection, run.run_id, start, chunk, carried)
        start += len(chunk)


def carried_pages(run_folder: Path) -> dict[str, str]:
    """Names of the pages that a campaign carried over, and the ids of the runs that parsed them."""
    path = run_folder / files.CARRIED
    lines = map(json.loads, _lines(path)) if path.is_file() else ()
    return {line["capture"]: line["run"] for line in lines}


def _insert_outcomes(
    connection: Connection,
    run_id: str,
    start: int,
    outcomes: list[_Outcome],
    carried: dict[str, str],
) -> None:
    captures = _captures(connection, [one.name for one in outcomes])
    results = _results(connection, [one.page for one in outcomes if one.page])
    parsed_by = {one.name: carried[one.name] for one in outcomes if one.name in carried}
    earlier = _results_of_runs(connection, parsed_by)
    payloads = {one.sha256: one.size for one in outcomes if one.sha256 and one.name not in captures}
    rows = [{"sha256": digest, "size": size} for digest, size in payloads.items()]
    insert_missing(connection, PayloadRow, rows)
    values = []
    for position, one in enumerate(outcomes, start):
        capture, payload = captures.get(one.name, (None, one.sha256))
        values.append(
            {
                "run_id": run_id,
                "position": position,
                "name": one.name,
                "capture": capture,
                "report_id": one.report,
                "payload": payload,
                "result": earlier.get(one.name) or results.get(one.page or ""),
                "outcome": one.outcome,
                "code": one.code,
            }
        )
    connection.execute(insert(RunPayloadRow), values)


def _captures(connection: Connection, names: list[str]) -> dict[str, tuple[int, str]]:
    """Id and digest of the archived captures among the names."""
    places = dict[tuple[str, int], str]()
    for name in names:
        file, _, number = name.rpartition("#")
        # The archive may be named by a folder above it.
        if number.isdecimal():
            places[file.rpartition("/")[2], int(number)] = name
    columns = (CaptureRow.file, CaptureRow.record_number, CaptureRow.id, CaptureRow.sha256)
    query = select(*columns).where(
        CaptureRow.file.in_({file for file, _ in places}),
        CaptureRow.record_number.in_({number for _, number in places}),
    )
    found = {}
    for file, number, capture, digest in connection.execute(query):
        if (file, number) in places:
            found[places[file, number]] = (capture, digest)
    return found


def _results(connection: Connection, pages: list[str]) -> dict[str, str]:
    query = select(ExtractionRow.page, ExtractionRow.result).where(ExtractionRow.page.in_(pages))
    return {row.page: row.result for row in connection.execute(query)}


def _results_of_runs(connection: Connection, parsed_by: dict[str, str]) -> dict[str, str | None]:
    """Results of pages by name, as the runs that parsed them recorded them."""
    row = RunPayloadRow
    query = select(row.run_id, row.name, row.result).where(
        row.run_id.in_(set(parsed_by.values())), row.name.in_(parsed_by)
    )
    found = connection.execute(query)
    return {one.name: one.result for one in found if parsed_by[one.name] == one.run_id}


def _outcomes(run: Run, run_folder: Path) -> Iterator[_Outcome]:
    """What became of every capture, in an order that the run's files alone decide."""
    refused = {
        entry.capture: entry.code
        for entry in map(Refused.model_validate_json, _lines(run_folder / files.REFUSED))
    }
    for line in _lines(run_folder / files.DOCUMENTS):
        capture = _capture_of(line)
        code = refused.get(capture.name, "")
        yield _Outcome(
            capture.name,
            "refused" if code else "records",
            code,
            report_id(capture),
            capture.sha256,
            capture.size,
            page_key(capture, run.configuration),
        )
    for line in _lines(run_folder / files.QUARANTINE):
        entry = Quarantined.model_validate_json(line)
        yield _Outcome(
            entry.capture,
            "quarantined",
            entry.code,
            sha256=entry.sha256,
            size=entry.size or 0,
        )
    for line in _lines(run_folder / files.ISSUES):
        issue: dict[str, Any] = json.loads(line)
        if issue["code"] in _DUPLICATES:
            yield _Outcome(issue["capture"], "duplicate", issue["code"])


def _capture_of(line: str) -> Capture:
    """The capture of a document's line, of which the rest is long and not read."""
    if not line.startswith(_CAPTURE):
        raise ValueError("a document's line begins with its capture")
    fields, _ = json.JSONDecoder().raw_decode(line, len(_CAPTURE))
    return Capture.model_validate(fields)


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        yield from file
