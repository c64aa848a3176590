"""Duplicates: records of one opportunity, republished, cut, or told in another language."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.base import Frozen
from pipeline.resolving.own_text import OwnText
from pipeline.resolving.shingles import contained, pairs_of, sample, sharing_pairs
from pipeline.resolving.thresholds import thresholds

SAME_TEXT, SAME_TEXT_AND_PARTY, SAME_FACTS = "same_text", "same_text_and_party", "same_facts"
# What each likeness of two records in different languages, or told anew, weighs.
_NUMBERS, _WORDS, _PARTIES, _CONTACTS, _FIELDS = 0.3, 0.3, 0.2, 0.1, 0.1
# Likenesses that weigh less together say nothing.
_ENOUGH = 0.5
# Fewer numbers or words than these say nothing.
_FEWEST_NUMBERS, _FEWEST_WORDS = 2, 4
# Numbers by which pairs are looked for where no party is shared.
_RARE_NUMBER = 1000


class Duplicate(Frozen):
    """A record that repeats another: the earliest published of its opportunity."""

    opportunity_id: str
    duplicate_of: str
    basis: str
    score: float


@dataclass(frozen=True, slots=True)
class _Match:
    left: int
    right: int
    basis: str
    score: float


def find_duplicates(texts: Sequence[OwnText]) -> tuple[Duplicate, ...]:
    """Every record that repeats an earlier one, in order of ids. The order given changes nothing.

    Records of one report are never duplicates of each other.
    """
    ordered = sorted(texts, key=lambda text: text.opportunity_id)
    pairs = sharing_pairs([sample(text.text) for text in ordered]) | _linked_pairs(ordered)
    matches = []
    for left, right in sorted(pairs):
        if match := _match(ordered, left, right):
            matches.append(match)
    matches.sort(key=lambda match: (-match.score, match.left, match.right))
    return _groups(ordered, matches)


def _linked_pairs(texts: Sequence[OwnText]) -> set[tuple[int, int]]:
    owners: defaultdict[object, list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        for link in text.links:
            owners[link].append(at)
        for number in text.numbers:
            if number >= _RARE_NUMBER or number != int(number):
                owners[number].append(at)
    return pairs_of(owners, thresholds().duplicates.widest_block)


def _match(texts: Sequence[OwnText], left: int, right: int) -> _Match | None:
    one, other = texts[left], texts[right]
    limits = thresholds().duplicates
    if one.report_id == other.report_id:
        return None
    share = 0.0
    if min(len(one.shingles), len(other.shingles)) >= limits.fewest_shingles:
        share = contained(one.shingles, other.shingles)
    if share >= limits.contained:
        return _Match(left, right, SAME_TEXT, round(share, 4))
    if share >= limits.contained_with_link and one.links & other.links:
        return _Match(left, right, SAME_TEXT_AND_PARTY, round(share, 4))
    if one.language == other.language and share < limits.told_anew_text:
        return None
    facts = _same_facts(one, other)
    if facts >= (limits.across_languages if one.language != other.language else limits.told_anew):
        return _Match(left, right, SAME_FACTS, round(facts, 4))
    return None


def _same_facts(one: OwnText, other: OwnText) -> float:
    """How much of what does not depend on the language two records share, 0 to 1."""
    contacts = _share(one.contacts, other.contacts, 1)
    weighed = [
        _parties(one, other),
        (_CONTACTS, contacts),
        (_FIELDS, _share(one.fields, other.fields, 1)),
        (_NUMBERS, _share(one.numbers, other.numbers, _FEWEST_NUMBERS)),
        (_WORDS, _share(one.words, other.words, _FEWEST_WORDS)),
    ]
    told = [(weight, share) for weight, share in weighed if share is not None]
    whole = sum(weight for weight, _ in told)
    if whole < _ENOUGH:
        return 0.0
    elsewhere = one.country and other.country and one.country != other.country and not contacts
    factor = thresholds().duplicates.other_country if elsewhere else 1.0
    return factor * sum(weight * share for weight, share in told) / whole


def _parties(one: OwnText, other: OwnText) -> tuple[float, float | None]:
    """Whether a party is shared. Across languages one name may be missed, so no weighs less."""
    if not one.parties or not other.parties:
        return _PARTIES, None
    if one.parties & other.parties:
        return _PARTIES, 1.0
    return (_PARTIES if one.language == other.language else _PARTIES / 2), 0.0


def _share(one: frozenset[object], other: frozenset[object], fewest: int) -> float | None:
    """Share of the smaller set that the other has too; None where it is too small to say."""
    least = min(len(one), len(other))
    return len(one & other) / least if least >= fewest else None


def _groups(texts: Sequence[OwnText], matches: Sequence[_Match]) -> tuple[Duplicate, ...]:
    """Join matches into groups with one record of a report each, and point at the earliest."""
    group_of = list(range(len(texts)))
    members = {at: [at] for at in range(len(texts))}
    best: dict[int, _Match] = {}
    for match in matches:
        one, other = group_of[match.left], group_of[match.right]
        reports = [{texts[at].report_id for at in members[group]} for group in (one, other)]
        if one == other or reports[0] & reports[1]:
            continue
        for at in members[other]:
            group_of[at] = one
        members[one] += members.pop(other)
        best.setdefault(match.left, match)
        best.setdefault(match.right, match)
    found = []
    for group in members.values():
        first = min(group, key=lambda at: _age(texts[at]))
        for at in group:
            if at != first:
                match = best[at]
                found.append(
                    Duplicate(
                        opportunity_id=texts[at].opportunity_id,
                        duplicate_of=texts[first].opportunity_id,
                        basis=match.basis,
                        score=match.score,
                    )
                )
    return tuple(sorted(found, key=lambda duplicate: duplicate.opportunity_id))


def _age(text: OwnText) -> tuple[date, str, str]:
    return text.published or date.max, text.retrieved_at, text.opportunity_id
