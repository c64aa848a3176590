import pytest

from extractors.patents import extract


def read(page_from, text: str) -> list[tuple[str, str, str | None, str | None]]:
    page, scope = page_from(text)
    found = extract(page, scope)
    assert all(m.quote == page.text[m.start : m.end] for m in found)
    return [
        (m.value, m.quote, m.attributes.get("office"), m.attributes.get("status")) for m in found
    ]


@pytest.mark.parametrize(
    ("text", "number", "office", "status"),
    [
        ("ZL 2015 1 0123456.7", "ZL201510123456.7", "CN", "granted"),
        ("专利号：ZL201720001285.X", "ZL201720001285.X", "CN", "granted"),
        ("CN102345678A", "CN102345678A", "CN", "applied"),
        ("授权公告号CN103456789B", "CN103456789B", "CN", "granted"),
        ("申请号：201510123456.7", "201510123456.7", "CN", "applied"),
        ("US 9,123,456 B2", "US9123456B2", "US", "granted"),
        ("U.S. Patent No. 9,123,456", "US9123456", "US", "granted"),
        ("US 2015/0123456 A1", "US2015/0123456A1", "US", "applied"),
        ("EP 2 345 678", "EP2345678", "EP", None),
        ("欧洲专利EP2345678B1", "EP2345678B1", "EP", "granted"),
        ("PCT/FI2016/050123", "PCT/FI2016/050123", "WO", "applied"),
        ("WO2017/123456", "WO2017/123456", "WO", "applied"),
        ("RU 2567890", "RU2567890", "RU", "granted"),
        ("俄罗斯联邦专利№2567890", "RU2567890", "RU", None),
        ("DE 10 2014 123 456 B4", "DE102014123456B4", "DE", "granted"),
        ("特許第1234567号", "JP1234567", "JP", "granted"),
        ("特開2015-123456", "JP2015-123456", "JP", "applied"),
        ("Finnish patent no. 123456", "FI123456", "FI", None),
        ("乌克兰专利 UA 98765，已获授权", "UA98765", "UA", "granted"),
        ("SE 0000123 C2（2013年下证）", "SE0000123C2", "SE", "granted"),
    ],
)
def test_numbers(page_from, text: str, number: str, office: str | None, status: str | None) -> None:
    ((value, _, found_office, found_status),) = read(page_from, text)
    assert (value, found_office, found_status) == (number, office, status)


def test_the_quote_is_the_number_as_written(page_from) -> None:
    ((_, quote, _, _),) = read(
        page_from, "中国发明专利 ＺＬ ２０１２ ８ ００００４５６.７（2015年下证）"
    )
    assert quote == "ＺＬ ２０１２ ８ ００００４５６.７"


def test_lists(page_from) -> None:
    found = read(page_from, "在日本均已登录（特许第6500123号、第6500124号）")
    assert [value for value, *_ in found] == ["JP6500123", "JP6500124"]
    found = read(page_from, "美国专利第9123456号、第9123457号")
    assert [value for value, *_ in found] == ["US9123456", "US9123457"]


@pytest.mark.parametrize(
    "text",
    [
        "持有发明专利12项，2018年获得专利3件",
        "通过ISO 9001:2015认证，符合GB 12345-2010",
        "电话：+7 383 5550147，邮编 430071",
        "il 12345 us 300 people",
        "EUR 2,345,678",
    ],
)
def test_no_number(page_from, text: str) -> None:
    assert read(page_from, text) == []


def test_each_number_once(page_from) -> None:
    found = read(page_from, "专利 ZL201510123456.7\nPatent ZL 2015 1 0123456.7")
    assert len(found) == 1
