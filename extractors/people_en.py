"""Persons' names in Latin script: next to an honorific, a role, or in apposition to one."""

import re
from collections.abc import Iterator

from extractors.people_names import LATIN, OFFICIAL, WORD, PersonName, person_at, titles, with_forms
from extractors.tagged import TaggedDocument
from models.document import Segment
from models.span import Span


def latin_names(page: TaggedDocument, segment: Segment) -> Iterator[PersonName]:
    """Latin names next to an honorific or a role, in one segment."""
    text, folded = page.text, page.folded
    for hit in titles("en").find(folded, segment.start, segment.end):
        _, kind = hit.entries[0].id.split(":")
        official = kind == OFFICIAL
        start = hit.span.end
        while start < segment.end and text[start] in " .:：,\u3000" and start - hit.span.end < 3:
            start += 1
        match = LATIN.match(text, start, segment.end)
        if match and (name := person_at(text, match.start(), match.end(), kind == "honorific")):
            yield with_forms(page, name, hit.span, "title", official)
            continue
        if kind != "honorific" and (name := _apposed(text, segment.start, hit.span.start)):
            yield with_forms(page, name, hit.span, "title", official)


def _apposed(text: str, floor: int, at: int) -> Span | None:
    """The name before ", CEO" or ", the founder of"."""
    before = re.search(
        rf"({WORD}(?: (?:(?:van|von|de|der|di|da|del|bin|al) ){{0,2}}{WORD}){{1,3}}),? (?:(?:the"
        rf"|its|our|a|an|who is|is)(?: [a-z-]+){{0,2}} )?$",
        text[max(floor, at - 80) : at],
    )
    if not before or "," not in before[0]:
        return None
    start = max(floor, at - 80) + before.start(1)
    return person_at(text, start, start + len(before[1]), False)
