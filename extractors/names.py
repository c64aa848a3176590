"""Names and their other forms: what a bracket after a name adds, and when two names are the same.

`赫尔辛基北光生物公司（Northlight Bio Oy，以下简称“北光”）` gives a name, its foreign form and its
short form; a bracket may also hold a place, or an aside that is no form of the name at all.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise

from extractors.folding import compact
from extractors.language import script_of
from extractors.tagged import TaggedDocument
from models.span import Span

NAME, SHORT, ASIDE = "name", "short", "aside"

_OPEN, _CLOSE = "（([［〔【", "）)］〕】"
_LONGEST = 160
_LANGUAGE = (
    "(?:中|英|俄|德|法|日|韩|西|葡|意|波|荷|外|乌|捷|匈|芬|泰|越|阿|原|本国|当地|白俄|乌克兰"
    "|希伯来|阿拉伯|土耳其|西班牙|葡萄牙|意大利|日本|韩国)(?:文|语)?"
)
_MARKER = re.compile(
    r"\s*(?:(?P<short>(?:以下|下|后文|文中|本文)?(?:均|统)?(?:简称|称|缩写)(?:为)?"
    rf"|(?:{_LANGUAGE})?(?:缩写|简称|缩略语)(?:名|为|是)?"
    r"|hereina?fter(?: (?:referred to as|called|the))?|abbreviated(?: (?:as|to))?|abbr\.?|short:?"
    r"|known as|or)"
    rf"|(?P<name>(?:{_LANGUAGE})(?:名称?|全称|全名|名字|译名|写法)?(?:为|是)?"
    r"|又称|又名|亦称|即|全称|音译|译名|in (?:English|Chinese|Russian|German)|Chinese|English"
    r"|Chinese name|English name|Russian name|i\.e\.))"
    r"(?=[\s:：“\"「『《]|[^\u4e00-\u9fff]|(?<=称)|(?<=名)|(?<=为)|(?<=写)|(?<=文))[\s:：]*",
    re.I,
)
_FORMER = re.compile(r"\s*(?:原名|前身|曾用名|formerly|previously|旧称|原为|原)")
_LEGAL_AFTER = re.compile(
    r"\s*(?:Ltd|LLC|Inc|Corp|Co\b|S\.|GmbH|a\.s|s\.r\.o|d\.o\.o|Lda|Limited|LLP|plc|PBC|JSC|SA\b"
    r"|AG\b)",
    re.I,
)
_REMARK = re.compile(
    r"位于|总部|在|设|成立|由|现|曾|是|为|来自|隶属|属|约|含|以|其|该|女|男|注|见|详|如|共|占|下"
    r"|上|同|及|包括|不|或|等|已|非"
    r"|社长|总?经理|董事长|所长|院长|校长|主任|负责人|联系人|创始人|法人"
)
_QUOTES = "“”\"「」『』《》‘’'「」〈〉 \t\n\u3000:："
_PAIRED = {"“": "”", "«": "»", "《": "》", "「": "」", "『": "』", "‘": "’", '"': '"'}


@dataclass(frozen=True, slots=True)
class Form:
    """Another form of a name, found in a bracket: its characters and what it is."""

    span: Span
    kind: str


def bracket_after(text: str, end: int) -> Span | None:
    """The content of a bracket that opens at ``end``, blanks allowed, or None."""
    start = end
    while start < len(text) and text[start] in " \u3000\n" and start - end < 2:
        start += 1
    if start >= len(text) or text[start] not in _OPEN:
        return None
    depth = 0
    for at in range(start, min(len(text), start + _LONGEST)):
        depth += (text[at] in _OPEN) - (text[at] in _CLOSE)
        if depth == 0:
            return Span(start=start + 1, end=at)
    return None


def trimmed(text: str, start: int, end: int, strip: str = _QUOTES) -> Span:
    """The span without blanks, quotes and colons at its ends; paired quotes inside stay."""
    while start < end and text[start] in strip:
        close = _PAIRED.get(text[start])
        if close and close in text[start + 1 : end] and text[end - 1] != close:
            break
        start += 1
    while end > start and text[end - 1] in strip:
        inner = text[start : end - 1]
        opens = [o for o, c in _PAIRED.items() if c == text[end - 1] and o != c]
        if any(inner.count(o) > inner.count(text[end - 1]) for o in opens):
            break
        if text[end - 1] == '"' and inner.count('"') % 2:
            break
        end -= 1
    return Span(start=start, end=end)


def pieces(text: str, span: Span, separators: str = "，,；;、/／|\n") -> list[Span]:
    """The parts of a stretch at its separators; a comma before a legal form separates nothing."""
    cuts, depth = [span.start - 1], 0
    for at in range(span.start, span.end):
        depth += (text[at] in _OPEN) - (text[at] in _CLOSE)
        if depth or text[at] not in separators:
            continue
        if text[at] in ",，" and _LEGAL_AFTER.match(text, at + 1, span.end):
            continue
        if text[at] == "/" and re.match(r"[A-Z]/[A-Z]\b", text[at - 1 : at + 2]):
            continue
        cuts.append(at)
    cuts.append(span.end)
    return [Span(start=a + 1, end=b) for a, b in pairwise(cuts) if b > a + 1]


def scripts(text: str) -> dict[str, int]:
    """Number of letters a script."""
    counts: dict[str, int] = {}
    for char in text:
        name = "none" if char == "・" else script_of(char)
        if name != "none":
            counts[name] = counts.get(name, 0) + 1
    return counts


@lru_cache(maxsize=4096)
def main_script(text: str) -> str:
    """The script of most letters; kana decide for ``kana`` where they are a tenth."""
    counts = scripts(text)
    if counts.get("kana", 0) * 10 >= sum(counts.values()) > 0:
        return "kana"
    return max(counts, key=lambda name: counts[name], default="none")


def forms_in_bracket(page: TaggedDocument, end: int) -> tuple[list[Form], int]:
    """Forms in the brackets that follow a name, and the offset after the last of them."""
    forms: list[Form] = []
    while (content := bracket_after(page.text, end)) is not None and len(forms) < 6:
        forms += forms_in(page, content)
        end = content.end + 1
    return forms, end


def forms_in(page: TaggedDocument, content: Span) -> list[Form]:
    """Every part of a bracket's content with what it is."""
    found: list[Form] = []
    for piece in pieces(page.text, content, "，,；;、/／|"):
        if _FORMER.match(page.text, piece.start, piece.end):
            found.append(Form(piece, ASIDE))
            continue
        marker = _MARKER.match(page.text, piece.start, piece.end)
        marked = marker is not None and marker.end() < piece.end
        span = trimmed(page.text, marker.end() if marker and marked else piece.start, piece.end)
        if len(span):
            short = bool(marker and marked and marker["short"])
            found.append(Form(span, _kind_of(page.quote(span), marked, short)))
    return found


