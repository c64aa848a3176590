"""The tasks that flows are made of; each calls one job of ``pipeline`` and gives figures only."""

from pathlib import Path
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows.extract_flow import RETRY_DELAYS, may_pass
from pipeline.workspace import Workspace

_SETTINGS: dict[str, Any] = {
    "retries": len(RETRY_DELAYS),
    "retry_delay_seconds": RETRY_DELAYS,
    "retry_condition_fn": may_pass,
    "cache_policy": NO_CACHE,
    "persist_result": False,
}


@task(task_run_name="crawl", tags={"crawl"}, **_SETTINGS)
def crawl_sources(workspace: Path, names: list[str] | None) -> list[dict[str, Any]]:
    """Crawl sources, all whose addresses were seen where none are named; a report for each.

    All sources are one task, since the gates that spare a host are those of one process.
    """
    from pipeline.crawling.run import crawl
    from pipeline.sources.loading import all_sources, chosen

    own = Workspace(workspace)
    known = all_sources(own.sources)
    observed = [source for source in known.values() if source.basis == "observed"]
    reports = crawl(observed if names is None else chosen(known, names), own)
    return [_told(report.model_dump(mode="json")) for report in reports]


def _told(report: dict[str, Any]) -> dict[str, Any]:
    figures = {name: report[name] for name in ("source", "outcome", "reason")}
    return figures | {f"items_{name}": number for name, number in report["items"].items()}


@task(task_run_name="reparse", tags={"reparse"}, **_SETTINGS)
def reparse_pages(
    workspace: Path, where: str, only: str | None, base: str | None, workers: int
) -> dict[str, Any]:
    """Run a campaign and compare its run with the one it began from; no ``run`` if none was due."""
    from pipeline.reparsing.campaign import Campaign
    from pipeline.reparsing.compared import compared

    campaign = Campaign(Workspace(workspace), where, only, base)
    if not campaign.selected:
        return {"selected": 0, "pages": len(campaign.pages)}
    run, folder = campaign.run(workers)
    return {
        "selected": len(campaign.selected),
        "pages": len(campaign.pages),
        "run_id": run.run_id,
        "run": str(folder),
        "counts": run.counts.model_dump(),
        "compared": compared(campaign.folder, folder),
    }


@task(task_run_name="publish", tags={"publish"}, **_SETTINGS)
def publish_run(workspace: Path, run: str) -> dict[str, Any]:
    """Publish a run. Raises QualityGate where decisions are open or a gate is not met."""
    from flows.gates import QualityGate
    from pipeline.ledger.ledger import Ledger
    from pipeline.publishing.gates import gates
    from pipeline.publishing.publish import PublishRefused, publish
    from pipeline.runs.naming import resolve

    own = Workspace(workspace)
    try:
        with own.store() as store:
            folder = resolve(run, own.runs)
            out, publication = publish(folder, workspace / "published", Ledger(store), gates())
    except PublishRefused as refused:
        raise QualityGate(str(refused)) from refused
    return {"published": str(out), "records": publication.records, "run_id": publication.run_id}
