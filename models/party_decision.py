"""PartyDecision: what a reviewer said of two names of parties. Append-only, as all decisions."""

import json
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Self

from pydantic import AwareDatetime, model_validator

from models.base import Frozen

_ID_LENGTH = 20
PREFIX = "pd-"


class PartyVerdict(StrEnum):
    """Whether two names are those of one party, or an earlier word is taken back."""

    SAME = "same"
    DIFFERENT = "different"
    RETRACT = "retract"


class PartySide(Frozen):
    """A name, of every mention that has it, or only of a country (ISO alpha-3) or a record."""

    name: str
    country: str | None = None
    opportunity_id: str | None = None

    @model_validator(mode="after")
    def _is_named(self) -> Self:
        if not self.name.strip():
            raise ValueError("a party is named")
        return self

    @property
    def key(self) -> tuple[str, str, str]:
        """Tells sides apart and orders them."""
        return self.name, self.country or "", self.opportunity_id or ""


class PartyDecision(Frozen):
    """One decision. ``decision_id`` is made of all the rest, so an edited line is recognised.

    ``left`` and ``right`` are the names judged, ``run_id`` is the run that the reviewer looked at;
    ``retracts`` is the decision that a retract takes back.
    """

    decision_id: str = ""
    decided_at: AwareDatetime
    reviewer: str
    verdict: PartyVerdict
    left: PartySide | None = None
    right: PartySide | None = None
    retracts: str | None = None
    run_id: str = ""
    comment: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        takes_back = self.verdict is PartyVerdict.RETRACT
        if takes_back != (self.retracts is not None):
            raise ValueError("a retract, and nothing else, names the decision it takes back")
        if takes_back == (self.left is not None and self.right is not None):
            raise ValueError("a verdict names two parties, and a retract none")
        if self.left is not None and self.left == self.right:
            raise ValueError("a party is not judged against itself")
        if not self.reviewer.strip():
            raise ValueError("a decision names its reviewer")
        return self

    @property
    def pair(self) -> frozenset[PartySide]:
        """The two names, in no order."""
        return frozenset(side for side in (self.left, self.right) if side is not None)

    @property
    def order(self) -> tuple[datetime, str]:
        """Sorts decisions by time, the same way wherever they were put together."""
        return self.decided_at, self.decision_id

    def digest_id(self) -> str:
        """The id that the contents give."""
        data = self.model_dump(mode="json", exclude={"decision_id"}, exclude_defaults=True)
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return PREFIX + sha256(text.encode()).hexdigest()[:_ID_LENGTH]


def party_decision(**values: Any) -> PartyDecision:
    """A new decision under its id. Raises ValidationError for one that contradicts itself."""
    found = PartyDecision.model_validate(values)
    return found.model_copy(update={"decision_id": found.digest_id()})
