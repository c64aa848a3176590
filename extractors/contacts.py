"""Contacts of an opportunity: e-mail addresses, telephone and fax numbers, as the page writes them.

Value: the address in lower case with a plain ``@``; the number's digits with a leading + where the
page gives it. Attributes: ``kind`` (``email``, ``phone``, ``fax``), ``name`` and ``organisation``
where a label in the same or the preceding line tells them. Complaint, duty and consular lines are
no contacts of an opportunity.
"""

import re
from collections.abc import Iterator

from extractors.folding import fold
from extractors.lines import lines_of
from extractors.phones import FAX, PHONE, FoundPhone, find_phones
from extractors.reach import Reach
from extractors.scope import Scope
from extractors.shared_contacts import of_this_opportunity
from extractors.tagged import TaggedDocument
from models.document import Pair
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "3"
FIELD = "contacts"
_SHORT = 12

_LOCAL_PART = r"[a-z0-9](?:[a-z0-9._%+\-']*[a-z0-9_])?"
_LABEL = r"[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?"
_OPEN, _CLOSE = r"\s?[\[({<【]\s?", r"\s?[\])}>】]\s?"
_DOT = rf"{_OPEN}(?:dot|点|\.){_CLOSE}|\sdot\s"
_EMAIL = re.compile(
    rf"(?<![a-z0-9._%+\-])(?P<local>{_LOCAL_PART})"
    rf"(?:\s?@\s?|{_OPEN}(?:at|@|a|圈a|艾特){_CLOSE}|(?P<sign>[#*☆★&$])"
    rf"|\sat\s(?=\S+\sdot\s)|(?P<at>\sat\s(?!\S*@)))"
    rf"(?P<domain>{_LABEL}(?:(?:\.|{_DOT}){_LABEL})+"
    # An address that a narrow column has broken in two.
    rf"(?:(?<=\.[a-z])\s[a-z]{{1,8}}(?![a-z0-9.@]))?|{_LABEL}\s(?!www\.){_LABEL}(?:\.{_LABEL})+)"
)
# "jo at host.example" is an address behind a label only.
_MAIL_LABEL = re.compile(r"(?:mail|邮箱|电邮|邮件)\s?(?:address|地址)?\s?[:：]\s?$")
# Another sign stands for "@" only where the page says so.
_MEANT = r"[将把用]\s?[\"'“”]?{0}|{0}\s?[\"'“”]?\s?(?:换|改|替|代)|replace.{{0,12}}{0}"
# A department that only wants to hear how things went is not whom an answer goes to.
_PROGRESS = re.compile(
    r"(?:告知|告诉|反馈|报送|报告|通报|抄送|抄报|抄告|报备|备案|函告|通知|汇总)(?:给|至|到|于)?"
    r"[^。;；]{0,4}(?:我|本|省|市|区|厅|局|委|处|科)[^。;；]{0,24}$"
    r"|\b(?:report|feedback|keep us informed|let us know)\b[^.;]{0,60}$"
)
_NEWS = re.compile(r"进展|进度|结果|情况|成效|动态|回执|progress|results?\b|outcome")
# Words that follow an address without a space and are no top-level domain.
_NOT_DOMAIN = frozenset(("tel", "phone", "fax", "mobile", "web", "www", "email", "mob", "http"))
_ABOUT_CONTACT = re.compile(
    r"联系|联络|连络|接洽|洽谈|径洽|垂询|咨询|报名|对接|contact|enquir|inquir|write to|reply to"
    r"|reach|liaison|get in touch|address"
)
_PHONE_LABEL = re.compile(r"电话|手机|座机|热线|tel|phone|mobile|cell|call|传真|fax")
# Lines about the site itself that stand inside the body of pages without a clear frame.
_FOOTER = re.compile(
    r"版权所有|copyright|©|all rights reserved|icp备|网站标识码|公网安备|网站管理"
    r"|技术支持(?:单位)?[:：]\s?[^\d\s]"
    r"|(?:主办|承办)(?:单位)?[:：].*(?:地址|邮编|电话)|意见建议|网站维护"
)
_PERSON_LABELS = ("contact_person", "person")
_PARTY_LABELS = ("foreign_party", "chinese_party", "organiser")
_CUT = re.compile(
    r"[,，;；、(（/:：\n]|\s?[a-z0-9._\-]+@|\+?\d{3,}|\s{2,}|电话|手机|邮箱|tel\b|e-?mail"
)
_TITLES = re.compile(
    r"(?:先生|女士|小姐|教授|研究员|博士|主任|处长|科长|经理|工程师|院士|老师|同志|部长|课长)+$"
)
_HONORIFIC = re.compile(r"^(?:(?:prof(?:essor)?|dr|mr|mrs|ms|ing|dipl)\b\.?\s?-?)+", re.I)


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """All contacts of the scope in the order of the text, each once."""
    found: dict[str, Mention] = {}
    reach = Reach(page.pairs(scope.all), lambda pair: (pair.value,))
    for line in lines_of(page, scope.all):
        if _FOOTER.search(page.folded, line.start, line.end):
            continue
        pairs = [p for p in reach.near(line.start, line.end) if p.value.overlaps(line)]
        mails = [m for m in _EMAIL.finditer(page.folded, line.start, line.end) if _meant(page, m)]
        for mail in mails:
            mention = _mail(page, scope, mail)
            found.setdefault(str(mention.value), mention)
        for phone in _phones(page, line, pairs, bool(mails)):
            if not _for_progress(page.folded, line.start, phone.span.start):
                mention = _phone(page, scope, phone)
                found.setdefault(phone.e164 or phone.digits.lstrip("+"), mention)
    kept = of_this_opportunity(page, scope, list(found.values()))
    return sorted(kept, key=lambda mention: mention.start)


