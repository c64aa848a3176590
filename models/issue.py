"""Typed doubts and faults: an issue of a page, and a page that could not be read."""

from enum import StrEnum

from models.base import Frozen


class Severity(StrEnum):
    """How much an issue matters."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


class Issue(Frozen):
    """Something a person should know of a page; ``code`` is an id of the reason vocabulary."""

    capture: str
    code: str
    severity: Severity
    message: str
    start: int | None = None
    end: int | None = None
    quote: str | None = None


class Quarantined(Frozen):
    """A capture that gave no document, with the reason; nothing of it is lost."""

    capture: str
    url: str
    sha256: str | None
    size: int | None
    code: str
    message: str


class Refused(Frozen):
    """A page that holds no opportunity, with the reason."""

    capture: str
    url: str
    sha256: str
    code: str
    message: str
    score: float
