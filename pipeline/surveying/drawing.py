"""Drawing a sample of foreign parties: by seed, from a frame that is written down.

Every party gets a number of its own, made of the seed and its id, and the lowest are drawn. So a
draw is the same on every machine, a larger one with the same seed holds the smaller, and a party
that joins or leaves the frame changes no more than its own place (permanent random numbers: Ohlsson
1995, "Coordination of samples using permanent random numbers").
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

from models.base import Frozen
from models.codes import PartyType
from pipeline.counting.selection import Selection, select
from pipeline.counting.statistics import Counted
from pipeline.surveying.errors import SurveyError

DRAW_VERSION = 1


class Population(StrEnum):
    """Of which parties a sample is drawn."""

    COMPANIES = "companies"
    UNIVERSITIES = "universities"
    INSTITUTES = "institutes"
    PARTIES = "parties"


_KINDS = {
    Population.COMPANIES: frozenset((PartyType.COMPANY,)),
    Population.UNIVERSITIES: frozenset((PartyType.UNIVERSITY,)),
    Population.INSTITUTES: frozenset((PartyType.RESEARCH_INSTITUTE, PartyType.GOVERNMENT_LAB)),
    Population.PARTIES: frozenset(PartyType),
}


class Drawn(Frozen):
    """A party of the sample, with the opportunities that name it."""

    party_id: str
    name: str
    name_zh: str | None = None
    name_en: str | None = None
    country: str | None = None
    party_type: PartyType
    opportunities: tuple[str, ...]


class Draw(Frozen):
    """A sample and its frame: ``frame`` are the ids of all parties that could have been drawn.

    ``where``, ``since``, ``until`` and ``demand`` tell of which records the parties are.
    """

    draw_version: int = DRAW_VERSION
    run_id: str
    of: Population
    seed: str
    n: int
    frame_size: int
    frame_sha256: str
    where: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    demand: str
    drawn_at: datetime
    sample: tuple[Drawn, ...]
    frame: tuple[str, ...]


def draw_sample(
    counted: Counted, run_id: str, of: Population, n: int, seed: str, selection: Selection
) -> Draw:
    """Draw ``n`` parties named in the selected records. Raises SurveyError for too few of them."""
    opportunities: defaultdict[str, list[str]] = defaultdict(list)
    for row in select(counted.rows, selection).rows:
        for party in row.parties:
            opportunities[party].append(row.opportunity_id)
    frame = sorted(p for p in opportunities if counted.parties[p].party_type in _KINDS[of])
    if n > len(frame):
        raise SurveyError(f"there are {len(frame)} {of.value} to draw {n} from: draw fewer")
    chosen = sorted(frame, key=lambda party: draw_number(seed, party))[:n]
    return Draw(
        run_id=run_id,
        of=of,
        seed=seed,
        n=n,
        frame_size=len(frame),
        frame_sha256=frame_digest(frame),
        where=tuple(f"{name}={value}" for name, value in selection.where),
        since=str(selection.since) if selection.since else None,
        until=str(selection.until) if selection.until else None,
        demand=selection.demand.value,
        drawn_at=datetime.now(UTC),
        sample=tuple(_drawn(counted, party, opportunities[party]) for party in chosen),
        frame=tuple(frame),
    )


def frame_digest(frame: Sequence[str]) -> str:
    """SHA-256 of the ids of a frame in order, one a line."""
    return sha256("\n".join(frame).encode()).hexdigest()


def draw_number(seed: str, unit: str) -> str:
    """The permanent random number of a unit (a party, a page) under a seed, hex: lowest first."""
    return sha256(f"{seed}\n{unit}".encode()).hexdigest()


def _drawn(counted: Counted, party_id: str, opportunities: list[str]) -> Drawn:
    party = counted.parties[party_id]
    return Drawn(
        party_id=party_id,
        name=party.name,
        name_zh=party.name_zh,
        name_en=party.name_en,
        country=party.country,
        party_type=party.party_type,
        opportunities=tuple(sorted(opportunities)),
    )
