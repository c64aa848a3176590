"""What can be wrong with a gold sample or its codings; the message says what to do."""


class CodingError(ValueError):
    """A sample that cannot be drawn or found, a sheet that cannot be read, or nothing to score."""
