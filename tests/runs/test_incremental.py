"""A page that an earlier run of the workspace gave is taken over, to the byte, and only such."""

import json
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import aliased

from pipeline.archive import Archive
from pipeline.archive.importing import import_paths
from pipeline.inputs import read_inputs
from pipeline.inputs.base import Served
from pipeline.options import PLAIN, ParseOptions
from pipeline.runs import pool, worker
from pipeline.runs.configuration import configuration_digest, page_key
from pipeline.runs.execute import execute
from pipeline.runs.finished import from_json, to_json
from pipeline.runs.folder import DOCUMENTS, ISSUES, PARQUET, QUARANTINE, RECORDS, REFUSED
from pipeline.runs.job import ExtractJob, run_job
from pipeline.runs.worker import PageLines, parse_page
from pipeline.store.results import StoredResults
from pipeline.store.run_ledger import record_missing, record_run
from pipeline.store.runs import ResultRow, RunPayloadRow, RunRow
from pipeline.workspace import Workspace

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
CASES = (
    "feed-rus-ir-crystal",
    "embzh-fin-three-projects",
    "embzh-hun-ambassador-meeting",
    "bil-sofia-pdf",
)
FILES = (RECORDS, PARQUET, DOCUMENTS, ISSUES, QUARANTINE, REFUSED)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    for case in CASES:
        shutil.copytree(FIXTURES / case, folder / case)
    (folder / "empty.html").write_bytes(b"")
    return folder


