"""A run to search: the bundled pages with what is expected of them, and invented records."""

import json
from pathlib import Path

import pytest
from synthetic_run import records, write_run

from models.opportunity import Opportunity
from pipeline.fixtures import cases, expected, served
from pipeline.reading.reader import read_document
from pipeline.reading.unreadable import Unreadable

ROOT = Path(__file__).resolve().parents[2]


def bundled() -> list[dict[str, object]]:
    """Records of the bundled pages, with the page's text and without evidence."""
    made = []
    for case in cases(ROOT / "fixtures"):
        known = expected(case)["records"]
        if not known:
            continue
        page = served(case)
        try:
            text = read_document(page.capture, page.body).text
        except Unreadable:
            continue
        for values in known:
            own = {"content": text, "field_evidence": [], "extractor_versions": {}}
            record = Opportunity.model_validate({**values, **own, "pipeline_version": "0"})
            made.append(record.model_dump(mode="json"))
    return made


@pytest.fixture(scope="session")
def values() -> list[dict[str, object]]:
    return [*bundled(), *records(300, seed=7)]


@pytest.fixture(scope="session")
def run(values: list[dict[str, object]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("searching") / "run"
    folder.mkdir()
    return write_run(folder, [json.dumps(v, ensure_ascii=False) for v in values])
