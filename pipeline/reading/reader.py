"""Bytes to Document: which kind of file it is, and which reader reads it."""

import re

from models.capture import Capture
from models.codes import QualityFlag
from models.document import Document
from pipeline.bounds import bounds
from pipeline.options import PLAIN, ParseOptions
from pipeline.reading.builder import build_document
from pipeline.reading.encoding import Decoded, decode
from pipeline.reading.feed import FeedError, read_feed
from pipeline.reading.html import read_html
from pipeline.reading.office import is_office, read_office
from pipeline.reading.origins import ByteOffsets
from pipeline.reading.unreadable import Unreadable as Unreadable

# Text has hardly any control bytes; binary data many.
_CONTROL_SHARE = 0.02


def media_kind(capture: Capture, body: bytes) -> str:
    """``pdf``, ``office``, ``json`` or ``html``: by the bytes first, then by what was declared.

    Raises Unreadable for anything else.
    """
    if is_office(body):
        return "office"
    if _is_binary(body[:4096]) and b"%PDF-" not in body[:1024]:
        raise Unreadable("wrong_type", "binary data that is no page, PDF or office file")
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if body[:1024].find(b"%PDF-") >= 0:
        return "pdf"
    if head[:1] in (b"{", b"["):
        return "json"
    if re.match(rb"<[!?a-zA-Z/]", head) or b"<" in body[:4096]:
        return "html"
    declared = (capture.media_type or "").lower()
    if "json" in declared:
        return "json"
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") or "html" in declared or "text/" in declared:
        return "html"
    return "html"


def _is_binary(head: bytes) -> bool:
    """Control bytes that no text has, UTF-16 and UTF-32 apart."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"<\0" in head or b"\0<" in head:
        return False
    controls = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    return controls > _CONTROL_SHARE * len(head)


def read_document(capture: Capture, body: bytes, options: ParseOptions = PLAIN) -> Document:
    """Read a capture. Raises Unreadable with a reason code."""
    if not body.strip(b"\0 \t\r\n"):
        raise Unreadable("empty", "the file holds no bytes of text")
    bounds().page_bytes.check(len(body))
    kind = media_kind(capture, body)
    if kind == "pdf":
        from pipeline.reading.ocr import ScanReader
        from pipeline.reading.pdf import read_pdf_document

        return read_pdf_document(capture, body, ScanReader() if options.ocr else None)
    if kind == "office":
        return read_office(capture, body)
    decoded = decode(body, capture.charset)
    return _read_text(capture, decoded, kind)


def _read_text(capture: Capture, decoded: Decoded, kind: str) -> Document:
    shown = decoded.shown()
    try:
        draft = (read_feed if kind == "json" else read_html)(shown, capture.url)
    except FeedError as error:
        raise Unreadable("bad_json", str(error)) from error
    if decoded.conflict:
        draft.flags.add(QualityFlag.ENCODING_CONFLICT)
    if decoded.undecodable:
        draft.flags.add(QualityFlag.UNDECODABLE_BYTES)
    if kind == "html" and "</html" not in shown[-4096:].lower() and "<html" in shown[:4096].lower():
        draft.flags.add(QualityFlag.TRUNCATED)
    if not any(block.text.chars for block in draft.blocks):
        raise Unreadable("no_text", "the page shows no text")
    return build_document(
        draft, capture, decoded.encoding, shown, lambda at: ByteOffsets(decoded, at)
    )
