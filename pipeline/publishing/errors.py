"""Errors of exports."""


class ExportError(ValueError):
    """An export that cannot be made; one sentence that says what to do."""