def _kind_of(text: str, marked: bool, short: bool) -> str:
    if short:
        return SHORT
    script = main_script(text)
    letters = sum(scripts(text).values())
    if marked:
        return NAME
    if script == "none" or letters < 2 or re.search(r"@|https?:|www\.", text):
        return ASIDE
    if script == "han":
        return ASIDE if _REMARK.match(text) else NAME
    if re.fullmatch(r"[A-Z][A-Za-z0-9&.-]{1,7}", text) and text.upper() == text:
        return SHORT
    aside = script == "latin" and (
        not re.search(r"[A-ZÀ-Þ]", text)
        or re.match(r"(?:a|an|the|in|at|from|of|see|about)\s", text)
    )
    return ASIDE if aside else NAME


def segment_index(page: TaggedDocument, offset: int) -> int:
    """Index of the segment that holds a code point, or of the last one before it."""
    starts = [segment.start for segment in page.document.segments]
    return max(0, bisect_right(starts, offset) - 1)


def same_name(one: str, other: str) -> bool:
    """Whether two strings are one name but for case, spacing, script variant or a slip."""
    a, b = compact(one), compact(other)
    if not a or not b:
        return False
    if a == b:
        return True
    if min(len(a), len(b)) < 6:
        return False
    # The quick ratios are upper bounds of the true one, which takes long.
    slip = SequenceMatcher(None, a, b)
    ratios = (slip.real_quick_ratio, slip.quick_ratio, slip.ratio)
    return all(ratio() >= 0.92 for ratio in ratios)
