"""Options of commands that work on a workspace and its ledger."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.environment import WORKSPACE

if TYPE_CHECKING:
    from pipeline.ledger.ledger import Ledger
    from pipeline.ledger.party_decisions import PartyLedger
    from pipeline.workspace import Workspace

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _opened(_context: click.Context, _option: click.Parameter, path: Path) -> "Workspace":
    # Its settings cost an import of pydantic, which --help need not pay.
    from pipeline.workspace import Workspace

    return Workspace(path)


def _workspace(**more: Any) -> Callable[[_Command], _Command]:
    return click.option(
        "--workspace",
        default=Path(),
        type=click.Path(path_type=Path, file_okay=False),
        envvar=WORKSPACE,
        show_envvar=True,
        help="Folder of archive, runs and state; the current folder where it is not named.",
        **more,
    )


# ``--workspace``, given to the command as a path, and as a Workspace.
workspace_option, opened_workspace_option = _workspace(), _workspace(callback=_opened)
contacts_option = click.option("--contacts", is_flag=True, help="Show contact data instead of X.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@contextmanager
def open_ledgers(workspace: Path) -> Iterator[tuple["Ledger", "PartyLedger"]]:
    """What a workspace's reviewers said, of values and of parties' names.

    Raises StoreError, WorkspaceError.
    """
    from pipeline.ledger.ledger import Ledger
    from pipeline.ledger.party_decisions import PartyLedger
    from pipeline.workspace import Workspace

    with Workspace(workspace).store() as store:
        yield Ledger(store), PartyLedger(store)


@contextmanager
def open_ledger(workspace: Path) -> Iterator["Ledger"]:
    """What they said of values."""
    with open_ledgers(workspace) as (ledger, _):
        yield ledger


@contextmanager
def open_party_ledger(workspace: Path) -> Iterator["PartyLedger"]:
    """What they said of parties' names."""
    with open_ledgers(workspace) as (_, parties):
        yield parties


def reviewer_option(command: _Command) -> _Command:
    """``--reviewer``: who decides, by default the user of the machine."""
    return click.option(
        "--reviewer",
        envvar="KEJICHU_REVIEWER",
        default=getpass.getuser,
        show_default="the user of this machine",
        help="Who decides.",
    )(command)


_FILTERS = (
    ("--kind", "kinds", "Only conflict, change or value (values that nobody asked about)."),
    ("--question", "questions", "Only this state or class of change."),
    ("--field", "fields", "Only this field, with its parts."),
    ("--pattern", "patterns", "Only patterns whose id begins so."),
    ("--rule", "rules", "Only what this rule says."),
    ("--grade", "grades", "Only this grade."),
    ("--language", "languages", "Only quotes in this language."),
    ("--value", "values", "Only where the run says this."),
    ("--record", "records", "Only records or pages whose id begins so."),
)


def query_options(command: _Command) -> _Command:
    """The filters of the review queue."""
    for name, variable, text in reversed(_FILTERS):
        command = click.option(name, variable, multiple=True, help=text)(command)
    return command


def against_option(command: _Command) -> _Command:
    """``--against``: the run whose changes are asked about."""
    return click.option(
        "--against",
        help="Run whose changes are asked about; by default the last publication, if there is "
        "one. none asks about no changes.",
    )(command)
