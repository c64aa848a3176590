"""Redaction of contact data: names, addresses and numbers of persons replaced by X.

CSET's own data does the same (six or more X). Offsets stay true: every redacted character becomes
one X, in the content and in the quotes alike.

The content of a record is its whole page, so what the page's other records know of contacts has to
be hidden in it too: ``private_of`` gathers that, and a page's own is the union of its records'.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from models.opportunity import Opportunity
from pipeline.evaluation.normalising import person_forms

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
_PARTY_NAMES = ("name", "name_zh", "name_en")
_PARTIES = ("/foreign_parties/", "/chinese_parties/")
# A name of one character stands in too many words.
_SHORTEST_NAME = 2
_PRIVATE = frozenset(("name", "email", "phone", "fax"))


@dataclass(frozen=True, slots=True)
class Private:
    """What a page says of contacts: places in its text, and what is hidden wherever it stands.

    ``words`` are addresses and numbers as the page has them: not every place is evidence.
    """

    spans: frozenset[tuple[int, int]] = frozenset()
    names: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def __or__(self, other: "Private") -> "Private":
        return Private(self.spans | other.spans, self.names | other.names, self.words | other.words)

    def elsewhere(self) -> "Private":
        """The same for another text, such as the page at another time: without places."""
        return Private(names=self.names, words=self.words)


def private_of(values: Mapping[str, Any]) -> Private:
    """What one record, given as the values of its fields, knows of contacts.

    The names are those of its contacts, in every form that its list of persons has for them. Who
    is a party of the deal is no mere contact and stays.
    """
    spans = frozenset(
        (e["start"], e["end"])
        for e in values["field_evidence"]
        if e["pointer"].startswith("/contacts/") and e.get("source", "text") == "text"
    )
    names = {c["name"] for c in values["contacts"] if c["name"]}
    for person in values["people"]:
        if names & (forms := {person["name"], *person["aliases"]}):
            names |= forms
    parties = {
        p[form] for p in values["foreign_parties"] for form in ("name", "name_zh", "name_en")
    }
    words = (values["content"][start:end] for start, end in spans)
    return Private(
        spans,
        frozenset(n for n in names - parties if len(n) >= _SHORTEST_NAME),
        frozenset(word for word in words if len(word) >= _LEAST),
    )


def page_private(records: Iterable[Opportunity]) -> Private:
    """What the records of one page know of contacts together."""
    known = Private()
    for record in records:
        known |= private_of(record.model_dump())
    return known


def redacted(record: Opportunity, page: Private | None = None) -> Opportunity:
    """The record without contact data; people named as parties of the deal stay.

    Contact values become X; in content, summary and every quote the contact's characters do.
    ``page`` is what all records of its page know.
    """
    return Opportunity.model_validate(Hider(record.model_dump(), page).record())


class Hider:
    """Hides the contact data of one record, given as the values of its fields.

    ``page`` is what all records of its page know of contacts; only its own if not given.
    """

    def __init__(self, values: dict[str, Any], page: Private | None = None) -> None:
        self._values = values
        self._text: str = values["content"]
        own = private_of(values)
        self._private = own if page is None else own | page

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
        if top == "people":
            return self._people(part, value)
        if top == "content":
            return self.content if value else value
        return self._without(value) if top in _WORDS and value else value

    def item(self, field: str, key: str) -> str:
        """The key of a list's item: of a contact only which kind of address it is."""
        top = field.partition(".")[0]
        if top == "people":
            return "/".join(self._without_name(part) for part in key.split("/"))
        if top != "contacts":
            return key
        kind, colon, _ = key.partition(":")
        return f"{kind}:{_MASK * _LEAST}" if colon else _MASK * _LEAST

    def _without_name(self, key: str) -> str:
        known = {form for name in self._private.names for form in person_forms(name)}
        return _MASK * _LEAST if key.partition("#")[0] in known else key

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
        spans = [*self._private.spans, *_mails(self._text)]
        for word in self._private.words:
            spans += [match.span() for match in re.finditer(re.escape(word), self._text)]
        parties = [
            (e["start"], e["end"])
            for e in self._values["field_evidence"]
            if e["pointer"].startswith(_PARTIES) and e.get("source", "text") == "text"
        ]
        for name in self._private.names:
            for match in re.finditer(re.escape(name), self._text):
                # A firm may bear the name of its founder.
                if not any(a <= match.start() and match.end() <= b for a, b in parties):
                    spans.append(match.span())
        return spans

    @cached_property
    def _quotes(self) -> list[str]:
        found = {self._text[start:end] for start, end in self._spans}
        found |= self._private.names | self._private.words
        return sorted(found, key=len, reverse=True)

    def _contact(self, part: str, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return [self._contact(part, item) for item in value]
        if isinstance(value, dict):
            return {name: self._contact(name, inner) for name, inner in value.items()}
        if part not in _PRIVATE or value is None:
            return value
        return _MASK * max(_LEAST, len(value))

    def _people(self, part: str, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return [self._people(part, item) for item in value]
        if isinstance(value, dict):
            hidden = self._private.names & {value["name"], *value["aliases"]}
            return {n: self._people(n if hidden else "", inner) for n, inner in value.items()}
        if part in ("name", "aliases") and value in self._private.names:
            return _MASK * max(_LEAST, len(value))
        return value

    def _evidence(self, evidence: dict[str, Any]) -> dict[str, Any]:
        if evidence.get("source", "text") != "text":
            return evidence
        chain = {**evidence["chain"], "surface": self._without(evidence["chain"]["surface"])}
        if evidence["pointer"].startswith("/contacts/") or chain["normal"] in self._private.names:
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
