"""Deployments on a Prefect server: put there, listed, paused, started by hand."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import (
    DeploymentFilter,
    DeploymentFilterId,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.sorting import FlowRunSort
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound

from flows.deployments import DEPLOYMENTS, Deployment, check_server, made
from flows.gates import QualityGate

_FLOWS = {each.name: each for each in DEPLOYMENTS}


class UnknownDeployment(QualityGate):
    """A name that is no deployment on the server."""


@dataclass(frozen=True)
class Listed:
    """A deployment on the server. ``last`` is the name of its last run's state.

    Cancelled runs do not count, as those are that came due while another was under way.
    """

    name: str
    cron: str | None
    active: bool
    workspace: str
    next_run: datetime | None
    last: str | None
    last_at: datetime | None


def _client() -> SyncPrefectClient:
    check_server()
    return get_client(sync_client=True)


def deploy(deployments: Sequence[Deployment], pool: str) -> list[str]:
    """Put deployments on the server, for workers of a pool of processes; gives their names.

    All flows are imported before the first is deployed.
    """
    ready = [made(each) for each in deployments]
    with _client() as client, suppress(ObjectAlreadyExists):
        client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
    for one in ready:
        one.apply(work_pool_name=pool)
    return [one.name for one in ready]


def listed() -> list[Listed]:
    """The deployments that are on the server, in our order."""
    with _client() as client:
        found = []
        for name in _FLOWS:
            try:
                found.append(_listed(client, _read(client, name)))
            except UnknownDeployment:
                continue
        return found


def set_active(name: str, active: bool) -> None:
    """Pause or resume the schedules of a deployment. Raises UnknownDeployment."""
    with _client() as client:
        deployment = _read(client, name)
        if not deployment.schedules:
            raise UnknownDeployment(f"{name} has no schedule")
        for schedule in deployment.schedules:
            client.update_deployment_schedule(deployment.id, schedule.id, active)


def run_now(name: str, parameters: dict[str, Any], wait: bool) -> FlowRun:
    """Start a deployment, by the next free worker; with ``wait`` until it ends."""
    from prefect.deployments import run_deployment

    with _client() as client:
        _read(client, name)
    timeout = None if wait else 0
    # Declared as a coroutine too, which it is only where it is awaited.
    run: FlowRun = run_deployment(  # type: ignore[assignment]
        _full(name), parameters=parameters, timeout=timeout, as_subflow=False
    )
    return run


def _full(name: str) -> str:
    return f"{name}/{name}"


def _read(client: SyncPrefectClient, name: str) -> DeploymentResponse:
    try:
        return client.read_deployment_by_name(_full(name))
    except ObjectNotFound as error:
        known = ", ".join(_FLOWS)
        raise UnknownDeployment(
            f"{name} is not on the server: kejichu schedule deploy puts there {known}"
        ) from error


def _listed(client: SyncPrefectClient, deployment: DeploymentResponse) -> Listed:
    crons = [getattr(each.schedule, "cron", None) for each in deployment.schedules]
    coming = _runs(client, deployment, [StateType.SCHEDULED], FlowRunSort.EXPECTED_START_TIME_ASC)
    ended = [StateType.COMPLETED, StateType.FAILED, StateType.CRASHED]
    past = _runs(client, deployment, ended, FlowRunSort.END_TIME_DESC)
    return Listed(
        name=deployment.name,
        cron=crons[0] if crons else None,
        active=any(each.active for each in deployment.schedules),
        workspace=str(deployment.parameters.get("workspace", "")),
        next_run=_utc(coming[0].expected_start_time) if coming else None,
        last=past[0].state_name if past else None,
        last_at=_utc(past[0].end_time) if past else None,
    )


def _runs(
    client: SyncPrefectClient,
    deployment: DeploymentResponse,
    states: list[StateType],
    order: FlowRunSort,
) -> list[FlowRun]:
    return client.read_flow_runs(
        deployment_filter=DeploymentFilter(id=DeploymentFilterId(any_=[deployment.id])),
        flow_run_filter=FlowRunFilter(
            state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states))
        ),
        sort=order,
        limit=1,
    )


def _utc(time: datetime | None) -> datetime | None:
    return time and time.astimezone(UTC)
