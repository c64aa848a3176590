import pytest

from pipeline.reparsing.errors import ReparseError
from pipeline.reparsing.where import Facts, where
from pipeline.versions import extractor_versions

NEW = extractor_versions()
PAGE = Facts(
    name="a.warc.gz#1",
    url="http://www.most.gov.cn/kjbgz/1.htm",
    source="most",
    status="records",
    code="",
    captured=2024,
    run="20240101T000000Z-aaaaaa",
    kejichu="0.1.0",
    years=frozenset({2021, 2022}),
    versions=NEW | {"title": "0.9"},
)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("", True),
        ("source=most", True),
        ("source!=most", False),
        ("source=cistc,most", True),
        ("source=cistc", False),
        ("source=most and year=2021", True),
        ("source=most AND year=2020", False),
        ("year>=2022", True),
        ("year<2021", False),
        ("year!=2021", False),
        ("captured=2024", True),
        ("status=refused,records", True),
        ("code=timeout", False),
        ("host=www.most.gov.cn", True),
        ("url~/kjbgz/", True),
        ("extractor<current", True),
        ("extractor.title<current", True),
        ("extractor.title<1", True),
        ("extractor.title<0.9", False),
        ("extractor.title=0.9", True),
        ("extractor.people<current", False),
        ("extractor.people=current", True),
        ("extractor<0.10", True),
        ("extractor<0.9", False),
        ("kejichu<0.2", True),
        ("run=20240101T000000Z-aaaaaa", True),
    ],
)
def test_holds(condition: str, holds: bool) -> None:
    assert where(condition)(PAGE) is holds


def test_versions_are_compared_as_numbers() -> None:
    page = Facts(**{**PAGE.__dict__, "versions": NEW | {"title": "10"}})
    assert not where("extractor.title<9")(page)


def test_an_extractor_that_did_not_exist_is_older() -> None:
    page = Facts(**{**PAGE.__dict__, "versions": {}})
    assert where("extractor.title<1")(page)


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("source", "is no condition"),
        ("source=most or year=2021", "is no condition"),
        ("colour=red", "not known of pages"),
        ("extractor.colour<2", "no extractor colour"),
        ("extractor<two", "no version"),
        ("year=soon", "is a year"),
        ("year<2020,2021", "cannot be answered"),
        ("source<most", "is a text"),
        ("status=good", "a status is one of"),
    ],
)
def test_what_is_no_condition_is_told(condition: str, reason: str) -> None:
    with pytest.raises(ReparseError, match=reason):
        where(condition)
