"""The argument RUN and the option --workspace that commands about a finished run share."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., object])


def run_argument(command: _Command) -> _Command:
    """Give a command ``run`` (a text) and ``workspace`` (a folder)."""
    with_workspace = click.option(
        "--workspace",
        default=Path(),
        type=click.Path(path_type=Path, file_okay=False),
        envvar="KEJICHU_WORKSPACE",
        help="Folder whose runs/ holds the runs; the current folder by default.",
    )(command)
    return click.argument("run")(with_workspace)


def run_folder(run: str, workspace: Path) -> Path:
    """The folder that RUN names. Raises RunFolderError."""
    from pipeline.runs.naming import resolve

    return resolve(run, workspace / "runs")
