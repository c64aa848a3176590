"""What can be wrong with a gold sample; the message is one sentence that says what to do."""


class GoldSampleError(ValueError):
    """A sample that cannot be drawn, or coding that cannot be read."""
