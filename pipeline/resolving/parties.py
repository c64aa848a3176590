"""Parties: what clusters of mentions are called, with ids that stay when more is read."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TypeVar

from models.base import Frozen
from models.codes import PartyType
from pipeline.resolving.clusters import Clusters, Join, cluster
from pipeline.resolving.mentions import PartyMention
from pipeline.resolving.names import HAN, LATIN
from pipeline.resolving.overrides import Override

_ID_LENGTH = 16
_Text = TypeVar("_Text", bound=str)
MentionKey = tuple[str, int]


class PartyLink(Frozen):
    """Why two names are one party's: ``basis`` is a kind of likeness or ``decision``."""

    left: str
    right: str
    basis: str
    score: float


class PartyPlace(Frozen):
    """Where a party is mentioned: a record and its place among the record's foreign parties."""

    opportunity_id: str
    index: int


class ResolvedParty(Frozen):
    """One foreign party under all its names, most frequent first."""

    party_id: str
    name: str
    name_zh: str | None = None
    name_en: str | None = None
    names: tuple[str, ...]
    party_type: PartyType
    country: str | None = None
    mentions: tuple[PartyPlace, ...]
    links: tuple[PartyLink, ...] = ()


@dataclass(frozen=True)
class PartyRegister:
    """All parties in order of their ids, and the party of each mention."""

    parties: tuple[ResolvedParty, ...]
    of: dict[MentionKey, str]


def resolve_parties(
    mentions: Sequence[PartyMention],
    overrides: Iterable[Override] = (),
    previous: Iterable[ResolvedParty] = (),
) -> PartyRegister:
    """Make parties of mentions. The order of ``mentions`` changes nothing.

    Ids are made of a party's earliest mention, so that later ones do not change them; parties of
    ``previous``, an earlier register, hand their ids on to those that hold most of their mentions.
    """
    ordered = sorted(mentions, key=lambda m: (m.opportunity_id, m.index))
    clusters = cluster(ordered, overrides)
    joins: defaultdict[int, list[Join]] = defaultdict(list)
    for join in clusters.joins:
        joins[clusters.of(join.left)].append(join)
    ids = _ids(clusters, previous)
    parties = [
        _party(ids[members[0]], [ordered[at] for at in members], joins[clusters.of(members[0])])
        for members in clusters.all()
    ]
    of = {
        (place.opportunity_id, place.index): party.party_id
        for party in parties
        for place in party.mentions
    }
    return PartyRegister(tuple(sorted(parties, key=lambda party: party.party_id)), of)


def _ids(clusters: Clusters, previous: Iterable[ResolvedParty]) -> dict[int, str]:
    """The id of each cluster, by its first mention."""
    groups = [[clusters.mentions[at] for at in members] for members in clusters.all()]
    firsts = [members[0] for members in clusters.all()]
    handed_on = _handed_on(groups, previous)
    found: dict[int, str] = {}
    used = set(handed_on.values())
    for at, (first, group) in enumerate(zip(firsts, groups, strict=True)):
        own = handed_on.get(at) or _new_id(group, used)
        used.add(own)
        found[first] = own
    return found


def _new_id(group: list[PartyMention], used: set[str]) -> str:
    first = min(group, key=lambda m: (m.published or date.max, m.opportunity_id, m.index))
    basis = f"{first.country or ''}\n{first.forms[0].core if first.forms else first.names[0]}"
    for more in ("", f"\n{first.city or ''}", f"\n{first.opportunity_id}\n{first.index}"):
        own = "p-" + sha256((basis + more).encode()).hexdigest()[:_ID_LENGTH]
        if own not in used:
            return own
    raise ValueError(f"two parties have one first mention: {first.opportunity_id} {first.index}")


def _handed_on(
    groups: list[list[PartyMention]], previous: Iterable[ResolvedParty]
) -> dict[int, str]:
    """Ids of earlier parties by the group that holds most of their mentions; each goes once."""
    earlier = {
        (place.opportunity_id, place.index): party.party_id
        for party in previous
        for place in party.mentions
    }
    votes: Counter[tuple[str, int]] = Counter()
    for at, group in enumerate(groups):
        for mention in group:
            if old := earlier.get((mention.opportunity_id, mention.index)):
                votes[old, at] += 1
    found: dict[int, str] = {}
    gone: set[str] = set()
    for (old, at), _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
        if old not in gone and at not in found:
            found[at] = old
            gone.add(old)
    return found


def _party(party_id: str, group: list[PartyMention], joins: list[Join]) -> ResolvedParty:
    names = _most(name for mention in group for name in mention.names)
    full = _most(form.text for mention in group for form in mention.full)
    script = {form.text: form.script for mention in group for form in mention.forms}
    kinds = _most(m.party_type for m in group if m.party_type is not PartyType.OTHER_UNKNOWN)
    located = _most(m.country for m in group if m.country and m.located)
    hosts = _most(m.country for m in group if m.country)
    return ResolvedParty(
        party_id=party_id,
        name=next(iter([*full, *names])),
        name_zh=next((name for name in full if script[name] == HAN), None),
        name_en=next((name for name in full if script[name] == LATIN and name.isascii()), None)
        or next((name for name in full if script[name] == LATIN), None),
        names=tuple(names),
        party_type=kinds[0] if kinds else PartyType.OTHER_UNKNOWN,
        country=next(iter([*located, *hosts]), None),
        mentions=tuple(
            PartyPlace(opportunity_id=mention.opportunity_id, index=mention.index)
            for mention in group
        ),
        links=tuple(
            PartyLink(
                left=join.score.left,
                right=join.score.right,
                basis=join.score.basis,
                score=join.score.value,
            )
            for join in joins
        ),
    )


def _most(values: Iterable[_Text]) -> list[_Text]:
    """Distinct values, the most frequent first, then in alphabetical order."""
    counts = Counter(values)
    return sorted(counts, key=lambda value: (-counts[value], value))
