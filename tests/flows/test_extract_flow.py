import json
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipeline.inputs.base import InputError
from pipeline.runs import folder as files
from pipeline.runs.execute import execute
from pipeline.runs.job import ExtractJob

_LINES = (files.RECORDS, files.DOCUMENTS, files.REFUSED, files.QUARANTINE, files.ISSUES)


@pytest.mark.flow
def test_gives_the_very_bytes_of_extract(prefect_server: None, pages: Path, tmp_path: Path) -> None:
    from flows.extract_flow import extract_flow

    plain = execute([pages], tmp_path / "plain", workers=0)
    given = extract_flow([str(pages)], str(tmp_path / "flow"), workers=2)

    assert plain.counts.records > 0 and plain.counts.no_opportunity > 0
    for name in _LINES:
        expected = (tmp_path / "plain" / name).read_bytes()
        assert (tmp_path / "flow" / name).read_bytes() == expected, name
    manifest = files.read_manifest(tmp_path / "flow")
    assert manifest.files == plain.files
    assert manifest.inputs == plain.inputs
    assert given["counts"] == plain.counts.model_dump()


@pytest.mark.flow
def test_gives_references_and_no_payload(prefect_server: None, pages: Path, tmp_path: Path) -> None:
    from flows.extract_flow import extract_flow

    out = tmp_path / "run"
    given = extract_flow([str(pages)], str(out), workers=0)

    assert set(given) == {"run_id", "run", "manifest", "records", "counts"}
    assert given["run_id"] == files.read_manifest(out).run_id
    assert Path(given["run"]) == out
    assert Path(given["manifest"]).is_file() and Path(given["records"]).is_file()
    assert all(isinstance(count, int) for count in given["counts"].values())
    assert "气凝胶" not in json.dumps(given, ensure_ascii=False)


@pytest.mark.flow
def test_fails_with_the_error_of_the_task(prefect_server: None, tmp_path: Path) -> None:
    from flows.extract_flow import extract_flow

    missing = str(tmp_path / "missing")
    state = extract_flow([missing], str(tmp_path / "run"), return_state=True)

    assert state.is_failed()
    with pytest.raises(InputError, match="does not exist"):
        extract_flow([missing], str(tmp_path / "run"))


@pytest.mark.flow
@pytest.mark.parametrize(
    ("error", "attempts"),
    [(OSError("stale file handle"), 2), (ValueError("a fault"), 1), (InputError("bad"), 1)],
)
def test_tries_again_after_an_os_error_only(
    prefect_server: None, monkeypatch: pytest.MonkeyPatch, error: Exception, attempts: int
) -> None:
    from flows import extract_flow as module

    calls = list[Any]()

    def failing(*given: Any) -> None:
        calls.append(given)
        # Elsewhere the time limit of a page is not kept without workers.
        assert threading.current_thread() is threading.main_thread()
        raise error

    monkeypatch.setattr(module, "run_job", failing)
    impatient = module.extract_shard.with_options(retries=1, retry_delay_seconds=0)
    monkeypatch.setattr(module, "extract_shard", impatient)
    with pytest.raises(type(error), match=str(error)):
        module.extract_flow(["pages"], "run")
    assert len(calls) == attempts
    assert calls[0][0] == ExtractJob((Path("pages"),), Path("run"))


def test_a_full_disk_may_pass_and_a_bad_folder_never() -> None:
    from flows.extract_flow import RETRY_DELAYS, extract_shard, may_pass

    def passes(error: Exception) -> bool:
        return may_pass(extract_shard, None, SimpleNamespace(data=error))  # type: ignore[arg-type]

    assert passes(OSError(28, "No space left on device"))
    assert not passes(files.RunFolderError("taken"))
    assert not passes(MemoryError())
    assert extract_shard.retries == len(RETRY_DELAYS) > 0
    assert extract_shard.retry_condition_fn is may_pass
