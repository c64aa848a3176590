"""The night's work: under a real server, by schedule and by a worker; and what its gates say."""

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from processes import process

from pipeline.cli.main import main
from pipeline.runs.naming import known_runs

# The sites of the crawling tests, with the server that serves them.
sys.path.append(str(Path(__file__).resolve().parents[1] / "crawling"))
import sites
from local_site import LocalSite, serving

# A cron minute, a worker that polls every few seconds, and a busy machine.
_PATIENCE = 300


@pytest.fixture
def site() -> Iterator[LocalSite]:
    with serving(LocalSite()) as site:
        sites.build(site)
        yield site


@pytest.fixture
def workspace(site: LocalSite, tmp_path: Path) -> Path:
    sites.profiles(site, tmp_path)
    return tmp_path


def called(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(argument) for argument in arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code, *capsys.readouterr()


def listed(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    code, out, _ = called(capsys, "schedule", "list", "--json")
    assert code == 0
    return {one["name"]: one for one in map(json.loads, out.splitlines())}


def wait_for_end(history: Path, log: Path) -> None:
    """Wait until a flow run has ended; asking the server all the time would cost much."""
    end = time.monotonic() + _PATIENCE
    while not history.exists():
        if time.monotonic() > end:
            pytest.fail(f"no run in {_PATIENCE} s: {log.read_text('utf-8', 'replace')[-3000:]}")
        time.sleep(0.5)
    time.sleep(3)


@pytest.mark.flow
def test_runs_by_its_schedule(
    prefect_server: str, workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--cron", "* * * * *", "--source", "province", "--workers", 0)
    before = datetime.now(UTC)
    code, out, _ = called(capsys, "schedule", "deploy", "--workspace", workspace, *options)
    assert code == 0 and "nightly" in out

    worker = ("prefect", "worker", "start", "--pool", "kejichu", "--type", "process")
    log = workspace / "worker.log"
    with process(
        log,
        *worker,
        "--limit",
        "1",
        PREFECT_API_URL=prefect_server,
        PREFECT_WORKER_QUERY_SECONDS="3",
    ):
        wait_for_end(workspace / "flow-runs.jsonl", log)
        nightly = listed(capsys)["nightly"]
        assert called(capsys, "schedule", "pause", "nightly")[0] == 0

    assert (nightly["last"], nightly["cron"]) == ("Completed", "* * * * *"), log.read_text("utf-8")
    assert (nightly["active"], nightly["workspace"]) == (True, str(workspace))
    assert not listed(capsys)["nightly"]["active"]
    assert called(capsys, "schedule", "resume", "crawl")[0] == 1  # it has no schedule
    code, out, _ = called(capsys, "schedule", "run", "crawl", "--param", "sources=[]", "--json")
    assert (code, json.loads(out)["state"]) == (0, "Scheduled")
    code, _, error = called(capsys, "schedule", "run", "yearly")
    assert code == 1 and "not on the server" in error
    (run,) = list(known_runs(workspace / "runs").values())[:1]
    assert (run / "records.jsonl").stat().st_size
    assert len(known_runs(workspace / "published")) == 1
    history = [json.loads(line) for line in (workspace / "flow-runs.jsonl").open()]
    assert (history[0]["flow"], history[0]["state"]) == ("nightly", "Completed")
    assert datetime.fromisoformat(history[0]["time"]) >= before.replace(microsecond=0)

    rows = summary_of(history[0]["id"])
    assert [row["stage"] for row in rows] == ["crawl province", "extract", "publish"]
    assert rows[0]["items_first"] == 3 and rows[1]["run"] == run.name
    assert rows[2]["published"] and rows[2]["faults"] == ""


def summary_of(flow_run: str) -> Any:
    """The summary's rows, as the server's API gives them."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import (
        ArtifactFilter,
        ArtifactFilterFlowRunId,
        ArtifactFilterKey,
    )

    wanted = ArtifactFilter(
        flow_run_id=ArtifactFilterFlowRunId(any_=[flow_run]),  # type: ignore[list-item]
        key=ArtifactFilterKey(any_=["run-summary"]),
    )
    with get_client(sync_client=True) as client:
        (found,) = client.read_artifacts(artifact_filter=wanted)
    assert isinstance(found.data, str)
    return json.loads(found.data)


@pytest.mark.flow
def test_a_broken_source_fails_the_flow_after_all_is_done(
    prefect_server: str, site: LocalSite, workspace: Path
) -> None:
    from flows.nightly_flow import nightly_flow

    done = nightly_flow(str(workspace), ["province"], workers=0)
    assert done["published"] and done["counts"]["records"]
    site.put(sites.PROVINCE, "/sitemap.xml", "<html><body>moved</body></html>")
    state = nightly_flow(str(workspace), ["province"], workers=0, return_state=True)
    assert state.is_failed() and "source province is" in (state.message or "")
    assert len(known_runs(workspace / "runs")) == 2
    history = (workspace / "flow-runs.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["state"] for line in history] == ["Completed", "Failed"]


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ({"captures": 2, "with_records": 1, "no_opportunity": 1, "records": 1}, ""),
        ({"captures": 3, "with_records": 1, "no_opportunity": 1, "records": 1}, "account for"),
        ({"captures": 1, "with_records": 0, "no_opportunity": 1, "records": 0}, "no records"),
    ],
)
def test_gates_of_a_run(counts: dict[str, int], says: str) -> None:
    from flows.gates import QualityGate, close, run_faults

    whole = {"quarantined": 0, "duplicates": 0, **counts}
    if not says:
        close(run_faults(whole))
        return
    with pytest.raises(QualityGate, match=says):
        close(run_faults(whole))
