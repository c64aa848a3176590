"""``kejichu archive``: import, list, verify and export captures."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE, FAILED, QUARANTINED
from pipeline.cli.workspace_options import opened_workspace_option

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from pipeline.archive import Archive
    from pipeline.store.captures import CaptureRow
    from pipeline.workspace import Workspace

_F = TypeVar("_F", bound=Callable[..., Any])
_DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])


@click.group()
def command() -> None:
    """The archive of a workspace: everything that sites served, in WARC files."""


def selection(function: _F) -> _F:
    """The options that select captures."""
    for option in (
        click.option("--until", type=_DAY, help="Retrieved before this time (UTC)."),
        click.option("--since", type=_DAY, help="Retrieved at or after this time (UTC)."),
        click.option("--status", type=int, help="HTTP status."),
        click.option("--url", "prefix", help="Beginning of the URL."),
        click.option("--source", help="Name of the source."),
    ):
        function = option(function)
    return function


@command.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@opened_workspace_option
@click.option("--source", help="Name of a source to file the pages under.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def import_command(
    paths: tuple[Path, ...], workspace: "Workspace", source: str | None, as_json: bool
) -> int:
    """Import pages from PATHS: web archives (WARC, ARC, WACZ), folders of saved pages, or pages.

    What the archive holds already is not kept twice, so an interrupted import is started anew.
    """
    from pipeline.archive.importing import import_paths

    notes = console.notes()
    with _open(workspace) as archive, notes.status("importing") as status:
        done = import_paths(archive, paths, source, lambda n: status.update(f"{n} pages"))
    counts = {
        "captures": done.captures,
        "known": done.known,
        "skipped": dict(sorted(done.skipped.items())),
        "unreached": [vars(one) for one in done.unreached],
    }
    if as_json:
        console.print_json(counts)
    else:
        console.results().print(
            f"{done.captures} pages imported, {done.known} were there already, "
            f"{done.skipped.total()} records are no pages, {len(done.unreached)} cannot be read"
        )
    for one in done.unreached[:20]:
        notes.print(console.inert(f"{one.name}: {one.message} ({one.code})"), markup=False)
    return QUARANTINED if done.unreached else DONE


@command.command("list")
@opened_workspace_option
@selection
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a line.")
def list_command(workspace: "Workspace", as_json: bool, **chosen: Any) -> int:
    """List captures, in the order of the archive's files."""
    results = console.results()
    with _open(workspace) as archive:
        for row in archive.captures(*_where(**chosen)):
            if as_json:
                console.print_json(_as_json(row))
            else:
                results.print(console.inert(_line(row)), markup=False)
    return DONE


@command.command("verify")
@click.argument("path", required=False, type=click.Path(path_type=Path, exists=True))
@opened_workspace_option
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@click.option("--repair", is_flag=True, help="First cut what a crash left half written.")
def verify_command(path: Path | None, workspace: "Workspace", as_json: bool, repair: bool) -> int:
    """Read every record again and hold it against its length, its digests and the ledger.

    PATH is a WARC, ARC or WACZ file, or a folder of them, which is verified by itself; without
    PATH the archive of the workspace. Exits with 1 where anything is wrong.
    """
    from pipeline.archive.verifying import first_lines, summary, verify_path
    from pipeline.archive.writing import repair as cut_back

    notes = console.notes()
    with notes.status("verifying"):
        if path is None:
            with _open(workspace) as archive:
                if repair:
                    cut_back(archive.folder, archive.store, _tell_cut)
                found = archive.verify()
        else:
            found = verify_path(path)
    if as_json:
        console.print_json(summary(found))
    else:
        console.results().print(
            f"{found.files} files, {found.records} records, {len(found.faults)} faults; "
            f"{found.unchecked} records have no digest"
        )
        for line in first_lines(found.faults):
            notes.print(console.inert(line), markup=False)
    return FAILED if found.faults else DONE


@command.command("export")
@click.argument("out", type=click.Path(path_type=Path))
@opened_workspace_option
@selection
@click.option("--current", is_flag=True, help="For each URL only what it gave last.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
def export_command(
    out: Path, workspace: "Workspace", current: bool, as_json: bool, **chosen: Any
) -> int:
    """Export captures to OUT: a WARC file if it ends in .warc.gz, else a folder of pages.

    Records go into a WARC file as they are, byte by byte, with their requests; the folder has a
    pages.jsonl, so that kejichu extract reads it.
    """
    from pipeline.archive.exporting import export

    with _open(workspace) as archive:
        where = _where(**chosen)
        done = export(
            archive, archive.current(*where) if current else archive.captures(*where), out
        )
    if as_json:
        console.print_json(vars(done))
    else:
        text = f"{done.captures} captures, {done.records} records or files in {out}"
        console.results().print(text, markup=False)
    return DONE


def _open(workspace: "Workspace") -> "Archive":
    from pipeline.archive import Archive

    return Archive(workspace.archive, workspace.open_store(), workspace.settings.archive)


def _tell_cut(name: str, size: int) -> None:
    console.notes().print(f"{name}: {size} bytes of an unfinished write cut off", markup=False)


def _where(
    source: str | None,
    prefix: str | None,
    status: int | None,
    since: datetime | None,
    until: datetime | None,
) -> "list[ColumnElement[bool]]":
    from pipeline.store.captures import CaptureRow

    conditions: list[ColumnElement[bool]] = []
    if source is not None:
        conditions.append(CaptureRow.source == source)
    if prefix is not None:
        conditions.append(CaptureRow.url.startswith(prefix, autoescape=True))
    if status is not None:
        conditions.append(CaptureRow.status == status)
    if since is not None:
        conditions.append(CaptureRow.retrieved_at >= since.replace(tzinfo=UTC))
    if until is not None:
        conditions.append(CaptureRow.retrieved_at < until.replace(tzinfo=UTC))
    return conditions


def _as_json(row: "CaptureRow") -> dict[str, object]:
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    for name in ("retrieved_at", "stored_at"):
        values[name] = values[name] and values[name].isoformat()
    return {"name": row.name, **values}


def _line(row: "CaptureRow") -> str:
    time = f"{row.retrieved_at:%Y-%m-%dT%H:%M:%SZ}" if row.retrieved_at else "-" * 20
    return f"{time}  {row.status or '---'}  {row.kind:8}  {row.size:>9}  {row.url or row.origin}"
