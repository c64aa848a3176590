"""The codes of a change: what it does, and why it came.

Apart from ``models.field_change``, so that the command line can name them without loading Pydantic.
"""

from enum import StrEnum


class ChangeClass(StrEnum):
    """What a change does.

    ``added``, ``removed`` and ``changed`` are of the value. A value that is the same but for
    width, spaces, script or case is ``normalised_only``; a list of the same items
    ``reordered_only``; a value that says the same more or less exactly ``precision``; the same
    value read from another place ``evidence_moved``. Whole records are ``added``, ``removed``,
    ``split`` into several, ``merged`` into one, or ``renamed``: the same under another id.
    """

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SPLIT = "split"
    MERGED = "merged"
    PRECISION = "precision"
    NORMALISED_ONLY = "normalised_only"
    REORDERED_ONLY = "reordered_only"
    EVIDENCE_MOVED = "evidence_moved"
    RENAMED = "renamed"

    @property
    def folded(self) -> bool:
        """Whether views leave the class out unless asked: the record says the same."""
        return self in _FOLDED


_FOLDED = frozenset(
    (
        ChangeClass.PRECISION,
        ChangeClass.NORMALISED_ONLY,
        ChangeClass.REORDERED_ONLY,
        ChangeClass.EVIDENCE_MOVED,
        ChangeClass.RENAMED,
    )
)


class Cause(StrEnum):
    """Why a value changed; where several hold, the first of this order.

    ``page_absent``: only one of the runs has the page. ``page_changed``: its bytes, where the
    quotes of the value do not stand in both. ``program_changed``: the same bytes read or split
    otherwise, or by another version of the whole. ``options_changed``: what the run was asked.
    ``unexplained``: nothing of this differs, so a version was not raised or a result was not
    reproducible.
    """

    DECISION = "decision"
    PAGE_ABSENT = "page_absent"
    PAGE_CHANGED = "page_changed"
    EXTRACTOR_CHANGED = "extractor_changed"
    VOCABULARY_CHANGED = "vocabulary_changed"
    PROGRAM_CHANGED = "program_changed"
    OPTIONS_CHANGED = "options_changed"
    UNEXPLAINED = "unexplained"
