"""What stops a campaign before it begins."""


class ReparseError(ValueError):
    """A condition or a run that no campaign can be made of; one sentence that says why."""
