"""Lines of a page: stretches that blocks or line breaks end, for what never runs over a line."""

from collections.abc import Iterable, Iterator

from extractors.tagged import TaggedDocument
from models.span import Span


def lines_of(page: TaggedDocument, spans: Iterable[Span]) -> Iterator[Span]:
    """The lines inside the spans that hold more than white space, in order."""
    for span in spans:
        at = span.start
        for line in page.text[span.start : span.end].split("\n"):
            if line.strip():
                yield Span(start=at, end=at + len(line))
            at += len(line) + 1
