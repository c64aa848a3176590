"""PartyDecision: what a reviewer said of two names of parties. Append-only, as all decisions."""

from enum import StrEnum
from typing import Any, ClassVar, Self

from pydantic import model_validator

from models.base import Frozen
from models.sealed import Sealed


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


class PartyDecision(Sealed):
    """One decision.

    ``left`` and ``right`` are the names judged, ``run_id`` is the run that the reviewer looked at;
    ``retracts`` is the decision that a retract takes back.
    """

    PREFIX: ClassVar[str] = "pd-"

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
        return self

    @property
    def pair(self) -> frozenset[PartySide]:
        """The two names, in no order."""
        return frozenset(side for side in (self.left, self.right) if side is not None)


def party_decision(**values: Any) -> PartyDecision:
    """A new decision under its id. Raises ValidationError for one that contradicts itself."""
    return PartyDecision.model_validate(values).sealed()
