"""Unreadable: the one error that every format reader raises for a capture without a document."""


class Unreadable(Exception):
    """A capture that gives no document; ``code`` is a reason of the quarantine."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
