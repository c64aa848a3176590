"""Mentions to records: which mention gives which value, and the evidence of each."""

import re
from typing import Any

from extractors import crosswalk
from extractors.language import language_of
from extractors.places import countries
from extractors.relevance import Verdict
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.codes import DateSource, Direction, HostCountryBasis, QualityFlag
from models.evidence import Mention
from models.opportunity import Opportunity
from pipeline import composites
from pipeline.alliances import is_nato_or_mnna
from pipeline.identity import opportunity_id, report_id
from pipeline.inputs.urls import canonical_url
from pipeline.proof import Draft
from pipeline.sites import source_site
from pipeline.versions import PIPELINE_VERSION, extractor_versions

# Fields that take the first mention's value as it is, with that mention as their evidence.
_SINGLE = (
    "title",
    "title_en",
    "summary",
    "advantages",
    "application_area",
    "cooperation_type_raw",
    "partner_requirements",
    "valid_until",
    "opportunity_direction",
    "ip_status",
    "development_stage",
)
_RECORD_NUMBER = re.compile(
    r"(?:infoid|\bid)=(\d+)|[_/]t?(?:\d{8}_)?(\d{5,})\.(?:s?html?|aspx?|jsp)", re.I
)
_COLUMN = re.compile(r"column(?:id)?=(\d+)|/(kjcx|kxjs|kjhz\d?|kjjl|whjy)/", re.I)

Mentions = dict[str, list[Mention]]


def assemble(
    page: TaggedDocument, scope: Scope, mentions: Mentions, verdict: Verdict
) -> Opportunity:
    """The record of one opportunity. Raises ValidationError if any quote is untrue."""
    draft = Draft(page)
    draft.values.update(_page_values(page, scope))
    draft.values["relevance_score"] = verdict.score
    for mention in mentions.get("relevance_score", [])[:1]:
        draft.prove("/relevance_score", mention)
    for name in _SINGLE:
        draft.take(name, mentions.get(name, []))
    _date(draft, mentions)
    _mission(draft, mentions)
    _country(draft, mentions)
    _technology(draft, mentions)
    _cooperation(draft, mentions)
    composites.foreign_parties(draft, mentions)
    composites.chinese_parties(draft, mentions)
    composites.people(draft, mentions)
    composites.patents(draft, mentions)
    composites.amounts(draft, mentions)
    composites.contacts(draft, mentions)
    draft.values["quality_flags"] = _flags(page, mentions, verdict)
    draft.values["field_evidence"] = tuple(draft.evidence)
    return Opportunity.model_validate(draft.values)


def _page_values(page: TaggedDocument, scope: Scope) -> dict[str, Any]:
    """What every opportunity of the page shares, and the identifiers."""
    document, capture = page.document, page.document.capture
    report = report_id(capture)
    number, column = _RECORD_NUMBER.search(capture.url), _COLUMN.search(capture.url)
    return {
        "opportunity_id": opportunity_id(report, scope.anchor),
        "report_id": report,
        "source_record_id": (number[1] or number[2]) if number else None,
        "source_site": source_site(document),
        "source_url": capture.url,
        "canonical_url": canonical_url(capture.url),
        "source_column": (column[1] or column[2]) if column else None,
        "retrieved_at": capture.retrieved_at,
        "content_sha256": capture.sha256,
        "detected_encoding": document.encoding,
        "content": document.text,
        "content_language": document.language,
        "title": "",
        "title_language": "und",
        "opportunity_direction": Direction.UNKNOWN,
        "attachments": document.attachments,
        "pipeline_version": PIPELINE_VERSION,
        "extractor_versions": extractor_versions(),
    }


def _date(draft: Draft, mentions: Mentions) -> None:
    draft.values["title_language"] = language_of(draft.values["title"])
    found = draft.take("publication_date", mentions.get("publication_date", []))
    if found is not None:
        source = str(found.attributes.get("source", "page"))
        draft.values["publication_date_source"] = DateSource(source)
        draft.values["publication_year"] = int(str(found.value)[:4])


def _mission(draft: Draft, mentions: Mentions) -> None:
    found = draft.take("referring_mission_id", mentions.get("referring_mission_id", []))
    if found is not None:
        draft.values["referring_mission_raw"] = found.quote if found.source == "text" else None
        for name in ("mission_type", "mission_city", "mission_country"):
            draft.values[name] = found.attributes[name]


def _country(draft: Draft, mentions: Mentions) -> None:
    """A Chinese enterprise's demand comes from no foreign country, whatever it names."""
    draft.values["host_country_basis"] = HostCountryBasis.NONE
    if draft.values["opportunity_direction"] == Direction.DOMESTIC_DEMAND:
        return
    found = draft.take("host_country", mentions.get("host_country", []))
    if found is None:
        return
    draft.values["host_country_name"] = countries()[str(found.value)].name_en
    draft.values["host_country_basis"] = HostCountryBasis(str(found.attributes["basis"]))
    draft.values["is_nato_or_mnna"] = is_nato_or_mnna(
        str(found.value), draft.date("publication_date")
    )


def _technology(draft: Draft, mentions: Mentions) -> None:
    fields = draft.take_list("technology_fields", mentions.get("technology_fields", []))
    if not fields:
        draft.values["technology_fields"] = fields = ("other",)
    draft.take_list("technology_field_raw", mentions.get("technology_field_raw", []))
    rollups = crosswalk.rollups(fields)
    draft.values["is_biotechnology"] = "biotechnology" in rollups
    draft.values["is_ai_ml"] = "ai_ml" in rollups
    draft.values["is_information_technology"] = "information_technology" in rollups
    draft.values["is_semiconductor"] = "semiconductor" in rollups
    crossed = [crosswalk.crosswalk(name) for name in fields if name != "other"]
    for ours, theirs in (
        ("mic2025_fields", "mic2025"),
        ("hightech_codes", "hightech_2016"),
        ("us_cet_areas", "us_cet_2024"),
    ):
        codes = [code for entry in crossed for code in getattr(entry, theirs)]
        draft.values[ours] = tuple(dict.fromkeys(codes))
    draft.values["technology_keywords"] = tuple(
        {
            "term": str(mention.value),
            "language": str(mention.attributes.get("language", "und")),
            "start": mention.start,
            "end": mention.end,
        }
        for mention in mentions.get("technology_keywords", [])
    )


def _cooperation(draft: Draft, mentions: Mentions) -> None:
    found = draft.take_list("cooperation_types", mentions.get("cooperation_types", []))
    if not found:
        draft.values["cooperation_types"] = ("unspecified",)


def _flags(page: TaggedDocument, mentions: Mentions, verdict: Verdict) -> tuple[str, ...]:
    flags = {*page.document.quality_flags}
    flags |= {str(mention.value) for mention in mentions.get("quality_flags", [])}
    if verdict.low:
        flags.add(QualityFlag.LOW_RELEVANCE)
    return tuple(sorted(flags))
