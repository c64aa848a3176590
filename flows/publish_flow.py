"""Publishing as a flow; it fails where decisions are open or a quality gate is not met."""

from pathlib import Path
from typing import Any

from prefect import flow

from flows.tasks import publish_run
from flows.telling import HOOKS, link, summary


@flow(name="publish", flow_run_name="publish {run}", persist_result=False, **HOOKS)
def publish_flow(run: str = "latest", workspace: str = ".") -> dict[str, Any]:
    """Publish a run, as ``kejichu publish`` does."""
    done: dict[str, Any] = publish_run(Path(workspace), run)
    summary([{"stage": "publish", **done}], "What was published.")
    link(done["published"], f"publication of run {done['run_id']}")
    return done
