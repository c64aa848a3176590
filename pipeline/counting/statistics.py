"""Statistics of a run: the tables asked for, or the CSET view, and what they are counted from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models.base import Frozen
from pipeline.alliances import MNNA, NATO
from pipeline.counting.dimensions import closures, mission_countries
from pipeline.counting.parties import PartyCounts, party_counts
from pipeline.counting.quality import ErrorRate
from pipeline.counting.rows import CountRow, count_rows
from pipeline.counting.selection import APART, DUPLICATE, Selected, Selection, select
from pipeline.counting.tables import AFTER, BEFORE, UNDATED, Table, split, table
from pipeline.resolving.overrides import Override
from pipeline.resolving.parties import ResolvedParty
from pipeline.resolving.resolution import iter_records, resolution_of
from pipeline.runs.folder import read_manifest

CSET_TABLES: tuple[tuple[str, ...], ...] = (
    ("year",),
    ("host_country",),
    ("mission",),
    ("rollup",),
    ("rollup_first",),
    ("technology",),
    ("technology_first",),
    ("party_type",),
    ("cooperation",),
    ("direction",),
    ("alliance",),
)


class AllianceShare(Frozen):
    """Records from NATO members and Major Non-NATO Allies, by membership on the day published.

    ``of`` are the records whose country and day are known; ``share`` is 0 to 1, null of none.
    """

    count: int
    nato: int
    mnna: int
    of: int
    counted: int
    share: float | None


class Closure(Frozen):
    """What a mission that was closed referred of all that came from its country, until it closed,
    and what came from the country since. ``share`` is 0 to 1, null where nothing came before.
    """

    mission: str
    closed: date
    country: str
    mission_before: int
    country_before: int
    share_before: float | None
    mission_after: int
    country_after: int
    undated: int


class Statistics(Frozen):
    """Counts of a run's unique opportunities, and all that is needed to read them.

    ``records`` are all of the run; ``counted`` those in the tables, of ``reports`` pages; ``apart``
    is why the others are not. ``unit`` says whether duplicates count.
    """

    run_id: str
    schema_version: str
    pipeline_version: str
    vocabulary_digest: str
    unit: str
    since: date | None = None
    until: date | None = None
    where: tuple[str, ...] = ()
    demand: str
    records: int
    counted: int
    reports: int
    apart: dict[str, int]
    any_review: int
    tables: tuple[Table, ...]
    parties: PartyCounts | None = None
    alliances: AllianceShare | None = None
    closures: tuple[Closure, ...] = ()


@dataclass(frozen=True)
class Counted:
    """A run's rows and parties, ready to be selected from and counted."""

    run: Path
    rows: tuple[CountRow, ...]
    parties: Mapping[str, ResolvedParty]
    quality: Mapping[str, ErrorRate]


def load_counted(
    run: Path,
    quality: Mapping[str, ErrorRate],
    reviewed: Mapping[str, frozenset[str]] | None = None,
    overrides: Sequence[Override] = (),
) -> Counted:
    """Read and resolve a run; ``reviewed`` are the fields that people judged, by record.

    Raises RunFolderError.
    """
    resolution = resolution_of(run, overrides)
    rows = tuple(count_rows(iter_records(run), resolution, reviewed or {}))
    parties = {party.party_id: party for party in resolution.register.parties}
    return Counted(run, rows, parties, quality)


def statistics(
    counted: Counted,
    by: Sequence[Sequence[str]] = CSET_TABLES,
    selection: Selection | None = None,
    split_on: date | None = None,
    with_cset: bool = True,
) -> Statistics:
    """Count a run by each of ``by``; ``with_cset`` adds parties, alliances and closed missions."""
    selection = selection or Selection()
    selected = select(counted.rows, selection)
    rows, manifest = selected.rows, read_manifest(counted.run)
    return Statistics(
        run_id=manifest.run_id,
        schema_version=manifest.schema_version,
        pipeline_version=manifest.pipeline_version,
        vocabulary_digest=manifest.vocabulary_digest,
        unit="opportunities with their copies" if selection.copies else "unique opportunities",
        since=selection.since,
        until=selection.until,
        where=tuple(f"{name}={value}" for name, value in selection.where),
        demand=selection.demand.value,
        records=len(counted.rows),
        counted=len(rows),
        reports=len({row.report_id for row in rows}),
        apart=_apart(selected),
        any_review=sum(bool(row.reviewed) for row in rows),
        tables=tuple(table(rows, names, counted.quality, split_on) for names in by),
        parties=party_counts(rows, counted.parties, counted.quality) if with_cset else None,
        alliances=_alliances(rows, counted.quality) if with_cset else None,
        closures=_closures(rows) if with_cset else (),
    )


def _apart(selected: Selected) -> dict[str, int]:
    """Every reason that kept a record apart; duplicates are named even where there are none."""
    return {
        name: selected.apart[name] for name in APART if selected.apart[name] or name == DUPLICATE
    }


def _alliances(rows: Sequence[CountRow], quality: Mapping[str, ErrorRate]) -> AllianceShare:
    found = table(rows, ["alliance"], quality)
    counts = {count.values[0]: count.count for count in found.counts}
    members = counts.get(NATO, 0) + counts.get(MNNA, 0)
    return AllianceShare(
        count=members,
        nato=counts.get(NATO, 0),
        mnna=counts.get(MNNA, 0),
        of=found.covered,
        counted=len(rows),
        share=round(members / found.covered, 6) if found.covered else None,
    )


def _closures(rows: Sequence[CountRow]) -> tuple[Closure, ...]:
    """Of every closed mission whose country has records."""
    found = []
    for mission, closed in closures().items():
        country = mission_countries()[mission]
        national = [row for row in rows if row.host_country == country]
        if not national:
            continue
        own = split((row for row in national if row.mission == mission), closed)
        whole = split(national, closed)
        found.append(
            Closure(
                mission=mission,
                closed=closed,
                country=country,
                mission_before=own[BEFORE],
                country_before=whole[BEFORE],
                share_before=round(own[BEFORE] / whole[BEFORE], 6) if whole[BEFORE] else None,
                mission_after=own[AFTER],
                country_after=whole[AFTER],
                undated=whole[UNDATED],
            )
        )
    return tuple(found)
