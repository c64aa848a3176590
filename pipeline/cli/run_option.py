"""The argument RUN, or the option --run, and --workspace of commands about a finished run."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from pipeline.cli.workspace_options import workspace_option

_Command = TypeVar("_Command", bound=Callable[..., object])


def run_argument(command: _Command) -> _Command:
    """Give a command ``run`` (a text) and ``workspace`` (a folder)."""
    return click.argument("run")(workspace_option(command))


def run_option(command: _Command) -> _Command:
    """The same for a command whose arguments are others: ``--run``, the latest if not given."""
    option = click.option("--run", default="latest", show_default=True, help="As RUN elsewhere.")
    return option(workspace_option(command))


def run_folder(run: str, workspace: Path) -> Path:
    """The folder that RUN names. Raises RunFolderError."""
    from pipeline.runs.naming import resolve

    return resolve(run, workspace / "runs")
