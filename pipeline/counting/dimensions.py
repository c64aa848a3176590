"""Dimensions: by what records are counted, from which field, and what counts as not coded."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from models.vocabulary import ROOT, read_rows
from pipeline.alliances import alliance_of
from pipeline.counting.errors import CountingError
from pipeline.counting.rows import CountRow

NEITHER = "neither"
_ROLLUPS = (
    ("biotechnology", "生物技术（含医疗器械）", "Biotechnology, with medical devices"),
    ("ai_ml", "人工智能与机器学习", "Artificial intelligence and machine learning"),
    ("information_technology", "信息技术", "Information technology"),
    ("semiconductor", "半导体", "Semiconductors"),
)
_TECHNOLOGY_COLUMNS = ("id", "label_zh", "label_en", "mic2025", "hightech_2016", "us_cet_2024")

Values = tuple[str, ...]


@dataclass(frozen=True)
class Dimension:
    """A way to count: ``values`` of a row, empty where the field is not coded.

    ``several`` says that a record may count under several values, so that counts do not add up to
    the records. ``field`` is the record's field and ``metric`` the figure of its evaluation.
    ``labels`` names the code list of the values. ``ordered`` by value, else by count. ``coded``
    tells of a row without values whether the field is coded all the same: 氢能 is in no roll-up.
    """

    id: str
    label_zh: str
    label_en: str
    field: str
    metric: str
    values: Callable[[CountRow], Values]
    labels: str = ""
    several: bool = False
    ordered: bool = False
    coded: Callable[[CountRow], bool] | None = None

    def covers(self, row: CountRow) -> bool:
        """Whether the row has the field coded."""
        return self.coded(row) if self.coded else bool(self.values(row))


def _one(value: str | None, *uncoded: str) -> Values:
    return () if value is None or value in uncoded else (value,)


def _without(values: Values, *uncoded: str) -> Values:
    return tuple(dict.fromkeys(value for value in values if value not in uncoded))


@cache
def rollups() -> dict[str, str]:
    """The roll-up of each technology field that has one. Raises VocabularyError."""
    columns = (*_TECHNOLOGY_COLUMNS, "rollup")
    rows = read_rows(ROOT / "technology_fields.tsv", columns)
    return {row["id"]: row["rollup"] for row in rows if row["rollup"]}


def _rolled_up(fields: Values) -> Values:
    return tuple(dict.fromkeys(rollups()[name] for name in fields if name in rollups()))


def _has_technology(row: CountRow) -> bool:
    return bool(row.technology_fields)


def _alliance(row: CountRow) -> Values:
    alliance = alliance_of(row.host_country, row.published)
    return () if alliance is None else (alliance or NEITHER,)


DIMENSIONS: dict[str, Dimension] = {
    dimension.id: dimension
    for dimension in (
        Dimension(
            "year", "年份", "Year", "publication_year", "publication_date",
            lambda row: _one(None if row.year is None else str(row.year)), ordered=True,
        ),
        Dimension(
            "host_country", "来源国", "Host country", "host_country", "host_country",
            lambda row: _one(row.host_country), "country",
        ),
        Dimension(
            "mission", "推荐使领馆", "Referring mission", "referring_mission_id",
            "referring_mission", lambda row: _one(row.mission), "mission",
        ),
        Dimension(
            "technology", "技术领域", "Technology field", "technology_fields",
            "technology_fields", lambda row: _without(row.technology_fields), "technology",
            several=True,
        ),
        Dimension(
            "technology_first", "首要技术领域", "First technology field", "technology_fields",
            "technology_first", lambda row: row.technology_fields[:1], "technology",
        ),
        Dimension(
            "rollup", "技术大类", "Technology area", "technology_fields", "technology_fields",
            lambda row: _rolled_up(row.technology_fields), "rollup",
            several=True, coded=_has_technology,
        ),
        Dimension(
            "rollup_first", "首要技术大类", "First technology area", "technology_fields",
            "technology_first", lambda row: _rolled_up(row.technology_fields[:1]), "rollup",
            coded=_has_technology,
        ),
        Dimension(
            "party_type", "外方类型", "Kind of foreign party", "foreign_parties", "party_type",
            lambda row: _without(row.party_types, "other_unknown"), "foreign_party_type",
            several=True,
        ),
        Dimension(
            "cooperation", "合作方式", "Cooperation type", "cooperation_types",
            "cooperation_types", lambda row: _without(row.cooperation_types, "unspecified"),
            "cooperation_type", several=True,
        ),
        Dimension(
            "direction", "方向", "Direction", "opportunity_direction", "direction",
            lambda row: _one(row.direction, "unknown"), "opportunity_direction",
        ),
        Dimension(
            "alliance", "联盟", "Alliance of the host country", "host_country", "host_country",
            _alliance, "alliance",
        ),
        Dimension(
            "site", "来源网站", "Source site", "source_site", "page_detection",
            lambda row: _one(row.site), "source_site",
        ),
        Dimension(
            "stage", "研发阶段", "Development stage", "development_stage", "development_stage",
            lambda row: _one(row.stage, "unstated"), "development_stage",
        ),
        Dimension(
            "ip_status", "知识产权状态", "IP status", "ip_status", "ip_status",
            lambda row: _one(row.ip_status, "unstated"), "ip_status",
        ),
        Dimension(
            "language", "语言", "Language", "content_language", "page_detection",
            lambda row: _one(row.language),
        ),
    )
}  # fmt: skip


def dimension(name: str) -> Dimension:
    """A dimension by its id. Raises CountingError."""
    if name not in DIMENSIONS:
        raise CountingError(f"nothing is counted by {name!r}: choose of {', '.join(DIMENSIONS)}")
    return DIMENSIONS[name]


@cache
def labels(code_list: str) -> dict[str, tuple[str, str]]:
    """Chinese and English labels of the values of a code list. Raises VocabularyError."""
    places = ROOT / "places"
    if code_list == "country":
        from extractors.places import countries

        return {code: (c.name_zh, c.name_en) for code, c in countries().items()}
    if code_list == "mission":
        from extractors.missions import COLUMNS

        rows = read_rows(places / "missions.tsv", COLUMNS)
        return {row["mission_id"]: (row["name_zh"], row["name_en"]) for row in rows}
    if code_list == "technology":
        rows = read_rows(ROOT / "technology_fields.tsv", (*_TECHNOLOGY_COLUMNS, "rollup"))
        return {row["id"]: (row["label_zh"], row["label_en"]) for row in rows}
    if code_list == "rollup":
        return {value: (zh, en) for value, zh, en in _ROLLUPS}
    if code_list == "alliance":
        return {
            "NATO": ("北约成员", "NATO member"),
            "MNNA": ("主要非北约盟国", "Major Non-NATO Ally"),
            NEITHER: ("非上述国家", "Neither"),
        }
    rows = read_rows(ROOT / "codes.tsv", ("list", "id", "label_zh", "label_en", "crosswalk"))
    return {
        row["id"]: (row["label_zh"], row["label_en"]) for row in rows if row["list"] == code_list
    }


def closures() -> dict[str, date]:
    """The day on which each mission that is closed was closed. Raises VocabularyError."""
    rows = read_rows(ROOT / "places" / "mission_closures.tsv", ("mission_id", "closed", "note"))
    return {row["mission_id"]: date.fromisoformat(row["closed"]) for row in rows}


@cache
def mission_countries() -> dict[str, str]:
    """The country of each mission, ISO 3166-1 alpha-3. Raises VocabularyError."""
    from extractors.missions import COLUMNS

    rows = read_rows(ROOT / "places" / "missions.tsv", COLUMNS)
    return {row["mission_id"]: row["alpha3"] for row in rows}
