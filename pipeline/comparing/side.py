"""One side of a comparison: a record's values, and the evidence behind each."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from models.field_change import Proof
from pipeline.comparing.shifting import Range
from pipeline.publishing.redaction import Hider, Private, private_of

_CONTEXT = 24


class Side:
    """A record of a run as its JSON values.

    With ``hide``, what is shown of it (values, quotes, the characters around them) has contact
    data replaced by X; comparing always sees the true values.
    """

    def __init__(self, values: dict[str, Any], hide: bool = False) -> None:
        self.values = values
        self.hide = hide
        self._together: _Together | None = None
        self.id: str = values["opportunity_id"]
        self.report: str = values["report_id"]
        self.text: str = values.get("content") or ""
        self.evidence: list[dict[str, Any]] = values.get("field_evidence") or []

    def __getitem__(self, name: str) -> Any:
        return self.values.get(name)

    @cached_property
    def _first(self) -> dict[str, dict[str, Any]]:
        """The first evidence at or below each pointer."""
        first: dict[str, dict[str, Any]] = {}
        for entry in self.evidence:
            pointer = entry["pointer"]
            while pointer and pointer not in first:
                first[pointer] = entry
                pointer = pointer.rpartition("/")[0]
        return first

    def evidence_of(self, field: str) -> list[dict[str, Any]] | None:
        """All evidence of a field of the record, in its order."""
        return self._by_field.get(field)

    @cached_property
    def _by_field(self) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for entry in self.evidence:
            found.setdefault(entry["pointer"].split("/", 2)[1], []).append(entry)
        return found

    def first(self, pointer: str) -> dict[str, Any] | None:
        """The first evidence at or below a pointer."""
        return self._first.get(pointer)

    def behind(self, pointer: str) -> dict[str, Any] | None:
        """As ``first``; for a part of an item without any, that of the item."""
        found = self._first.get(pointer)
        item, _, part = pointer.rpartition("/")
        while found is None and item and not part.isdigit():
            found = self._first.get(item)
            item, _, part = item.rpartition("/")
        return found

    def spans(self, pointer: str) -> list[Range]:
        """Where in the text the evidence at or below a pointer stands."""
        below = pointer + "/"
        return [
            (e["start"], e["end"])
            for e in self.evidence
            if e.get("source", "text") == "text"
            and (e["pointer"] == pointer or e["pointer"].startswith(below))
        ]

    def all_spans(self) -> Iterator[Range]:
        """Where in the text any value stands."""
        for entry in self.evidence:
            if entry.get("source", "text") == "text":
                yield entry["start"], entry["end"]
        for keyword in self["technology_keywords"] or ():
            yield keyword["start"], keyword["end"]

    def version(self, extractor: str | None) -> str | None:
        """The version of an extractor, of the program for none."""
        if extractor is None:
            return str(self["pipeline_version"])
        versions: dict[str, str] = self["extractor_versions"] or {}
        return versions.get(extractor)

    def proof(self, evidence: dict[str, Any] | None) -> Proof | None:
        """An evidence with the characters around it, as shown."""
        if evidence is None:
            return None
        in_text = evidence.get("source", "text") == "text"
        text = self._shown_text if in_text else self["source_url"] or ""
        start, end = evidence["start"], evidence["end"]
        return Proof(
            quote=text[start:end],
            start=start,
            end=end,
            before=text[max(0, start - _CONTEXT) : start],
            after=text[end : end + _CONTEXT],
            language=evidence["language"],
            rule=evidence["rule"],
            grade=evidence["grade"],
            source=evidence.get("source", "text"),
        )

    def shown(self, field: str, value: Any) -> Any:
        """A value of a field as it is shown."""
        return self._hider.value(field, value) if self.hide else value

    def shown_item(self, field: str, key: str | None) -> str | None:
        """The key of an item as it is shown."""
        return self._hider.item(field, key) if self.hide and key is not None else key

    def shown_record(self) -> dict[str, Any]:
        """The record without its versions, as it is shown."""
        return self._hider.record() if self.hide else dict(self.values)

    def join(self, together: "_Together") -> None:
        """Hide what others know as contacts too, unless told before."""
        self._together = self._together or together

    @cached_property
    def private(self) -> Private:
        """What this record knows of contacts."""
        return private_of(self.values)

    @cached_property
    def _hider(self) -> Hider:
        return Hider(self.values, self._together.private(self.text) if self._together else None)

    @cached_property
    def _shown_text(self) -> str:
        return self._hider.content if self.hide else self.text


class _Together:
    """Records that hide each other's contacts."""

    def __init__(self, sides: Sequence[Side]) -> None:
        self._sides = sides
        self._by_text: dict[str, Private] = {}

    def private(self, text: str) -> Private:
        """What all know of contacts, for one of their texts."""
        if text not in self._by_text:
            known = Private()
            for side in self._sides:
                known |= side.private if side.text == text else side.private.elsewhere()
            self._by_text[text] = known
        return self._by_text[text]


def hide_together(sides: Sequence[Side]) -> None:
    """Hide in each record what any of them knows as a contact: one of them may have lost it."""
    together = _Together(sides)
    for side in sides:
        side.join(together)
