"""What a record says of its opportunity, apart from its page: text, numbers, words, addresses."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from extractors.folding import compact
from pipeline.resolving.shingles import Hashes, shingles
from pipeline.resolving.told_numbers import told_numbers
from pipeline.resolving.told_words import told_words

# Evidence of these is the page's, not the opportunity's.
_OF_THE_PAGE = (
    "/referring_mission_id",
    "/publication_date",
    "/host_country",
    "/relevance_score",
    "/opportunity_direction",
    "/valid_until",
)
_PHONE_DIGITS = 7


@dataclass(frozen=True)
class OwnText:
    """A record as duplicates are looked for: ``parties`` are ids of resolved parties."""

    opportunity_id: str
    report_id: str
    published: date | None
    retrieved_at: str
    language: str
    text: str
    parties: frozenset[str]
    contacts: frozenset[str]
    patents: frozenset[str]
    fields: frozenset[str]
    country: str | None

    @cached_property
    def shingles(self) -> Hashes:
        """The text's shingles."""
        return shingles(self.text)

    @cached_property
    def numbers(self) -> frozenset[float]:
        """The numbers that the text tells."""
        return told_numbers(self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """Concepts of the glossary and places that the text speaks of, in any language."""
        return told_words(self.text)

    @property
    def links(self) -> frozenset[str]:
        """Parties, addresses and patents: what two records of one opportunity may share."""
        return self.parties | self.contacts | self.patents


def own_spans(records: Iterable[Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    """The stretch of the page that each record of one report is about, by opportunity id.

    It reaches from the first to the last piece of evidence that no other record of the page uses.
    """
    records = list(records)
    spans = {record["opportunity_id"]: _evidence(record) for record in records}
    found: dict[str, tuple[int, int]] = {}
    for record in records:
        own = record["opportunity_id"]
        others: set[tuple[int, int]] = set()
        for other, used in spans.items():
            if other != own:
                others |= used
        kept = spans[own] - others or spans[own] or {(0, len(record["content"]))}
        found[own] = (min(a for a, _ in kept), max(b for _, b in kept))
    return found


def _evidence(record: Mapping[str, Any]) -> set[tuple[int, int]]:
    return {
        (evidence["start"], evidence["end"])
        for evidence in record["field_evidence"]
        if evidence["source"] == "text" and not evidence["pointer"].startswith(_OF_THE_PAGE)
    }


def own_text(
    record: Mapping[str, Any],
    span: tuple[int, int],
    parties: frozenset[str],
    published: date | None,
) -> OwnText:
    """What a record of schema 1.0, given as its JSON data, says between two code points."""
    start, end = span
    return OwnText(
        opportunity_id=record["opportunity_id"],
        report_id=record["report_id"],
        published=published,
        retrieved_at=str(record["retrieved_at"] or ""),
        language=record["content_language"],
        text=record["content"][start:end],
        parties=parties,
        contacts=frozenset(_contacts(record["contacts"])),
        patents=frozenset(compact(patent["number"]) for patent in record["patents"]),
        fields=frozenset(record["technology_fields"]) - {"other"},
        country=record["host_country"],
    )


def _contacts(contacts: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for contact in contacts:
        if contact["email"]:
            yield contact["email"].lower()
        for key in ("phone", "fax"):
            digits = re.sub(r"\D", "", contact[key] or "")
            if len(digits) >= _PHONE_DIGITS:
                # With and without country code and the trunk's zero.
                yield f"tel:{digits[-_PHONE_DIGITS:]}"
