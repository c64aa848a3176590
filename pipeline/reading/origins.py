"""From source positions of characters to the origins that a document keeps."""

from codecs import getincrementalencoder
from collections.abc import Iterable
from typing import Protocol

from models.document import Origin, SourcePiece
from pipeline.reading.encoding import Decoded
from pipeline.reading.mapped_text import UNKNOWN, MappedText


class OriginFinder(Protocol):
    """Turns a stretch of source positions into an origin."""

    def __call__(self, start: int, end: int) -> Origin:
        """The origin of source positions ``start`` to ``end``."""


class ByteOffsets:
    """Byte offsets of the code points of a decoded page.

    Positions must be asked for in any order; the pass over the text is made once, at the first
    question, for exactly the positions announced.
    """

    def __init__(self, decoded: Decoded, positions: Iterable[int]) -> None:
        self._at: dict[int, int] = {}
        last, offset = 0, decoded.skipped
        # Big5-HKSCS has codes for two characters, of which the second cannot be encoded alone.
        encoder = getincrementalencoder(decoded.codec)("surrogateescape")
        single = decoded.text.isascii() and decoded.codec in ("utf-8", "gb18030", "big5hkscs")
        for position in sorted(set(positions)):
            if single:
                offset = decoded.skipped + position
            else:
                offset += len(encoder.encode(decoded.text[last:position]))
            self._at[position] = offset
            last = position

    def __call__(self, start: int, end: int) -> Origin:
        """The byte range of code points ``start`` to ``end`` of the decoded page."""
        return Origin(byte_start=self._at[start], byte_end=self._at[end])


def pieces_of(text: MappedText, source: str | None) -> list[tuple[int, int, int, int, bool]]:
    """Stretches ``start, end, source start, source end, verbatim`` of mapped characters.

    Neighbours that follow each other verbatim in ``source`` become one stretch, and so do
    neighbours that share one origin; characters without a position are left out.
    """
    pieces: list[tuple[int, int, int, int, bool]] = []
    for index, (char, start, end) in enumerate(
        zip(text.chars, text.starts, text.ends, strict=True)
    ):
        if start == UNKNOWN:
            continue
        verbatim = source is not None and end - start == 1 and source[start] == char != "\ufffd"
        if pieces and pieces[-1][1] == index:
            begun, _, first, last, was = pieces[-1]
            if verbatim and was and last == start:
                pieces[-1] = (begun, index + 1, first, end, True)
                continue
            if not verbatim and not was and (first, last) == (start, end):
                pieces[-1] = (begun, index + 1, first, end, False)
                continue
        pieces.append((index, index + 1, start, end, verbatim))
    return pieces


def source_pieces(
    pieces: list[tuple[int, int, int, int, bool]], origin: OriginFinder
) -> tuple[SourcePiece, ...]:
    """The stretches as a document's source map."""
    return tuple(
        SourcePiece(start=start, end=end, origin=origin(first, last), verbatim=verbatim)
        for start, end, first, last, verbatim in pieces
    )
