"""Exit codes, and which exceptions are messages to the user rather than faults of ours."""

import click

DONE, FAILED, USAGE, QUARANTINED, REFUSED, INTERRUPTED = 0, 1, 2, 3, 4, 130


def known_error(error: Exception) -> bool:
    """Whether an exception carries one sentence that tells the user what to do."""
    from models.vocabulary import VocabularyError
    from pipeline.counting.errors import CountingError
    from pipeline.evaluation.errors import EvaluationError
    from pipeline.inputs.base import InputError
    from pipeline.publishing.errors import ExportError
    from pipeline.reading.ocr import OcrMissing
    from pipeline.reporting.errors import ReportError
    from pipeline.resolving.overrides import OverrideError
    from pipeline.resolving.resolution import ResolutionError
    from pipeline.runs.folder import RunFolderError
    from pipeline.searching.errors import QueryError, SearchError
    from pipeline.surveying.errors import SurveyError
    from pipeline.workspace import WorkspaceError

    own = (CountingError, OverrideError, ResolutionError, SurveyError)
    ours = (ExportError, ReportError, QueryError, SearchError, WorkspaceError)
    known = (InputError, RunFolderError, VocabularyError, EvaluationError, OcrMissing)
    return isinstance(error, known + own + ours)


def report_error(error: Exception) -> None:
    """The error's sentence on stderr."""
    click.echo(f"kejichu: {error}", err=True)
