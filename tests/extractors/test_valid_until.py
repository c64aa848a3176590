import pytest

from extractors.valid_until import extract


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("有效期至：2020年12月31日", "2020-12-31"),
        ("本信息有效期至2020年12月31日。", "2020-12-31"),
        ("有效期：2019年1月1日至2020年12月31日", "2020-12-31"),
        ("截止日期为2019年6月28日。", "2019-06-28"),
        ("请于2019年8月20日前报送我厅。", "2019-08-20"),
        ("有意者请在2019年9月30日（含）之前与我处联系。", "2019-09-30"),
        ("申报时间：2019年1月1日至2019年3月1日", "2019-03-01"),
        ("Deadline for applications: 30 June 2021.", "2021-06-30"),
        ("Proposals must be submitted by 30 June 2021.", "2021-06-30"),
        ("The offer is valid until 31/12/2020.", "2020-12-31"),
        ("Applications close on 1 March 2020.", "2020-03-01"),
    ],
)
def test_deadlines(page_from, text: str, iso: str) -> None:
    page, scope = page_from(text)
    (found,) = extract(page, scope)
    assert found.value == iso
    assert found.quote == page.text[found.start : found.end]


@pytest.mark.parametrize(
    "text",
    [
        "专利有效期至2034年5月1日。",
        "The patent is valid until 30 June 2031.",
        "截至2018年12月31日，公司有员工20人。",
        "公司成立于2019年5月1日前后。",
        "Founded before 12 May 2020, the firm has grown.",
        "请于8月20日前反馈。",
        "有效期至2020年6月。",
        "2018年9月11日至12日在南宁举办洽谈会。",
    ],
)
def test_no_deadline(page_from, text: str) -> None:
    page, scope = page_from(text)
    assert extract(page, scope) == []


def test_each_deadline_once(page_from) -> None:
    page, scope = page_from("截止日期：2019年6月28日\n请于2019年6月28日前报名。")
    assert [m.value for m in extract(page, scope)] == ["2019-06-28"]
    assert extract(page, scope)[0].rule == "valid_until.labelled"
