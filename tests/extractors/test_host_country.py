import pytest

from extractors import host_country


def country(page_from, text: str, **head: str) -> str | None:  # type: ignore[no-untyped-def]
    page, scope = page_from(text, **head)
    found = host_country.extract(page, scope)
    return str(found[0].value) if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国别：芬兰\n产品已销往德国、法国和日本。", "FIN"),
        ("瑞典隆德大学课题组研制的传感器已出口美国、日本和韩国，希望在华找到合作伙伴。", "SWE"),
        ("产品远销德国、意大利。公司位于荷兰埃因霍温，愿转让技术。", "NLD"),
        ("A Danish company, with customers in Germany and France, offers its enzyme.", "DNK"),
        ("该项目在上海和深圳试用，效果良好。", None),
    ],
)
def test_origin_is_told_from_market(page_from, text: str, expected: str | None) -> None:  # type: ignore[no-untyped-def]
    assert country(page_from, text) == expected


def test_the_mission_gives_the_country_where_nothing_else_does(page_from) -> None:  # type: ignore[no-untyped-def]
    url = "http://fi.china-embassy.gov.cn/kxjs/201904/t20190418_1.htm"
    page, scope = page_from("某公司拟转让电解槽技术。", url=url)
    found = host_country.extract(page, scope)
    assert [m.value for m in found] == ["FIN"]
    assert found[0].attributes["basis"] == "mission"
    assert found[0].source == "url" and url[found[0].start : found[0].end] == found[0].quote
