"""What can go wrong in an evaluation, each with a reason code."""


class EvaluationError(Exception):
    """An evaluation that gives no figures; ``code`` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class GoldError(EvaluationError):
    """A gold set that cannot be read; the message names the file and line."""


class RunError(EvaluationError):
    """A run folder that cannot be read; the message names the file and line."""


class FloorsError(EvaluationError):
    """A file of floors that cannot be read."""


class NothingMeasured(EvaluationError):
    """No page of the gold set occurs in the run: figures would be zeros that mean nothing."""

    def __init__(self, message: str) -> None:
        super().__init__("nothing_measured", message)
