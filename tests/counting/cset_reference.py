"""A reference run of 642 made-up records with the margins that CSET published, by seed.

Published (CSET, China's Foreign Technology Wish List, May 2021, and what was reported of it): 642
opportunities of 2015 to 2020; from Russia 112, the United States 77, the United Kingdom 62, Japan
57; biotechnology 190, AI and machine learning 171; of the US ones the Houston consulate referred
89 % until it closed in July 2020, one came after; more than 300 foreign parties; over 70 % from
NATO members and Major Non-NATO Allies; posts in 52 countries; the United States the largest source
of information technology. Every other margin is ours. Duplicates and Chinese demand come on top.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from models.codes import (
    DateSource,
    Direction,
    HostCountryBasis,
    MissionType,
    PartyType,
    SourceSite,
)
from models.opportunity import ForeignParty, Location, Opportunity
from models.run import Counts, Run
from pipeline.alliances import is_nato_or_mnna
from pipeline.runs.folder import MANIFEST, RECORDS

SEED = 2021
RECORDS_COUNTED, PARTIES, DUPLICATES, DEMAND = 642, 317, 23, 31
MEMBERS_COUNTED = 456
FIRST, LAST, CLOSED = date(2015, 1, 5), date(2020, 12, 18), date(2020, 7, 24)
YEARS = {2015: 96, 2016: 104, 2017: 131, 2018: 142, 2019: 112, 2020: 57}
BIOTECHNOLOGY, AI_ML, SEMICONDUCTOR, INFORMATION = 190, 171, 34, 83
# Information technology by country: the United States ahead.
INFORMATION_OF = {"USA": 19, "GBR": 14, "RUS": 12, "JPN": 9}
HOUSTON, US_BEFORE, US_AFTER = 68, 76, 1
KINDS = {
    PartyType.COMPANY: 171,
    PartyType.UNIVERSITY: 62,
    PartyType.RESEARCH_INSTITUTE: 58,
    PartyType.INDIVIDUAL: 26,
}
FOUR = {"RUS": 112, "USA": 77, "GBR": 62, "JPN": 57}
MEMBERS = dict.fromkeys(
    "DEU FRA ITA CAN NLD ISR KOR AUS NZL ESP POL CZE HUN NOR DNK BEL TUR PRT GRC ROU BGR ARG EGY"
    " THA PHL".split(),
    10,
)
OTHERS = dict.fromkeys(
    "SWE FIN CHE AUT IRL IND UKR BLR KAZ SRB SGP MYS ZAF CHL MEX IDN VNM UZB GEO ARM".split(), 3
)
# Brazil became a Major Non-NATO Ally on 31 July 2019, Tunisia on 10 July 2015, Finland and Sweden
# joined NATO after the period: the list is asked for the day.
BRAZIL = {date(2016, 5, 3): 6, date(2019, 7, 30): 6, date(2019, 7, 31): 3, date(2020, 2, 4): 2}
TUNISIA = {date(2015, 7, 9): 2, date(2015, 7, 10): 1}
LATVIA = 4

_SYLLABLES = "ba de fi go ku la me ni po ra se ti vo xa zu bre dra fle gri klo pru ste tra".split()
_WORDS = "valve probe tile pump cell lamp film gear seal loom kiln rope lens cask helm moss".split()
_FIELDS = (
    "new_materials new_energy_storage environment_resources agriculture_food aerospace"
    " chemicals_oilgas_mining sensors_instruments marine_shipbuilding vehicles_rail_transport"
).split()


@dataclass(frozen=True)
class _Party:
    name: str
    country: str
    kind: PartyType


def countries() -> Counter[str]:
    """Records by country: 52 countries, 642 records."""
    found = Counter(FOUR | MEMBERS | OTHERS)
    found["BRA"], found["TUN"], found["LVA"] = sum(BRAZIL.values()), sum(TUNISIA.values()), LATVIA
    return found


def reference_records() -> list[Opportunity]:
    """The 642, then the duplicates of some and the demand notices: always the same."""
    draw = random.Random(SEED)
    homes = [country for country, n in countries().items() for _ in range(n)]
    days = _days(homes, draw)
    missions = _missions(homes, days)
    fields = _fields(homes, draw)
    parties = _parties(homes, draw)
    records = [
        _record(at, home, days[at], missions[at], fields[at], parties[at], draw)
        for at, home in enumerate(homes)
    ]
    copies = [_copy(record, at) for at, record in enumerate(draw.sample(records, DUPLICATES))]
    demand = [_demand(at, draw) for at in range(DEMAND)]
    return [*records, *copies, *demand]


def _days(homes: list[str], draw: random.Random) -> list[date]:
    """A day each; the years' margins hold, and those of the dated alliances and the closure."""
    fixed: list[date | None] = [None] * len(homes)
    for country, days in (("BRA", BRAZIL), ("TUN", TUNISIA)):
        at = homes.index(country)
        for day, n in days.items():
            fixed[at : at + n] = [day] * n
            at += n
    us = homes.index("USA")
    fixed[us + US_BEFORE] = date(2020, 9, 2)
    # The day before the closure is still before it.
    fixed[us] = CLOSED - timedelta(days=1)
    left = Counter(YEARS)
    left.subtract(day.year for day in fixed if day)
    years = [year for year, n in left.items() for _ in range(n)]
    draw.shuffle(years)
    found = []
    for home, day in zip(homes, fixed, strict=True):
        found.append(day or _some_day(years.pop(), home, draw))
    return found