@pytest.fixture
def workspace(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("KEJICHU_DATABASE", database_url)
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    count = Counter[str]()

    def counted(served: Served, options: ParseOptions = PLAIN) -> PageLines:
        count[served.capture.name] += 1
        return worker.parse_page(served, options)

    monkeypatch.setattr(pool, "parse_page", counted)
    return count


def contents(run: Path) -> dict[str, bytes]:
    return {name: (run / name).read_bytes() for name in FILES}


def job(workspace: Workspace, *inputs: Path, **changes: object) -> ExtractJob:
    plain = ExtractJob(inputs, workers=0, workspace=workspace.path)
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_nothing_is_parsed_twice_and_the_records_are_the_same(
    workspace: Workspace, pages: Path, parsed: Counter[str]
) -> None:
    first, one = run_job(job(workspace, pages))
    assert (first.counts.taken_over, parsed.total()) == (0, 5)
    second, two = run_job(job(workspace, pages))
    assert (second.counts.taken_over, parsed.total()) == (5, 5)
    assert contents(one) == contents(two)
    assert first.run_id < second.run_id and one.parent == workspace.runs
    third, three = run_job(job(workspace, pages, anew=True))
    assert (third.counts.taken_over, parsed.total()) == (0, 10)
    assert contents(three) == contents(one)


def test_with_workers_in_the_order_of_the_pages(tmp_path: Path, pages: Path) -> None:
    workspace = Workspace(tmp_path / "workspace")
    shutil.move(pages / CASES[1], pages.parent / "aside")
    run_job(job(workspace, pages))
    shutil.move(pages.parent / "aside", pages / CASES[1])
    run, mixed = run_job(job(workspace, pages, workers=2))
    assert run.counts.taken_over == 4
    execute([pages], pages.parent / "plain", 0)
    assert contents(mixed) == contents(pages.parent / "plain")


def test_only_a_changed_page_is_parsed(
    workspace: Workspace, pages: Path, parsed: Counter[str]
) -> None:
    run_job(job(workspace, pages))
    parsed.clear()
    (pages / CASES[0] / "page.json").write_bytes(
        (pages / CASES[0] / "page.json").read_bytes() + b" "
    )
    run_job(job(workspace, pages))
    assert parsed == {f"{CASES[0]}/page.json": 1}


def test_other_versions_vocabularies_or_options_are_another_configuration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = configuration_digest(PLAIN)
    assert configuration_digest(PLAIN) == before
    assert configuration_digest(ParseOptions(ocr=True)) != before
    module = "pipeline.runs.configuration."
    for name, other in (
        ("extractor_versions", lambda: {"title": "0"}),
        ("_code_digest", lambda: "x"),
        ("_libraries", lambda: {"lxml": "0"}),
        ("PIPELINE_VERSION", "0"),
    ):
        with monkeypatch.context() as change:
            change.setattr(module + name, other)
            assert configuration_digest(PLAIN) != before
    with monkeypatch.context() as change:
        change.setattr("models.vocabulary.digest", lambda: "x")
        assert configuration_digest(PLAIN) != before


def test_libraries_are_told_by_their_versions() -> None:
    from pipeline.runs.configuration import _libraries

    assert {"lxml", "spacy", "pydantic"} <= set(_libraries())


def test_any_fact_of_a_capture_is_part_of_its_key(pages: Path) -> None:
    served = next(item for item in read_inputs([pages]) if isinstance(item, Served))
    key = page_key(served.capture, "c")
    for change in ({"name": "n"}, {"url": "u"}, {"charset": "gbk"}, {"sha256": "0"}):
        assert page_key(served.capture.model_copy(update=change), "c") != key
    assert page_key(served.capture, "d") != key


def test_ends_that_tell_of_the_machine_are_not_taken_over(
    workspace: Workspace, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(served: Served, options: ParseOptions = PLAIN) -> PageLines:
        return parse_page(served, options, seconds=0.000_001)

    with monkeypatch.context() as change:
        change.setattr(pool, "parse_page", slow)
        run, _ = run_job(job(workspace, pages / CASES[3]))
        assert run.counts.quarantined == 1
    run, _ = run_job(job(workspace, pages / CASES[3]))
    assert (run.counts.taken_over, run.counts.with_records) == (0, 1)


def test_lines_keep_every_character(pages: Path) -> None:
    for served in read_inputs([pages]):
        assert isinstance(served, Served)
        lines = parse_page(served)
        assert from_json(to_json(lines)) == lines


def test_a_run_of_the_archive_follows_the_site(
    workspace: Workspace, pages: Path, parsed: Counter[str]
) -> None:
    store = workspace.open_store()
    with Archive(workspace.archive, store) as archive:
        import_paths(archive, [pages])
    first, one = run_job(job(workspace))
    assert (first.counts.captures, first.counts.with_records) == (5, 3)
    second, two = run_job(job(workspace))
    assert second.counts.taken_over == 5 and contents(one) == contents(two)
    # The archive read as an archive gives the very same records.
    execute([workspace.archive], pages.parent / "plain", 0)
    for name in (RECORDS, DOCUMENTS, QUARANTINE, REFUSED):
        assert (pages.parent / "plain" / name).read_bytes() == contents(one)[name]
    store.dispose()


def differences(store: Engine, old: str, new: str) -> list[str]:
    """The difference of two runs as the join that the tables are made for."""
    one, two = aliased(RunPayloadRow), aliased(RunPayloadRow)
    query = (
        select(one.name)
        .join(two, one.report_id == two.report_id)
        .where(one.run_id == old, two.run_id == new, one.result != two.result)
    )
    with store.connect() as connection:
        return [name for (name,) in connection.execute(query)]


def test_the_store_knows_what_each_run_held(workspace: Workspace, pages: Path) -> None:
    first, _ = run_job(job(workspace, pages))
    page = pages / CASES[1] / "page.html"
    page.write_bytes(page.read_bytes() + b"<!-- changed -->")
    second, folder = run_job(job(workspace, pages))
    store = workspace.open_store()
    with store.connect() as connection:
        rows = connection.execute(
            select(RunPayloadRow.__table__).where(RunPayloadRow.run_id == second.run_id)
        ).all()
        bodies = connection.execute(select(ResultRow.sha256)).all()
        configurations = set(connection.execute(select(RunRow.configuration)).scalars())
        told = connection.execute(select(RunRow.folder, RunRow.manifest)).all()[-1]
    assert sorted((row.name.split("/")[0], row.outcome, row.code) for row in rows) == [
        ("bil-sofia-pdf", "records", ""),
        ("embzh-fin-three-projects", "records", ""),
        ("embzh-hun-ambassador-meeting", "refused", "other_kind_of_page"),
        ("empty.html", "quarantined", "empty"),
        ("feed-rus-ir-crystal", "records", ""),
    ]
    assert all(row.payload for row in rows)
    assert sum(row.result is not None for row in rows) == 4
    assert len(bodies) == 6
    assert configurations == {first.configuration}
    assert told.folder == str(folder) and json.loads(told.manifest)["run_id"] == second.run_id
    changed = differences(store, first.run_id, second.run_id)
    assert changed == [f"{CASES[1]}/page.html"]
    store.dispose()


def test_archived_captures_are_named_by_the_run(workspace: Workspace, pages: Path) -> None:
    store = workspace.open_store()
    with Archive(workspace.archive, store) as archive:
        import_paths(archive, [pages])
        captures = {row.name: (row.id, row.sha256) for row in archive.captures()}
    run, _ = run_job(job(workspace))
    with store.connect() as connection:
        query = select(RunPayloadRow.__table__).where(RunPayloadRow.run_id == run.run_id)
        rows = connection.execute(query).all()
    assert {row.name: (row.capture, row.payload) for row in rows} == captures
    store.dispose()


def test_duplicates_are_recorded(workspace: Workspace, pages: Path) -> None:
    shutil.copytree(pages / CASES[0], pages / "again")
    run, _ = run_job(job(workspace, pages))
    store = workspace.open_store()
    with store.connect() as connection:
        outcomes = Counter(connection.execute(select(RunPayloadRow.outcome)).scalars())
    assert outcomes["duplicate"] == run.counts.duplicates == 1
    assert outcomes.total() == run.counts.captures
    store.dispose()


def test_a_run_that_was_not_recorded_is_by_the_next(
    workspace: Workspace, pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a crash between the folder and its record."""
    with monkeypatch.context() as change:
        change.setattr("pipeline.store.run_ledger.record_run", lambda store, folder: None)
        lost, folder = run_job(job(workspace, pages))
    store = workspace.open_store()
    assert record_missing(store, workspace.runs) == [lost.run_id]
    assert record_missing(store, workspace.runs) == []
    assert record_run(store, folder).run_id == lost.run_id
    with store.connect() as connection:
        rows = connection.execute(select(RunPayloadRow.result)).scalars().all()
    assert len(rows) == 5 and sum(row is not None for row in rows) == 4
    store.dispose()


def test_results_wait_no_longer_than_the_run(workspace: Workspace, pages: Path) -> None:
    store = workspace.open_store()
    kept = StoredResults(store)
    lines = parse_page(next(one for one in read_inputs([pages]) if isinstance(one, Served)))
    kept.keep("k", lines)
    assert StoredResults(store).find(["k"]) == {}
    kept.flush()
    assert StoredResults(store).find(["k", "l"]) == {"k": lines}
    assert StoredResults(store, look_up=False).find(["k"]) == {}
    store.dispose()
