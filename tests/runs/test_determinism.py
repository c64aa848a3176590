"""Promise: same input and versions give byte-identical records, with any number of workers."""

import json
import os
import signal
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from pipeline.runs import isolated
from pipeline.runs.execute import execute
from pipeline.runs.folder import DOCUMENTS, ISSUES, PARQUET, QUARANTINE, RECORDS, REFUSED
from pipeline.runs.isolated import Isolated
from pipeline.runs.pool import parse_all

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
CASES = sorted(path.parent for path in FIXTURES.glob("*/page.*"))[::4]


def test_one_and_two_workers_agree_to_the_byte(tmp_path: Path) -> None:
    runs = {n: execute(CASES, tmp_path / str(n), n) for n in (0, 1, 2)}
    assert len({run.run_id for run in runs.values()}) == 3
    for name in (RECORDS, PARQUET, DOCUMENTS, ISSUES, QUARANTINE, REFUSED):
        bodies = {(tmp_path / str(n) / name).read_bytes() for n in runs}
        assert len(bodies) == 1, name
    assert runs[0].counts.records > 5


def test_parquet_holds_the_same_records(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    execute(CASES, tmp_path / "run", 0)
    rows = pq.read_table(tmp_path / "run" / PARQUET).to_pylist()
    records = [json.loads(line) for line in (tmp_path / "run" / RECORDS).open(encoding="utf-8")]
    assert [row["opportunity_id"] for row in rows] == [r["opportunity_id"] for r in records]
    for row, record in zip(rows, records, strict=True):
        assert row["title"] == record["title"]
        assert row["technology_fields"] == record["technology_fields"]
        assert [p["name"] for p in row["foreign_parties"]] == [
            p["name"] for p in record["foreign_parties"]
        ]
        assert len(row["field_evidence"]) == len(record["field_evidence"])


def test_a_killed_worker_takes_no_other_page_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.inputs import read_inputs
    from pipeline.inputs.base import Served

    pages = [item for item in read_inputs(CASES[:4]) if isinstance(item, Served)]
    deadly = Served(pages[1].capture, KILLER)
    given = [pages[0], deadly, *pages[2:]]
    monkeypatch.setattr("pipeline.runs.pool.parse_pages", _parse_or_die)
    monkeypatch.setattr("pipeline.runs.pool.Isolated", partial(Isolated, life=_live_or_die))
    results = list(parse_all(given, 2))
    assert [line.name for line in results] == [page.capture.name for page in given]
    assert [line.code for line in results if line.end == "quarantined"] == ["worker_died"]


KILLER = b"kill me"


def _one_or_die(served: object, options: object) -> object:
    from pipeline.runs import worker

    if getattr(served, "body", b"") == KILLER:
        os.kill(os.getpid(), signal.SIGKILL)
    return worker.parse_page(served, options)  # type: ignore[arg-type]


def _live_or_die(connection: Connection) -> None:
    isolated.parse_page = _one_or_die  # type: ignore[assignment]
    isolated.serve(connection)


def _parse_or_die(pages: list[object], options: object) -> list[object]:
    return [_one_or_die(page, options) for page in pages]
