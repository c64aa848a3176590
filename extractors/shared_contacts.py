"""Which contacts of the text that all opportunities share belong to the one at hand.

A contact block before or after a list serves all of its items, unless it tells them apart: by the
item's number (项目一联系人, project 2) or by a name that only one item's own text has.
"""

import re
from collections.abc import Iterator

from extractors.dates import small_number
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.evidence import Mention
from models.span import Span

_COUNT = r"[一二三四五六七八九十\d]{1,3}"
_ITEM = re.compile(
    rf"(?:项目|需求|成果|序号|编号|第)\s?(?P<zh>{_COUNT}(?:\s?[、,，和及至\-]\s?{_COUNT})*)"
    rf"(?:\s?[项号个条则家种](?:项目|需求|成果)?|(?=[\s:：(（联]))"
    r"|\b(?:projects?|items?|offers?|nos?\.?)\s?"
    r"(?P<en>\d{1,2}(?:\s?(?:,|and|&|-|to)\s?\d{1,2})*)(?![\d.])"
)
# Where the stretch of text about one contact begins.
_CLAUSE = re.compile(r"[。;；]")
_LATIN = re.compile(r"[a-z][a-z\-]{3,}")
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_GENERAL = re.compile(
    r"联系|电话|手机|传真|邮箱|邮件|电邮|地址|项目|合作|公司|中心|大学|研究|技术|科技|先生|女士|教授"
    r"|博士|经理|主任|国际|有意|咨询|请|与|向|我|和|的"
)
_COMMON = frozenset(
    (
        *("phone", "email", "mail", "mobile", "contact", "address", "telephone", "office", "with"),
        *("please", "write", "call", "prof", "professor", "director", "manager", "interested"),
        *("company", "university", "institute", "technology", "from", "example", "info", "sales"),
    )
)
_LETTERS, _GRAM = 3, 3
# Provinces of three characters: the start of many names.
_PROVINCES = ("内蒙古", "黑龙江")
# Words of a contact block that serves every item.
_FOR_ALL = re.compile(
    r"以下|以上|上述|下列|统一|所有|全部|各项目|各需求|均(?:由|为|可|请)|\b(?:all|any|every|each|both)\b"
)


def of_this_opportunity(
    page: TaggedDocument, scope: Scope, contacts: list[Mention]
) -> list[Mention]:
    """The contacts without those that the shared text gives to another opportunity."""
    if scope.single:
        return contacts
    own = _text(page, scope.own)
    rest = _text(page, [span for span in page.body if not _inside(span, scope.all)])
    return [
        contact
        for contact in contacts
        if not _inside(Span(start=contact.start, end=contact.end), scope.shared)
        or not _elsewhere(page, scope, contact, own, rest)
    ]


def _text(page: TaggedDocument, spans: "tuple[Span, ...] | list[Span]") -> str:
    return "\n".join(page.folded[span.start : span.end] for span in spans)


def _inside(span: Span, spans: tuple[Span, ...]) -> bool:
    return any(other.start <= span.start < other.end for other in spans)


def _elsewhere(page: TaggedDocument, scope: Scope, contact: Mention, own: str, rest: str) -> bool:
    line = page.text.rfind("\n", 0, contact.start) + 1
    numbers = [_numbers(match) for match in _ITEM.finditer(page.folded, line, contact.start)]
    if numbers and numbers[-1]:
        return scope.number + 1 not in numbers[-1]
    if _FOR_ALL.search(page.folded, line, contact.start):
        return False
    begin = max((m.end() for m in _CLAUSE.finditer(page.folded, line, contact.start)), default=line)
    names = set(_names(page.folded[begin : contact.end]))
    return not any(name in own for name in names) and any(name in rest for name in names)


def _numbers(match: re.Match[str]) -> set[int]:
    """The items that a reference names: 第1、3项, projects 2 to 4."""
    written = match["zh"] or match["en"]
    found = [n for part in re.findall(_COUNT, written) if (n := small_number(part))]
    if len(found) == 2 and re.search(r"至|-|to", written):
        return set(range(found[0], found[1] + 1))
    return set(found)


def _names(clause: str) -> Iterator[str]:
    """What may name somebody in a clause: longer Latin words, three Han characters in a row."""
    for word in _LATIN.finditer(clause):
        for part in word[0].split("-"):
            if len(part) > _LETTERS and part not in _COMMON:
                yield part
    for run in _HAN.finditer(_GENERAL.sub(" ", clause)):
        for at in range(len(run[0]) - _GRAM + 1):
            if run[0][at : at + _GRAM] not in _PROVINCES:
                yield run[0][at : at + _GRAM]
