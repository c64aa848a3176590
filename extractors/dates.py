"""The grammar of dates: absolute dates in every written form of the sources, never repaired.

Input is folded text (simplified script, half width, lower case). A date with all its parts is a
``FoundDate`` with a day; a year and a month alone keep that precision and are no full date. Forms
that can be read in two ways (05/06/2018) and implausible values (month 13, 30 February, years
before 1990 or after 2035) are no dates at all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from models.span import Span

YEARS = range(1990, 2036)
_ZH = "〇○零0o一二三四五六七八九"
_ZH_DIGIT = dict.fromkeys("〇○零0o", 0) | {c: i for i, c in enumerate("一二三四五六七八九", 1)}
# Years of the eras that pages state: the year before their first.
_ERAS = {"民国": 1911, "平成": 1988, "令和": 2018}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_DAY_ZH = r"(?:廿|卅|[一二三]?十)?[一二三四五六七八九]|[一二三]?十|廿|卅"
_NUMBER = rf"\d{{1,2}}|{_DAY_ZH}|元"
_ZH_YEAR = rf"(?:(?P<era>民国|平成|令和)\s?(?P<eray>\d{{1,3}}|{_DAY_ZH}|元|[{_ZH}]{{2,3}}))"
_YMD = (
    rf"(?:(?<![\d〇零○一二三四五六七八九])(?P<year>\d{{4}}|[{_ZH}]{{4}})|{_ZH_YEAR})\s?年\s?"
    rf"(?P<month>{_NUMBER})\s?月(?:份|\s?(?P<day>{_NUMBER})\s?[日号]|(?!\s?[\d廿卅]))"
)
_NUMERIC = (
    r"(?<![\d./\-])(?P<nyear>\d{4})\s?(?P<sep>[-/.·])\s?(?P<nmonth>\d{1,2})"
    r"(?:\s?(?P=sep)\s?(?P<nday>\d{1,2}))?(?![\d])(?!\s?[-/.]\s?\d)"
)
_DAY_FIRST = (
    r"(?<![\d./\-])(?P<dday>\d{1,2})(?P<dsep>[./\-])(?P<dmonth>\d{1,2})(?P=dsep)(?P<dyear>\d{4})"
    r"(?!\d)(?![-/.]\d)"
)
_MONTH = r"(?:{})".format(
    "|".join(
        (
            "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?",
            "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?",
        )
    )
)
_ORDINAL = r"(?:st|nd|rd|th)?"
_EN_DAY_FIRST = (
    rf"(?<![a-z\d])(?P<eday>\d{{1,2}}){_ORDINAL}(?:\s+of)?[\s\-]\s?(?P<emonth>{_MONTH})\.?,?[\s\-]"
    r"\s?(?P<eyear>\d{4})(?!\d)"
)
_EN_MONTH_FIRST = (
    rf"(?<![a-z\d])(?P<mmonth>{_MONTH})\.?\s?(?:(?P<mday>\d{{1,2}}){_ORDINAL}(?:,\s?|\s))?"
    r"(?:,\s?)?(?P<myear>\d{4})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date as written at ``span``; ``day`` is None where only year and month are given."""

    span: Span
    year: int
    month: int
    day: int | None = None

    @property
    def value(self) -> date | None:
        """The day, None where it is not given."""
        return date(self.year, self.month, self.day) if self.day else None

    @property
    def iso(self) -> str:
        """ISO 8601, of the precision given.

        >>> FoundDate(Span(start=0, end=7), 2018, 3).iso
        '2018-03'
        """
        stem = f"{self.year:04}-{self.month:02}"
        return f"{stem}-{self.day:02}" if self.day else stem


@cache
def _grammar() -> tuple[tuple[re.Pattern[str], str], ...]:
    return (
        (re.compile(_YMD), "zh"),
        (re.compile(_NUMERIC), "n"),
        (re.compile(_DAY_FIRST), "d"),
        (re.compile(_EN_DAY_FIRST), "e"),
        (re.compile(_EN_MONTH_FIRST), "m"),
    )


def find_dates(folded: str, start: int = 0, end: int | None = None) -> list[FoundDate]:
    """Dates in ``folded[start:end]``, in order, not overlapping; the fuller reading stays.

    >>> [d.iso for d in find_dates("二〇二一年五月二十八日; may 28, 2021; 2018年3月")]
    ['2021-05-28', '2021-05-28', '2018-03']
    """
    stop = len(folded) if end is None else end
    found = [
        hit
        for pattern, kind in _grammar()
        for match in pattern.finditer(folded, start, stop)
        if (hit := _read(match, kind))
    ]
    kept: list[FoundDate] = []
    for hit in sorted(found, key=lambda d: (d.day is None, -len(d.span), d.span.start)):
        if not any(hit.span.overlaps(other.span) for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda d: d.span.start)


_COMPACT = re.compile(r"(?<![\da-z.\-/])((?:19|20)\d{2})(\d{2})(\d{2})(?![\da-z.\-/]|\s?[日号(（])")


