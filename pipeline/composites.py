"""Composite values of a record: parties, people, patents, amounts, contacts.

A sub-value is a mention of its own, tied to its owner by the attribute ``of``.
"""

from collections.abc import Sequence
from typing import Any

from extractors.language import language_of
from models.codes import PartyType
from models.evidence import Mention
from pipeline.proof import Draft

Mentions = dict[str, list[Mention]]


def _distinct(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Mentions grouped by value, in order of first appearance."""
    groups: dict[str, list[Mention]] = {}
    for mention in mentions:
        groups.setdefault(str(mention.value), []).append(mention)
    return list(groups.values())


def _of(mentions: Mentions, name: str, owner: str) -> list[Mention]:
    return [m for m in mentions.get(name, []) if str(m.attributes.get("of")) == owner]


def _prove_all(draft: Draft, pointer: str, mentions: Sequence[Mention]) -> None:
    for mention in mentions[:3]:
        draft.prove(pointer, mention)


def foreign_parties(draft: Draft, mentions: Mentions) -> None:
    """``foreign_parties`` with aliases, type, role and location."""
    parties: list[dict[str, Any]] = []
    for index, group in enumerate(_distinct(mentions.get("foreign_parties", []))):
        name, first = str(group[0].value), group[0]
        pointer = f"/foreign_parties/{index}"
        _prove_all(draft, f"{pointer}/name", group)
        party: dict[str, Any] = {"name": name, "party_type": PartyType.OTHER_UNKNOWN}
        language = language_of(name)
        party["name_zh"] = first.attributes.get("name_zh") or (name if language == "zh" else None)
        party["name_en"] = first.attributes.get("name_en") or (name if language == "en" else None)
        party["party_role"] = first.attributes.get("party_role")
        aliases = [g[0] for g in _distinct(_of(mentions, "foreign_parties.aliases", name))]
        party["aliases"] = tuple(
            {"alias": str(m.value), "alias_language": language_of(str(m.value))} for m in aliases
        )
        for number, alias in enumerate(aliases):
            draft.prove(f"{pointer}/aliases/{number}/alias", alias)
        for kind in _of(mentions, "foreign_parties.party_type", name)[:1]:
            party["party_type"] = PartyType(str(kind.value))
            draft.prove(f"{pointer}/party_type", kind)
        for place in _of(mentions, "foreign_parties.location", name)[:1]:
            party["location"] = {
                "city": place.attributes.get("city"),
                "country": place.attributes.get("country"),
            }
            draft.prove(f"{pointer}/location", place)
        parties.append(party)
    draft.values["foreign_parties"] = tuple(parties)


def chinese_parties(draft: Draft, mentions: Mentions) -> None:
    """``chinese_parties`` with their role."""
    parties: list[dict[str, Any]] = []
    for index, group in enumerate(_distinct(mentions.get("chinese_parties", []))):
        _prove_all(draft, f"/chinese_parties/{index}/name", group)
        attributes = group[0].attributes
        parties.append(
            {
                "name": str(group[0].value),
                "role": attributes.get("role"),
                "party_type": attributes.get("party_type") or PartyType.OTHER_UNKNOWN,
            }
        )
    draft.values["chinese_parties"] = tuple(parties)


def people(draft: Draft, mentions: Mentions) -> None:
    """``people`` with the other forms of their names."""
    persons: list[dict[str, Any]] = []
    for index, group in enumerate(_distinct(mentions.get("people", []))):
        name = str(group[0].value)
        pointer = f"/people/{index}"
        _prove_all(draft, f"{pointer}/name", group)
        aliases = [g[0] for g in _distinct(_of(mentions, "people.aliases", name))]
        for number, alias in enumerate(aliases):
            draft.prove(f"{pointer}/aliases/{number}", alias)
        persons.append(
            {
                "name": name,
                "aliases": tuple(str(alias.value) for alias in aliases),
                "role": group[0].attributes.get("role"),
            }
        )
    draft.values["people"] = tuple(persons)


def patents(draft: Draft, mentions: Mentions) -> None:
    """``patents`` as numbers with office and status."""
    found: list[dict[str, Any]] = []
    for index, group in enumerate(_distinct(mentions.get("patents", []))):
        first = group[0]
        draft.prove(f"/patents/{index}/number", first)
        found.append(
            {
                "number": str(first.value),
                "office": first.attributes.get("office"),
                "status": first.attributes.get("status"),
                "raw": first.quote,
            }
        )
    draft.values["patents"] = tuple(found)


def amounts(draft: Draft, mentions: Mentions) -> None:
    """``amounts``, each sum of a currency once."""
    found: dict[tuple[float, str], Mention] = {}
    for mention in mentions.get("amounts", []):
        found.setdefault((float(mention.value), str(mention.attributes["currency"])), mention)
    for index, mention in enumerate(found.values()):
        draft.prove(f"/amounts/{index}/amount", mention)
    draft.values["amounts"] = tuple(
        {
            "amount": amount,
            "currency": currency,
            "kind": str(mention.attributes["kind"]),
            "raw": mention.quote,
        }
        for (amount, currency), mention in found.items()
    )


def contacts(draft: Draft, mentions: Mentions) -> None:
    """``contacts``: one record for each address or number, with the person it belongs to."""
    found: list[dict[str, Any]] = []
    for index, group in enumerate(_distinct(mentions.get("contacts", []))):
        first = group[0]
        kind = str(first.attributes["kind"])
        draft.prove(f"/contacts/{index}/{kind}", first)
        found.append(
            {
                "role": first.attributes.get("role"),
                "organisation": first.attributes.get("organisation"),
                "name": first.attributes.get("name"),
                kind: str(first.value),
            }
        )
    draft.values["contacts"] = tuple(found)
    draft.values["contact_present"] = bool(found)
