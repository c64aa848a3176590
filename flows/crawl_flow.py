"""Crawling as a flow; it fails where a source no longer fits its profile or cannot be reached."""

from pathlib import Path
from typing import Any

from prefect import flow

from flows.gates import close, crawl_faults
from flows.tasks import crawl_sources
from flows.telling import HOOKS, summary


@flow(name="crawl", flow_run_name="crawl into {workspace}", persist_result=False, **HOOKS)
def crawl_flow(workspace: str = ".", sources: list[str] | None = None) -> list[dict[str, Any]]:
    """Fetch what is new or changed, as ``kejichu crawl`` does; all sources where none are named.

    Fails with QualityGate after all sources were visited.
    """
    reports: list[dict[str, Any]] = crawl_sources(Path(workspace), sources)
    summary(reports, "Pages fetched, by source.")
    close(crawl_faults(reports))
    return reports
