"""The page of one record: its changes and values, the one in focus, and the text they stand in."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from pydantic import JsonValue

from models.decision import Decision
from pipeline.ledger.fields import fields
from pipeline.ledger.ledger import LedgerError
from pipeline.ledger.units import Record
from pipeline.review_page.archived import frame_address
from pipeline.review_page.evidence import Shown, shown
from pipeline.review_page.labels import Label, Reading, choices, field_label, readings, word
from pipeline.review_page.links import address
from pipeline.review_page.session import Session, Sight
from pipeline.reviewing.entry import Entry, Kind
from pipeline.reviewing.questions import of_values
from pipeline.reviewing.service import Review


@dataclass(frozen=True, slots=True)
class Row:
    """One change or value as the page shows it. ``raw`` is what a correction begins with."""

    entry: Entry
    link: str
    field: Label
    item: str
    was: list[Reading]
    now: list[Reading]
    stands: list[Reading]
    raw: str
    focused: bool = False

    @property
    def question(self) -> Label:
        """What is asked."""
        return word("question", self.entry.question)

    @property
    def answer(self) -> Label:
        """How it was decided, empty while it is open."""
        return word("action", self.entry.answer)


@dataclass(frozen=True, slots=True)
class RecordPage:
    """All that the page of a record needs.

    ``row`` is in focus, None where the record has nothing to decide; ``post`` takes its decision
    and ``seen`` is the version it was seen in. ``history`` is what was decided on it before.
    ``in_run`` says that the record is the run's own, not only the other's. ``frame`` is the address
    of its archived page, empty where the run has no such record.
    """

    record_id: str
    record: Record | None
    rows: tuple[Row, ...]
    values: tuple[Row, ...]
    row: Row | None
    post: str
    seen: int
    history: tuple[Decision, ...]
    text: Shown
    hides: bool
    in_run: bool
    frame: str

    @property
    def choices(self) -> list[tuple[str, Label]]:
        """Codes that the value in focus can be corrected to."""
        return choices(self.row.entry.target.field) if self.row else []

    @property
    def is_value(self) -> bool:
        """Whether the value in focus is one that nobody asked about."""
        return self.row is not None and self.row.link.startswith("/record/")

    @property
    def addable(self) -> list[tuple[str, Label]]:
        """Pointers at which the record can be given a value that it lacks."""
        record = self.record
        if record is None or not self.in_run:
            return []
        lists = [f"/{name}/-" for name in fields().items if "." not in name]
        single = [f"/{name}" for name in fields().values if record.get(name) in (None, "")]
        return [(each, field_label(each.split("/")[1])) for each in (*lists, *single)]

    def step(self, by: int) -> str | None:
        """The address of the row before or after the one in focus, if there is one."""
        links = [row.link for row in (*self.rows, *self.values)]
        if self.row is None or self.row.link not in links:
            return links[0] if links else None
        place = links.index(self.row.link) + by
        return links[place] if 0 <= place < len(links) else None


def of_entry(review: Review, session: Session, entry: Entry, where: str) -> RecordPage:
    """The page of the record of an entry, with that entry in focus."""
    return _page(review, session, entry, None, where)


def of_record(review: Review, session: Session, record: Record, pointer: str | None) -> RecordPage:
    """The page of a record, with the value at a pointer in focus. Raises LedgerError."""
    entries = _entries_of(review, record["opportunity_id"])
    focus: Entry | None = None
    if pointer is not None:
        listed = [*entries, *_values(review, record)]
        focus = next((each for each in listed if each.pointer == pointer), None)
        if focus is None:
            raise LedgerError(f"{record['opportunity_id']} has no value at {pointer}")
    return _page(review, session, focus, record, "")


def _page(
    review: Review, session: Session, focus: Entry | None, record: Record | None, where: str
) -> RecordPage:
    old = review.old_record_of(focus) if focus else None
    if focus is not None and record is None:
        record = review.record_of(focus)
    seen_record = record or old
    own = _id_of(focus, seen_record)
    sight = Sight(
        seen_record,
        [*(review.beside(record) if record else ()), *([old] if old else ())],
        session.contacts,
    )
    entries = _entries_of(review, own)
    known = {entry.pointer for entry in entries}
    values = [each for each in _values(review, record) if each.pointer not in known]
    rows = [_row(each, sight, focus, _link(each, where)) for each in entries]
    others = [_row(each, sight, focus, _value_link(own, each)) for each in values]
    row = next((each for each in (*rows, *others) if each.focused), None)
    return RecordPage(
        record_id=own,
        record=seen_record,
        rows=tuple(rows),
        values=tuple(others),
        row=row,
        post=row.link.partition("?")[0] if row else "",
        seen=_version(review, focus, record),
        history=tuple(review.desk.history(focus.target)) if focus else (),
        text=_text(focus, seen_record, old, sight),
        hides=sight.hides,
        in_run=record is not None,
        frame=frame_address(own, focus.pointer if focus else None) if record else "",
    )


def _text(focus: Entry | None, record: Record | None, old: Record | None, sight: Sight) -> Shown:
    if record is None:
        return Shown((), (), False)
    return shown(focus, record, old, sight.content, sight.hides)


def _version(review: Review, focus: Entry | None, record: Record | None) -> int:
    if focus is None:
        return 0
    if focus.kind == Kind.VALUE and focus.is_open and record is not None and focus.pointer:
        return review.version_at(record, focus.pointer)
    return review.version(focus.target)


def _id_of(focus: Entry | None, record: Record | None) -> str:
    if focus is not None:
        return focus.opportunity_id or focus.old_record or focus.target.opportunity_id
    return str(record["opportunity_id"]) if record else ""


def _entries_of(review: Review, own: str) -> list[Entry]:
    """The entries of a record of the run, or of one that only the other run has."""
    review.desk.sync()
    found = [
        entry
        for entry in review.desk.entries()
        if own == (entry.opportunity_id or entry.old_record or entry.target.opportunity_id)
    ]
    return sorted(found, key=lambda entry: entry.order)


def _values(review: Review, record: Record | None) -> Sequence[Entry]:
    """The record's values, as the ledger knows them."""
    if record is None:
        return ()
    known_as = review.desk.known_as
    return [replace(each, target=known_as(each.target)) for each in of_values(record)]


def _link(entry: Entry, where: str) -> str:
    return address(f"/entry/{entry.id}", where)


def _value_link(own: str, entry: Entry) -> str:
    return address(f"/record/{own}", urlencode([("pointer", entry.pointer or "")]))


def _row(entry: Entry, sight: Sight, focus: Entry | None, link: str) -> Row:
    name = entry.target.field
    now = sight.value(name, entry.now)
    return Row(
        entry=entry,
        link=link,
        field=field_label(name),
        item="" if sight.is_private(name) else entry.target.item,
        was=readings(name, sight.value(name, entry.was)),
        now=readings(name, now),
        stands=readings(name, sight.value(name, entry.stands)),
        raw="" if sight.is_private(name) else as_text(now),
        focused=focus is not None and (focus.id, focus.pointer) == (entry.id, entry.pointer),
    )


def as_text(value: JsonValue) -> str:
    """A value as a reviewer types it: text, or JSON for what has parts."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
