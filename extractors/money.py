"""The grammar of money: number, multiplier and currency in Chinese and English, in any order.

Values are in units of the currency: ``1.2亿元`` is 120,000,000 CNY. Of a range the upper end is the
value and ``low`` the lower one. Vague sums (数百万元) are none. Currencies come from the vocabulary
``places/currencies.tsv``; a bare 元 is CNY, a bare $ USD.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from extractors.folding import fold
from extractors.required import Screen
from models.span import Span
from models.vocabulary import ROOT, read_rows

_COLUMNS = ("code", "name_zh", "name_en", "aliases")
_SHARED_COLUMNS = ("code", "names", "countries")
_BESIDE = 8
_UNITS = {"十": 10, "百": 100, "千": 10**3, "万": 10**4, "亿": 10**8}
_WORDS_EN = {
    "hundred": 100,
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "millions": 10**6,
    "mln": 10**6,
    "mn": 10**6,
    "mio": 10**6,
    "m": 10**6,
    "billion": 10**9,
    "bln": 10**9,
    "bn": 10**9,
    "b": 10**9,
}
_ONE_TO_TEN = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER_WORDS: dict[str, Decimal] = {
    **{word: Decimal(number) for number, word in enumerate(_ONE_TO_TEN, 1)},
    **{"half a": Decimal("0.5"), "a": Decimal(1), "fifteen": Decimal(15)},
    **{"twenty": Decimal(20), "thirty": Decimal(30), "fifty": Decimal(50)},
}
_ZH_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}

_DIGITS = (
    r"\d+,\d{1,2}(?=\s(?:million|billion|mio|mln))|\d+亿\d+(?=万)"
    r"|\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?![\d.])"
    r"|\d+(?:\.\d+)?"
)
_UNIT = r"(?:[十百千]?万亿|[十百千]?[万亿]|[百千])"
_ZH_NUMBER = r"[一二两三四五六七八九十百千][零〇一二两三四五六七八九十百千万亿]*"
_EN_UNIT = r"(?:millions?|mln|mn|mio|billion|bln|bn|thousand|hundred thousand)"
_RANGE = r"\s?(?:-|~|—|至|到|to|and)\s?"
_ABOUT = r"(?:约|大约|近|逾|超过|不超过|不低于|至少|最高|最多|达|为|:|about|some|up to|approx\.?)?"
# 元 is no money in 三元催化, 单元, 元件; 100m is a length.
_NOT_AFTER = frozenset("素件器组月旦首老朝音宵区")


@dataclass(frozen=True, slots=True)
class Money:
    """A sum as written: ``value`` and ``low`` in units of ``currency`` (ISO 4217)."""

    span: Span
    value: float
    currency: str
    low: float | None = None


@cache
def currencies() -> dict[str, str]:
    """Folded name, alias or code of a currency to its ISO 4217 code. Raises VocabularyError."""
    table: dict[str, str] = {}
    for row in read_rows(ROOT / "places" / "currencies.tsv", _COLUMNS):
        names = (row["code"], row["name_zh"], row["name_en"], *row.many("aliases"))
        for name in names:
            table.setdefault(fold(name), row["code"])
    return table


@cache
def _sharers() -> dict[str, dict[str, str]]:
    """Names that currencies of several countries share: name to ISO 4217 code by country name."""
    table: dict[str, dict[str, str]] = {}
    for row in read_rows(ROOT / "places" / "shared_currencies.tsv", _SHARED_COLUMNS):
        for name in row.many("names"):
            for country in row.many("countries"):
                table.setdefault(fold(name), {})[fold(country)] = row["code"]
    return table


def shared_currency(folded: str, start: int, end: int, name: str) -> str | None:
    """The currency of a shared name (克朗, crowns) at ``folded[start:end]``.

    The country beside the sum tells, else the one that the whole text names most often; None where
    it names none or two as often.
    """
    sharers = _sharers().get(name)
    if not sharers:
        return None
    for text in (folded[max(0, start - _BESIDE) : end + _BESIDE], folded):
        counts: dict[str, int] = {}
        for country, code in sharers.items():
            counts[code] = counts.get(code, 0) + text.count(country)
        ranked = sorted(counts.items(), key=lambda item: -item[1])
        if ranked[0][1] and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
            return ranked[0][0]
    return None


@cache
def _leading() -> frozenset[str]:
    """Folded codes and signs that stand before a number: EUR, US$, €, Rp; never words."""
    rows = read_rows(ROOT / "places" / "currencies.tsv", _COLUMNS)
    names = [name for row in rows for name in (row["code"], *row.many("aliases"))]
    return frozenset(
        fold(name)
        for name in names
        if name[0] <= "\u2e80"
        and (not name.isalpha() or (len(name) <= 4 and name[0].isupper()))
        and not re.search(r"[A-Za-z]{3}.* |[a-z] ", name)
    )


@cache
def _names() -> tuple[str, str, str]:
    """Alternations of the names that follow a number, codes and signs before one, Han names."""
    names = sorted({*currencies(), *_sharers()}, key=len, reverse=True)
    han = [re.escape(n) for n in names if n[0] > "\u2e80"]
    latin = [re.escape(n) for n in names if n[0] <= "\u2e80"]
    before = [re.escape(n) for n in names if n in _leading()]
    word = [rf"{n}(?![a-z])" if n[-1].isalpha() else n for n in latin]
    lead = [rf"(?<![a-z]){n}" if n.strip("\\")[0].isalpha() else n for n in before]
    return "|".join(han), "|".join(word), "|".join(lead)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    han, latin, lead = _names()
    # A name of one character before a number is a word: 元, 円.
    han_long = "|".join(name for name in han.split("|") if len(name) > 1)
    number = rf"(?P<n>{_DIGITS}|{_ZH_NUMBER})"
    low = rf"(?:(?P<l>{_DIGITS}|{_ZH_NUMBER})\s?(?P<lu>{_UNIT})?\s?(?:{han})?{_RANGE})?"
    start = r"(?<![\d.,a-z零〇一二两三四五六七八九十百千万亿数几多上])"
    after = (
        rf"{start}{low}{number}\s?[多余]?\s?(?P<u>{_UNIT})?\s?[多余]?\s?"
        rf"(?P<c>{han}|{latin})(?:人民币|\(人民币\))?"
    )
    en_low = rf"(?:(?P<l>{_DIGITS})\s?(?P<lu>{_EN_UNIT})?{_RANGE})?"
    after_en = (
        rf"(?<![\d.,a-z]){en_low}(?P<n>{_DIGITS}|{'|'.join(_NUMBER_WORDS)})"
        rf"(?:[ \-]?(?P<u>{_EN_UNIT})\s(?:of\s)?|(?P<uk>[km])\s)(?P<c>{latin}|{han})"
    )
    before = (
        rf"(?P<c>{lead}|人民币|美元|欧元|英镑|(?:{han_long})(?=\s?{_ABOUT}\s?"
        rf"(?:{_DIGITS}|{_ZH_NUMBER})\s?{_UNIT}))\s?{_ABOUT}\s?"
        rf"(?:(?P<l>{_DIGITS})\s?(?P<lu>{_EN_UNIT}|[kmb](?![a-z])|{_UNIT})?{_RANGE}(?:{lead})?\s?)?"
        rf"(?P<n>{_DIGITS}|{_ZH_NUMBER}(?=[万亿元]))"
        rf"(?:\s?[多余]?(?P<u>[ \-]?{_EN_UNIT}|(?:k|m|b)(?![a-z²2])|{_UNIT}))?(?![\d]|[.,]\d)"
    )
    return tuple(re.compile(p) for p in (after, after_en, before))


@cache
def _screen() -> Screen:
    return Screen(_patterns())


def find_money(folded: str, text: str, start: int = 0, end: int | None = None) -> list[Money]:
    """Sums in ``folded[start:end]``, in order; ``text`` is the same text unfolded.

    >>> t = "EUR 2.5 million; 80万~100万元; 每套12万美元"
    >>> [(m.value, m.currency, m.low) for m in find_money(fold(t), t)]
    [(2500000.0, 'EUR', None), (1000000.0, 'CNY', 800000.0), (120000.0, 'USD', None)]
    """
    stop = len(folded) if end is None else end
    found = [
        money
        for place in _screen().candidates(folded[start:stop])
        for match in _patterns()[place].finditer(folded, start, stop)
        if (money := _read(match, text))
    ]
    kept: list[Money] = []
    for money in sorted(found, key=lambda m: (-len(m.span), m.span.start)):
        if not any(money.span.overlaps(other.span) for other in kept):
            kept.append(money)
    return sorted(kept, key=lambda m: m.span.start)


def _read(match: re.Match[str], text: str) -> Money | None:
    name = match["c"]
    code = currencies().get(name) or shared_currency(match.string, match.start(), match.end(), name)
    if code is None or not _written_as_code(text, match, name):
        return None
    number = match["n"]
    unit = (match["u"] or match.groupdict().get("uk") or "").strip(" -")
    value = _value(number, unit)
    if value is None or value <= 0:
        return None
    # 三元 and 一元 are words of chemistry and counting before they are money.
    if name == "元" and not unit:
        zh_digit = len(number) == 1 and not number.isdigit()
        if zh_digit or text[match.end() : match.end() + 1] in _NOT_AFTER:
            return None
    span = _tail(match, text)
    low = _low(match, unit, value)
    return Money(span, float(value), code, low)


def _written_as_code(text: str, match: re.Match[str], name: str) -> bool:
    """Short Latin codes count only in capitals or with a sign: "try 5", "pen 3" are words."""
    if not re.fullmatch(r"[a-z]{2,3}", name) or name not in _leading():
        return True
    written = text[match.start("c") : match.end("c")]
    return written != written.lower()


def _tail(match: re.Match[str], text: str) -> Span:
    """The match with a currency that is repeated behind it: 人民币500万元, ¥5万元."""
    end = match.end()
    if match.start("c") < match.start("n"):
        repeated = re.match(
            r"\s?(?:美元|欧元|英镑|元(?!素|件)|圆|円|yuan)", fold(text[end : end + 6])
        )
        end += repeated.end() if repeated else 0
    return Span(start=match.start(), end=end)


def _low(match: re.Match[str], unit: str, value: Decimal) -> float | None:
    if not match["l"]:
        return None
    low = _value(match["l"], (match["lu"] or unit).strip())
    return float(low) if low is not None and low <= value else None


def _value(number: str, unit: str) -> Decimal | None:
    billions, myriad, rest = number.partition("亿") if number[:1].isdigit() else ("", "", number)
    if myriad and rest:
        more = _value(rest, unit)
        return None if more is None else Decimal(billions) * 10**8 + more
    if re.fullmatch(r"\d+,\d{1,2}", number):
        number = number.replace(",", ".")
    base = number_value(number)
    if base is None:
        return None
    factor = _WORDS_EN.get(unit)
    if factor is None and unit == "hundred thousand":
        factor = 10**5
    if factor is None:
        factor = 1
        for char in unit:
            factor *= _UNITS[char]
    return base * factor


def number_value(written: str) -> Decimal | None:
    """Value of a number in digits, Chinese numerals or a small English word, None for none.

    >>> [str(number_value(n)) for n in ("3,000.5", "一百五十万", "两千", "五")]
    ['3000.5', '1500000', '2000', '5']
    """
    if written in _NUMBER_WORDS:
        return _NUMBER_WORDS[written]
    plain = re.sub(r"[,，\s]", "", written)
    if re.fullmatch(r"\d+(?:\.\d+)?", plain) and plain.isascii():
        return Decimal(plain)
    return _zh_value(plain)


def _zh_value(written: str) -> Decimal | None:
    total = section = digit = 0
    for char in written:
        if char in _ZH_DIGITS:
            digit = _ZH_DIGITS[char]
        elif char in "十百千":
            section += (digit or 1) * _UNITS[char]
            digit = 0
        elif char in "万亿":
            total = (total + section + digit or 1) * _UNITS[char]
            section = digit = 0
        else:
            return None
    return Decimal(total + section + digit)


_LABEL_UNIT = re.compile(
    r"[(（]\s?(?:单位\s?[:：]\s?)?(?:人民币)?\s?(?P<u>[百千]?[万亿]|千)?(?P<c>[^()（）\d]{1,6})[)）]"
)
_BARE = re.compile(rf"\s?{_ABOUT}\s?(?P<n>{_DIGITS})")


def labelled_money(folded: str, label: Span, value: Span) -> Iterator[Money]:
    """A bare number under a label that states unit and currency: 项目总投资(万元): 3000."""
    stated = _LABEL_UNIT.search(folded, label.start, label.end)
    bare = _BARE.match(folded, value.start, value.end)
    if not stated or not bare or folded[bare.end() : value.end].strip(" 左右以上."):
        return
    code = currencies().get(stated["c"].strip())
    amount = _value(bare["n"], stated["u"] or "")
    if code and amount:
        yield Money(Span(start=bare.start("n"), end=bare.end("n")), float(amount), code)
