"""What is marked in a page's text for one entry: its evidence of now and of before, in both
languages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from models.decision import Anchor
from pipeline.cli.console import inert
from pipeline.ledger.anchors import CONTEXT, concerns, evidence_at, locate
from pipeline.ledger.units import Record
from pipeline.review_page.labels import names
from pipeline.review_page.segments import Mark, Pane, panes
from pipeline.reviewing.entry import Entry

# Evidence of now, of before, and the value's other names where no evidence is.
NEW, OLD, NAMED = "new", "old", "named"
_MOST_NAMED = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """A page's text with its marks, and what could not be marked.

    ``lost`` are quotes of before that the page does not have now; ``unproved`` says that the run's
    value has no evidence in the text.
    """

    panes: tuple[Pane, ...]
    lost: tuple[str, ...]
    unproved: bool


def shown(
    entry: Entry | None, record: Record, old: Record | None, content: str, hide: bool = False
) -> Shown:
    """The text of a record for an entry, or without any marks.

    ``content`` is the record's text as it may be seen, of the same length; ``hide`` keeps quotes of
    another text back, as what they hold of contacts is not known to be hidden.
    """
    if entry is None:
        return Shown(tuple(panes(inert(content), ())), (), False)
    marks = [Mark(e["start"], e["end"], NEW) for e in _evidence(record, entry.pointer)]
    unproved = not marks and entry.now is not None and entry.pointer is not None
    before, lost = _before(entry, record, old)
    marks += before
    marks += _named(entry, content, marks)
    kept = () if hide else tuple(dict.fromkeys(inert(quote) for quote in lost))
    return Shown(tuple(panes(inert(content), marks)), kept, unproved)


def _evidence(record: Record, pointer: str | None) -> list[dict[str, Any]]:
    """All evidence in the text of a value and of its parts; of a record as a whole its title's."""
    if pointer is None:
        return []
    pointer = pointer or "/title"
    listed = [e for e in record["field_evidence"] if e.get("source", "text") == "text"]
    own = [e for e in listed if concerns(e["pointer"], pointer)]
    if own:
        return own
    found = evidence_at(record, pointer)
    return [found] if found in listed and found is not None else []


def _before(entry: Entry, record: Record, old: Record | None) -> tuple[list[Mark], list[str]]:
    """Marks of the evidence of before, and its quotes that are gone."""
    found, lost = [], []
    for anchor in _anchors(entry, old):
        place = locate(record["content"], anchor)
        if place is None:
            lost.append(anchor.quote)
        else:
            found.append(Mark(*place, OLD))
    return found, lost


def _anchors(entry: Entry, old: Record | None) -> Iterator[Anchor]:
    if old is None or entry.old_pointer is None:
        return
    text = old["content"]
    for e in _evidence(old, entry.old_pointer):
        start, end = e["start"], e["end"]
        yield Anchor(
            quote=text[start:end],
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
            start=start,
        )


def _named(entry: Entry, content: str, marks: list[Mark]) -> Iterator[Mark]:
    """Other places where the text has a name of the value of now, such as in its translation."""
    folded = content.lower()
    if len(folded) != len(content):
        folded = content
    count = 0
    for name in names(entry.target.field, entry.now):
        wanted = name.lower()
        at = folded.find(wanted)
        while at >= 0 and count < _MOST_NAMED:
            end = at + len(wanted)
            if not any(mark.start < end and at < mark.end for mark in marks):
                yield Mark(at, end, NAMED)
                count += 1
            at = folded.find(wanted, end)
