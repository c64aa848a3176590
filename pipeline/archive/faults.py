"""What can be wrong with an archive."""

from dataclasses import dataclass


class ArchiveError(OSError):
    """An archive that cannot be written or read; one sentence that says what to do.

    What tries again after an OSError, such as a full disk, tries again after this one.
    """


@dataclass(frozen=True)
class Fault:
    """Something that verifying found: where it is, a code for programs, and a sentence.

    ``file`` is the archive file, ``record`` the record's number in it or null.
    """

    file: str
    record: int | None
    code: str
    message: str
