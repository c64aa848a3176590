"""The commands of ``kejichu review`` that need no run: the ledger's log, undo and exchange."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE
from pipeline.cli.workspace_options import (
    contacts_option,
    json_option,
    open_ledger,
    open_ledgers,
    reviewer_option,
    workspace_option,
)

if TYPE_CHECKING:
    from models.decision import Decision


def as_text(value: Any) -> str:
    """A value in one line."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def print_made(made: "list[Decision]", as_json: bool) -> None:
    """Tell which decisions were taken."""
    from pipeline.views.entry_view import decision_data

    batch = made[0].batch if made else None
    if as_json:
        shown = [decision_data(each) for each in made]
        console.print_json({"batch": batch, "decisions": shown})
        return
    console.results().print(
        f"{len(made)} decisions in {batch}: kejichu review undo {batch} takes them back"
        if made
        else "nothing to decide",
        markup=False,
    )


@click.command()
@click.argument("reference")
@click.option("--comment", default="", help="A remark for the log.")
@reviewer_option
@workspace_option
@json_option
def undo(reference: str, comment: str, reviewer: str, workspace: Path, as_json: bool) -> int:
    """Take back the decision or batch REFERENCE; what stood before it is in force again.

    Anything can be taken back at any time, an undo too.
    """
    from pipeline.reviewing.undoing import take_back

    with open_ledger(workspace) as ledger:
        made = take_back(ledger, reference, reviewer, comment)
    print_made(made, as_json)
    return DONE


@click.command()
@click.option("--record", default="", help="Only records or pages whose id begins so.")
@click.option("--by", "reviewer", default="", help="Only decisions of this reviewer.")
@click.option("--batch", default="", help="Only this batch.")
@click.option("-n", "number", type=click.IntRange(min=1), help="Only the latest so many.")
@workspace_option
@contacts_option
@json_option
def log(
    record: str,
    reviewer: str,
    batch: str,
    number: int | None,
    workspace: Path,
    contacts: bool,
    as_json: bool,
) -> int:
    """List decisions, the oldest first."""
    from pipeline.ledger.heads import active_ids
    from pipeline.views.entry_view import decision_data

    with open_ledger(workspace) as ledger:
        known = sorted(ledger.decisions(), key=lambda each: each.order)
    active = active_ids(known)
    wanted = [
        each
        for each in known
        if (
            each.target.opportunity_id.startswith(record)
            or each.target.report_id.startswith(record)
        )
        and reviewer in ("", each.reviewer)
        and batch in ("", each.batch)
    ][-(number or 0) :]
    for each in wanted:
        data = decision_data(each, contacts) | {"active": each.decision_id in active}
        if as_json:
            console.print_json(data)
        else:
            _print_decision(data)
    return DONE


def _print_decision(data: dict[str, Any]) -> None:
    target = data["target"]
    item = f" [{target['item']}]" if target.get("item") else ""
    said = f"{as_text(data.get('base'))} → {as_text(data.get('value'))}"
    taken_back = "" if data["active"] else "  (taken back)"
    line = (
        f"{data['decision_id']}  {data['decided_at']}  {data['reviewer']}  {data['action']}  "
        f"{target['opportunity_id']} {target['field'] or 'record'}{item}  "
        f"{data.get('retracts') or said}  {data.get('batch', '')}{taken_back}"
    )
    console.results().print(console.inert(line), markup=False)


@click.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True), default="-")
@workspace_option
def export(file: Any, workspace: Path) -> int:
    """Write all decisions to FILE as JSON lines, to keep under version control or to pass on.

    Those on parties' names are among them; contact data that decisions are about is in it.
    """
    from pipeline.ledger.exchange import to_lines

    with open_ledgers(workspace) as (ledger, parties):
        count = 0
        # A lazy file would not be made, or kept as it was, where there are no decisions.
        file.write("")
        for line in to_lines([*ledger.decisions(), *parties.decisions()]):
            file.write(line + "\n")
            count += 1
    console.notes().print(f"{count} decisions written", markup=False)
    return DONE


@click.command("import")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@workspace_option
@json_option
def import_(file: Any, workspace: Path, as_json: bool) -> int:
    """Add the decisions of FILE that the ledger lacks; a second time adds nothing."""
    from pipeline.ledger.exchange import import_lines

    with open_ledgers(workspace) as (ledger, parties):
        lines, added = import_lines(ledger, file, parties)
    if as_json:
        console.print_json({"decisions": lines, "added": added})
    else:
        console.results().print(f"{added} of {lines} decisions added", markup=False)
    return DONE


COMMANDS = (undo, log, export, import_)
