"""The closed code lists with their labels, from ``codes.tsv``, held against the enumerations.

The fields of technology have a file of their own and are added from it.
"""

from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from extractors import crosswalk
from models import codes
from models.evidence import Grade
from models.issue import Severity
from models.vocabulary import ROOT, VocabularyError, read_rows

COLUMNS = ("list", "id", "label_zh", "label_en", "crosswalk")
# The list of each enumeration; lists without one are of the vocabularies, or reasons of a run.
ENUMERATIONS: dict[str, type[StrEnum]] = {
    "opportunity_direction": codes.Direction,
    "mission_type": codes.MissionType,
    "host_country_basis": codes.HostCountryBasis,
    "publication_date_source": codes.DateSource,
    "foreign_party_type": codes.PartyType,
    "foreign_party_role": codes.PartyRole,
    "chinese_party_role": codes.ChineseRole,
    "ip_status": codes.IpStatus,
    "development_stage": codes.DevelopmentStage,
    "source_site": codes.SourceSite,
    "quality_flag": codes.QualityFlag,
    "grade": Grade,
    "severity": Severity,
}


@dataclass(frozen=True, slots=True)
class Code:
    """One code with its labels; ``crosswalk`` maps other schemes to their term for it."""

    id: str
    label_zh: str
    label_en: str
    crosswalk: dict[str, str]


@cache
def code_lists(path: Path = ROOT / "codes.tsv") -> dict[str, tuple[Code, ...]]:
    """All lists by name, in the file's order.

    Raises VocabularyError for an id twice, a missing label, a bad crosswalk, and where a list and
    its enumeration do not hold the same ids.
    """
    lists: dict[str, dict[str, Code]] = {}
    for row in read_rows(path, COLUMNS):
        own = lists.setdefault(row["list"], {})
        if row["id"] in own:
            raise row.error(f"{row['id']!r} stands twice in {row['list']}")
        if not (row["id"] and row["label_zh"] and row["label_en"]):
            raise row.error("id, label_zh and label_en must be filled")
        pairs = [part.partition("=") for part in row.many("crosswalk")]
        if not all(scheme and term for scheme, _, term in pairs):
            raise row.error("a crosswalk is written scheme=term")
        crossed = {scheme: term for scheme, _, term in pairs}
        own[row["id"]] = Code(row["id"], row["label_zh"], row["label_en"], crossed)
    _check(lists, path)
    return {name: tuple(own.values()) for name, own in lists.items()} | {
        "technology_field": tuple(map(_technology_field, crosswalk.ids()))
    }


def _technology_field(name: str) -> Code:
    label_zh, label_en = crosswalk.labels(name)
    terms = {scheme: "; ".join(own) for scheme, own in asdict(crosswalk.crosswalk(name)).items()}
    return Code(name, label_zh, label_en, {scheme: own for scheme, own in terms.items() if own})


def _check(lists: dict[str, dict[str, Code]], path: Path) -> None:
    for name, enumeration in ENUMERATIONS.items():
        ids, values = [*lists.get(name, {})], [member.value for member in enumeration]
        wrong = Counter(ids) - Counter(values)
        missing = Counter(values) - Counter(ids)
        if wrong or missing:
            raise VocabularyError(
                path,
                1,
                f"{name} must hold the ids of {enumeration.__name__}: "
                f"lacks {', '.join(missing) or 'none'}, has besides {', '.join(wrong) or 'none'}",
            )
