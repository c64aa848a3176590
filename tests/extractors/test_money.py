import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.folding import fold
from extractors.money import find_money, labelled_money, number_value
from models.span import Span

NAMES = {"美元": "USD", "欧元": "EUR", "日元": "JPY", "英镑": "GBP", "元": "CNY", "瑞典克朗": "SEK"}
CODES = ("USD", "EUR", "CHF", "SEK", "AUD", "CNY")
UNITS_ZH = {"": 1, "万": 10**4, "亿": 10**8}
UNITS_EN = {"": 1, " million": 10**6, " billion": 10**9, " thousand": 10**3}
TENTHS = st.integers(min_value=11, max_value=99_999).map(lambda n: n / 10)
WHOLE = st.integers(min_value=11, max_value=999_999)


def read(text: str) -> list[tuple[float, str, float | None]]:
    return [(m.value, m.currency, m.low) for m in find_money(fold(text), text)]


def check(sentence: str, written: str, value: float, currency: str) -> None:
    text = sentence.format(written)
    (found,) = find_money(fold(text), text)
    assert found.value == pytest.approx(value)
    assert found.currency == currency
    assert text[found.span.start : found.span.end] == written


@given(n=TENTHS, unit=st.sampled_from(sorted(UNITS_ZH)), name=st.sampled_from(sorted(NAMES)))
def test_chinese_forms_are_read_back(n: float, unit: str, name: str) -> None:
    written = f"{n:g}{unit}{name}"
    check("对方希望融资约{}，三年用完。", written, float(f"{n:g}") * UNITS_ZH[unit], NAMES[name])


@given(n=WHOLE, unit=st.sampled_from(sorted(UNITS_EN)), code=st.sampled_from(CODES))
def test_codes_before_and_behind_are_read_back(n: int, unit: str, code: str) -> None:
    check("The fee is {} for all rights.", f"{code} {n:,}{unit}", n * UNITS_EN[unit], code)
    check("The fee is {} for all rights.", f"{n:,}{unit} {code}", n * UNITS_EN[unit], code)


@given(n=WHOLE, sign=st.sampled_from(["$", "€", "£", "US$", "A$"]))
def test_signs_are_read_back(n: int, sign: str) -> None:
    codes = {"$": "USD", "€": "EUR", "£": "GBP", "US$": "USD", "A$": "AUD"}
    check("At {} it is cheap.", f"{sign}{n:,}", n, codes[sign])
    check("价格{}左右", f"{sign}{n}万", n * 10**4, codes[sign])


@given(text=st.text(alphabet="0123456789.,万亿元百三美欧 $€EURUSDmk-~至约", max_size=25))
def test_any_text_is_survived(text: str) -> None:
    for money in find_money(fold(text), text):
        assert money.value > 0
        assert text[money.span.start : money.span.end].strip()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.2亿元人民币", (120_000_000, "CNY", None)),
        ("人民币500万元", (5_000_000, "CNY", None)),
        ("1亿5000万元", (150_000_000, "CNY", None)),
        ("80万~100万元", (1_000_000, "CNY", 800_000)),
        ("50—80万美元", (800_000, "USD", 500_000)),
        ("EUR 2-3 million", (3_000_000, "EUR", 2_000_000)),
        ("$2 million to $3 million", (3_000_000, "USD", 2_000_000)),
        ("三百万元", (3_000_000, "CNY", None)),
        ("一百五十萬美元", (1_500_000, "USD", None)),
        ("30億韓元", (3_000_000_000, "KRW", None)),
        ("€1.2m", (1_200_000, "EUR", None)),
        ("2 million euros", (2_000_000, "EUR", None)),
        ("half a million dollars", (500_000, "USD", None)),
        ("€ 2,5 million", (2_500_000, "EUR", None)),
        ("300多万元", (3_000_000, "CNY", None)),
        ("３００万瑞典克朗", (3_000_000, "SEK", None)),
        ("NZ$4.2 million", (4_200_000, "NZD", None)),
    ],
)
def test_written_forms(text: str, found: tuple[float, str, float | None]) -> None:
    assert read(text) == [found]


@pytest.mark.parametrize(
    "text",
    [
        "三元催化剂与二元结构",
        "5元件阵列，单元化设计",
        "数百万元",
        "try 300 times, pen 5",
        "won 5 prizes",
        "90 000 km in 100 m",
        "2.7亿",
        "2018年5月28日",
    ],
)
def test_no_money(text: str) -> None:
    assert read(text) == []


def test_units_stated_by_the_label() -> None:
    text = "项目总投资(万元)3000"
    (found,) = labelled_money(fold(text), Span(start=0, end=9), Span(start=9, end=13))
    assert (found.value, found.currency, text[found.span.start : found.span.end]) == (
        30_000_000,
        "CNY",
        "3000",
    )
    assert not list(labelled_money("项目总投资3000", Span(start=0, end=5), Span(start=5, end=9)))


@given(n=st.integers(min_value=1, max_value=9999))
def test_chinese_numerals(n: int) -> None:
    digits, names = "零一二三四五六七八九", ["", "十", "百", "千"]
    out, gap = "", False
    for place, digit in reversed(list(enumerate(reversed(str(n))))):
        if digit == "0":
            gap = bool(out)
            continue
        out += ("零" if gap else "") + digits[int(digit)] + names[place]
        gap = False
    assert number_value(out) == n


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("捷克公司要价30万克朗", [(300_000, "CZK")]),
        ("30万克朗（挪威）", [(300_000, "NOK")]),
        ("印度与斯里兰卡：印度公司报价450万卢比", [(4_500_000, "INR")]),
        ("The Norwegian firm asks for 2 million crowns", [(2_000_000, "NOK")]),
        ("挪威和瑞典：30万克朗", []),
        ("澳元200万、港币八百万元", [(2_000_000, "AUD"), (8_000_000, "HKD")]),
    ],
)
def test_shared_names_and_names_before_the_number(
    text: str, found: list[tuple[float, str]]
) -> None:
    assert [(m.value, m.currency) for m in find_money(fold(text), text)] == found
