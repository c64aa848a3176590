"""The deployments as data: which flow runs when, with what; ``python -m flows.deployments`` serves.

Paths are relative to the folder that the serving process was started in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment


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
    """Wait for runs of the deployments, by schedule or by hand, until interrupted."""
    from prefect import serve as wait_for_runs

    wait_for_runs(*map(made, deployments))


if __name__ == "__main__":
    serve()
