"""List numbers at the start of a line: 一、 （二） 3. ④ 项目五 "Project 6"."""

import re
from dataclasses import dataclass

from extractors.folding import fold

_HAN = {c: n for n, c in enumerate("零一二三四五六七八九")}
_STEMS, _FORMAL = "甲乙丙丁戊己庚辛", "壹贰叁肆伍陆柒捌玖拾"
# What a figure before it counts or measures rather than numbers.
_COUNTED = "年月日个项种台家名次位天小时点分秒万亿千百倍成吨米元人条件篇期届代号级型"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_NUMBER = r"(?P<n>[一二三四五六七八九十]{1,3}|\d{1,2}(?!\d))"
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "named",
        re.compile(
            rf"(?:【|\[)?(?:项目|技术|成果|需求|案例|方案|意向|合作项目|推荐项目|技术需求|难题|编号|推荐项目之"
            rf"|project|offer|opportunity|profile|item|request|technology|no\.?)\s*{_NUMBER}"
            r"\s*(?:】|\]|[:：、.．)）-]|\s|$)"
        ),
    ),
    ("bracketed", re.compile(rf"[(（【\[]\s*{_NUMBER}\s*[)）】\]]\s*[、.．]?\s*")),
    ("ordinal", re.compile(rf"第{_NUMBER}[个项条]?[:：、.．]\s*")),
    ("of-several", re.compile(rf"[之其]{_NUMBER}[:：、.．\s]\s*")),
    ("plain", re.compile(rf"{_NUMBER}\s*(?:[、．)）]|\.(?!\d)|[:：])\s*")),
    ("letter", re.compile(r"(?P<n>[a-h])(?:[.)．]\s+|、\s*)(?=\S)")),
    ("zero", re.compile(r"0(?P<n>[1-9])(?:\s*[、.．)）:：]|\s)\s*(?=\S)")),
    ("roman", re.compile(r"(?P<n>i{1,3}|iv|vi{0,3}|ix|x)[.)、．]\s+(?=\S)")),
    ("circled", re.compile(rf"(?P<n>[{_CIRCLED}])\s*")),
    ("stem", re.compile(rf"(?P<n>[{_STEMS}])\s?[、.．:：)]\s*(?=\S)")),
    ("formal", re.compile(rf"(?P<n>[{_FORMAL}])(?:\s?[、.．:：)]\s*|\s)(?=\S)")),
    ("alone", re.compile(rf"{_NUMBER}\s*$")),
    (
        "glued",
        re.compile(rf"(?P<n>[1-9])(?=[\u3400-\u9fff])(?![{_COUNTED}])(?=[^。，,;；]{{4,40}}$)"),
    ),
)


_LATIN = {
    "letter": ("a", "b", "c", "d", "e", "f", "g", "h"),
    "stem": tuple(_STEMS),
    "formal": tuple(_FORMAL),
    "roman": ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
}


@dataclass(frozen=True, slots=True)
class ListNumber:
    """A number at a line's start: its style (with the script of the digits), value and length."""

    style: str
    value: int
    length: int


def han_number(text: str) -> int:
    """Value of a Chinese numeral below 100.

    >>> [han_number(t) for t in ("三", "十", "十二", "二十", "二十一")]
    [3, 10, 12, 20, 21]
    """
    tens, ten, units = text.rpartition("十")
    if not ten:
        return _HAN.get(text[-1], 0)
    return (_HAN.get(tens[-1:], 1) if tens else 1) * 10 + (_HAN.get(units, 0) if units else 0)


def list_number(line: str) -> ListNumber | None:
    """The list number that a line starts with, or None.

    >>> list_number("（三）联系方式").value, list_number("3.5兆瓦") is None
    (3, True)
    """
    folded = fold(line)
    lead = len(folded) - len(folded.lstrip(" ◆●■★*·"))
    circled = line[lead : lead + 1]
    if circled and circled in _CIRCLED:
        return ListNumber("circled", _CIRCLED.index(circled) + 1, lead + 1)
    for style, pattern in _STYLES:
        match = pattern.match(folded, lead)
        if match:
            raw = match["n"]
            if style in _LATIN:
                return ListNumber(style, _LATIN[style].index(raw) + 1, match.end())
            digits = raw.isdigit()
            value = int(raw) if digits else han_number(raw)
            return ListNumber(f"{style}-{'digit' if digits else 'han'}", value, match.end())
    return None
