from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.dates import compact_dates, find_damaged, find_dates, full_dates
from extractors.folding import fold

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2035, 12, 31))
MONTHS = (
    "January February March April May June July August September October November December"
).split()
DIGITS = "〇一二三四五六七八九"


def spelled(number: int) -> str:
    """A month or day in Chinese numerals."""
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else f"{DIGITS[tens]}十")
    return head + (DIGITS[ones] if ones else "")


def zh(day: date) -> str:
    year = "".join(DIGITS[int(digit)] for digit in str(day.year))
    return f"{year}年{spelled(day.month)}月{spelled(day.day)}日"


def wide(text: str) -> str:
    return text.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"})


FORMS = {
    "iso": lambda d: d.isoformat(),
    "slashes": lambda d: f"{d.year}/{d.month}/{d.day}",
    "dots": lambda d: f"{d.year}.{d.month:02}.{d.day:02}",
    "zh": lambda d: f"{d.year}年{d.month}月{d.day}日",
    "zh padded": lambda d: f"{d.year}年{d.month:02}月{d.day:02}日",
    "zh spaced": lambda d: f"{d.year} 年 {d.month} 月 {d.day} 日",
    "zh numerals": zh,
    "zh round nought": lambda d: zh(d).replace("〇", "○"),
    "full width": lambda d: wide(f"{d.year}年{d.month}月{d.day}日"),
    "republic": lambda d: f"民國{d.year - 1911}年{d.month}月{d.day}日",
    "english": lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    "english short": lambda d: f"{d.day} {MONTHS[d.month - 1][:3]}. {d.year}",
    "american": lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year}",
    "german": lambda d: f"{d.day:02}.{d.month:02}.{d.year}",
}


@pytest.mark.parametrize("form", FORMS)
@given(day=DAYS)
def test_every_date_is_read_back_in_every_form(form: str, day: date) -> None:
    written = FORMS[form](day)
    for text in (written, f"发布时间：{written} 10:26", f"({written})"):
        found = full_dates(fold(text))
        assert [hit.value for hit in found] == [day]
        assert text[found[0].span.start : found[0].span.end] == written


@given(day=DAYS)
def test_a_month_alone_is_no_full_date(day: date) -> None:
    for text in (f"{day.year}年{day.month}月", f"{MONTHS[day.month - 1]} {day.year}"):
        found = find_dates(fold(text))
        assert [hit.iso for hit in found] == [f"{day.year:04}-{day.month:02}"]
        assert found[0].value is None
        assert full_dates(fold(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "2019年13月1日",
        "2018-02-30",
        "1989-12-31",
        "2036年1月1日",
        "2080万美元",
        "110年5月28日",
        "05/06/2018",
        "2018年5月28",
        "192.168.2018.1",
        "2018-05-28-01",
        "第2018012号",
        "2015525",
        "201年5月8日",
    ],
)
def test_no_date(text: str) -> None:
    assert full_dates(fold(text)) == []


def test_day_first_with_slashes_only_where_it_cannot_be_a_month() -> None:
    assert [d.iso for d in full_dates("28/05/2018")] == ["2018-05-28"]
    assert full_dates("05/28/2018")[0].iso == "2018-05-28"


def test_compact_dates_stand_alone() -> None:
    assert [d.iso for d in compact_dates("20180528 10:20")] == ["2018-05-28"]
    assert compact_dates("20180528(周一)") == []
    assert compact_dates("20181340") == []


@pytest.mark.parametrize(
    ("text", "damaged"),
    [
        ("2015525(周一)", "2015525"),
        ("20157", "20157"),
        ("619日前", "619日"),
        ("201年5月8日", "201年5月8日"),
        ("5月28日", "5月28日"),
        ("○○九年五月二十一日", "○○九年五月二十一日"),
        ("2019 5(Mon)", "2019 5"),
        ("2018-13-05", "2018-13-05"),
        ("2018年5月28", "2018年5月28"),
    ],
)
def test_damage_is_found_where_it_stands(text: str, damaged: str) -> None:
    assert [text[s.start : s.end] for s in find_damaged(fold(text))][:1] == [damaged]


@pytest.mark.parametrize(
    "text", ["2018-05-28 10:20", "10:20:30", "Copyright 2005-2017", "阅读次数：128", "2018年10月"]
)
def test_nothing_damaged(text: str) -> None:
    assert list(find_damaged(fold(text))) == []


@given(text=st.text(alphabet="0123456789年月日-/. 〇一二十May,", max_size=30))
def test_any_text_is_survived_and_spans_are_true(text: str) -> None:
    folded = fold(text)
    for hit in find_dates(folded):
        assert 0 <= hit.span.start < hit.span.end <= len(text)
    list(find_damaged(folded))
