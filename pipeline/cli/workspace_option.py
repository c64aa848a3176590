"""The option that names the workspace, the same for every command that has one."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pipeline.workspace import VARIABLE, Workspace, workspace_at

_F = TypeVar("_F", bound=Callable[..., Any])


def _workspace(_context: click.Context, _option: click.Parameter, path: Path | None) -> Workspace:
    return workspace_at(path)


def workspace_option(function: _F) -> _F:
    """``--workspace``, given to the command as a Workspace."""
    return click.option(
        "--workspace",
        type=click.Path(path_type=Path, file_okay=False),
        envvar=VARIABLE,
        show_envvar=True,
        callback=_workspace,
        help="Folder of archive, runs and state; the current folder where it is not named.",
    )(function)
