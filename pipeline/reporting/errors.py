"""Errors of reports."""


class ReportError(ValueError):
    """A report that cannot be made; one sentence that says what to do."""
