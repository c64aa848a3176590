"""What can be wrong with a question; the message is one sentence that says what to do."""


class CountingError(ValueError):
    """A question that cannot be counted, or a file for it that cannot be read."""
