"""What a flow tells beside its result: artifacts on the server, and a line in the workspace.

Prefect's database may lose history and is not ours to keep, so each end of a flow is written to
``flow-runs.jsonl`` of the workspace too. An artifact that the server does not take is a warning:
the work is done without it.
"""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

from prefect import get_run_logger
from prefect.artifacts import (
    create_link_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

HISTORY = "flow-runs.jsonl"
SUMMARY, RUN_LINK, PROGRESS = "run-summary", "run-folder", "pages-done"
# Seconds between two tellings of progress; one costs up to a tenth of a second.
_PACE = 10.0


def summary(rows: list[dict[str, Any]], description: str) -> None:
    """The table of a flow run's figures, under one key, so that the server keeps its history."""
    _told(lambda: create_table_artifact(rows, SUMMARY, description))


def link(folder: str | Path, text: str) -> None:
    """A link to a folder of results."""
    uri = Path(folder).absolute().as_uri()
    _told(lambda: create_link_artifact(uri, text, RUN_LINK))


class Progress:
    """Tells now and then how many of ``total`` pages are done; nothing where that is not known."""

    def __init__(self, total: int | None) -> None:
        self._total, self._last = total, monotonic()
        self._artifact: Any = None

    def __call__(self, done: int) -> None:
        """So many pages are done."""
        if not self._total or monotonic() - self._last < _PACE:
            return
        self._last, share = monotonic(), min(100.0, 100.0 * done / self._total)
        text = f"{done} of {self._total} pages"
        _told(lambda: self._tell(share, text))

    def _tell(self, share: float, text: str) -> None:
        if self._artifact is None:
            self._artifact = create_progress_artifact(share, PROGRESS, text)
        else:
            update_progress_artifact(self._artifact, share, text)


def record_state(flow: Any, flow_run: Any, state: Any) -> None:
    """Hook: write the end of a flow run into its workspace's history."""
    named = flow_run.parameters.get("workspace")
    if named is None or not Path(named).is_dir():
        return
    line = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "flow": flow.name,
        "flow_run": flow_run.name,
        "id": str(flow_run.id),
        "state": state.name,
        "message": state.message or "",
    }
    handle = os.open(Path(named) / HISTORY, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


# For every flow: how it ends is written down.
HOOKS: dict[str, Any] = {
    name: [record_state]
    for name in ("on_completion", "on_failure", "on_crashed", "on_cancellation")
}


def _told(tell: Callable[[], Any]) -> None:
    try:
        tell()
    except Exception as error:
        get_run_logger().warning("an artifact was not taken: %s", error)
