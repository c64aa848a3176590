"""Exit codes, and which exceptions are messages to the user rather than faults of ours."""

import click

DONE, FAILED, USAGE, QUARANTINED, REFUSED, INTERRUPTED = 0, 1, 2, 3, 4, 130


def known_error(error: Exception) -> bool:
    """Whether an exception carries one sentence that tells the user what to do."""
    from models.vocabulary import VocabularyError
    from pipeline.evaluation.errors import EvaluationError
    from pipeline.inputs.base import InputError
    from pipeline.ledger.ledger import LedgerError
    from pipeline.ledger.units import UnknownPointer
    from pipeline.publishing.gates import GateFileError
    from pipeline.reading.ocr import OcrMissing
    from pipeline.runs.folder import RunFolderError
    from pipeline.store import StoreError
    from pipeline.workspace import WorkspaceError

    known = (
        InputError,
        RunFolderError,
        VocabularyError,
        EvaluationError,
        OcrMissing,
        LedgerError,
        UnknownPointer,
        GateFileError,
        StoreError,
        WorkspaceError,
    )
    return isinstance(error, known)


def report_error(error: Exception) -> None:
    """The error's sentence on stderr."""
    click.echo(f"kejichu: {error}", err=True)
