"""Sealed: a decision whose id is made of its contents, so that an edited line is recognised."""

import json
from datetime import datetime
from hashlib import sha256
from typing import ClassVar, Self

from pydantic import AwareDatetime, model_validator

from models.base import Frozen

_ID_LENGTH = 20


class Sealed(Frozen):
    """What every decision has. ``decision_id`` is ``PREFIX`` and a digest of all the rest."""

    PREFIX: ClassVar[str]

    decision_id: str = ""
    decided_at: AwareDatetime
    reviewer: str

    @model_validator(mode="after")
    def _names_its_reviewer(self) -> Self:
        if not self.reviewer.strip():
            raise ValueError("a decision names its reviewer")
        return self

    @property
    def order(self) -> tuple[datetime, str]:
        """Sorts decisions by time, the same way wherever they were put together."""
        return self.decided_at, self.decision_id

    def digest_id(self) -> str:
        """The id that the contents give."""
        data = self.model_dump(mode="json", exclude={"decision_id"}, exclude_defaults=True)
        text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return self.PREFIX + sha256(text.encode()).hexdigest()[:_ID_LENGTH]

    def sealed(self) -> Self:
        """The same decision under its id."""
        return self.model_copy(update={"decision_id": self.digest_id()})
