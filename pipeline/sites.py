"""Class of the publishing site, by its host name."""

from functools import cache

from models.codes import SourceSite
from models.document import Document
from models.vocabulary import ROOT, read_rows
from pipeline.reading.profiles import host_of, profile_for

_COLUMNS = ("host", "source_site", "mission_id", "name_zh")
_CONSULATE = ("consul", "cg.")


@cache
def _hosts() -> dict[str, SourceSite]:
    return {
        row["host"].removeprefix("www."): SourceSite(row["source_site"])
        for row in read_rows(ROOT / "places" / "host_names.tsv", _COLUMNS)
    }


def source_site(document: Document) -> SourceSite:
    """Class of the site that served the document; ``other`` where nothing tells."""
    host = host_of(document.capture.url)
    if host in _hosts():
        return _hosts()[host]
    profile = profile_for(document.capture.url)
    if profile is None:
        return SourceSite.CISTC if document.profile == "feed" and not host else SourceSite.OTHER
    if profile.site == SourceSite.EMBASSY and any(mark in host for mark in _CONSULATE):
        return SourceSite.CONSULATE
    return profile.site
