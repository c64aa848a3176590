"""Redaction of contact data: names, addresses and numbers of persons replaced by X.

CSET's own data does the same (six or more X). Offsets stay true: every redacted character becomes
one X, in the content and in the quotes alike.
"""

import re

from models.document import Attachment
from models.opportunity import Contact, Opportunity

_MASK = "X"
_MAIL = re.compile(r"[\w.+-]+\s?(?:@|＠|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.I)


def _x(text: str | None) -> str | None:
    return None if text is None else _MASK * max(6, len(text))


def redacted(record: Opportunity) -> Opportunity:
    """The record without contact data; people named as parties of the deal stay.

    Contact values become X; in content, summary and every quote the contact's characters do.
    """
    spans = [
        (e.start, e.end)
        for e in record.field_evidence
        if e.pointer.startswith("/contacts/") and e.source == "text"
    ]
    spans += [match.span() for match in _MAIL.finditer(record.content)]
    content = _masked(record.content, spans)
    quotes = sorted({record.content[start:end] for start, end in spans}, key=len, reverse=True)
    values = record.model_dump()
    values["content"] = content
    for name in (
        "summary",
        "advantages",
        "application_area",
        "partner_requirements",
        "title",
        "cooperation_type_raw",
    ):
        if values[name]:
            values[name] = _without(values[name], quotes)
    values["contacts"] = [
        Contact(
            role=contact.role,
            organisation=contact.organisation,
            name=_x(contact.name),
            email=_x(contact.email),
            phone=_x(contact.phone),
            fax=_x(contact.fax),
        ).model_dump()
        for contact in record.contacts
    ]
    values["attachments"] = [Attachment.model_dump(item) for item in record.attachments]
    for evidence in values["field_evidence"]:
        if evidence["source"] == "text":
            evidence["quote"] = content[evidence["start"] : evidence["end"]]
            evidence["chain"]["surface"] = _without(evidence["chain"]["surface"], quotes)
            if evidence["pointer"].startswith("/contacts/"):
                evidence["chain"]["normal"] = None
    return Opportunity.model_validate(values)


def _masked(text: str, spans: list[tuple[int, int]]) -> str:
    chars = list(text)
    for start, end in spans:
        chars[start:end] = _MASK * (end - start)
    return "".join(chars)


def _without(text: str, quotes: list[str]) -> str:
    for quote in quotes:
        text = text.replace(quote, _MASK * len(quote))
    return text
