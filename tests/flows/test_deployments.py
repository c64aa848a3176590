import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from flows.deployments import DEPLOYMENTS, Deployment, made, serve

_EACH = pytest.mark.parametrize("deployment", DEPLOYMENTS, ids=lambda each: each.name)


def function_of(deployment: Deployment) -> Callable[..., Any]:
    module, _, name = deployment.flow.partition(":")
    function: Callable[..., Any] = getattr(import_module(module), name).fn
    return function


def test_names_are_unique() -> None:
    names = [deployment.name for deployment in DEPLOYMENTS]
    assert len(set(names)) == len(names)


@_EACH
def test_parameters_are_those_of_the_flow(deployment: Deployment) -> None:
    signature = inspect.signature(function_of(deployment))
    signature.bind_partial(**deployment.parameters)
    if deployment.cron:
        signature.bind(**deployment.parameters)


@_EACH
def test_prefect_accepts_it_and_finds_the_flow_again(deployment: Deployment) -> None:
    from prefect.flows import load_flow_from_entrypoint

    found = made(deployment)
    assert found.name == deployment.name
    assert found.parameters == dict(deployment.parameters)
    assert [each.schedule.cron for each in found.schedules or []] == (  # type: ignore[union-attr]
        [deployment.cron] if deployment.cron else []
    )
    assert found.concurrency_limit == 1
    assert found.entrypoint is not None
    assert load_flow_from_entrypoint(found.entrypoint).fn is function_of(deployment)


def test_a_wrong_cron_is_refused() -> None:
    with pytest.raises(ValueError, match="cron"):
        made(Deployment("wrong", DEPLOYMENTS[0].flow, cron="every night"))


def test_serves_every_deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    served = list[str]()
    monkeypatch.setattr("prefect.serve", lambda *each: served.extend(item.name for item in each))
    serve()
    assert served == [deployment.name for deployment in DEPLOYMENTS]
