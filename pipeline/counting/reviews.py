"""What was reviewed: fields of records, by the decisions of a ledger or of its export."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from models.decision import Decision
from pipeline.counting.errors import CountingError
from pipeline.ledger.exchange import from_lines
from pipeline.ledger.heads import active_ids
from pipeline.ledger.ledger import LedgerError


def reviewed_fields(path: Path) -> dict[str, frozenset[str]]:
    """The fields judged of each record by an exported ledger. Raises CountingError."""
    try:
        return judged_fields(from_lines(path.read_text("utf-8").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise CountingError(f"{path.name} cannot be read: {error}") from error
    except LedgerError as error:
        raise CountingError(f"{path.name}, {error}") from error


def judged_fields(decisions: Iterable[Decision]) -> dict[str, frozenset[str]]:
    """The fields judged of each record, by opportunity id; decisions taken back do not count.

    A decision on a part of a field (``foreign_parties.party_type``) is one on the field.
    """
    known = list(decisions)
    active = active_ids(known)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for each in known:
        if each.action.judges and each.decision_id in active:
            found[each.target.opportunity_id].add(each.target.field.partition(".")[0])
    return {opportunity: frozenset(fields) for opportunity, fields in found.items()}