def _meant(page: TaggedDocument, match: re.Match[str]) -> bool:
    """Whether a sign or word that may stand for "@" does so here."""
    if match["at"]:
        return bool(_MAIL_LABEL.search(page.folded[max(0, match.start() - 24) : match.start()]))
    sign = match["sign"]
    return not sign or bool(re.search(_MEANT.format(re.escape(sign)), page.folded))


def _for_progress(folded: str, start: int, at: int) -> bool:
    """Whether the clause before a number asks for news of the matter, not for answers to it."""
    asked = _PROGRESS.search(folded[start:at])
    return bool(asked and _NEWS.search(folded, max(start, start + asked.start() - 16), at))


def _mail(page: TaggedDocument, scope: Scope, match: re.Match[str]) -> Mention:
    domain = re.sub(r"\s", "", re.sub(_DOT, ".", match["domain"]))
    end = match.end()
    parts = domain.split(".")
    while len(parts) > 2 and parts[-1] in _NOT_DOMAIN:
        end -= len(parts.pop()) + 1
    value = f"{match['local']}@{'.'.join(parts)}"
    plain = fold(page.text[match.start() : end]) == value
    return _mention(
        page,
        scope,
        Span(start=match.start(), end=end),
        value,
        "email",
        "email" if plain else "email-disguised",
        Grade.CERTAIN if plain else Grade.LIKELY,
    )


def _phones(
    page: TaggedDocument, line: Span, pairs: list[Pair], mail: bool
) -> Iterator[FoundPhone]:
    labels = " ".join(page.folded[pair.label.start : pair.label.end] for pair in pairs)
    text = labels + _short_line_above(page, line) + page.folded[line.start : line.end]
    about = bool(_ABOUT_CONTACT.search(text))
    known = any(pair.label_id in ("contact_person", "phone", "email", "fax") for pair in pairs)
    for pair in pairs:
        label = page.folded[pair.label.start : pair.label.end]
        inside = line.start <= pair.label.start < line.end
        if pair.label_id in (PHONE, FAX) and not inside and _PHONE_LABEL.search(label):
            yield from find_phones(
                page.folded, line.start, line.end, contact=True, kind=pair.label_id
            )
            return
    contact = mail or about or known
    yield from find_phones(page.folded, line.start, line.end, contact=contact)


def _short_line_above(page: TaggedDocument, line: Span) -> str:
    """The line above where it is short enough for a label, else nothing."""
    above = page.text[: line.start].rstrip().rpartition("\n")[2]
    return fold(above) if len(above) <= _SHORT else ""


def _phone(page: TaggedDocument, scope: Scope, phone: FoundPhone) -> Mention:
    # What stands once for a whole list may be the convener's.
    own = any(span.start <= phone.span.start < span.end for span in scope.own)
    return _mention(
        page,
        scope,
        phone.span,
        phone.digits,
        phone.kind,
        phone.kind if phone.hinted else f"{phone.kind}-by-form",
        Grade.CERTAIN if phone.hinted and own else Grade.LIKELY,
        normal=phone.e164,
    )


def _mention(
    page: TaggedDocument,
    scope: Scope,
    span: Span,
    value: str,
    kind: str,
    rule: str,
    grade: Grade,
    normal: str | None = None,
) -> Mention:
    extra = {"kind": kind}
    name = _near(page, scope, span, _PERSON_LABELS)
    if name and (person := _person(name)):
        extra["name"] = person
    organisation = _near(page, scope, span, _PARTY_LABELS, lines=0)
    if organisation:
        extra["organisation"] = re.split(r"[,，;；。]", organisation)[0].strip()
    return page.mention(
        FIELD, value, span, f"{FIELD}.{rule}", grade, normal=normal or value, **extra
    )


def _near(
    page: TaggedDocument, scope: Scope, span: Span, labels: tuple[str, ...], lines: int = 2
) -> str | None:
    """Value of the last such label before a contact, at most so many lines above it."""
    last: Pair | None = None
    for pair in page.pairs(scope.all, *labels):
        if pair.value.start <= span.start and (last is None or pair.value.start > last.value.start):
            last = pair
    if last is None:
        return None
    value = page.text[last.value.start : min(last.value.end, span.start)]
    between = page.text[min(last.value.end, span.start) : span.start]
    return value if sum(1 for part in between.split("\n") if part.strip()) <= lines + 1 else None


def _person(value: str) -> str | None:
    """The name at the head of a contact person's value, None where it is not clearly one.

    >>> [_person(v) for v in ("技术中心 郭启明", "Ann Lee（李安），助理", "国际合作司计划处")]
    ['郭启明', 'Ann Lee', None]
    """
    folded = fold(value)
    cut = _CUT.search(folded)
    head = value[: cut.start()] if cut else value
    head = _HONORIFIC.sub("", head.strip(" \u3000.。"))
    words = head.split()
    if words and all("\u3400" <= char <= "\u9fff" or char in "·•・" for char in words[-1]):
        name = _TITLES.sub("", words[-1]) or (words[-2] if len(words) > 1 else "")
        if len(words) > 1 and _TITLES.fullmatch(words[-1]):
            name = words[-2]
        return name if 2 <= len(name) <= 4 or "·" in name else None
    while words and any("\u3400" <= char <= "\u9fff" for char in words[0]):
        words.pop(0)
    capital = [word for word in words if word[:1].isupper()]
    return " ".join(words) if 2 <= len(words) <= 5 and len(capital) >= 2 else None
