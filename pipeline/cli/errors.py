"""Exit codes, and which exceptions are messages to the user rather than faults of ours."""

import click

DONE, FAILED, USAGE, QUARANTINED, REFUSED, INTERRUPTED = 0, 1, 2, 3, 4, 130


def known_error(error: Exception) -> bool:
    """Whether an exception carries one sentence that tells the user what to do."""
    from extractors.classifier import WeightsError
    from models.vocabulary import VocabularyError
    from pipeline.archive.faults import ArchiveError
    from pipeline.counting.errors import CountingError
    from pipeline.crawling.errors import CrawlError
    from pipeline.evaluation.errors import EvaluationError
    from pipeline.gold.errors import CodingError
    from pipeline.inputs.archive_stream import ArchiveFault
    from pipeline.inputs.base import InputError
    from pipeline.ledger.ledger import LedgerError
    from pipeline.ledger.units import UnknownPointer
    from pipeline.publishing.errors import ExportError
    from pipeline.publishing.gates import GateFileError
    from pipeline.reading.ocr import OcrMissing
    from pipeline.reparsing.errors import ReparseError
    from pipeline.reporting.errors import ReportError
    from pipeline.resolving.overrides import OverrideError
    from pipeline.resolving.resolution import ResolutionError
    from pipeline.runs.folder import RunFolderError
    from pipeline.searching.errors import QueryError, SearchError
    from pipeline.sources.errors import SourceError
    from pipeline.store.base import StoreError
    from pipeline.surveying.errors import SurveyError
    from pipeline.training.texts import TextsError, TrainingMissing
    from pipeline.workspace import WorkspaceError

    known = (
        ArchiveError,
        ArchiveFault,
        CodingError,
        CountingError,
        CrawlError,
        EvaluationError,
        ExportError,
        GateFileError,
        InputError,
        LedgerError,
        OcrMissing,
        OverrideError,
        QueryError,
        ReparseError,
        ReportError,
        ResolutionError,
        RunFolderError,
        SearchError,
        SourceError,
        StoreError,
        SurveyError,
        TextsError,
        TrainingMissing,
        WeightsError,
        UnknownPointer,
        VocabularyError,
        WorkspaceError,
    )
    return isinstance(error, known)


def report_error(error: Exception) -> None:
    """The error's sentence on stderr."""
    click.echo(f"kejichu: {error}", err=True)
