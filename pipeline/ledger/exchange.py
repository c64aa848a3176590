"""The ledger as JSON lines: for git, for colleagues, for another database.

Decisions on values and decisions on parties' names stand in one file, in the order of their times.
"""

from collections.abc import Iterable, Iterator

import orjson
from pydantic import ValidationError

from models.decision import Decision
from models.party_decision import PartyDecision
from pipeline.ledger.ledger import Ledger, LedgerError
from pipeline.ledger.party_decisions import PartyLedger

Line = Decision | PartyDecision


def to_lines(decisions: Iterable[Line]) -> Iterator[str]:
    """Decisions as JSON, one a line, in an order that is the same for every copy of the ledger.

    Later decisions come last, so that a file under version control only grows.
    """
    for decision in sorted(decisions, key=lambda each: each.order):
        yield decision.model_dump_json(exclude_defaults=True)


def from_lines(lines: Iterable[str]) -> Iterator[Decision]:
    """The decisions on values from JSON lines. Raises LedgerError, as ``all_from_lines`` does."""
    return (each for each in all_from_lines(lines) if isinstance(each, Decision))


def all_from_lines(lines: Iterable[str]) -> Iterator[Line]:
    """Decisions from JSON lines; blank lines are passed over.

    Raises LedgerError for a line that is no decision, or that was edited after it was written.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            decision = _kind_of(line).model_validate_json(line)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"])) or "it"
            raise LedgerError(f"line {number} is no decision: {where}: {first['msg']}") from error
        if decision.decision_id != decision.digest_id():
            raise LedgerError(
                f"line {number} is not as it was written: its contents give another id than "
                f"{decision.decision_id or 'none'}"
            )
        yield decision


def _kind_of(line: str) -> type[Line]:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        return Decision
    named = isinstance(found, dict) and str(found.get("decision_id", "")).startswith(
        PartyDecision.PREFIX
    )
    return PartyDecision if named else Decision


def import_lines(ledger: Ledger, lines: Iterable[str], parties: PartyLedger) -> tuple[int, int]:
    """Add the decisions of JSON lines that are missing; gives the numbers of lines and of added.

    No line is added where any is bad. Importing twice adds nothing the second time. Raises
    LedgerError.
    """
    found = list(all_from_lines(lines))
    values = [each for each in found if isinstance(each, Decision)]
    names = [each for each in found if isinstance(each, PartyDecision)]
    return len(found), ledger.add_missing(values) + parties.add_missing(names)
