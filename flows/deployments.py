"""The deployments as data: which flow runs when, with what, on whose server.

Schedules need a server that ``PREFECT_API_URL`` names (``prefect server start``): an embedded one
accepts them and never fires them, without a word.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

POOL = "kejichu"
_TAG = "kejichu"


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


# Paths are relative to the folder that the serving process was started in.
DEPLOYMENTS = (
    Deployment("crawl", "flows.crawl_flow:crawl_flow", {"workspace": "."}),
    Deployment("extract", "flows.extract_flow:extract_flow", {"inputs": [], "workspace": "."}),
    Deployment("reparse", "flows.reparse_flow:reparse_flow", {"workspace": "."}),
    Deployment("publish", "flows.publish_flow:publish_flow", {"workspace": "."}),
    # Half past two in the night in Beijing, when the sites' day is over.
    Deployment(
        "nightly", "flows.nightly_flow:nightly_flow", {"workspace": "."}, cron="30 18 * * *"
    ),
)


def deployments_for(workspace: Path, cron: str | None, **nightly: Any) -> list[Deployment]:
    """The deployments for a workspace, with the cron and further parameters of the nightly run."""
    found = []
    for one in DEPLOYMENTS:
        parameters = dict(one.parameters) | {"workspace": str(workspace.absolute())}
        if one.cron:
            parameters |= nightly
        found.append(replace(one, parameters=parameters, cron=one.cron and (cron or one.cron)))
    return found


def made(deployment: Deployment) -> "RunnerDeployment":
    """The deployment as Prefect's; one run at a time, as two would write one workspace.

    The flow's module is imported, so that one which cannot be is told before anything is deployed.
    """
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.deployments.runner import RunnerDeployment
    from prefect.types.entrypoint import EntrypointType

    module, _, function = deployment.flow.partition(":")
    return RunnerDeployment.from_flow(
        getattr(import_module(module), function),
        deployment.name,
        parameters=dict(deployment.parameters),
        cron=deployment.cron,
        tags=[_TAG],
        concurrency_limit=ConcurrencyLimitConfig(
            limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW
        ),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def check_server() -> None:
    """Raise NoServer where Prefect would start a server of its own."""
    from prefect.settings import get_current_settings

    if get_current_settings().api.url is None:
        raise NoServer("start a server (prefect server start) and name it in PREFECT_API_URL")


def serve(deployments: Sequence[Deployment] = DEPLOYMENTS) -> None:
    """Wait for runs of the deployments, by schedule or by hand, until interrupted.

    Raises NoServer where Prefect would start a server of its own.
    """
    from prefect import serve as wait_for_runs

    check_server()
    wait_for_runs(*map(made, deployments))


if __name__ == "__main__":
    try:
        serve()
    except NoServer as error:
        sys.exit(f"kejichu: {error}")
