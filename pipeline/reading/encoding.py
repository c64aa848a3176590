"""Bytes to characters: which encoding a page really is in, whatever it declares.

Strict UTF-8 decides for itself; the rest is a choice between the GB and Big5 families, made by
how common the decoded characters are, since declarations are wrong on many of the sources.
gb2312 and gbk are read as gb18030, their superset.
"""

import codecs
import re
from dataclasses import dataclass
from functools import cache

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_\-]+)""", re.I)
_PYTHON_NAME = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "utf8": "utf-8",
}
# A decoding with more undecodable bytes than this share is not the page's encoding.
_BAD_SHARE = 0.02


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page as characters.

    ``text`` holds undecodable bytes as lone surrogates (PEP 383), so that it encodes back to the
    exact bytes; ``skipped`` is the number of bytes of a byte-order mark before it.
    """

    text: str
    codec: str
    encoding: str
    skipped: int
    conflict: bool
    undecodable: int

    def shown(self) -> str:
        """The text as a reader may see it: U+FFFD for every undecodable byte."""
        return _SURROGATES.sub("\ufffd", self.text) if self.undecodable else self.text


_SURROGATES = re.compile("[\udc80-\udcff]")


@cache
def _common_characters() -> frozenset[str]:
    """The 3,755 characters of GB 2312 level 1 and the 5,401 of Big5 level 1: the common ones."""
    gb = bytes(b for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for b in (row, cell))
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    big5 = bytes(b for row in range(0xA4, 0xC7) for cell in trails for b in (row, cell))
    punctuation = "，。、；：？！“”‘’（）《》【】—…·　"
    return frozenset(gb.decode("gb2312", "ignore") + big5.decode("big5", "ignore") + punctuation)


def _try(body: bytes, codec: str) -> tuple[str, int]:
    text = body.decode(codec, "surrogateescape")
    return text, sum(1 for _ in _SURROGATES.finditer(text))


def _commonness(text: str, bad: int) -> float:
    beyond = [char for char in text if char > "\x7f"]
    if not beyond:
        return 1.0
    common = _common_characters()
    good = sum(char in common for char in beyond)
    return (good - 3 * bad) / len(beyond)


def declared_charset(head: bytes) -> str | None:
    """The charset that the first kilobytes declare (meta or XML declaration), lower case."""
    found = _DECLARED.search(head[:4096])
    return found[1].decode("ascii").lower() if found else None


def _python_codec(name: str | None) -> str | None:
    if not name:
        return None
    try:
        return codecs.lookup(_PYTHON_NAME.get(name.lower(), name)).name
    except LookupError:
        return None


def _without_bom(body: bytes) -> tuple[str, int] | None:
    """UTF-16 without a mark: every other byte of the markup is zero."""
    head = body[:512]
    if len(head) < 8 or head.count(0) < len(head) // 4:
        return None
    return ("utf-16-le", 0) if head[1::2].count(0) > head[0::2].count(0) else ("utf-16-be", 0)


def _marked(body: bytes) -> tuple[str, int] | None:
    for mark, codec in _BOMS:
        if body.startswith(mark):
            return ("utf-8" if codec == "utf-8-sig" else codec), len(mark)
    return _without_bom(body)


def decode(body: bytes, header_charset: str | None = None) -> Decoded:
    """Decode a page. Never raises: what no encoding reads is kept as undecodable bytes."""
    declared = declared_charset(body) or (header_charset or "").lower() or None
    marked = _marked(body)
    if marked:
        codec, skipped = marked
        text, bad = _decode_wide(body[skipped:], codec)
        named = "utf-8-sig" if codec == "utf-8" else codec
        return Decoded(text, codec, named, skipped, False, bad)
    text, bad = _try(body, "utf-8")
    if bad and bad > _BAD_SHARE * sum(byte > 0x7F for byte in body):
        text, bad, codec = _best_of(body, declared)
    else:
        codec = "utf-8"
    conflict = declared is not None and not body.isascii() and _python_codec(declared) != codec
    return Decoded(text, codec, codec.replace("big5hkscs", "big5"), 0, conflict, bad)


def _decode_wide(body: bytes, codec: str) -> tuple[str, int]:
    """Text whose characters encode to as many bytes as they were decoded from.

    What is left of a unit that the body's end cuts becomes no character, but is undecodable.
    """
    if codec == "utf-8":
        return _try(body, codec)
    cut = len(body) % (4 if codec.startswith("utf-32") else 2)
    text = body[: len(body) - cut].decode(codec, "replace")
    return text, text.count("\ufffd") + bool(cut)


# Every decoding of these has as many bytes as the body; of others that is tested.
_EXACT = ("gb18030", "big5hkscs", "utf-8")


def _best_of(body: bytes, declared: str | None) -> tuple[str, int, str]:
    candidates = list(_EXACT)
    own = _python_codec(declared)
    if own and own not in candidates and own not in ("ascii", "iso8859-1"):
        candidates.append(own)
    scored: list[tuple[float, int, str, str]] = []
    for order, codec in enumerate(candidates):
        try:
            text, bad = _try(body, codec)
            if codec not in _EXACT and text.encode(codec, "surrogateescape") != body:
                continue
        except (UnicodeError, LookupError):
            continue
        bonus = 0.05 if codec == own else 0.0
        scored.append((_commonness(text, bad) + bonus, -order, codec, text))
    _, _, codec, text = max(scored)
    return text, sum(1 for _ in _SURROGATES.finditer(text)), codec
