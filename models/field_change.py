"""FieldChange: what one field of one record is in one run and was in another, and why."""

from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import Any

from pydantic import computed_field

from models.base import Frozen
from models.change_codes import Cause, ChangeClass

_PATTERN_LENGTH = 12
_PATTERNS = 65_536


class Match(StrEnum):
    """How the two records of a change belong together."""

    SAME = "same"
    RENAMED = "renamed"
    SPLIT = "split"
    MERGED = "merged"
    ALONE = "alone"


class Proof(Frozen):
    """The first evidence of a value, with the characters around it.

    ``start`` and ``end`` are code points of that record's ``content`` (of ``source_url`` where
    ``source`` is ``url``), ``before`` and ``after`` up to 24 code points each.
    """

    quote: str
    start: int
    end: int
    before: str
    after: str
    language: str
    rule: str
    grade: str
    source: str = "text"


class Pattern(Frozen):
    """What alike changes share: field, class, rules, and the value generalised."""

    field: str
    kind: ChangeClass
    old_rule: str | None
    new_rule: str | None
    template: str

    @property
    def id(self) -> str:
        """A short id, the same in every comparison."""
        return _pattern_id(
            self.field, self.kind, self.old_rule or "", self.new_rule or "", self.template
        )


@lru_cache(_PATTERNS)
def _pattern_id(*parts: str) -> str:
    return "p-" + sha256("\n".join(parts).encode()).hexdigest()[:_PATTERN_LENGTH]


class FieldChange(Frozen):
    """One changed field of one record, or one item of a list field.

    ``old_record`` and ``new_record`` are opportunity ids, None where a side has no such record.
    ``field`` is dotted (``foreign_parties.party_type``); ``record`` stands for the whole record,
    whose ``old`` and ``new`` are lists of records. ``item`` is the key of a list's item, made of
    its value alone. The pointers are RFC 6901, each into its own record. ``follows`` names a field
    whose change this one merely follows.
    """

    report_id: str
    old_record: str | None
    new_record: str | None
    match: Match
    field: str
    item: str | None = None
    old_pointer: str | None = None
    new_pointer: str | None = None
    kind: ChangeClass
    cause: Cause
    old: Any = None
    new: Any = None
    old_rule: str | None = None
    new_rule: str | None = None
    old_version: str | None = None
    new_version: str | None = None
    template: str
    follows: str | None = None
    old_proof: Proof | None = None
    new_proof: Proof | None = None

    @property
    def shape(self) -> Pattern:
        """The pattern of the change."""
        return Pattern(
            field=self.field,
            kind=self.kind,
            old_rule=self.old_rule,
            new_rule=self.new_rule,
            template=self.template,
        )

    # mypy knows no decorator on a property.
    @computed_field  # type: ignore[prop-decorator]
    @property
    def pattern(self) -> str:
        """Id of the pattern."""
        return _pattern_id(
            self.field, self.kind, self.old_rule or "", self.new_rule or "", self.template
        )

    @property
    def record(self) -> str:
        """The record's id, the new one where it has both."""
        return self.new_record or self.old_record or ""

    @property
    def folded(self) -> bool:
        """Whether views leave the change out unless asked for everything."""
        return self.kind.folded or self.follows is not None
