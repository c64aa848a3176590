"""Office files: which kind a file is, and how much it may unpack, before any library opens it."""

import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from lxml.etree import LxmlError

from models.capture import Capture
from models.document import Document, Origin
from pipeline.bounds import bounds, is_blown
from pipeline.reading.builder import build_document
from pipeline.reading.draft import Draft
from pipeline.reading.mapped_text import MappedText
from pipeline.reading.unreadable import Unreadable

DOCX, XLSX = "docx", "xlsx"
_ZIP = b"PK\x03\x04"
# Compound files: the binary formats of before 2007, WPS's own, and new ones under a password.
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RTF = b"{\\rtf"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
# What the libraries raise for a damaged file.
_FAULTS = (
    AttributeError,
    AssertionError,
    BadZipFile,
    EOFError,
    LookupError,
    LxmlError,
    NotImplementedError,
    OSError,
    OverflowError,
    ParseError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


def is_office(body: bytes) -> bool:
    """Whether a file begins as an office file does: new (a ZIP archive), old, or RTF."""
    return body.startswith((_ZIP, _COMPOUND, _RTF))


def office_kind(body: bytes) -> str:
    """``docx`` or ``xlsx``, by the members of the archive (ECMA-376 part 2).

    Raises Unreadable: ``legacy_office`` for the binary formats and RTF, ``encrypted_office``,
    ``broken_office``, ``too_large`` for what would unpack beyond the bounds, ``wrong_type`` for
    another ZIP archive.
    """
    if body.startswith(_COMPOUND) and _LOCKED in body:
        raise Unreadable("encrypted_office", "the office file is under a password")
    if not body.startswith(_ZIP):
        raise Unreadable("legacy_office", "a binary office file: save it as .docx, .xlsx or .pdf")
    with damage_told(), ZipFile(BytesIO(body)) as archive:
        names = _checked(archive, len(body))
    if any(name.startswith("word/") for name in names):
        return DOCX
    if any(name.startswith("xl/") for name in names):
        return XLSX
    raise Unreadable("wrong_type", "a ZIP archive that is neither a Word nor an Excel file")


def _checked(archive: ZipFile, packed: int) -> list[str]:
    """Names of the members. No more than a member's stated size is ever unpacked of it."""
    members = archive.infolist()
    bounds().office_members.check(len(members))
    unpacked = sum(member.file_size for member in members)
    bounds().office_bytes.check(unpacked)
    if is_blown(packed, unpacked, bounds().ratio_free_bytes):
        raise Unreadable("too_large", f"{packed} bytes that unpack to {unpacked}")
    return [member.filename for member in members]


@contextmanager
def damage_told() -> Iterator[None]:
    """Turns what a library raises for a damaged file into Unreadable ``broken_office``."""
    try:
        yield
    except _FAULTS as error:
        raise Unreadable("broken_office", str(error) or type(error).__name__) from error


class Places:
    """Paths of the paragraphs and cells of a file by number, which its characters refer to."""

    def __init__(self) -> None:
        self._paths: list[str] = []
        self._characters = 0

    def text(self, path: str, lines: Sequence[str]) -> MappedText:
        """Lines that all come from a new place, with line feeds between them that come from none.

        Raises Unreadable ``too_much_text`` before a file's text is beyond the bound.
        """
        self._characters += sum(map(len, lines))
        bounds().page_characters.check(self._characters)
        text, place = MappedText(), len(self._paths)
        self._paths.append(path)
        for line in lines:
            if text.chars:
                text.extend(MappedText.unmapped("\n"))
            text.extend(MappedText.within(line, place, place + 1))
        return text

    def __call__(self, start: int, end: int) -> Origin:
        """The place that characters come from."""
        return Origin(path=self._paths[start])


def read_office(capture: Capture, body: bytes) -> Document:
    """Read a Word or Excel file; the source map names the paragraph or cell of every character.

    Paths are ``paragraph[3]`` and ``table[1]/row[2]/cell[3]``, counted from 1 in the order of the
    file, and ``Sheet!B4``. Raises Unreadable: ``no_text``, those of ``office_kind`` and of bounds.
    """
    draft, places = Draft(profile="office"), Places()
    if office_kind(body) == DOCX:
        from pipeline.reading.docx import docx_blocks as blocks
    else:
        from pipeline.reading.xlsx import xlsx_blocks as blocks
    with damage_told():
        for block in blocks(body, places):
            draft.blocks.append(block)
            bounds().page_blocks.check(len(draft.blocks))
    if not draft.blocks:
        raise Unreadable("no_text", "the file shows no text")
    return build_document(draft, capture, "binary", None, lambda positions: places)