def compact_dates(folded: str, start: int = 0, end: int | None = None) -> list[FoundDate]:
    """Eight digits of ISO 8601's basic form; only of use where a date is expected.

    With 日 or a weekday behind them the digits are what is left of a longer form, and no date.

    >>> [d.iso for d in compact_dates("20180528 20181332")]
    ['2018-05-28']
    """
    stop = len(folded) if end is None else end
    found = (
        _plausible(match, *(int(part) for part in match.groups()))
        for match in _COMPACT.finditer(folded, start, stop)
    )
    return [hit for hit in found if hit]


def full_dates(folded: str, start: int = 0, end: int | None = None) -> list[FoundDate]:
    """Only the dates that have a day."""
    return [hit for hit in find_dates(folded, start, end) if hit.day]


def _read(match: re.Match[str], kind: str) -> FoundDate | None:
    part = match.groupdict()
    if kind == "zh":
        year = _year(part)
        month, day = small_number(part["month"]), small_number(part["day"])
    elif kind in ("n", "d"):
        year, month = int(part[f"{kind}year"]), int(part[f"{kind}month"])
        day = int(part[f"{kind}day"]) if part[f"{kind}day"] else None
        if kind == "n" and part["sep"] == "." and day is None:
            return None
        if kind == "d" and part["dsep"] != "." and day is not None:
            # 28/05/2018 is certain; 05/06/2018 may be either and is none.
            if day <= 12 and month <= 12 and day != month:
                return None
            if month > 12:
                month, day = day, month
    else:
        year = int(part[f"{kind}year"])
        month = _MONTHS.index(part[f"{kind}month"][:3]) + 1
        day = int(part[f"{kind}day"]) if part[f"{kind}day"] else None
    return _plausible(match, year, month, day)


def _plausible(
    match: re.Match[str], year: int | None, month: int | None, day: int | None
) -> FoundDate | None:
    if year is None or month is None or year not in YEARS or not 1 <= month <= 12:
        return None
    if day is not None:
        try:
            date(year, month, day)
        except ValueError:
            return None
    return FoundDate(Span(start=match.start(), end=match.end()), year, month, day)


def _year(part: dict[str, str | None]) -> int | None:
    era, written = part["era"], part["eray"] if part["era"] else part["year"]
    if written is None:
        return None
    number = _digits(written)
    if era:
        first = small_number(written) if len(written) < 3 else None
        number = number if written.isdigit() else (first or number)
        return None if number is None else number + _ERAS[era]
    return number


def _digits(written: str) -> int | None:
    """A number written digit by digit: 2018, 二〇一八."""
    if written.isdigit() and written.isascii():
        return int(written)
    if all(char in _ZH_DIGIT for char in written):
        return int("".join(str(_ZH_DIGIT[char]) for char in written))
    return None


def small_number(written: str | None) -> int | None:
    """A month or day as written: ``5``, ``十一``, ``廿一``; 元 is the first. None for no number.

    >>> [small_number(w) for w in ("08", "十", "二十一", "卅", "元", "x")]
    [8, 10, 21, 30, 1, None]
    """
    if not written:
        return None
    if written == "元":
        return 1
    if written.isascii():
        return int(written) if written.isdigit() else None
    text = written.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _ZH_DIGIT.get(text)
    total = 10 * (_ZH_DIGIT.get(tens, 0) if tens else 1)
    return total + (_ZH_DIGIT.get(ones, 0) if ones else 0)


# Characters that a date may have lost: a year with digits after it, a day without its year.
_DAMAGED = re.compile(
    r"(?<![\d./\-])(?<!\d:)(?!(?:19|20)\d{2}\s?[-/]\s?(?:19|20)\d{2}(?!\d))(?:"
    r"(?:19|20)\d{2}[\s年月./\-]*\d{1,4}(?:[\s月./\-]+\d{1,2})*\s?[日号]?"
    r"|\d{0,4}\s?年\s?\d{0,2}\s?月(?:\s?\d{0,2}\s?[日号])?"
    r"|[〇○零一二三四五六七八九十]{1,4}年[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}[日号])?"
    r"|\d{0,2}\s?月\s?\d{1,2}\s?[日号]?|\d{2,8}\s?日"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|(?:19|20)?\d{2}[-/.]\d{2,4}|(?:19|20)\d{2}(?=\s*[(（])"
    r")(?![\d:])"
)
_CLOCK = re.compile(r"\d{1,2}\s?:\s?\d{2}(?:\s?:\s?\d{2})?")


def find_damaged(folded: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """Stretches that were a date and lost characters; only of use where a date is expected.

    >>> [s for t in ("2015525(周一)", "619日", "201年5月8日") for s in find_damaged(t)] != []
    True
    """
    stop = len(folded) if end is None else end
    whole = find_dates(folded, start, stop)
    for match in _DAMAGED.finditer(folded, start, stop):
        begin, finish = match.start(), match.end()
        while finish > begin and folded[finish - 1].isspace():
            finish -= 1
        clock = any(c.start() < finish and begin < c.end() for c in _CLOCK.finditer(folded, begin))
        span = Span(start=begin, end=finish)
        if not clock and not any(span.overlaps(hit.span) for hit in whole):
            yield span
