"""``kejichu parties``: what a reviewer says of parties' names, kept in the ledger."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE
from pipeline.cli.workspace_options import (
    json_option,
    open_party_ledger,
    reviewer_option,
    workspace_option,
)

if TYPE_CHECKING:
    from models.party_decision import PartyDecision, PartySide


@click.group()
def command() -> None:
    """Say which names are one party and which are not; every count in the workspace follows it."""


def _verdict(name: str, text: str) -> click.Command:
    @click.command(name, help=text)
    @click.argument("left")
    @click.argument("right")
    @click.option("--left-country", metavar="ISO3", help="LEFT only where it is of this country.")
    @click.option("--left-record", metavar="ID", help="LEFT only in this record.")
    @click.option("--right-country", metavar="ISO3", help="RIGHT only where it is of this country.")
    @click.option("--right-record", metavar="ID", help="RIGHT only in this record.")
    @click.option("--comment", default="", help="A remark for the log.")
    @reviewer_option
    @workspace_option
    @json_option
    def judge(
        left: str,
        right: str,
        comment: str,
        reviewer: str,
        workspace: Path,
        as_json: bool,
        **meant: str | None,
    ) -> int:
        from models.party_decision import PartyVerdict

        one, two = _side(left, meant, "left"), _side(right, meant, "right")
        with open_party_ledger(workspace) as ledger:
            made = ledger.judge(PartyVerdict(name), one, two, reviewer, comment=comment)
        _tell(made, as_json)
        return DONE

    return judge


def _side(name: str, meant: dict[str, str | None], side: str) -> "PartySide":
    from models.party_decision import PartySide

    if not name.strip():
        raise click.UsageError(f"{side.upper()} is empty: give a name")
    return PartySide(
        name=name, country=meant[f"{side}_country"], opportunity_id=meant[f"{side}_record"]
    )


@command.command()
@click.argument("reference")
@click.option("--comment", default="", help="A remark for the log.")
@reviewer_option
@workspace_option
@json_option
def undo(reference: str, comment: str, reviewer: str, workspace: Path, as_json: bool) -> int:
    """Take back the decision whose id begins with REFERENCE; an undo can be taken back too."""
    with open_party_ledger(workspace) as ledger:
        made = ledger.take_back(reference, reviewer, comment)
    _tell(made, as_json)
    return DONE


@command.command()
@workspace_option
@json_option
def log(workspace: Path, as_json: bool) -> int:
    """List the decisions on parties' names, the oldest first."""
    from pipeline.ledger.heads import active_ids

    with open_party_ledger(workspace) as ledger:
        known = ledger.decisions()
    active = active_ids(known)
    for each in known:
        if as_json:
            console.print_json(_data(each) | {"active": each.decision_id in active})
        else:
            taken_back = "" if each.decision_id in active else "  (taken back)"
            console.results().print(console.inert(_line(each)) + taken_back, markup=False)
    return DONE


def _data(made: "PartyDecision") -> dict[str, Any]:
    return made.model_dump(mode="json", exclude_none=True)


def _tell(made: "PartyDecision", as_json: bool) -> None:
    if as_json:
        console.print_json(_data(made))
    else:
        console.results().print(console.inert(_line(made)), markup=False)


def _line(made: "PartyDecision") -> str:
    sides = [_of(side) for side in (made.left, made.right) if side]
    said = f" {made.verdict.value} ".join(sides) or f"takes back {made.retracts}"
    remark = f"  {made.comment}" if made.comment else ""
    return f"{made.decision_id}  {made.decided_at:%Y-%m-%d %H:%M}  {made.reviewer}  {said}{remark}"


def _of(side: "PartySide") -> str:
    only = ", ".join(part for part in (side.country, side.opportunity_id) if part)
    return f"{side.name} ({only})" if only else side.name


command.add_command(_verdict("same", "LEFT and RIGHT are names of one party."))
command.add_command(_verdict("different", "LEFT and RIGHT are names of two parties."))
