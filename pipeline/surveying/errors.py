"""What can be wrong with a survey; the message is one sentence that says what to do."""


class SurveyError(ValueError):
    """A draw that cannot be made, or a coding sheet that cannot be read."""
