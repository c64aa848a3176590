"""Taking decisions back: selectively, at any time, a batch at once."""

from collections.abc import Callable
from datetime import UTC, datetime

from models.decision import Decision, Reach
from pipeline.ledger.heads import active_ids
from pipeline.ledger.ledger import Ledger, LedgerError
from pipeline.reviewing.drafting import Hand, new_batch, retraction

BATCH = "b-"


def take_back(
    ledger: Ledger,
    reference: str,
    reviewer: str,
    comment: str = "",
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> list[Decision]:
    """Take back a decision by its id (or the beginning of it), or all of a batch.

    A retract is a decision too: undoing it puts in force again what it took back. Gives the
    retracts. Raises LedgerError where there is nothing to take back.
    """
    in_batch = reference.startswith(BATCH)
    named = ledger.of_batch(reference) if in_batch else [ledger.named(reference)]
    active = active_ids(ledger.of_reports({each.target.report_id for each in named}))
    taken = [each for each in named if each.decision_id in active]
    if not taken:
        raise LedgerError(f"there is nothing to take back by {reference}")
    hand = Hand(reviewer, clock(), "", new_batch(), Reach.ONE)
    decisions = retraction(taken, hand, comment)
    ledger.append(decisions)
    return decisions
