"""Distinct foreign parties: of the counted records, each resolved party once."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from models.base import Frozen
from models.codes import PartyType
from pipeline.counting.quality import ErrorRate
from pipeline.counting.rows import CountRow
from pipeline.resolving.parties import ResolvedParty


class PartyCounts(Frozen):
    """How many distinct foreign parties there are, by kind and by country.

    ``covered`` of ``counted`` records name a foreign party; ``most`` are the parties of the most
    records. ``errors`` are the error rates of finding and of coding parties.
    """

    distinct: int
    counted: int
    covered: int
    reviewed: int
    by_type: dict[str, int]
    by_country: dict[str, int]
    most: tuple[tuple[str, str, int], ...]
    errors: tuple[ErrorRate, ...]


_MOST = 10


def party_counts(
    rows: Sequence[CountRow],
    parties: Mapping[str, ResolvedParty],
    quality: Mapping[str, ErrorRate],
) -> PartyCounts:
    """Count the parties of rows. Parties of unknown kind or country are left out of those."""
    records: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        for party in row.parties:
            records[party] += 1
    found = [parties[party] for party in records]
    kinds = Counter(p.party_type.value for p in found if p.party_type != PartyType.OTHER_UNKNOWN)
    countries = Counter(party.country for party in found if party.country)
    most = sorted(records, key=lambda party: (-records[party], party))[:_MOST]
    metrics = ("foreign_parties_relaxed", "party_type")
    return PartyCounts(
        distinct=len(records),
        counted=len(rows),
        covered=sum(bool(row.parties) for row in rows),
        reviewed=sum("foreign_parties" in row.reviewed for row in rows),
        by_type=dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        by_country=dict(sorted(countries.items(), key=lambda item: (-item[1], item[0]))),
        most=tuple((party, parties[party].name, records[party]) for party in most),
        errors=tuple(quality[metric] for metric in metrics if metric in quality),
    )
