"""The ledger as JSON lines: for git, for colleagues, for another database."""

from collections.abc import Iterable, Iterator

from pydantic import ValidationError

from models.decision import Decision
from pipeline.ledger.ledger import Ledger, LedgerError


def to_lines(decisions: Iterable[Decision]) -> Iterator[str]:
    """Decisions as JSON, one a line, in an order that is the same for every copy of the ledger.

    Later decisions come last, so that a file under version control only grows.
    """
    for decision in sorted(decisions, key=lambda each: each.order):
        yield decision.model_dump_json(exclude_defaults=True)


def from_lines(lines: Iterable[str]) -> Iterator[Decision]:
    """Decisions from JSON lines; blank lines are passed over.

    Raises LedgerError for a line that is no decision, or that was edited after it was written.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            decision = Decision.model_validate_json(line)
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


def import_lines(ledger: Ledger, lines: Iterable[str]) -> tuple[int, int]:
    """Add the decisions of JSON lines that are missing; gives the numbers of lines and of added.

    Nothing is added where any line is bad. Importing twice adds nothing the second time. Raises
    LedgerError.
    """
    decisions = list(from_lines(lines))
    return len(decisions), ledger.add_missing(decisions)
