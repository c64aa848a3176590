"""Overrides: what a reviewer said of two names, which wins over every score.

The ledger keeps them. A file of JSON lines does too: `verdict` is `same` or `different`, `left` and
`right` each give a `name` and where needed the `country` or the `opportunity_id` it is meant of.
"""

from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError

from models.base import Frozen
from models.party_decision import PartySide
from pipeline.resolving.mentions import PartyMention
from pipeline.resolving.names import parse_name


class OverrideError(ValueError):
    """A file of overrides that cannot be read; the message names the line."""


class Verdict(StrEnum):
    """Whether two names are those of one party."""

    SAME = "same"
    DIFFERENT = "different"


class Side(PartySide):
    """The mentions meant: all with this name, or those of a country or an opportunity."""

    def means(self, mention: PartyMention) -> bool:
        """Whether a mention is meant."""
        if self.country and self.country != mention.country:
            return False
        if self.opportunity_id and self.opportunity_id != mention.opportunity_id:
            return False
        person = bool(mention.forms) and mention.party_type == "individual"
        return parse_name(self.name, person).core in mention.cores


class Override(Frozen):
    """A reviewer's word on two names."""

    verdict: Verdict
    left: Side
    right: Side
    reviewer: str | None = None
    decided_at: str | None = None


def load_overrides(path: Path) -> tuple[Override, ...]:
    """The overrides of a file in order. Raises OverrideError, which names the line."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OverrideError(f"{path.name} cannot be read: {error}") from error
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                found.append(Override.model_validate_json(line))
            except ValidationError as error:
                reason = error.errors()[0]
                where = ".".join(map(str, reason["loc"])) or "line"
                raise OverrideError(f"{path.name}:{number}: {where}: {reason['msg']}") from error
    return tuple(found)
