"""The deadline of the offer: labelled (有效期至, Deadline) or phrased (请于…前报名, apply by …).

The value is an ISO date; a deadline without its year or day is not completed and gives none.
"""

import re
from collections.abc import Iterator

from extractors.dates import FoundDate, full_dates
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "1"
FIELD = "valid_until"

_BEFORE = re.compile(
    r"(?:有效期(?:限)?\s?(?:至|到|截止到?|截至|为|是)?|截止(?:日期|时间|日)?\s?(?:至|到|于|为|是|在)?"
    r"|(?:报名|申报|征集|受理|反馈|提交|递交|填报)(?:时间|日期|期限)?\s?(?:截止|截至|至|到)+\s?(?:为|到|于)?"
    r"|最迟(?:不晚)?(?:于|至)?|不(?:迟|晚)于"
    r"|valid (?:until|till|to|through)|deadline[^.;。]{0,40}?(?:is|:|of|on|was)?|closing date"
    r"[^.;。]{0,30}?(?:is|:|of)?|clos(?:es?|ing) on|open (?:until|till)"
    r"|expir(?:es|y)(?: date)?(?: on)?"
    r"|(?:no|not) later than|at the latest (?:by|on)|respond by|reply by|apply by|register by)"
    r"\s?[:：]?\s?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s)?$"
)
# 申报时间：…至…: of a term the end.
_TERM = re.compile(
    r"(?:报名|申报|征集|受理|提交|有效期|有效时间)(?:时间|日期|期限)?\s?(?:为|自|从|[:：])[^,，。;；]{6,24}"
    r"(?:至|到|-|~)\s?$"
)
_BY = re.compile(r"(?:by|before|until|till)\s(?:the\s)?(?:(?:mon|tues|wednes|thurs|fri)day,?\s)?$")
_ACT = re.compile(
    r"appl(?:y|ications?)|regist(?:er|rations?)|submit|submissions?|repl(?:y|ies)|respon[ds]"
    r"|send|proposals?|expressions? of interest|contact|reach us|accepted|enrol|sign up"
)
_AFTER = re.compile(
    r"\s?(?:[(（][^)）]{1,8}[)）])?\s?(?:\d{1,2}[:时]\d{0,2}分?)?\s?(?:下班|当日)?\s?"
    r"(?:(?:之|以)?前|截止|为止|止(?![痛血])|结束报名)"
)
_ASKED = re.compile(r"请|须|需|应|务必|报送|反馈|提交|报名|申报|回执|联系|受理|征集|接受")
# The term of a patent, certificate or contract is no deadline of the offer.
_OTHER_TERM = re.compile(r"专利|证书|执照|合同|协议|许可证|patent|certificate|contract|licen[cs]e")
_STOP = re.compile(r"[。；;!！?？\n]")


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """The deadlines stated, labelled ones first; each date once."""
    found: dict[str, Mention] = {}
    for hit, rule, grade in [*_labelled(page, scope), *_phrased(page, scope)]:
        if hit.iso not in found:
            found[hit.iso] = page.mention(
                FIELD, hit.iso, hit.span, f"{FIELD}.{rule}", grade, normal=hit.iso
            )
    return list(found.values())


def _labelled(page: TaggedDocument, scope: Scope) -> Iterator[tuple[FoundDate, str, Grade]]:
    for pair in page.pairs(scope.all, "valid_until"):
        dates = full_dates(page.folded, pair.value.start, pair.value.end)
        # Of a term from … to … the end.
        if dates:
            yield dates[-1], "labelled", Grade.CERTAIN


def _phrased(page: TaggedDocument, scope: Scope) -> Iterator[tuple[FoundDate, str, Grade]]:
    for _, segment in page.segments(scope.all):
        for hit in full_dates(page.folded, segment.start, segment.end):
            clause = _clause(page, segment.start, hit.span.start)
            before = page.folded[clause.start : clause.end]
            after = page.folded[hit.span.end : min(segment.end, hit.span.end + 24)]
            # The beginning of a term is not its end.
            if _OTHER_TERM.search(before) or re.match(r"\s?起?\s?(?:至|到|-|~|to\b)", after):
                continue
            if (
                _BEFORE.search(before)
                or _TERM.search(before)
                or (_BY.search(before) and _ACT.search(before))
            ):
                yield hit, "phrased", Grade.LIKELY
            elif _AFTER.match(after) and _ASKED.search(before + after):
                yield hit, "before-date", Grade.LIKELY


def _clause(page: TaggedDocument, start: int, end: int) -> Span:
    """What the sentence says before a date."""
    begin = start
    for stop in _STOP.finditer(page.folded, start, end):
        begin = stop.end()
    return Span(start=max(begin, end - 90), end=end)