def _some_day(year: int, home: str, draw: random.Random) -> date:
    """A day of the year; in the United States before the closure."""
    last = 200 if year == 2020 and home == "USA" else 350
    return date(year, 1, 5) + timedelta(days=draw.randrange(last))


def _missions(homes: list[str], days: list[date]) -> list[str | None]:
    """US records by Houston and others, the last one by no mission; elsewhere the embassy."""
    us = homes.index("USA")
    other = ["usa-cg-newyork"] * 4 + ["usa-cg-sanfrancisco"] * 3 + ["usa-emb"]
    american: list[str | None] = ["usa-cg-houston"] * HOUSTON + [*other] + [None]
    assert len(american) == FOUR["USA"] and days[us + US_BEFORE] > CLOSED
    found: list[str | None] = [f"{home.lower()}-emb" for home in homes]
    found[us : us + len(american)] = american
    return found


def _fields(homes: list[str], draw: random.Random) -> list[tuple[str, ...]]:
    """Technology fields: margins of the areas hold under several labels a record."""
    found: list[list[str]] = [[] for _ in homes]
    order = list(range(len(homes)))
    draw.shuffle(order)
    for at in order[:BIOTECHNOLOGY]:
        # Medical devices belong to the area, and a record with both counts once.
        found[at] += draw.choice(
            (["biotechnology_pharma"], ["medical_devices_health"])
            if at % 5
            else (["biotechnology_pharma", "medical_devices_health"],)
        )
    draw.shuffle(order)
    for at in order[:AI_ML]:
        found[at].append("artificial_intelligence")
    draw.shuffle(order)
    for at in order[:SEMICONDUCTOR]:
        found[at].append("semiconductors_microelectronics")
    for at in _information(homes, draw):
        found[at].append("information_technology")
    for labels in found:
        draw.shuffle(labels)
        if not labels:
            labels.append(draw.choice(_FIELDS))
    return [tuple(labels) for labels in found]


def _information(homes: list[str], draw: random.Random) -> Iterator[int]:
    rest = INFORMATION - sum(INFORMATION_OF.values())
    for country, n in INFORMATION_OF.items():
        at = homes.index(country)
        # Not the one after the closure: the period of the claim ends before.
        yield from draw.sample(range(at, at + countries()[country] - 1), n)
    others = [at for at, home in enumerate(homes) if home not in FOUR]
    yield from draw.sample(others, rest)


