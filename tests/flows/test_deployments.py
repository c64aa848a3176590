import inspect
from collections.abc import Callable
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

from flows.deployments import (
    DEPLOYMENTS,
    POOL,
    Deployment,
    NoServer,
    deployments_for,
    made,
    serve,
)
from pipeline.cli.main import main

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


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the deployments that Prefect was told to serve."""
    names = list[str]()
    monkeypatch.setattr("prefect.serve", lambda *each: names.extend(item.name for item in each))
    return names


def test_serves_every_deployment(served: list[str]) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:4200/api"}):
        serve()
    assert served == [deployment.name for deployment in DEPLOYMENTS]


def test_without_a_server_nothing_is_served(served: list[str]) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with (
        temporary_settings(restore_defaults={PREFECT_API_URL}),
        pytest.raises(NoServer, match="PREFECT_API_URL"),
    ):
        serve()
    assert served == []


def test_prefect_yaml_says_the_same() -> None:
    path = Path(__file__).resolve().parents[2] / "prefect.yaml"
    given = yaml.safe_load(path.read_text("utf-8"))
    assert given["prefect-version"] == metadata.version("prefect")
    said = {
        each["name"]: (
            each["entrypoint"],
            each["parameters"],
            [one["cron"] for one in each.get("schedules", [])],
            each["concurrency_limit"],
            each["work_pool"]["name"],
        )
        for each in given["deployments"]
    }
    limit = {"limit": 1, "collision_strategy": "CANCEL_NEW"}
    assert said == {
        each.name: (
            each.flow.replace(":", "."),
            dict(each.parameters),
            [each.cron] if each.cron else [],
            limit,
            POOL,
        )
        for each in DEPLOYMENTS
    }


def test_a_workspace_and_the_night_are_chosen(tmp_path: Path) -> None:
    chosen = {each.name: each for each in deployments_for(tmp_path, "0 1 * * *", sources=["most"])}
    assert {each.parameters["workspace"] for each in chosen.values()} == {str(tmp_path)}
    assert {name: each.cron for name, each in chosen.items() if each.cron} == {
        "nightly": "0 1 * * *"
    }
    assert chosen["nightly"].parameters["sources"] == ["most"]
    assert "sources" not in chosen["crawl"].parameters


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main(["schedule", *arguments])
    assert isinstance(ended.value.code, int)
    return ended.value.code, capsys.readouterr().err


def test_commands_without_a_server_say_so(capsys: pytest.CaptureFixture[str]) -> None:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    with temporary_settings(restore_defaults={PREFECT_API_URL}):
        for arguments in (["deploy"], ["list"], ["pause", "nightly"], ["run", "nightly"]):
            code, error = told(capsys, *arguments)
            assert code == 1 and error.startswith("kejichu: start a server"), arguments


def test_a_wrong_cron_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    code, error = told(capsys, "deploy", "--cron", "every night")
    assert code == 2 and "no cron schedule" in error
