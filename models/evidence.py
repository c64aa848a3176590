"""Mentions and evidence: what was found, where, by which rule and how sure."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from models.base import Frozen
from models.document import Origin


class Grade(StrEnum):
    """How sure a finding is. Grades, not decimals: nothing here is calibrated to a decimal."""

    CERTAIN = "certain"
    LIKELY = "likely"
    DOUBTFUL = "doubtful"

    @property
    def rank(self) -> int:
        """0 for certain, 1 for likely, 2 for doubtful."""
        return ("certain", "likely", "doubtful").index(self.value)


class Mention(Frozen):
    """What an extractor found: a value of a field, at ``start`` to ``end`` of the text.

    ``quote`` is ``text[start:end]``; with ``source`` ``url`` the offsets and the quote are those
    of the capture's URL instead. ``normal`` is the normal form of the quote and ``vocabulary_id``
    the entry it was matched to, where there is one. ``attributes`` carry the further parts of a
    composite value (a party's type, an amount's currency).
    """

    field: str
    value: Any
    start: int
    end: int
    quote: str
    rule: str
    grade: Grade
    source: str = "text"
    normal: str | None = None
    vocabulary_id: str | None = None
    attributes: dict[str, Any] = Field(default_factory=dict)


class Chain(Frozen):
    """The visible way from the page's own characters to the coded value."""

    surface: str
    normal: str | None = None
    vocabulary_id: str | None = None


class Evidence(Frozen):
    """Why one value of a record is what it is.

    ``pointer`` is an RFC 6901 JSON pointer into the record; ``start`` and ``end`` are code points
    of the record's ``content`` (or of ``source_url`` where ``source`` is ``url``) and ``quote``
    the characters there; ``language`` is that of the segment; ``origin`` leads to the capture.
    """

    pointer: str
    start: int
    end: int
    quote: str
    language: str
    rule: str
    grade: Grade
    chain: Chain
    source: str = "text"
    origin: Origin | None = None
