import pytest

from extractors.contacts import extract
from models.evidence import Mention


def read(page_from, text: str) -> list[Mention]:
    page, scope = page_from(text)
    found = extract(page, scope)
    assert all(m.quote == page.text[m.start : m.end] for m in found)
    return found


def values(page_from, text: str) -> list[tuple[str, str]]:
    return [(m.attributes["kind"], m.value) for m in read(page_from, text)]


@pytest.mark.parametrize(
    ("text", "value", "quote"),
    [
        ("邮箱：Li.Na@Firm.example。", "li.na@firm.example", "Li.Na@Firm.example"),
        ("e-mail: anna ＠ firm.example", "anna@firm.example", "anna ＠ firm.example"),
        ("邮箱：name(at)host.example", "name@host.example", "name(at)host.example"),
        ("name[at]host[dot]example", "name@host.example", "name[at]host[dot]example"),
        ("write to jo at host dot example", "jo@host.example", "jo at host dot example"),
        ("Mail info@x.example.Tel: see below", "info@x.example", "info@x.example"),
        ("li#host.example（请将#换成@）", "li@host.example", "li#host.example"),
        ("li☆host.example（☆换成@）", "li@host.example", "li☆host.example"),
        ("邮箱li(艾特)host（点）example", "li@host.example", "li(艾特)host（点）example"),
        ("Email: jo at host.example", "jo@host.example", "jo at host.example"),
        ("ann@longh ost.example 手机", "ann@longhost.example", "ann@longh ost.example"),
        ("ann@host.e xample 手机", "ann@host.example", "ann@host.e xample"),
        ("reads his mail at jo@host.example", "jo@host.example", "jo@host.example"),
        ("o'brien@host.example", "o'brien@host.example", "o'brien@host.example"),
    ],
)
def test_addresses(page_from, text: str, value: str, quote: str) -> None:
    (found,) = read(page_from, text)
    assert (found.value, found.quote, found.attributes["kind"]) == (value, quote, "email")


def test_no_address(page_from) -> None:
    assert read(page_from, "编号 li#host.example，地址 www.host.example，at host") == []


def test_a_line_of_contacts_with_its_person(page_from) -> None:
    text = "联系人：技术中心 王伟　电话：010-5555 0101　传真：010-5555 0102　邮箱：w@foo.example"
    assert values(page_from, text) == [
        ("phone", "01055550101"),
        ("fax", "01055550102"),
        ("email", "w@foo.example"),
    ]
    assert {m.attributes["name"] for m in read(page_from, text)} == {"王伟"}


def test_the_person_may_stand_in_the_line_above(page_from) -> None:
    found = read(page_from, "联系人：Maria da Silva，经理\n电话：+351 269 555 012")
    assert [m.attributes.get("name") for m in found] == ["Maria da Silva"]
    far = read(page_from, "联系人：王伟\n一\n二\n三\n四\n电话：010-55550101")
    assert "name" not in far[0].attributes


def test_a_department_is_no_person(page_from) -> None:
    found = read(page_from, "联系人：国际合作司计划处　电话：010-55550130")
    assert "name" not in found[0].attributes


def test_each_contact_once_in_whatever_form(page_from) -> None:
    text = "电话：+358 40 555 0119，A@b.example\nPhone 00358-40-5550119, a@b.example"
    assert values(page_from, text) == [("phone", "+358405550119"), ("email", "a@b.example")]


def test_public_lines_and_footers_do_not_count(page_from) -> None:
    text = (
        "监督电话：0731-5550 1931\n领事保护热线：+86-10-12308123\n"
        "版权所有 某网站　电话：0512-55500000\n主办单位：某厅　地址：某路1号　电话：0512-55500001"
    )
    assert read(page_from, text) == []


def test_numbers_that_are_no_contacts(page_from) -> None:
    text = "US 9,123,456；ISO 14001:2015；EUR 300,000；2018-2020；邮编：430071，请联系我们"
    assert read(page_from, text) == []


def test_label_in_its_own_line(page_from) -> None:
    assert values(page_from, "电话\n+62 21 5550 0175") == [("phone", "+622155500175")]
    assert values(page_from, "传真\n021-55500175") == [("fax", "02155500175")]


def test_who_asks_for_news_only_is_no_contact(page_from) -> None:
    assert read(page_from, "有意单位请将对接进展及时告知我厅合作处（0551-55500951）。") == []
    text = "请将结果函告我局，电话：0551-55500951；外方：Ana，+351 21 555 0123"
    assert values(page_from, text) == [("phone", "+351215550123")]
    assert len(read(page_from, "有意者请与我厅国际合作处联系，电话0551-55500951")) == 1
