"""Noise of real pages: tool bars, hijackers' strings, pinyin glosses, mojibake.

What is cut out leaves the remaining characters with their origins; what is only suspicious is
flagged and stays. Nothing is ever repaired.
"""

import re
from functools import cache
from pathlib import Path

import yaml

from extractors.folding import fold
from models.codes import QualityFlag
from pipeline.reading.draft import DraftBlock

_FILE = Path(__file__).with_name("noise.yaml")
# A gloss is pinyin in brackets right after the character it reads; a tone mark betrays it.
_GLOSS = re.compile(
    r"(?<=[\u3400-\u9fff])[(（][a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ][a-zü]*[)）]", re.I
)
_TOOL_LINE_LENGTH = 60
_SEPARATORS = re.compile(r"[\s\[\]【】()（）:：|/\\<>《》〈〉.,，。·•\-—_#*+×]+|\d+")


@cache
def _rules() -> tuple[frozenset[str], tuple[re.Pattern[str], ...], tuple[str, ...]]:
    data = yaml.safe_load(_FILE.read_text("utf-8"))
    spam = tuple(re.compile(pattern, re.I) for pattern in data["spam"])
    return frozenset(fold(word) for word in data["tools"]), spam, tuple(data["mojibake"])


def spam_patterns() -> tuple[re.Pattern[str], ...]:
    """Strings that hijackers set into pages."""
    return _rules()[1]


def is_tool_bar(text: str) -> bool:
    """Whether a line is made of nothing but tool-bar words.

    >>> is_tool_bar("【关闭窗口】【打印文章】【字体: 大 中 小】"), is_tool_bar("打印设备")
    (True, False)
    """
    if len(text) > _TOOL_LINE_LENGTH:
        return False
    words = [word for word in _SEPARATORS.split(fold(text)) if word]
    tools = _rules()[0]
    if not words:
        return not any(char.isalnum() for char in text)
    return all(word in tools for word in words) or " ".join(words) in tools


def clean(block: DraftBlock) -> tuple[DraftBlock | None, set[QualityFlag]]:
    """The block without noise, or None where nothing is left, and the flags to raise."""
    text, flags = str(block.text), set[QualityFlag]()
    if is_tool_bar(text) and not any("0" <= c <= "9" for c in fold(text)):
        return None, flags
    glosses = [match.span() for match in _GLOSS.finditer(text)]
    if glosses:
        flags.add(QualityFlag.PINYIN_GLOSS_REMOVED)
        block.text = block.text.without(glosses)
        text = str(block.text)
    _, spam, mojibake = _rules()
    spans = _disjoint([m.span() for pattern in spam for m in pattern.finditer(text)])
    if spans:
        flags.add(QualityFlag.SPAM_REMOVED)
        block.text = block.text.without(spans).stripped()
    if any(mark in text for mark in mojibake):
        flags.add(QualityFlag.MOJIBAKE)
    block.bold_prefix = min(block.bold_prefix, len(block.text))
    return (block if block.text.chars else None), flags


def _disjoint(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    result: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if result and start < result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result
