"""``kejichu review``: what there is to decide of a run, deciding it, and the ledger of it all."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli import console
from pipeline.cli.errors import DONE, REFUSED
from pipeline.cli.json_values import given_value
from pipeline.cli.review_ledger import COMMANDS, as_text, print_made
from pipeline.cli.review_rules import rules
from pipeline.cli.review_runs import run_and_other
from pipeline.cli.serve import command as serve
from pipeline.cli.workspace_options import (
    against_option,
    contacts_option,
    json_option,
    open_ledger,
    query_options,
    reviewer_option,
    workspace_option,
)

if TYPE_CHECKING:
    from models.decision import Decision
    from pipeline.reviewing.drafting import Verdict
    from pipeline.reviewing.service import Review


@click.group()
def command() -> None:
    """Decide what is right where a run and earlier decisions, or two runs, do not agree.

    RUN is a folder, a run id or its beginning, latest, or latest~1 for the one before.
    """


@contextmanager
def _review(workspace: Path, run: str, against: str | None) -> Iterator["Review"]:
    from pipeline.reviewing.service import open_review

    folder, other = run_and_other(workspace, run, against)
    with open_ledger(workspace) as ledger, open_review(folder, ledger, other) as review:
        yield review


@command.command()
@click.argument("run")
@against_option
@workspace_option
@json_option
def status(run: str, against: str | None, workspace: Path, as_json: bool) -> int:
    """Tell what is open of RUN and what became of earlier decisions."""
    with _review(workspace, run, against) as review:
        found = review.status()
    if as_json:
        console.print_json(
            {
                "run": found.run_id,
                "open": found.open,
                "answered": found.answered,
                "states": found.states,
                "decisions": found.decisions,
            }
        )
        return DONE
    out = console.results()
    listed = ", ".join(f"{count} {kind}s" for kind, count in found.open.items())
    out.print(f"{found.run_id}: open {listed}; answered {found.answered}", markup=False)
    for state, count in found.states.items():
        out.print(f"  {count:>7} {state}", markup=False)
    out.print(f"  {found.decisions:>7} decisions in the ledger", markup=False)
    return DONE


@command.command("next")
@click.argument("run")
@query_options
@click.option("-n", "number", default=1, show_default=True, type=click.IntRange(min=1))
@against_option
@workspace_option
@contacts_option
@json_option
def next_(
    run: str,
    number: int,
    against: str | None,
    workspace: Path,
    contacts: bool,
    as_json: bool,
    **filters: tuple[str, ...],
) -> int:
    """Show what to decide next of RUN: conflicts first, then removed, changed and added values."""
    from pipeline.reviewing.entry import Query
    from pipeline.views.entry_view import entry_data

    with _review(workspace, run, against) as review:
        queue = review.queue(Query(**filters))
        shown = [
            entry_data(each, review.record_of(each), contacts) for each in islice(queue, number)
        ]
    if as_json:
        console.print_json({"run": review.run_id, "open": len(queue), "entries": shown})
        return DONE
    for each in shown:
        _print_entry(each)
    console.notes().print(f"{len(queue)} open", markup=False)
    return DONE


def _print_entry(entry: dict[str, Any]) -> None:
    out = console.results()
    item = f" [{entry['item']}]" if entry["item"] else ""
    lines = [
        f"{entry['entry']}  {entry['question']}  {entry['field']}{item}",
        f"  record  {entry['record']}  {entry['pointer'] or ''}  {entry['url'] or ''}",
        *(f"  {name:<7} {as_text(entry[name])}" for name in ("was", "now", "stands")),
        f"  rule    {entry['old_rule'] or '–'} → {entry['rule'] or '–'}",
        f"  pattern {entry['pattern']}",
    ]
    if quote := entry["quote"]:
        around = f"{quote['prefix']}【{quote['quote']}】{quote['suffix']}".replace("\n", " ")
        lines.append(f"  quote   {around}")
    for line in lines:
        out.print(console.inert(line), markup=False)


@command.command()
@click.argument("run")
@click.option("--entry", "entry_id", help="Decide on this entry of the queue.")
@click.option("--pointer", help="Decide on the value at this JSON pointer of --record.")
@query_options
@click.option("--accept", is_flag=True, help="What the run says is right.")
@click.option("--reject", is_flag=True, help="It is wrong: what stood before stands, or nothing.")
@click.option("--correct", metavar="VALUE", help="This is right: text, JSON, or null for nothing.")
@click.option("--note", metavar="TEXT", help="Only remark something.")
@click.option("--quote", default="", help="Characters of the page that show the correction.")
@click.option("--at", type=click.IntRange(min=0), help="Code point where the quote begins.")
@click.option("--reason", default="", help="A short code for the log.")
@click.option("--comment", default="", help="A remark for the log.")
@click.option("--seen", type=click.IntRange(min=0), help="Version of the value that was seen.")
@click.option("--samples", type=click.IntRange(min=1), help="Samples to judge before all at once.")
@reviewer_option
@against_option
@workspace_option
@json_option
def decide(
    run: str,
    entry_id: str | None,
    pointer: str | None,
    accept: bool,
    reject: bool,
    correct: str | None,
    note: str | None,
    quote: str,
    at: int | None,
    reason: str,
    comment: str,
    seen: int | None,
    samples: int | None,
    reviewer: str,
    against: str | None,
    workspace: Path,
    as_json: bool,
    **filters: tuple[str, ...],
) -> int:
    """Decide on one value of RUN, or on all that pass the filters.

    One value is named by --entry, or by --record and --pointer (/host_country, /people/0,
    /technology_fields/- to add an item, and the empty pointer for the record as a whole). All at
    once is possible when random samples were decided one by one, and the same way.
    """
    from pipeline.reviewing.drafting import Verdict
    from pipeline.reviewing.sampling import Locked

    action, value = _action(accept, reject, correct, note)
    verdict = Verdict(action, value, quote, at, reason, note or comment)
    with _review(workspace, run, against) as review:
        try:
            made = _decide(review, verdict, entry_id, pointer, filters, reviewer, seen, samples)
        except Locked as locked:
            _print_lock(locked, as_json)
            return REFUSED
    print_made(made, as_json)
    return DONE


def _action(accept: bool, reject: bool, correct: str | None, note: str | None) -> tuple[Any, Any]:
    """The action that was asked for, and the value of a correction."""
    from models.decision import Action

    given = [
        action
        for action, is_given in (
            (Action.ACCEPT, accept),
            (Action.REJECT, reject),
            (Action.CORRECT, correct is not None),
            (Action.NOTE, note is not None),
        )
        if is_given
    ]
    if len(given) != 1:
        raise click.UsageError("Give one of --accept, --reject, --correct and --note.")
    return given[0], given_value(correct, "--correct")


def _decide(
    review: "Review",
    verdict: "Verdict",
    entry_id: str | None,
    pointer: str | None,
    filters: dict[str, tuple[str, ...]],
    reviewer: str,
    seen: int | None,
    samples: int | None,
) -> "list[Decision]":
    from models.decision import Action
    from pipeline.reviewing.entry import Query

    query = Query(**filters)
    if entry_id is not None:
        return [review.decide(review.entry(entry_id), verdict, reviewer, seen)]
    if pointer is not None:
        if len(query.records) != 1:
            raise click.UsageError("--pointer needs one --record.")
        record = review.record(query.records[0])
        return [review.decide_at(record, pointer, verdict, reviewer, seen)]
    if query.is_empty or verdict.action == Action.NOTE:
        raise click.UsageError("Say on what: --entry, --record with --pointer, or filters.")
    return review.decide_all(query, verdict, reviewer, samples)


def _print_lock(locked: Any, as_json: bool) -> None:
    lock = locked.lock
    left = [entry.id for entry in lock.left]
    if as_json:
        console.print_json({"locked": lock.message, "needed": lock.needed, "samples": left})
        return
    console.notes().print(lock.message, markup=False)
    for entry_id in left:
        console.results().print(entry_id, markup=False)


for _other in (*COMMANDS, rules):
    command.add_command(_other)
# The review page is a part of the one server.
command.add_command(serve, "serve")
