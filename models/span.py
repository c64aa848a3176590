"""Spans of a document's text, in Unicode code points, end exclusive."""

from typing import Self

from pydantic import model_validator

from models.base import Frozen


class Span(Frozen):
    """The characters ``start`` to ``end`` (exclusive) of ``Document.text``, in code points."""

    start: int
    end: int

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span {self.start}..{self.end} is not ordered")
        return self

    def __len__(self) -> int:
        return self.end - self.start

    def holds(self, other: "Span") -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share a character."""
        return self.start < other.end and other.start < self.end
