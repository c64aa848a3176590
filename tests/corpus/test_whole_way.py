"""The whole way over all shared pages, where at hand: counts add up, no quote is untrue."""

import json
from pathlib import Path

import pytest

from pipeline.runs.execute import execute
from pipeline.runs.records import read_records

SHARED = Path(__file__).resolve().parents[3] / "shared"
FOLDERS = [
    SHARED / "corpus" / name
    for name in (
        "html_missions_zh",
        "html_ministry_zh_en",
        "html_news_zh",
        "html_gov_tables",
        "encodings",
        "warc",
        "pdf_zh",
    )
]
ACCEPTANCE = SHARED / "acceptance"
pytestmark = pytest.mark.skipif(not ACCEPTANCE.is_dir(), reason="the shared pages are not here")


def test_all_corpora_go_through(tmp_path: Path) -> None:
    run = execute(FOLDERS, tmp_path / "run", 2)
    assert run.counts.add_up()
    assert run.counts.captures > 180
    for line in (tmp_path / "run" / "quarantine.jsonl").open(encoding="utf-8"):
        entry = json.loads(line)
        assert entry["code"] not in ("reader_error", "extractor_error", "worker_died", "timeout"), (
            entry
        )
    assert sum(1 for _ in read_records(tmp_path / "run")) == run.counts.records


def test_acceptance_pages_reach_the_first_marks(tmp_path: Path) -> None:
    from pipeline.evaluation.scoring import evaluate

    run = execute([ACCEPTANCE / "pages"], tmp_path / "run", 2)
    assert run.counts.captures == 60 and run.counts.add_up()
    assert sum(1 for _ in read_records(tmp_path / "run")) == run.counts.records
    metrics = evaluate(ACCEPTANCE, tmp_path / "run", bootstrap=0).overall.metrics
    marks = {
        "page_detection": 0.90,
        "publication_date": 0.92,
        "referring_mission": 0.92,
        "host_country": 0.80,
        "contacts": 0.90,
        "technology_fields": 0.55,
        "cooperation_types": 0.55,
        "foreign_parties_relaxed": 0.50,
    }
    figures = {name: metrics[name].headline or 0.0 for name in marks}
    assert all(figures[name] >= mark for name, mark in marks.items()), figures
