"""The whole way over all shared pages, where at hand: counts add up, no quote is untrue."""

import json
import shutil
from pathlib import Path

import pytest

from models.run import Run
from pipeline.evaluation.scoring import evaluate
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


def test_acceptance_pages_keep_their_figures(tmp_path: Path) -> None:
    """Least figures on pages that nothing was tuned on.

    Pages are given with the URLs they were served from; the scan among them is scored apart.
    """
    gold = [json.loads(line) for line in (ACCEPTANCE / "gold.jsonl").open(encoding="utf-8-sig")]
    run = _extracted(gold, tmp_path)
    assert run.counts.captures == 60 and run.counts.add_up()
    assert sum(1 for _ in read_records(tmp_path / "run")) == run.counts.records
    scans = {
        Path(entry["capture"]).stem
        for entry in map(json.loads, (tmp_path / "run" / "quarantine.jsonl").open(encoding="utf-8"))
        if entry["code"] == "no_text_layer"
    }
    assert len(scans) == 1 and run.counts.quarantined == 1
    lines = [json.dumps(page) for page in gold if page["page_id"] not in scans]
    (tmp_path / "gold.jsonl").write_text("\n".join(lines), "utf-8")
    metrics = evaluate(tmp_path, tmp_path / "run", bootstrap=0).overall.metrics
    least = {
        "page_detection": 0.95,
        "opportunities": 0.95,
        "publication_date": 0.92,
        "referring_mission": 0.95,
        "host_country": 0.92,
        "direction": 0.85,
        "contacts": 0.92,
        "amounts": 0.85,
        "people": 0.82,
        "technology_fields": 0.8,
        "technology_first": 0.78,
        "cooperation_types": 0.78,
        "foreign_parties_relaxed": 0.9,
        "ip_status": 0.84,
        "development_stage": 0.77,
    }
    figures = {name: metrics[name].headline or 0.0 for name in least}
    assert all(figures[name] >= figure for name, figure in least.items()), figures


def _extracted(gold: list[dict[str, str]], tmp_path: Path) -> Run:
    pages = tmp_path / "pages"
    pages.mkdir()
    listed = []
    for page in gold:
        name = Path(page["file"]).name
        shutil.copy(ACCEPTANCE / "pages" / name, pages / name)
        listed.append({"file": name, "url": page["url"], "media_type": page["media_type"]})
    (pages / "pages.jsonl").write_text("\n".join(map(json.dumps, listed)), "utf-8")
    return execute([pages], tmp_path / "run", 2)
