"""The closed code lists of schema 1.0, as enumerations."""

from enum import StrEnum


class Direction(StrEnum):
    """Who offers and who seeks."""

    FOREIGN_OFFER = "foreign_offer"
    FOREIGN_REQUEST = "foreign_request"
    DOMESTIC_DEMAND = "domestic_demand"
    EVENT_OR_PROGRAMME = "event_or_programme"
    UNKNOWN = "unknown"


class MissionType(StrEnum):
    """Kind of a diplomatic mission."""

    EMBASSY = "embassy"
    CONSULATE_GENERAL = "consulate_general"
    PERMANENT_MISSION = "permanent_mission"


class HostCountryBasis(StrEnum):
    """What the host country was read from."""

    STATED = "stated"
    PARTY_LOCATION = "party_location"
    MISSION = "mission"
    NONE = "none"


class DateSource(StrEnum):
    """Where the publication date stands."""

    FEED = "feed"
    PAGE = "page"
    URL = "url"
    NONE = "none"


class PartyType(StrEnum):
    """Kind of a foreign or Chinese party."""

    COMPANY = "company"
    UNIVERSITY = "university"
    RESEARCH_INSTITUTE = "research_institute"
    GOVERNMENT_LAB = "government_lab"
    GOVERNMENT_AGENCY = "government_agency"
    INDIVIDUAL = "individual"
    INTERMEDIARY = "intermediary"
    HOSPITAL = "hospital"
    OTHER_UNKNOWN = "other_unknown"


class PartyRole(StrEnum):
    """What a foreign party does in the opportunity."""

    OWNER = "owner"
    DEVELOPER = "developer"
    INTERMEDIARY = "intermediary"
    INVESTOR = "investor"


class ChineseRole(StrEnum):
    """What a Chinese party does in the opportunity."""

    RECOMMENDED = "recommended"
    EXISTING_PARTNER = "existing_partner"
    ORGANISER = "organiser"
    DEMANDER = "demander"


class IpStatus(StrEnum):
    """State of the intellectual property; with several rights the strongest."""

    GRANTED = "granted"
    APPLIED = "applied"
    SECRET_KNOW_HOW = "secret_know_how"
    COPYRIGHT_OR_OTHER = "copyright_or_other"
    NONE = "none"
    UNSTATED = "unstated"


class DevelopmentStage(StrEnum):
    """How far the technology has come."""

    CONCEPT = "concept"
    UNDER_DEVELOPMENT = "under_development"
    LAB_TESTED = "lab_tested"
    PILOT_DEMONSTRATED = "pilot_demonstrated"
    ON_MARKET = "on_market"
    UNSTATED = "unstated"


class SourceSite(StrEnum):
    """Class of the publishing site."""

    CISTC = "cistc"
    MOST = "most"
    EMBASSY = "embassy"
    CONSULATE = "consulate"
    PROVINCIAL = "provincial"
    OTHER = "other"


class QualityFlag(StrEnum):
    """What a user should know of a page's reading."""

    DATE_DAMAGED = "date_damaged"
    DATE_CONFLICT = "date_conflict"
    MOJIBAKE = "mojibake"
    SPAM_REMOVED = "spam_removed"
    PINYIN_GLOSS_REMOVED = "pinyin_gloss_removed"
    TRUNCATED = "truncated"
    OCR_LIKE = "ocr_like"
    LOW_RELEVANCE = "low_relevance"
    NO_PROFILE = "no_profile"
    ENCODING_CONFLICT = "encoding_conflict"
    UNDECODABLE_BYTES = "undecodable_bytes"
    DEEPLY_NESTED = "deeply_nested"
    NO_TEXT_LAYER = "no_text_layer"
    BROKEN_TEXT_LAYER = "broken_text_layer"
    SOURCE_MAP_PARTIAL = "source_map_partial"
