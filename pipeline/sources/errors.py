"""Faults of source profiles and of the names given for sources."""


class SourceError(ValueError):
    """A profile that breaks its rules, or a source that is not there; the message tells which."""
