"""``kejichu serve``: searching, reviewing and coding in a browser on this machine."""

import secrets
import socket
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE
from pipeline.cli.selecting import index_option
from pipeline.cli.workspace_options import (
    against_option,
    contacts_option,
    reviewer_option,
    workspace_option,
)

if TYPE_CHECKING:
    from starlette.types import ASGIApp

_LOOPBACK = "127.0.0.1"


@click.command()
@click.argument("run", default="latest")
@click.option(
    "--port",
    default=8765,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port of this machine; 0 takes a free one.",
)
@click.option(
    "--survey",
    "surveys",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder that survey draw wrote, to be coded here; may be given several times.",
)
@reviewer_option
@against_option
@workspace_option
@contacts_option
@index_option
def command(
    run: str,
    port: int,
    surveys: tuple[Path, ...],
    reviewer: str,
    against: str | None,
    workspace: Path,
    contacts: bool,
    index: Path | None,
) -> int:
    """Serve RUN on this machine, until Ctrl-C: search and export its records, decide what is open
    of them, join and split parties, and code what became of the parties of a survey.

    The address that is printed holds a key: only a browser that opened it may read or decide.
    """
    # First, as the rest takes a while to load.
    listening = _listen(port)
    from pipeline.archive.archive import Archive
    from pipeline.cli.review_runs import run_and_other
    from pipeline.explore_page.explore import Explorer
    from pipeline.ledger.ledger import Ledger
    from pipeline.ledger.party_decisions import PartyLedger
    from pipeline.review_page.app import create_app
    from pipeline.review_page.archived import Archived
    from pipeline.review_page.guard import START, Guard
    from pipeline.review_page.session import Session
    from pipeline.reviewing.originals import Originals
    from pipeline.reviewing.service import open_review
    from pipeline.workspace import Workspace

    folder, other = run_and_other(workspace, run, against)
    port = listening.getsockname()[1]
    token = secrets.token_urlsafe(24)
    with ExitStack() as stack:
        own = Workspace(workspace)
        store = stack.enter_context(own.store())
        review = stack.enter_context(open_review(folder, Ledger(store), other))
        session = Session(reviewer, contacts)
        names = PartyLedger(store)
        explorer = stack.enter_context(Explorer(folder, session, names, surveys, index))
        archived = Archived(review, session, Originals(folder, Archive(own.archive, store)))
        parts = (explorer.add_routes, archived.add_routes)
        app = Guard(create_app(review, session, *parts), port, token)
        console.results().print(f"http://{_LOOPBACK}:{port}{START}{token}", markup=False)
        console.notes().print(
            f"{review.run_id}, decided by {reviewer}; Ctrl-C ends it.", markup=False
        )
        _run(app, listening)
    return DONE


def _listen(port: int) -> socket.socket:
    """A socket that only this machine reaches."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_LOOPBACK, port))
        # From now on, so that the printed address answers whoever opens it at once.
        listening.listen()
    except OSError as error:
        listening.close()
        raise click.ClickException(f"port {port} is taken: give another with --port") from error
    return listening


def _run(app: "ASGIApp", listening: socket.socket) -> None:
    import uvicorn

    settings = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, lifespan="off"
    )
    with suppress(KeyboardInterrupt):
        uvicorn.Server(settings).run(sockets=[listening])
