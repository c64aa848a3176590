"""The argument RUN, or the option --run, and --workspace of commands about a finished run."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., object])


_with_workspace = click.option(
    "--workspace",
    default=Path(),
    type=click.Path(path_type=Path, file_okay=False),
    envvar="KEJICHU_WORKSPACE",
    help="Folder whose runs/ holds the runs; the current folder by default.",
)


def run_argument(command: _Command) -> _Command:
    """Give a command ``run`` (a text) and ``workspace`` (a folder)."""
    return click.argument("run")(_with_workspace(command))


def run_option(command: _Command) -> _Command:
    """The same for a command whose arguments are others: ``--run``, the latest if not given."""
    option = click.option("--run", default="latest", show_default=True, help="As RUN elsewhere.")
    return option(_with_workspace(command))


def run_folder(run: str, workspace: Path) -> Path:
    """The folder that RUN names. Raises RunFolderError."""
    from pipeline.runs.naming import resolve

    return resolve(run, workspace / "runs")
