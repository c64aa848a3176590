"""Pages that no rule, vocabulary or text was written on: least figures of what is read from them.

They tell how the program does on other hands' words, so nothing is to be tuned on them. Once they
have been read for what they teach they belong to the fixtures, and others are to be written.
"""

from pathlib import Path

from pipeline.evaluation.scoring import evaluate
from pipeline.runs.execute import execute

PAGES = Path(__file__).parent / "unseen_pages"
LEAST = {
    "page_detection": 0.95,
    "opportunities": 0.9,
    "publication_date": 0.95,
    "referring_mission": 0.95,
    "host_country": 0.85,
    "direction": 0.78,
    "foreign_parties_relaxed": 0.8,
    "contacts": 0.87,
    "technology_fields": 0.7,
    "cooperation_types": 0.53,
    "development_stage": 0.55,
    "ip_status": 0.65,
}


def test_unseen_pages_keep_their_figures(tmp_path: Path) -> None:
    run = execute([PAGES], tmp_path / "run")
    assert run.counts.captures == 16 and run.counts.add_up()
    metrics = evaluate(PAGES, tmp_path / "run", bootstrap=0).overall.metrics
    figures = {name: metrics[name].headline or 0.0 for name in LEAST}
    assert all(figures[name] >= figure for name, figure in LEAST.items()), figures
