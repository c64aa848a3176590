"""Exit codes, and which exceptions are messages to the user rather than faults of ours."""

import click

DONE, FAILED, USAGE, QUARANTINED, REFUSED, INTERRUPTED = 0, 1, 2, 3, 4, 130


def known_error(error: Exception) -> bool:
    """Whether an exception carries one sentence that tells the user what to do."""
    from models.vocabulary import VocabularyError
    from pipeline.archive.faults import ArchiveError
    from pipeline.evaluation.errors import EvaluationError
    from pipeline.inputs.archive_stream import ArchiveFault
    from pipeline.inputs.base import InputError
    from pipeline.ledger.ledger import LedgerError
    from pipeline.ledger.units import UnknownPointer
    from pipeline.publishing.gates import GateFileError
    from pipeline.reading.ocr import OcrMissing
    from pipeline.runs.folder import RunFolderError
    from pipeline.store.base import StoreError
    from pipeline.workspace import WorkspaceError

    known = (
        ArchiveError,
        ArchiveFault,
        EvaluationError,
        GateFileError,
        InputError,
        LedgerError,
        OcrMissing,
        RunFolderError,
        StoreError,
        UnknownPointer,
        VocabularyError,
        WorkspaceError,
    )
    return isinstance(error, known)


def report_error(error: Exception) -> None:
    """The error's sentence on stderr."""
    click.echo(f"kejichu: {error}", err=True)
