"""A page's source with the evidence marked in it, made harmless for a sandboxed frame.

Marks are put into running text alone, never into tags, scripts or titles: what the browser shows is
the page as it came, with its evidence to be seen in place.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from models.document import Origin

_TAG = re.compile(r"<[^>]*>")
# Elements whose characters are no running text.
_UNSHOWN = re.compile(
    r"<(script|style|title|textarea|noscript|xmp|template)\b.*?(?:</\1|\Z)", re.I | re.S
)
# What would reach for other addresses before, or in spite of, the frame's policy: browsers connect
# already while a link is being pressed.
_REACHING = re.compile(r"<(/?)(a|area|link|meta|base|object|embed|frame|iframe|frameset)\b", re.I)
# The first mark has an id: an address that ends with it opens there.
PLACE = "kejichu"
_OPEN, _CLOSE = f'<mark class="{PLACE}">', "</mark>"
# So many bytes tell what a page is.
_HEAD = 1024
Stretch = tuple[int, int]


def is_markup(body: bytes, encoding: str) -> bool:
    """Whether a page is one of HTML: it begins with a tag, behind a byte-order mark or white space.

    Raises LookupError for an encoding that is none.
    """
    return body[:_HEAD].decode(encoding, "ignore").lstrip("\ufeff \t\r\n").startswith("<")


def marked_html(body: bytes, encoding: str, evidence: Sequence[Origin]) -> str:
    """The source of an HTML page with marks around the evidence's characters."""
    source, places = _decoded(body, encoding, evidence)
    unshown = [match.span() for match in _UNSHOWN.finditer(source)]
    shown = [
        part
        for place in places
        for part in _running(source, place, unshown)
        if source[part[0] : part[1]].strip()
    ]
    pieces = (f"{_OPEN}{text}{_CLOSE}" if marked else text for text, marked in _cut(source, shown))
    return _REACHING.sub(r"<\1kejichu-\2", _placed("".join(pieces)))


def marked_text(body: bytes, encoding: str, evidence: Sequence[Origin]) -> str:
    """The source of any other page as HTML, every character as it is, with the same marks."""
    source, places = _decoded(body, encoding, evidence)
    pieces = (
        f"{_OPEN}{escape(text)}{_CLOSE}" if marked else escape(text)
        for text, marked in _cut(source, places)
    )
    return _placed(f"<pre>{''.join(pieces)}</pre>")


def _placed(content: str) -> str:
    return content.replace(_OPEN, f'<mark class="{PLACE}" id="{PLACE}">', 1)


def _decoded(body: bytes, encoding: str, evidence: Sequence[Origin]) -> tuple[str, list[Stretch]]:
    """The source, and the evidence's places in it: bytes become characters piece by piece."""
    spans = _joined(
        (one.byte_start, one.byte_end)
        for one in evidence
        if one.byte_start is not None and one.byte_end is not None
    )
    source, places, at = "", list[Stretch](), 0
    for start, end in spans:
        source += body[at:start].decode(encoding, "replace")
        begin = len(source)
        source += body[start:end].decode(encoding, "replace")
        places.append((begin, len(source)))
        at = end
    return source + body[at:].decode(encoding, "replace"), places


def _joined(spans: Iterable[Stretch]) -> list[Stretch]:
    """Stretches in order, those that overlap made one."""
    found: list[Stretch] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _running(source: str, place: Stretch, unshown: Sequence[Stretch]) -> Iterator[Stretch]:
    """The parts of a stretch that are running text."""
    start, end = place
    if any(first < end and start < last for first, last in unshown):
        return
    if source.rfind("<", 0, start) > source.rfind(">", 0, start):
        return
    at = start
    for tag in _TAG.finditer(source, start, end):
        yield at, tag.start()
        at = tag.end()
    if "<" not in source[at:end]:
        yield at, end


def _cut(source: str, stretches: Iterable[Stretch]) -> Iterator[tuple[str, bool]]:
    at = 0
    for start, end in stretches:
        yield source[at:start], False
        yield source[start:end], True
        at = end
    yield source[at:], False
