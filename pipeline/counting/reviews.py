"""What was reviewed: fields of records by the ledger's decisions, exported as JSON lines."""

from collections import defaultdict
from pathlib import Path

import orjson

from pipeline.counting.errors import CountingError

_JUDGES = frozenset(("accept", "reject", "correct"))


def reviewed_fields(path: Path) -> dict[str, frozenset[str]]:
    """The fields judged of each record, by opportunity id; decisions taken back do not count.

    A decision on a part of a field (``foreign_parties.party_type``) is one on the field. Raises
    CountingError, which names the line.
    """
    judged: dict[str, tuple[str, str]] = {}
    gone: set[str] = set()
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            decision = orjson.loads(line)
            if decision["action"] in _JUDGES:
                target = decision["target"]
                field = str(target["field"]).partition(".")[0]
                judged[decision["decision_id"]] = (target["opportunity_id"], field)
            elif decision["action"] == "retract":
                gone.add(decision["retracts"])
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise CountingError(f"{path.name}:{number} is no decision: {error}") from error
    found: defaultdict[str, set[str]] = defaultdict(set)
    for decision_id, (opportunity, field) in judged.items():
        if decision_id not in gone:
            found[opportunity].add(field)
    return {opportunity: frozenset(fields) for opportunity, fields in found.items()}


def _lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().splitlines()
    except OSError as error:
        raise CountingError(f"{path.name} cannot be read: {error.strerror}") from error
