import pytest

from extractors.publication_date import extract, url_date
from models.evidence import Grade, Mention

BODY = (
    "芬兰某公司成立于2012年5月3日，研制出新型传感器，2019年1月2日在展会上展出。"
    "公司希望与中方伙伴共同开发，请于2019年9月30日前联系。"
)


def read(page_from, text: str, **place: object) -> tuple[str | None, list[str], list[Mention]]:
    page, scope = page_from(text, **place)
    found = extract(page, scope)
    assert all(m.quote == page.text[m.start : m.end] for m in found)
    dates = [m.value for m in found if m.field == "publication_date"]
    flags = [m.value for m in found if m.field == "quality_flags"]
    assert len(dates) <= 1
    return (dates[0] if dates else None), flags, found


def test_dates_of_prose_deadlines_and_url_are_none(page_from) -> None:
    assert read(page_from, BODY, url="http://x.cn/201905/t20190524_1.htm")[:2] == (None, [])
    assert read(page_from, f"时间：2018年9月11日\n地点：南宁\n{BODY}")[:2] == (None, [])
    assert read(page_from, f"{BODY}\n报名截止：2018年7月27日")[:2] == (None, [])


def test_the_date_line_wins_and_a_few_days_to_the_url_are_no_conflict(page_from) -> None:
    value, flags, found = read(
        page_from, BODY, date_line="2019-05-23 18:58", url="http://x.cn/201905/t20190524_1.htm"
    )
    assert (value, flags) == ("2019-05-23", [])
    assert found[0].attributes["source"] == "page"
    assert found[0].grade == Grade.CERTAIN


def test_feed(page_from) -> None:
    _, _, found = read(page_from, BODY, date_line="2018/5/9", feed=True)
    assert (found[0].value, found[0].attributes["source"]) == ("2018-05-09", "feed")
    assert found[0].rule == "publication_date.feed"


@pytest.mark.parametrize(
    "text",
    [
        f"发布日期：2018-07-27 浏览次数：33\n{BODY}",
        f"作者：李明 来源：科技日报 发布时间：2018/7/27 10:26:41\n{BODY}",
        f"2018年7月27日\n{BODY}",
        f"（2018年7月27日）\n{BODY}",
        f"{BODY}\n广西壮族自治区科学技术厅\n2018年7月27日",
        f"{BODY}\n某省科学技术厅 二〇一八年七月二十七日\n附件：回执.doc",
        f"{BODY}\n（2018年7月27日发布）",
        f"Posted on July 27, 2018\n{BODY}",
        f"时间：2018-07-27　作者：李明\n{BODY}",
        f"2018-7-27 8:30:00 阅读（102）\n{BODY}",
        f"2018-07-27T08:00:00+08:00\n{BODY}",
        f"Date: July 27, 2018 | Source: Science Section\n{BODY}",
        f"Fri, 27 Jul 2018 10:00:00 GMT\n{BODY}",
        f"2018/07/27（五）\n{BODY}",
        f"{BODY}\nScience and Technology Section, Embassy of China, 27 July 2018",
        f"{BODY}\nPosted by the Science Section on 27 July 2018",
        f"{BODY}\n2018年7月27日于赫尔辛基",
        f"{BODY}\n本信息发布于2018年7月27日，有效期一年。",
    ],
)
def test_places_of_the_shown_date(page_from, text: str) -> None:
    assert read(page_from, text)[0] == "2018-07-27"


@pytest.mark.parametrize(
    ("line", "quote"),
    [
        ("2015525(周一)", "2015525"),
        ("发布时间：2017322（周三）　浏览次数：1047", "2017322"),
        ("201年5月8日", "201年5月8日"),
        ("2019 5(Mon)", "2019 5"),
        ("来源：科技处 时间：2019-13-02", "2019-13-02"),
    ],
)
def test_damaged_dates_are_flagged_not_repaired(page_from, line: str, quote: str) -> None:
    value, flags, found = read(page_from, BODY, date_line=line)
    assert (value, flags) == (None, ["date_damaged"])
    assert found[0].quote == quote


def test_damaged_first_line_of_a_body(page_from) -> None:
    assert read(page_from, f"619日\n{BODY}")[:2] == (None, ["date_damaged"])


def test_a_month_is_no_date_and_no_damage(page_from) -> None:
    assert read(page_from, BODY, date_line="2018年10月")[:2] == (None, [])


def test_conflicts(page_from) -> None:
    assert read(page_from, f"{BODY}\n2010年4月12日", date_line="2012-04-12")[:2] == (
        "2012-04-12",
        ["date_conflict"],
    )
    far = read(page_from, BODY, date_line="2018-05-28", url="http://x.cn/t20190524_1.htm")
    assert far[:2] == ("2018-05-28", ["date_conflict"])


def test_signed_before_it_is_published(page_from) -> None:
    text = f"{BODY}\n某省科学技术厅\n2019年7月10日"
    assert read(page_from, text, date_line="2019-07-11")[:2] == ("2019-07-11", [])


def test_an_update_is_not_the_publication(page_from) -> None:
    line = "更新时间：2019-05-01 发布时间：2018-05-28"
    assert read(page_from, BODY, date_line=line)[:2] == ("2018-05-28", [])


@pytest.mark.parametrize(
    ("url", "iso"),
    [
        ("http://x.cn/kjhz/201905/t20190524_1.htm", "2019-05-24"),
        ("http://x.cn/2021/9/15/8d1b.shtml", "2021-09-15"),
        ("http://x.cn/201810/P020181022391157.pdf", "2018-10-22"),
        ("http://x.cn/index?id=20191", None),
    ],
)
def test_url_date(url: str, iso: str | None) -> None:
    found = url_date(url)
    assert (found.iso if found else None) == iso
