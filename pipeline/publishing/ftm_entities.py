"""FollowTheMoney entities: what each record says, as things and the links between them.

A run is a folder of pages (Article); an opportunity is a Project; parties, persons and the
referring mission take part in it (ProjectParticipant); each is documented by its page
(Documentation), with the quotes. Parties of different opportunities stay apart, as nothing here
resolves them: that is what tools of the FollowTheMoney family are for.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.missions import missions
from models.opportunity import ChineseParty, Contact, ForeignParty, Location, Opportunity, Person
from models.vocabulary import read_rows
from pipeline.ledger.anchors import concerns
from pipeline.publishing.about import About
from pipeline.publishing.errors import ExportError

if TYPE_CHECKING:
    from followthemoney import EntityProxy

_SCHEMATA = Path(__file__).with_name("ftm_schemata.tsv")
_CHINA = "CHN"


Value = str | date | None


def entity(schema: str, key: str, **properties: Value | tuple[Value, ...]) -> "EntityProxy":
    """An entity with the values that are given; nulls are left out, values are cleaned.

    Raises ExportError where the library is not installed.
    """
    try:
        from followthemoney import model
    except ImportError as error:
        raise ExportError(
            "the format ftm needs the extra ftm: pip install 'kejichu[ftm]' (Debian packages g++, "
            "pkg-config, libicu-dev and python3-dev)"
        ) from error
    made = model.make_entity(schema)
    made.id = key
    for name, value in properties.items():
        made.add(name, value)
    return made


@cache
def _schemata() -> dict[str, tuple[str, str | None]]:
    rows = read_rows(_SCHEMATA, ("party_type", "schema", "topic"))
    return {row["party_type"]: (row["schema"], row["topic"] or None) for row in rows}


def run_entity(about: About) -> "EntityProxy":
    """The folder that all pages of a run are in; it names versions and licence."""
    title = f"kejichu, run {about.run_id}"
    return entity(
        "Folder",
        f"kejichu-{about.run_id.lower()}",
        name=title,
        title=title,
        fileName=about.run_id,
        generator=f"kejichu {about.pipeline_version}",
        processedAt=about.run_finished_at,
        notes=(
            f"schema version {about.schema_version}",
            f"licence: {about.licence.title}",
            f"contacts {about.contacts}; {about.review}; {about.selection}",
        ),
    )


def page_entity(record: Opportunity, run_id: str) -> "EntityProxy":
    """The page that a record was read from."""
    return entity(
        "Article",
        record.report_id,
        name=record.title,
        title=record.title,
        fileName=record.source_url.rpartition("/")[2] or record.report_id,
        sourceUrl=record.source_url,
        publishedAt=record.publication_date,
        retrievedAt=record.retrieved_at,
        language=record.content_language,
        encoding=record.detected_encoding,
        bodyText=record.content,
        notes=f"SHA-256 of the bytes: {record.content_sha256}",
        parent=run_id,
    )


def opportunity_entities(record: Opportunity) -> Iterator["EntityProxy"]:
    """The opportunity, who takes part in it, and the links with their quotes."""
    project = entity(
        "Project",
        record.opportunity_id,
        name=record.title,
        alias=record.title_en,
        projectId=record.opportunity_id,
        country=record.host_country,
        summary=record.summary,
        description=(record.advantages, record.application_area, record.partner_requirements),
        goal=record.cooperation_types,
        phase=record.development_stage.value,
        status=record.opportunity_direction.value,
        keywords=record.technology_fields,
        amount=tuple(str(amount.amount) for amount in record.amounts),
        currency=tuple(amount.currency for amount in record.amounts),
        sourceUrl=record.source_url,
        date=record.publication_date,
        retrievedAt=record.retrieved_at,
    )
    yield project
    yield _documented(record, project, "")
    for member, role, pointer in _members(record):
        yield member
        yield entity(
            "ProjectParticipant",
            f"{project.id}-{member.id}",
            project=project.id,
            participant=member.id,
            role=role,
            sourceUrl=record.source_url,
        )
        yield _documented(record, member, pointer)


def _members(record: Opportunity) -> Iterator[tuple["EntityProxy", str | None, str]]:
    key = record.opportunity_id
    for place, party in enumerate(record.foreign_parties):
        role = party.party_role and party.party_role.value
        yield _foreign(party, f"{key}-f{place}"), role, f"/foreign_parties/{place}"
    for place, chinese in enumerate(record.chinese_parties):
        role = chinese.role and chinese.role.value
        yield _chinese(chinese, f"{key}-c{place}"), role, f"/chinese_parties/{place}"
    for place, person in enumerate(record.people):
        yield _person(person, f"{key}-p{place}"), person.role, f"/people/{place}"
    for place, contact in enumerate(record.contacts):
        yield _contact(contact, f"{key}-k{place}"), "contact", f"/contacts/{place}"
    if record.referring_mission_id:
        yield _mission(record), "referring mission", "/referring_mission_id"


def _foreign(party: ForeignParty, key: str) -> "EntityProxy":
    schema, topic = _schemata()[party.party_type]
    place = party.location or Location()
    return entity(
        schema,
        key,
        name=party.name,
        alias=(party.name_zh, party.name_en, *(alias.alias for alias in party.aliases)),
        topics=topic,
        country=place.country,
        address=", ".join(filter(None, (place.city, place.province_state))),
        website=party.website,
        description=party.description,
    )


def _chinese(party: ChineseParty, key: str) -> "EntityProxy":
    schema, topic = _schemata()[party.party_type]
    return entity(schema, key, name=party.name, topics=topic, country=_CHINA)


def _person(person: Person, key: str) -> "EntityProxy":
    return entity("Person", key, name=person.name, alias=person.aliases, position=person.role)


def _contact(contact: Contact, key: str) -> "EntityProxy":
    return entity(
        "LegalEntity",
        key,
        name=contact.name or contact.organisation or contact.role,
        email=contact.email,
        phone=(contact.phone, contact.fax),
    )


def _mission(record: Opportunity) -> "EntityProxy":
    mission = missions()[record.referring_mission_id or ""]
    return entity(
        "PublicBody",
        f"mission-{mission.mission_id}",
        name=mission.name_en,
        alias=record.referring_mission_raw,
        topics="gov",
        jurisdiction=_CHINA,
    )


def _documented(record: Opportunity, thing: "EntityProxy", pointer: str) -> "EntityProxy":
    quotes = _quotes(record, pointer) if pointer else (record.title,)
    return entity(
        "Documentation",
        f"{record.report_id}-{record.opportunity_id}-{thing.id}",
        document=record.report_id,
        entity=thing.id,
        role="source",
        summary=tuple(quotes),
        sourceUrl=record.source_url,
        date=record.publication_date,
    )


def _quotes(record: Opportunity, pointer: str) -> Iterable[str]:
    return dict.fromkeys(
        evidence.quote for evidence in record.field_evidence if concerns(evidence.pointer, pointer)
    )
