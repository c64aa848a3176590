"""Which run a name means."""

from pathlib import Path

import pytest

from pipeline.runs.folder import RunFolderError
from pipeline.runs.naming import known_runs, resolve

MANIFEST = (
    '{{"run_id":"{id}","started_at":"2026-01-01T00:00:00Z","finished_at":"2026-01-01T00:00:00Z",'
    '"inputs":[],"schema_version":"1.0","pipeline_version":"1","extractor_versions":{{}},'
    '"vocabulary_digest":"d","files":{{}},"counts":{{"captures":0,"with_records":0,'
    '"no_opportunity":0,"quarantined":0,"duplicates":0,"records":0,"issues":0}}}}'
)
FIRST, SECOND, THIRD = (f"2026010{day}T000000Z-abc" for day in (1, 2, 3))


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """Three finished runs, whose folders do not sort by time, and what else lies there."""
    folder = tmp_path / "runs"
    for name, run_id in (("z", FIRST), ("m", THIRD), (SECOND, SECOND)):
        (folder / name).mkdir(parents=True)
        (folder / name / "manifest.json").write_text(MANIFEST.format(id=run_id), "utf-8")
    for name in ("m.partial", "m.old", "broken", "empty"):
        (folder / name).mkdir()
    for name in ("m.partial", "m.old"):
        (folder / name / "manifest.json").write_text(MANIFEST.format(id="2027"), "utf-8")
    (folder / "broken" / "manifest.json").write_text("{}", "utf-8")
    return folder


def test_latest_is_by_run_id(runs: Path) -> None:
    assert list(known_runs(runs)) == [FIRST, SECOND, THIRD]
    names = ("latest", "latest~0", "latest~1", "latest~2")
    assert [resolve(name, runs).name for name in names] == ["m", "m", SECOND, "z"]


def test_ids_beginnings_and_folders(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert resolve(FIRST, runs) == resolve("20260101", runs) == runs / "z"
    assert resolve(str(runs / "z"), runs / "nowhere") == runs / "z"
    monkeypatch.chdir(runs)
    assert resolve("z", runs / "nowhere") == Path("z")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("latest~3", "there is no latest~3: .* holds 3 runs"),
        ("2026", "3 runs begin with '2026'"),
        ("2027", "no run in .* begins so"),
        ("", "no run in .* begins so"),
    ],
)
def test_what_is_not_there_is_one_sentence(runs: Path, name: str, message: str) -> None:
    with pytest.raises(RunFolderError, match=message):
        resolve(name, runs)


def test_no_runs_at_all(tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="holds 0 runs"):
        resolve("latest", tmp_path / "runs")
