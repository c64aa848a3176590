"""From characters of a document back to the capture: bytes, page and box, or paragraph or cell."""

from bisect import bisect_right

from models.document import Document, Origin, SourcePiece


class SourceMap:
    """The source map of one document, searched by offset."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._pieces = document.source_map
        self._starts = [piece.start for piece in self._pieces]

    def origin(self, start: int, end: int) -> Origin | None:
        """Where the characters ``start`` to ``end`` come from, as one range; None if unknown.

        Bytes run from the first character's to the last one's, whatever markup lies between; a
        PDF box is that of the first page touched, a path that of the first paragraph or cell.
        """
        touched = self._touched(start, end)
        if not touched:
            return None
        first, last = touched[0], touched[-1]
        if first.origin.page is not None:
            return _box([p.origin for p in touched if p.origin.page == first.origin.page])
        if first.origin.byte_start is None or last.origin.byte_end is None:
            return first.origin
        low = first.origin.byte_start + self._bytes(first, first.start, max(start, first.start))
        high = last.origin.byte_end - self._bytes(last, min(end, last.end), last.end)
        # Head lines may stand after the body in the source; a range never runs backwards.
        return Origin(byte_start=low, byte_end=high) if low < high else first.origin

    def _touched(self, start: int, end: int) -> list[SourcePiece]:
        index = max(bisect_right(self._starts, start) - 1, 0)
        touched = []
        while index < len(self._pieces) and self._pieces[index].start < end:
            if self._pieces[index].end > start:
                touched.append(self._pieces[index])
            index += 1
        return touched

    def _bytes(self, piece: SourcePiece, start: int, end: int) -> int:
        """Length in bytes of a verbatim stretch of a piece."""
        if start >= end or not piece.verbatim:
            return 0
        return len(self._document.text[start:end].encode(codec_of(self._document.encoding)))


def codec_of(encoding: str) -> str:
    """Python's codec for an encoding as a document names it."""
    return {"utf-8-sig": "utf-8", "big5": "big5hkscs"}.get(encoding, encoding)


def _box(origins: list[Origin]) -> Origin:
    boxes = [origin.box for origin in origins if origin.box is not None]
    if not boxes:
        return origins[0]
    left, bottom, right, top = zip(*boxes, strict=True)
    return Origin(page=origins[0].page, box=(min(left), min(bottom), max(right), max(top)))
