"""A re-parse campaign as a flow; its run is not published by it."""

from pathlib import Path
from typing import Any

from prefect import flow

from flows.gates import close, run_faults
from flows.tasks import reparse_pages
from flows.telling import HOOKS, link, summary


@flow(name="reparse", flow_run_name="reparse {where}", persist_result=False, **HOOKS)
def reparse_flow(
    where: str,
    workspace: str = ".",
    only: str | None = None,
    base: str | None = None,
    workers: int = 1,
) -> dict[str, Any]:
    """Parse pages of the accepted run again, as ``kejichu reparse`` does, and compare the runs."""
    done: dict[str, Any] = reparse_pages(Path(workspace), where, only, base, workers)
    figures = {"stage": "reparse", "pages": done["pages"], "selected": done["selected"]}
    if "run" in done:
        figures |= {"run": done["run_id"], "changes": done["compared"]["changes"], **done["counts"]}
        link(done["run"], f"run {done['run_id']}")
    summary([figures], "Pages parsed again, and changes.")
    close(run_faults(done["counts"]) if "run" in done else ())
    return done
