"""Redaction of contact data: names, addresses and numbers of persons replaced by X.

CSET's own data does the same (six or more X). Offsets stay true: every redacted character becomes
one X, in the content and in the quotes alike.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from models.opportunity import Opportunity

_MASK = "X"
_LEAST = 6
# From the sign on: searched from its front, a page of Chinese text, all word characters, is read
# once for each of them.
_AT_HOST = re.compile(r"(?:@|＠|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.I)
# Fields of the page's own words, in which a contact may stand.
_WORDS = frozenset(
    (
        "summary",
        "advantages",
        "application_area",
        "partner_requirements",
        "title",
        "cooperation_type_raw",
    )
)
_PRIVATE = frozenset(("name", "email", "phone", "fax"))


def redacted(record: Opportunity) -> Opportunity:
    """The record without contact data; people named as parties of the deal stay.

    Contact values become X; in content, summary and every quote the contact's characters do.
    """
    return Opportunity.model_validate(Hider(record.model_dump()).record())


class Hider:
    """Hides the contact data of one record, given as the values of its fields."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values
        self._text: str = values["content"]

    def record(self) -> dict[str, Any]:
        """All values, those of contacts hidden."""
        shown = {name: self.value(name, value) for name, value in self._values.items()}
        shown["field_evidence"] = [self._evidence(e) for e in self._values["field_evidence"]]
        return shown

    def value(self, field: str, value: Any) -> Any:
        """The value of a field, or of a part of one (``contacts.email``), as it may be seen."""
        top, _, part = field.partition(".")
        if top == "contacts":
            return self._contact(part, value)
        if top == "content":
            return self.content if value else value
        return self._without(value) if top in _WORDS and value else value

    def item(self, field: str, key: str) -> str:
        """The key of a list's item: of a contact only which kind of address it is."""
        kind, colon, _ = key.partition(":")
        if field.partition(".")[0] != "contacts":
            return key
        return f"{kind}:{_MASK * _LEAST}" if colon else _MASK * _LEAST

    @cached_property
    def content(self) -> str:
        """The page's text with every character of a contact as X."""
        shown, last = [], 0
        for begin, end in sorted(self._spans):
            start = max(begin, last)
            if start < end:
                shown += [self._text[last:start], _MASK * (end - start)]
                last = end
        return "".join((*shown, self._text[last:]))

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        spans = [
            (e["start"], e["end"])
            for e in self._values["field_evidence"]
            if e["pointer"].startswith("/contacts/") and e.get("source", "text") == "text"
        ]
        return spans + list(_mails(self._text))

    @cached_property
    def _quotes(self) -> list[str]:
        return sorted({self._text[start:end] for start, end in self._spans}, key=len, reverse=True)

    def _contact(self, part: str, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return [self._contact(part, item) for item in value]
        if isinstance(value, dict):
            return {name: self._contact(name, inner) for name, inner in value.items()}
        if part not in _PRIVATE or value is None:
            return value
        return _MASK * max(_LEAST, len(value))

    def _evidence(self, evidence: dict[str, Any]) -> dict[str, Any]:
        if evidence.get("source", "text") != "text":
            return evidence
        chain = {**evidence["chain"], "surface": self._without(evidence["chain"]["surface"])}
        if evidence["pointer"].startswith("/contacts/"):
            chain["normal"] = None
        quote = self.content[evidence["start"] : evidence["end"]]
        return {**evidence, "quote": quote, "chain": chain}

    def _without(self, text: str) -> str:
        for quote in self._quotes:
            text = text.replace(quote, _MASK * len(quote))
        return text


def _mails(text: str) -> Iterator[tuple[int, int]]:
    for host in _AT_HOST.finditer(text):
        end = host.start() - (text[max(0, host.start() - 1) : host.start()].isspace())
        start = end
        while start and (text[start - 1].isalnum() or text[start - 1] in "_.+-"):
            start -= 1
        if start < end:
            yield start, host.end()
