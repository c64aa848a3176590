"""``kejichu schedule``: the flows on a Prefect server, by cron and by hand."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE, FAILED, REFUSED
from pipeline.cli.workspace_options import opened_workspace_option

if TYPE_CHECKING:
    from pipeline.workspace import Workspace

_F = TypeVar("_F", bound=Callable[..., Any])
_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


class _Group(click.Group):
    """A group whose errors are sentences, not traces."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Exception as error:
            from httpx import TransportError

            from flows.deployments import NoServer
            from flows.gates import QualityGate

            if isinstance(error, TransportError):
                click.echo(f"kejichu: the server of PREFECT_API_URL is silent: {error}", err=True)
                return FAILED
            if isinstance(error, NoServer | QualityGate):
                click.echo(f"kejichu: {error}", err=True)
                return FAILED
            raise


@click.group(cls=_Group)
def command() -> None:
    """Flows on the Prefect server that PREFECT_API_URL names."""


def _nightly(function: _F) -> _F:
    for option in (
        click.option("--cron", help="When nightly runs, five fields in UTC.  [30 18 * * *]"),
        click.option("--source", "sources", multiple=True, help="Nightly crawls only this source."),
        click.option("--workers", default=1, show_default=True, type=click.IntRange(min=0)),
        click.option("--no-publish", is_flag=True, help="Nightly does not publish its run."),
        opened_workspace_option,
    ):
        function = option(function)
    return function


def _deployments(
    workspace: "Workspace",
    cron: str | None,
    sources: tuple[str, ...],
    workers: int,
    no_publish: bool,
) -> Any:
    from cronsim import CronSim, CronSimError

    from flows.deployments import deployments_for

    try:
        if cron:
            CronSim(cron, datetime.now(UTC))
    except CronSimError as error:
        raise click.UsageError(f"{cron!r} is no cron schedule: {error}") from error
    return deployments_for(
        Path(workspace.path),
        cron,
        sources=list(sources) or None,
        workers=workers,
        publish=not no_publish,
    )


@command.command()
@_nightly
@click.option("--pool", default="kejichu", show_default=True, help="Work pool of the workers.")
@_json
def deploy(pool: str, as_json: bool, **chosen: Any) -> int:
    """Put the flows on the server; a worker runs them: prefect worker start --pool kejichu."""
    from flows.schedule import deploy as put

    names = put(_deployments(**chosen), pool)
    if as_json:
        console.print_json({"deployed": names, "pool": pool})
    else:
        console.results().print(f"deployed {', '.join(names)} for pool {pool}", markup=False)
    return DONE


@command.command()
@_nightly
def serve(**chosen: Any) -> int:
    """Put the flows on the server and run them in this process, until interrupted."""
    from flows.deployments import serve as wait

    wait(_deployments(**chosen))
    return DONE


@command.command("list")
@_json
def show(as_json: bool) -> int:
    """The flows on the server: their schedule, their next run, and how the last one ended."""
    from flows.schedule import listed

    for one in listed():
        if as_json:
            click.echo(json.dumps(asdict(one), default=lambda time: time.isoformat()))
            continue
        when = (one.cron or "by hand") + ("" if one.active or not one.cron else ", paused")
        following = f", next {one.next_run:%Y-%m-%d %H:%M} UTC" if one.next_run else ""
        last = f", last {one.last} {one.last_at:%Y-%m-%d %H:%M} UTC" if one.last_at else ""
        console.results().print(f"{one.name}: {when}{following}{last}", markup=False)
    return DONE


@command.command()
@click.argument("name")
def pause(name: str) -> int:
    """Let the schedule of NAME rest."""
    from flows.schedule import set_active

    set_active(name, False)
    return DONE


@command.command()
@click.argument("name")
def resume(name: str) -> int:
    """Let the schedule of NAME go on."""
    from flows.schedule import set_active

    set_active(name, True)
    return DONE


@command.command()
@click.argument("name")
@click.option("--param", "parameters", multiple=True, metavar="KEY=JSON", help="A parameter.")
@click.option("--wait", is_flag=True, help="Wait for its end; exit code 4 if it failed.")
@_json
def run(name: str, parameters: tuple[str, ...], wait: bool, as_json: bool) -> int:
    """Start NAME now."""
    from flows.schedule import run_now

    found = run_now(name, dict(map(_parameter, parameters)), wait)
    state = found.state_name or ""
    if as_json:
        console.print_json({"flow_run": found.name, "id": str(found.id), "state": state})
    else:
        console.results().print(f"{found.name}: {state}", markup=False)
    return REFUSED if wait and state != "Completed" else DONE


def _parameter(text: str) -> tuple[str, Any]:
    key, sign, value = text.partition("=")
    if not sign:
        raise click.UsageError(f"--param {text}: write KEY=VALUE")
    try:
        return key, json.loads(value)
    except json.JSONDecodeError:
        return key, value
