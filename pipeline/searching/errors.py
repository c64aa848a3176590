"""Errors of searches; each message is one sentence that says what to do."""


class QueryError(ValueError):
    """A query that asks for nothing."""


class SearchError(ValueError):
    """A search that cannot be made."""
