"""Anchors: the quote that a decision rests on, and whether a page still says it."""

from collections.abc import Iterator, Sequence
from typing import Any

from extractors.folding import fold
from models.decision import Anchor

# Code points kept before and after a quote: enough to tell two mentions of a country apart, few
# enough that a change elsewhere in the paragraph does not matter.
CONTEXT = 24


def anchor_at(
    text: str, start: int, end: int, language: str = "und", source: str = "text"
) -> Anchor:
    """The anchor of the characters ``start`` to ``end`` (code points) of a text."""
    return Anchor(
        quote=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        language=language,
        source=source,
        start=start,
    )


def locate(text: str, anchor: Anchor) -> tuple[int, int] | None:
    """Where a page's text still has the quote in its context, as code points; None if nowhere.

    Spaces, width, case and script of characters do not count. The context holds where what stood
    before it or what stood after it still does; of several places the nearest to the old one.
    """
    squeezed, positions = _squeezed(text)
    quote, _ = _squeezed(anchor.quote)
    prefix, _ = _squeezed(anchor.prefix)
    suffix, _ = _squeezed(anchor.suffix)
    found = [
        (positions[at], positions[at + len(quote) - 1] + 1)
        for at in _occurrences(squeezed, quote)
        if _in_context(squeezed, at, at + len(quote), prefix, suffix)
    ]
    return min(found, key=lambda span: abs(span[0] - anchor.start), default=None)


def _squeezed(text: str) -> tuple[str, Sequence[int]]:
    """The folded text without spaces, and the place of each of its characters."""
    folded = fold(text)
    positions = [index for index, char in enumerate(folded) if char != " "]
    return "".join(folded[index] for index in positions), positions


def _occurrences(text: str, quote: str) -> Iterator[int]:
    at = text.find(quote) if quote else -1
    while at >= 0:
        yield at
        at = text.find(quote, at + 1)


def _in_context(text: str, start: int, end: int, prefix: str, suffix: str) -> bool:
    before = bool(prefix) and text.endswith(prefix, 0, start)
    after = bool(suffix) and text.startswith(suffix, end)
    return before or after or not (prefix or suffix)


def concerns(evidence: str, pointer: str) -> bool:
    """Whether evidence at a pointer is that of the value at another one, or of a part of it."""
    return evidence == pointer or evidence.startswith(f"{pointer}/")


def evidence_at(record: dict[str, Any], pointer: str) -> dict[str, Any] | None:
    """The strongest evidence of the value at a pointer: its own, of a part of it, or of the object
    that it is part of (a location proves its country); never that of a whole item for its parts.
    """
    while pointer:
        found = _below(record["field_evidence"], pointer)
        pointer, _, last = pointer.rpartition("/")
        if found is not None or last.isdigit() or pointer.rpartition("/")[2].isdigit():
            return found
    return None


def _below(listed: list[dict[str, Any]], pointer: str) -> dict[str, Any] | None:
    own = [each for each in listed if each["pointer"] == pointer]
    parts = [each for each in listed if each["pointer"].startswith(pointer + "/")]
    return next(iter(own + parts), None)
