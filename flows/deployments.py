"""The deployments as data: which flow runs when, with what; ``python -m flows.deployments`` serves.

Paths are relative to the folder that the serving process was started in. Serving needs a server
that ``PREFECT_API_URL`` names (``prefect server start``): an embedded one accepts schedules and
never fires them, without a word.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment


class NoServer(RuntimeError):
    """There is no server that would fire the schedules."""


@dataclass(frozen=True)
class Deployment:
    """A flow (``module:function``) under a name, with default parameters.

    ``cron`` is five fields in UTC, None for runs that a person starts.
    """

    name: str
    flow: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    cron: str | None = None


DEPLOYMENTS = (
    Deployment("extract", "flows.extract_flow:extract_flow"),
    Deployment(
        "extract-nightly",
        "flows.extract_flow:extract_flow",
        {"inputs": ["captures"], "out": "runs/nightly", "replace": True},
        cron="30 18 * * *",
    ),
)


def made(deployment: Deployment) -> "RunnerDeployment":
    """The deployment as Prefect's; one run at a time, as two would write one run folder."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.deployments.runner import RunnerDeployment
    from prefect.types.entrypoint import EntrypointType

    module, _, function = deployment.flow.partition(":")
    return RunnerDeployment.from_flow(
        getattr(import_module(module), function),
        deployment.name,
        parameters=dict(deployment.parameters),
        cron=deployment.cron,
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def serve(deployments: Sequence[Deployment] = DEPLOYMENTS) -> None:
    """Wait for runs of the deployments, by schedule or by hand, until interrupted.

    Raises NoServer where Prefect would start a server of its own.
    """
    from prefect import serve as wait_for_runs
    from prefect.settings import get_current_settings

    if get_current_settings().api.url is None:
        raise NoServer("start a server (prefect server start) and name it in PREFECT_API_URL")
    wait_for_runs(*map(made, deployments))


if __name__ == "__main__":
    try:
        serve()
    except NoServer as error:
        sys.exit(f"kejichu: {error}")
