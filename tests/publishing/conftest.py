"""Runs to export: what real pages give, with texts put into it that formats stumble over."""

import json
from importlib import util
from pathlib import Path

import pytest
from exporting import WITHOUT_EXTRAS, exported
from publishing_samples import TRAPS

from models.opportunity import Opportunity
from models.run import Run
from pipeline.publishing.formats import FORMATS
from pipeline.runs.execute import execute
from pipeline.runs.records import read_records

ROOT = Path(__file__).resolve().parents[2]


def fixture_pages() -> list[Path]:
    """A few of the bundled cases, pages with several records and contacts among them."""
    cases = sorted(path for path in (ROOT / "fixtures").iterdir() if path.is_dir())
    return [*cases[::20], ROOT / "fixtures" / "prov-guangxi-asean-meeting"]


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of some bundled pages."""
    out = tmp_path_factory.mktemp("publishing") / "run"
    execute(fixture_pages(), out, workers=0)
    return out


@pytest.fixture(scope="session")
def records(run: Path) -> list[Opportunity]:
    return list(read_records(run))


@pytest.fixture(scope="session")
def trapped_run(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same run with a trap in the title, summary, a party's alias and a list of each record."""
    folder = tmp_path_factory.mktemp("trapped") / "run"
    folder.mkdir()
    lines = (run / "records.jsonl").read_text("utf-8").splitlines()
    with (folder / "records.jsonl").open("w", encoding="utf-8", newline="\n") as out:
        for number, trap in enumerate(TRAPS):
            record = json.loads(lines[number % len(lines)])
            record["opportunity_id"] = f"o-{number:016x}"
            record["title"] = record["summary"] = trap
            # A notice of demand is kept apart from the counts.
            record["opportunity_direction"] = "foreign_offer"
            record["technology_field_raw"] = [trap, "a|b", "c;d", "e\\"]
            record["people"] = [{"name": trap, "aliases": [trap, "x;y|z"], "role": None}] * 2
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    manifest = Run.model_validate_json((run / "manifest.json").read_text("utf-8"))
    files = {**manifest.files, "records.jsonl": "0" * 64}
    text = manifest.model_copy(update={"files": files}).model_dump_json()
    (folder / "manifest.json").write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="session", params=["plain", "trapped"])
def source(request: pytest.FixtureRequest) -> Path:
    found: Path = request.getfixturevalue("run" if request.param == "plain" else "trapped_run")
    return found


@pytest.fixture(scope="session")
def out(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export of the source in every format that this installation has."""
    names = [*FORMATS] if util.find_spec("followthemoney") else WITHOUT_EXTRAS
    return exported(source, tmp_path_factory.mktemp("exports") / "x", *names)
