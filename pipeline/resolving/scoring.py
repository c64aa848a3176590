"""Scoring two mentions: how far they are one party, and on what."""

from dataclasses import dataclass
from itertools import product

from models.codes import PartyType
from pipeline.resolving.comparing import same_name
from pipeline.resolving.mentions import PartyMention
from pipeline.resolving.names import LATIN, Name
from pipeline.resolving.thresholds import PartyThresholds, thresholds

SAME_NAME, SAME_MEANING, SAME_SITE, DECLARED, INITIALS, DECIDED = (
    "same_name",
    "same_meaning",
    "same_site",
    "declared_form",
    "initials",
    "decision",
)
# A site says nothing of parties whose names have nothing in common: parks host many.
_SOME_LIKENESS = 0.5
# Names in an alphabet that share less are names of different parties.
_DIFFERENT = 0.6
# The same full name in two countries is one party where it is long enough to be its own.
_LONG_CORE = 12
# Names that are somewhat alike and shortened alike, which pages declare.
_DECLARED_SCORE = 0.9


@dataclass(frozen=True, slots=True)
class Score:
    """How far two mentions are one party, by which forms; ``enough`` says that it decides."""

    value: float
    basis: str
    left: str
    right: str
    enough: bool


def score_mentions(one: PartyMention, other: PartyMention) -> Score:
    """Score two mentions by the best of their full forms and what speaks against it."""
    limits = thresholds().parties
    pairs = [(_likeness(a, b, one, other), a, b) for a, b in product(one.full, other.full)]
    if not pairs:
        return Score(0.0, SAME_NAME, "", "", False)
    likeness, a, b = max(pairs, key=lambda pair: (pair[0], pair[1].text, pair[2].text))
    basis = SAME_NAME if a.script == b.script else SAME_MEANING
    if one.domain and one.domain == other.domain and likeness >= _SOME_LIKENESS:
        likeness, basis = 1.0, SAME_SITE
    if likeness >= _SOME_LIKENESS and (shared := _shared_acronym(one, other)):
        likeness, basis = max(likeness, _DECLARED_SCORE), DECLARED
        value = round(likeness * _against(one, other, pairs, limits), 4)
        return Score(value, basis, shared, shared, value >= limits.same_script)
    likeness *= _against(one, other, pairs, limits)
    least = limits.same_script if a.script == b.script else limits.across_scripts
    if one.party_type is PartyType.INDIVIDUAL or other.party_type is PartyType.INDIVIDUAL:
        least = max(least, limits.person)
    if one.country is None or other.country is None:
        least += limits.without_country
    return Score(round(likeness, 4), basis, a.text, b.text, likeness >= least)


def _likeness(a: Name, b: Name, one: PartyMention, other: PartyMention) -> float:
    first, second = (a, b) if (a.script, a.text) <= (b.script, b.text) else (b, a)
    return same_name(first, second, one.places | other.places)


def _shared_acronym(one: PartyMention, other: PartyMention) -> str | None:
    """The acronym that pages give beside both full names."""
    left, right = ({f.core: f.text for f in mention.forms if f.acronym} for mention in (one, other))
    return next((left[core] for core in sorted(left.keys() & right.keys()) if len(core) > 2), None)


def _against(
    one: PartyMention,
    other: PartyMention,
    pairs: list[tuple[float, Name, Name]],
    limits: PartyThresholds,
) -> float:
    """The factor by which what speaks against the two being one lowers their likeness."""
    factor = 1.0
    if one.country and other.country and one.country != other.country:
        factor *= 1.0 if _same_over_borders(one, other) else limits.other_country
    if one.elsewhere(other):
        factor *= limits.other_city
    if _other_kind(one.party_type, other.party_type):
        factor *= limits.other_kind
    originals = [value for value, a, b in pairs if a.script == b.script == LATIN]
    if originals and max(originals) < _DIFFERENT:
        factor *= limits.other_original
    return factor


def _same_over_borders(one: PartyMention, other: PartyMention) -> bool:
    """The same long name, where one country is only that of the mission that reported."""
    if one.located and other.located:
        return False
    shared = {form.core for form in one.full} & {form.core for form in other.full}
    return any(len(core) >= _LONG_CORE or (not core.isascii() and len(core) > 5) for core in shared)


def _other_kind(one: PartyType, other: PartyType) -> bool:
    kinds = {one, other} - {PartyType.OTHER_UNKNOWN}
    return len(kinds) == 2 and bool(kinds & {PartyType.COMPANY, PartyType.INDIVIDUAL})
