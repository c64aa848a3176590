"""Opportunity: one cooperation opportunity, schema 1.0, every value with its evidence."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field, model_validator

from models.base import Frozen
from models.codes import (
    ChineseRole,
    DateSource,
    DevelopmentStage,
    Direction,
    HostCountryBasis,
    IpStatus,
    MissionType,
    PartyRole,
    PartyType,
    QualityFlag,
    SourceSite,
)
from models.document import Attachment
from models.evidence import Evidence

SCHEMA_VERSION = "1.0"

Alpha3 = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 3166-1 alpha-3")]


class Alias(Frozen):
    """Another name of a party on the page, with the language it is in (ISO 639-1 or ``und``)."""

    alias: str
    alias_language: str


class Location(Frozen):
    """Where a party sits; ``country`` is ISO 3166-1 alpha-3."""

    city: str | None = None
    province_state: str | None = None
    country: Alpha3 | None = None


class ForeignParty(Frozen):
    """A foreign party as the page names it, in its fullest original-language form."""

    name: str
    name_zh: str | None = None
    name_en: str | None = None
    aliases: tuple[Alias, ...] = ()
    party_type: PartyType = PartyType.OTHER_UNKNOWN
    party_role: PartyRole | None = None
    location: Location | None = None
    website: str | None = None
    description: str | None = None


class ChineseParty(Frozen):
    """A Chinese organisation named as partner, receiver or organiser of the opportunity."""

    name: str
    party_type: PartyType = PartyType.OTHER_UNKNOWN
    role: ChineseRole | None = None


class Person(Frozen):
    """A person named in the opportunity, with the other forms of the name on the page."""

    name: str
    aliases: tuple[str, ...] = ()
    role: str | None = None


class Patent(Frozen):
    """A patent or application number as written; ``office`` is a WIPO ST.3 code."""

    number: str
    office: str | None = None
    status: str | None = None
    raw: str


class Amount(Frozen):
    """Money sought, offered or asked, in units of ``currency`` (ISO 4217)."""

    amount: float
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO 4217")]
    kind: str
    raw: str


class Contact(Frozen):
    """A way to reach a party: what exports redact unless asked not to."""

    role: str | None = None
    organisation: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    fax: str | None = None


class Keyword(Frozen):
    """A term of the technology term bank found in the opportunity, at code points of content."""

    term: str
    language: str
    start: int
    end: int


class Opportunity(Frozen):
    """One record of schema 1.0. Dates are ISO 8601, times UTC, offsets code points of content."""

    schema_version: str = SCHEMA_VERSION
    opportunity_id: str = Field(
        description="Stable across re-parses: made of the report id and the place on the page."
    )
    report_id: str = Field(description="Id of the page, the unit behind counts of reports.")
    source_record_id: str | None = None
    source_site: SourceSite
    source_url: str = Field(description="The URL as given; empty for a bare file.")
    canonical_url: str = Field(description="The URL with case, order and tracking normalised.")
    source_column: str | None = None
    retrieved_at: datetime | None = None
    content_sha256: str = Field(description="SHA-256 of the raw bytes, hex.")
    detected_encoding: str
    publication_date: date | None = Field(
        default=None, description="The date shown, never repaired."
    )
    publication_date_source: DateSource = DateSource.NONE
    publication_year: int | None = None
    title: str
    title_en: str | None = None
    content: str = Field(description="The page's text; all offsets are code points of it.")
    content_en: str | None = None
    title_language: str
    content_language: str
    opportunity_direction: Direction
    relevance_score: float = Field(ge=0, le=1)
    referring_mission_id: str | None = None
    referring_mission_raw: str | None = None
    mission_type: MissionType | None = None
    mission_city: str | None = None
    mission_country: Alpha3 | None = None
    host_country: Alpha3 | None = None
    host_country_name: str | None = None
    host_country_basis: HostCountryBasis = HostCountryBasis.NONE
    is_nato_or_mnna: bool | None = Field(
        default=None, description="By the dated membership list of the vocabularies."
    )
    foreign_parties: tuple[ForeignParty, ...] = ()
    chinese_parties: tuple[ChineseParty, ...] = ()
    people: tuple[Person, ...] = ()
    technology_fields: tuple[str, ...] = Field(min_length=1)
    technology_field_raw: tuple[str, ...] = ()
    is_biotechnology: bool
    is_ai_ml: bool
    is_information_technology: bool
    is_semiconductor: bool
    mic2025_fields: tuple[str, ...] = ()
    hightech_codes: tuple[str, ...] = ()
    us_cet_areas: tuple[str, ...] = ()
    technology_keywords: tuple[Keyword, ...] = ()
    summary: str | None = None
    advantages: str | None = None
    application_area: str | None = None
    cooperation_types: tuple[str, ...] = Field(min_length=1)
    cooperation_type_raw: str | None = None
    partner_sought_types: tuple[str, ...] = ()
    partner_requirements: str | None = None
    ip_status: IpStatus = IpStatus.UNSTATED
    patents: tuple[Patent, ...] = ()
    development_stage: DevelopmentStage = DevelopmentStage.UNSTATED
    amounts: tuple[Amount, ...] = ()
    contact_present: bool
    contacts: tuple[Contact, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    valid_until: date | None = None
    outcome: str | None = Field(default=None, description="Filled by analysts only.")
    outcome_basis: str | None = None
    duplicate_of: str | None = None
    field_evidence: tuple[Evidence, ...] = ()
    quality_flags: tuple[QualityFlag, ...] = ()
    pipeline_version: str
    extractor_versions: dict[str, str]

    @model_validator(mode="after")
    def _quotes_are_true(self) -> Self:
        """Promise: every quote is exactly the characters at its offsets."""
        for evidence in self.field_evidence:
            text = self.source_url if evidence.source == "url" else self.content
            if text[evidence.start : evidence.end] != evidence.quote or not evidence.quote:
                raise ValueError(
                    f"evidence of {evidence.pointer} quotes {evidence.quote!r}, but "
                    f"{evidence.start}..{evidence.end} reads "
                    f"{text[evidence.start : evidence.end]!r}"
                )
        return self
