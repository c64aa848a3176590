"""The night's work: crawl, extract what is new, publish if nothing speaks against it.

A broken source stops neither the other sources nor the run: what it gave before stays in force.
The flow still ends as failed, after all is done, so that somebody looks.
"""

from pathlib import Path
from typing import Any

from prefect import flow

from flows.extract_flow import extract_shard
from flows.gates import QualityGate, close, crawl_faults, run_faults
from flows.tasks import crawl_sources, publish_run
from flows.telling import HOOKS, link, summary
from pipeline.runs.job import ExtractJob


@flow(name="nightly", flow_run_name="nightly in {workspace}", persist_result=False, **HOOKS)
def nightly_flow(
    workspace: str = ".",
    sources: list[str] | None = None,
    workers: int = 1,
    publish: bool = True,
    cluster: str | None = None,
) -> dict[str, Any]:
    """Crawl ``sources`` (all where none are named), extract the archive, publish the run.

    ``cluster`` is the address of a Dask scheduler whose workers parse. Gives the run's references
    and counts. Fails with QualityGate, after all is done, for broken sources, a run without
    records, and a run that may not be published.
    """
    folder = Path(workspace)
    reports: list[dict[str, Any]] = crawl_sources(folder, sources) if sources != [] else []
    done = extract_shard(ExtractJob(workspace=folder, workers=workers, cluster=cluster))
    faults = [*crawl_faults(reports), *run_faults(done["counts"])]
    published = None
    if publish and not list(run_faults(done["counts"])):
        try:
            published = publish_run(folder, done["run_id"])["published"]
        except QualityGate as gate:
            faults.append(str(gate))
    rows = [{"stage": f"crawl {one['source']}", **_figures(one)} for one in reports]
    rows.append({"stage": "extract", "run": done["run_id"], **done["counts"]})
    rows.append({"stage": "publish", "published": published, "faults": "; ".join(faults)})
    summary(rows, "The night's figures, a stage a row.")
    link(published or done["run"], f"run {done['run_id']}")
    close(faults)
    return done | {"published": published}


def _figures(report: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in report.items() if name != "source"}
