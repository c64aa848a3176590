"""Campaigns: what is selected is read anew, all else stays to the byte, or one field alone is."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractors import texts, title
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.evidence import Mention
from pipeline.archive import Archive
from pipeline.archive.importing import import_paths
from pipeline.cli.main import main
from pipeline.ledger.ledger import Ledger
from pipeline.publishing.gates import gates
from pipeline.publishing.publish import publish
from pipeline.reparsing.campaign import Campaign
from pipeline.reparsing.compared import compared
from pipeline.reparsing.errors import ReparseError
from pipeline.runs import folder as files
from pipeline.runs.job import ExtractJob, run_job
from pipeline.runs.naming import known_runs
from pipeline.workspace import Workspace

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
CASES = {"feed-rus-ir-crystal": "feeds", "embzh-fin-three-projects": "missions"}
LINES = (files.RECORDS, files.DOCUMENTS, files.REFUSED, files.QUARANTINE, files.ISSUES)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An archive of two sources, and a run over it."""
    made = Workspace(tmp_path)
    store = made.open_store()
    with Archive(made.archive, store) as archive:
        for case, source in {**CASES, "embzh-hun-ambassador-meeting": "missions"}.items():
            import_paths(archive, [FIXTURES / case], source)
    run_job(ExtractJob(workers=0, workspace=tmp_path))
    return made


@pytest.fixture
def better(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two extractors that changed: titles and summaries lose their last character."""
    for module, field in ((title, "title"), (texts, "summary")):
        monkeypatch.setattr(module, "VERSION", "9")
        monkeypatch.setattr(module, "extract", shortened(module.extract, field))


def shortened(extract: Any, field: str) -> Any:
    def extract_less(page: TaggedDocument, scope: Scope) -> Iterator[Mention]:
        for mention in extract(page, scope):
            if mention.field == field and len(mention.quote) > 1:
                cut = {"end": mention.end - 1, "quote": mention.quote[:-1]}
                yield mention.model_copy(update={**cut, "value": mention.quote[:-1]})
            else:
                yield mention

    return extract_less


def lines_of(run: Path) -> dict[str, list[str]]:
    """Record lines by source of their page."""
    found: dict[str, list[str]] = {}
    for line in (run / files.RECORDS).read_text("utf-8").splitlines():
        site = "feeds" if "cistc" in json.loads(line)["source_url"] else "missions"
        found.setdefault(site, []).append(line)
    return found


def test_only_what_is_selected_is_read_anew(workspace: Workspace, better: None) -> None:
    campaign = Campaign(workspace, "extractor.title<current and source=missions")
    old = campaign.folder
    assert (campaign.outlook().selected, campaign.outlook().known) == (2, 0)
    run, new = campaign.run(0)
    before, after = lines_of(old), lines_of(new)
    assert after["feeds"] == before["feeds"] and after["feeds"]
    assert len(after["missions"]) == len(before["missions"]) == 3
    assert not set(after["missions"]) & set(before["missions"])
    assert run.counts.taken_over == 1 and run.counts.add_up()
    assert run.reparse is not None and run.reparse.selected == 2

    changed = compared(old, new)
    assert set(changed["by_field"]) == {"title", "summary"}
    assert set(changed["by_cause"]) == {"extractor_changed"}

    # The next campaign sees which run parsed each page, and has nothing left of the first one.
    rest = Campaign(workspace, "extractor.title<current", base=run.run_id)
    assert {page.facts.source for page in rest.pages.values() if page.facts.name in rest.selected}
    assert [rest.pages[name].facts.source for name in rest.selected] == ["feeds"]
    assert all(page.result for page in rest.pages.values())
    last, folder = rest.run(0)
    plain, whole = run_job(ExtractJob(workers=0, workspace=workspace.path, anew=True))
    for name in LINES:
        assert (folder / name).read_bytes() == (whole / name).read_bytes(), name
    assert last.counts.records == plain.counts.records


def test_a_field_alone_is_taken_over(workspace: Workspace, better: None) -> None:
    campaign = Campaign(workspace, "source=missions", only="title")
    run, new = campaign.run(0)
    assert set(compared(campaign.folder, new)["by_field"]) == {"title"}
    record = json.loads(lines_of(new)["missions"][0])
    assert record["extractor_versions"]["title"] == "9"
    assert record["extractor_versions"]["texts"] != "9"
    assert run.extractor_versions["title"] == "9"
    assert run.configuration != campaign.configuration
    # What was merged is known to later campaigns as it stands.
    again = Campaign(workspace, "extractor.texts<current and source=missions", base=run.run_id)
    assert all(page.result for page in again.pages.values())
    assert len(again.selected) == 2
    untouched = Campaign(workspace, "source=feeds", base=run.run_id).run(0)[1]
    assert lines_of(untouched)["missions"] == lines_of(new)["missions"]


def test_a_second_campaign_parses_nothing(
    workspace: Workspace, better: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Campaign(workspace, "source=missions")
    run, new = first.run(0)
    again = Campaign(workspace, "source=missions", base=first.accepted.run_id)
    assert again.outlook().known == 2
    monkeypatch.setattr("pipeline.runs.pool.parse_page", None)
    second, folder = again.run(0)
    assert second.counts.taken_over == 3
    assert lines_of(folder) == lines_of(new) and second.run_id != run.run_id


def test_it_begins_from_what_was_published(workspace: Workspace) -> None:
    store = workspace.open_store()
    (first,) = known_runs(workspace.runs).values()
    publish(first, workspace.path / "published", Ledger(store), gates())
    run_job(ExtractJob(workers=0, workspace=workspace.path))
    assert Campaign(workspace, "").folder == first


def test_pages_that_are_not_in_the_archive_are_told(workspace: Workspace) -> None:
    run_job(ExtractJob((FIXTURES / "feed-rus-ir-crystal",), workers=0, workspace=workspace.path))
    with pytest.raises(ReparseError, match=r"1 pages of run .* are not in the archive"):
        Campaign(workspace, "")


def called(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["reparse", *map(str, arguments)])
    assert isinstance(ended.value.code, int)
    return ended.value.code, *capsys.readouterr()


def test_the_command(
    workspace: Workspace, better: None, capsys: pytest.CaptureFixture[str]
) -> None:
    here = ("--workspace", workspace.path)
    code, out, _ = called(capsys, "--where", "source=missions", "--dry-run", *here)
    assert (code, len(known_runs(workspace.runs))) == (0, 1)
    assert "2 of 3 pages" in out and "missions records" in out
    code, out, _ = called(capsys, "--where", "source=nowhere", "--json", *here)
    assert (code, json.loads(out)["selected"], len(known_runs(workspace.runs))) == (0, 0, 1)
    code, out, _ = called(
        capsys, "--where", "source=missions", "--only", "title", "--workers", 0, "--json", *here
    )
    told = json.loads(out)
    assert code == 0 and told["compared"]["by_field"] == {"title": 3}
    assert told["run"]["reparse"]["only"] == "title"
    code, _, err = called(capsys, "--where", "source=missions", "--only", "colour", *here)
    assert code == 1 and err.startswith("kejichu: there is no field colour")