def _parties(homes: list[str], draw: random.Random) -> list[_Party]:
    """317 parties, each of one country, in the order of the records' countries."""
    kinds = [kind for kind, n in KINDS.items() for _ in range(n)]
    draw.shuffle(kinds)
    by_home = Counter(homes)
    shares = {home: max(1, n * PARTIES // len(homes)) for home, n in by_home.items()}
    for home in sorted(by_home, key=lambda home: (-by_home[home], home)):
        missing = PARTIES - sum(shares.values())
        shares[home] += max(0, min(missing, by_home[home] - shares[home]))
    names = iter(_names(draw))
    found = []
    for home, n in by_home.items():
        pool = [_party(next(names), home, kinds.pop()) for _ in range(shares[home])]
        found += [pool[at % len(pool)] for at in range(n)]
    assert not kinds
    return found


def _party(name: str, home: str, kind: PartyType) -> _Party:
    forms = {
        PartyType.COMPANY: "{} Ltd.",
        PartyType.UNIVERSITY: "University of {}",
        PartyType.RESEARCH_INSTITUTE: "{} Research Institute",
        PartyType.INDIVIDUAL: "{}",
    }
    return _Party(forms[kind].format(name), home, kind)


def _names(draw: random.Random) -> list[str]:
    """Names of two made-up words that differ from each other in more than a letter."""
    found: dict[str, None] = {}
    while len(found) < PARTIES:
        words = ("".join(draw.choice(_SYLLABLES) for _ in range(3)).title() for _ in range(2))
        found[" ".join(words)] = None
    return list(found)


def _record(
    at: int,
    home: str,
    day: date,
    mission: str | None,
    fields: tuple[str, ...],
    party: _Party,
    draw: random.Random,
) -> Opportunity:
    bare = party.name.removesuffix(" Ltd.")
    name = bare if party.kind is PartyType.COMPANY and at % 3 == 0 else party.name
    digest = sha256(str(at).encode()).hexdigest()
    return Opportunity(
        opportunity_id=f"o-{digest[:16]}",
        report_id=f"r-{digest[:16]}",
        source_site=SourceSite.CISTC,
        source_url=f"http://www.cistc.gov.cn/info_2.html?column=229&id={at}",
        canonical_url=f"http://www.cistc.gov.cn/info_2.html?column=229&id={at}",
        retrieved_at=datetime(2021, 1, 1, tzinfo=UTC),
        content_sha256=digest,
        detected_encoding="utf-8",
        publication_date=day,
        publication_date_source=DateSource.PAGE,
        publication_year=day.year,
        title=f"{name}: a {draw.choice(_WORDS)} for {draw.choice(_WORDS)}s",
        content=_text(draw),
        title_language="en",
        content_language="en",
        opportunity_direction=draw.choice((Direction.FOREIGN_OFFER, Direction.FOREIGN_REQUEST)),
        relevance_score=0.9,
        referring_mission_id=mission,
        mission_type=MissionType.EMBASSY if mission else None,
        host_country=home,
        host_country_basis=HostCountryBasis.STATED,
        is_nato_or_mnna=is_nato_or_mnna(home, day),
        foreign_parties=(
            ForeignParty(name=name, party_type=party.kind, location=Location(country=home)),
        ),
        technology_fields=fields,
        is_biotechnology=bool({"biotechnology_pharma", "medical_devices_health"} & {*fields}),
        is_ai_ml="artificial_intelligence" in fields,
        is_information_technology="information_technology" in fields,
        is_semiconductor="semiconductors_microelectronics" in fields,
        cooperation_types=(("joint_rd", "licensing", "joint_venture", "unspecified")[at % 4],),
        contact_present=False,
        pipeline_version="0",
        extractor_versions={},
    )


def _text(draw: random.Random) -> str:
    """A text of its own: no two share enough to be one opportunity."""
    words = ("".join(draw.choice(_SYLLABLES) for _ in range(draw.randint(2, 5))) for _ in range(60))
    return " ".join(words)


def _copy(record: Opportunity, at: int) -> Opportunity:
    """The same text on another site some weeks later."""
    assert record.publication_date is not None
    return record.model_copy(
        update={
            "opportunity_id": f"o-c{at:015}",
            "report_id": f"r-c{at:015}",
            "source_site": SourceSite.PROVINCIAL,
            "publication_date": record.publication_date + timedelta(days=20),
            "referring_mission_id": None,
            "content": f"Notices of the province\n{record.content}\nAll rights reserved",
        }
    )


def _demand(at: int, draw: random.Random) -> Opportunity:
    party = _Party(f"Nobody {at} Ltd.", "DEU", PartyType.COMPANY)
    record = _record(10_000 + at, "DEU", date(2018, 3, 1), None, ("other",), party, draw)
    return record.model_copy(
        update={"opportunity_direction": Direction.DOMESTIC_DEMAND, "foreign_parties": ()}
    )


def write_run(records: list[Opportunity], folder: Path) -> Path:
    """Write records as a run's folder."""
    folder.mkdir(parents=True)
    lines = "".join(record.model_dump_json() + "\n" for record in records)
    (folder / RECORDS).write_text(lines, "utf-8")
    n = len(records)
    counts = Counts(
        captures=n, with_records=n, no_opportunity=0, quarantined=0, duplicates=0, records=n,
        issues=0,
    )  # fmt: skip
    run = Run(
        run_id="20210501T000000Z-cset00",
        started_at=datetime(2021, 5, 1, tzinfo=UTC),
        finished_at=datetime(2021, 5, 1, tzinfo=UTC),
        inputs=(),
        schema_version="1.0",
        pipeline_version="0",
        extractor_versions={},
        vocabulary_digest="",
        counts=counts,
        files={RECORDS: sha256(lines.encode()).hexdigest()},
    )
    (folder / MANIFEST).write_text(run.model_dump_json(), "utf-8")
    return folder
