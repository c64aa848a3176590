"""What people decided, for commands that count: by the workspace's ledger and by files given."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from pipeline.resolving.overrides import Override

_Command = TypeVar("_Command", bound=Callable[..., Any])
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def overrides_option(command: _Command) -> _Command:
    """``--overrides``: a file that counts beside the ledger of the workspace."""
    return click.option(
        "--overrides",
        type=_FILE,
        help="Joined and split parties beside those of the ledger, as JSON lines.",
    )(command)


def decisions_option(command: _Command) -> _Command:
    """``--decisions``: a file that counts instead of the ledger of the workspace."""
    return click.option(
        "--decisions", type=_FILE, help="Decisions instead of the ledger's, as JSON lines."
    )(command)


def given_overrides(workspace: Path, file: Path | None) -> "tuple[Override, ...]":
    """What the ledger of a workspace and a file say of parties' names.

    Raises OverrideError, StoreError, WorkspaceError.
    """
    from pipeline.ledger.party_decisions import PartyLedger
    from pipeline.resolving.overrides import load_overrides

    with _store(workspace) as engine:
        kept = PartyLedger(engine).overrides() if engine else ()
    return kept + (load_overrides(file) if file else ())


def given_reviews(workspace: Path, file: Path | None) -> Mapping[str, frozenset[str]]:
    """The fields judged of each record, by a file or else by the ledger of a workspace.

    Raises CountingError, StoreError, WorkspaceError.
    """
    from pipeline.counting.reviews import judged_fields, reviewed_fields
    from pipeline.ledger.ledger import Ledger

    if file:
        return reviewed_fields(file)
    with _store(workspace) as engine:
        return judged_fields(Ledger(engine).decisions()) if engine else {}


@contextmanager
def _store(workspace: Path) -> "Iterator[Engine | None]":
    """The store of a workspace, none where it has none: counting makes no database."""
    from pipeline.workspace import Workspace

    found = Workspace(workspace)
    with found.store() if found.has_store() else nullcontext() as engine:
        yield engine
