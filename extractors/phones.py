"""The grammar of telephone numbers, read only where something says that a number is one.

Hints: a word for telephone or fax before the number, the international prefix (+ or 00), or a
line that is about a contact. An account of a chat service is none, even where it is a number;
Folded text in, digits with a leading + where it is given out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from models.span import Span

PHONE, FAX, CHAT = "phone", "fax", "chat"
_MIN, _MAX = 7, 17

_RUN = re.compile(
    r"(?<![a-z\d_.@/+])(?:\+\s?|\(\+)?[(\d](?:[()]?[ \-./·]{0,3}[()]?\d|[()]{1,2}(?=\d))*\d"
)
_EXTENSION = re.compile(
    r",?\s?[(（]?(?:转|分机(?:号)?[:：]?|ext(?:ension)?[.:]?|#|(?<=\s)x)\s?(\d{1,6})[)）]?"
)
_WORD = re.compile(
    r"(?P<fax>传真|电传|\b(?:tele)?fax\b|\bfacs(?:imile\b|\.)|(?<![a-z])f\s?:)"
    r"|(?P<chat>微信(?!同|也|亦|、|/|或|和|兼)|\bwechat\b(?!/))"
    r"|(?P<phone>电话|手机|座机|总机|固话|热线|专线|来电|致电|拨打|联系方式|电联|微信|"
    r"\bt[eé]l(?:[eé]phone|[eé]fon|\b)|phone|\bmobile|\bcell\b|\bmob\b|\bcall\b|\bwhatsapp\b|\bph\b|☎|📞"
    r"|(?<![a-z])[tm]\s?:)"
)
# Between a hint and its number: what a label, a bracket or a copula looks like.
_LINK = re.compile(
    r"(?:[\s:：.。,，、()（）\[\]/|]|号码?|number|no\b|及|和|或|and|&|是|为|请拨|可拨|联系|直接|on|at|is|us"
    r"|\w{0,3}(?:处|部|室|科)|(?:mr|ms|mrs|dr)\b|办公|移动|手机|电话|传真|tel|fax|wechat|whatsapp|微信(?:同号)?"
    r"|[\u3400-\u9fff]{1,4}(?=[:：]))*$"
)
_CHAIN = re.compile(r"\s?(?:[、,，;；/|]|或者?|及|和|or|and|&)?\s{0,3}(?:[(（]?(?:或|or)?)?\s?$")
_AFTER_FAX = re.compile(r"\s?[(（]\s?(?:传真|fax)")
_NOT_PHONE = re.compile(
    r"(?:邮编|邮政编码|邮码|post(?:al)? ?code|zip|专利|申请号|公开号|zl|pct|iso|iec|gb/?t?|qq|编号"
    r"|文号|账号|帐号|代码|标识码|备案|icp|isbn|issn|doi|证书|许可证|型号|[$€£¥₩₽₪]|批准文号|统一社会信用代码"
    r"|\bid|\bno\.|\bnr\.?)\s?(?:号码?|为)?\s?[:：]?\s?$"
)
# Numbers for complaints and emergencies serve the public, not the opportunity.
_PUBLIC = re.compile(
    r"领事保护|领保|领事(?:服务|与|协助)|监督|举报|投诉|值班|应急|急救|报警|纪检|信访|无障碍"
    r"|consular|emergency|complaint|duty (?:officer|phone|room)|whistle"
)
_LOCAL = (
    re.compile(r"\(?0\d{2,3}\)?[ \-]{0,3}\d{3,4}[ \-]?\d{3,4}(?:-\d{1,4})?"),
    re.compile(r"1[3-9]\d[ \-]?\d{4}[ \-]?\d{4}"),
    re.compile(r"(?:1[ .\-])?\(?[2-9]\d{2}\)?[ .\-]{1,2}\d{3}[ .\-]\d{4}"),
    re.compile(r"[48]00[ \-]?\d{3,4}[ \-]?\d{3,4}"),
    re.compile(r"0\d{1,4}[ \-/]\d{2,4}[ \-]?\d{2,4}(?:[ \-]?\d{2,4})?"),
)
# Unmistakable without any hint: an area code with its hyphen, a mobile number in groups.
_CLEAR = re.compile(r"0[1-9]\d{1,2}-\d{4} ?\d{3,4}|1[3-9]\d[ \-]\d{4}[ \-]\d{4}")
_BEGINNING = re.compile(r"\+|00\d[\d \-()]{8}|\(?0\d[\d \-()]{7}|1[3-9]\d{9}(?!\d)")
_DATE_LIKE = re.compile(
    r"(?:19|20)\d{2}\s?[-./]\s?(?:\d{1,2}\s?[-./]\s?\d{1,2}|(?:19|20)\d{2})\s?$"
)


@dataclass(frozen=True, slots=True)
class FoundPhone:
    """A number as written, its kind (``phone`` or ``fax``), digits and how it was recognised.

    ``digits`` has the leading + where the page gives it and an extension as RFC 3966's ``;ext=``;
    ``e164`` is the international form where it can be told.
    """

    span: Span
    kind: str
    digits: str
    e164: str | None
    hinted: bool


def find_phones(
    folded: str, start: int, end: int, *, contact: bool = False, kind: str | None = None
) -> Iterator[FoundPhone]:
    """Numbers in ``folded[start:end]``, which should be one line.

    ``contact`` tells that the line is about a contact, ``kind`` that it is the value of a label of
    telephones (``phone``) or of faxes (``fax``).
    """
    last: FoundPhone | None = None
    contact = contact or bool(_WORD.search(folded, start, end))
    for span in _candidates(folded, start, end):
        hint = _hint(folded, start, span.start)
        chained = last and _CHAIN.fullmatch(folded[last.span.end : span.start])
        if hint is None and chained and last:
            hint = last.kind if last.hinted else None
        if hint is None and kind and not _WORD.search(folded, start, span.start):
            hint = kind
        found = _accept(folded, start, end, span, hint, contact)
        if found:
            last = found
            yield found


def _candidates(folded: str, start: int, end: int) -> Iterator[Span]:
    for run in _RUN.finditer(folded, start, end):
        # A bracket that the sentence opened: "张三（139 5550 1234）".
        unclosed = run[0][0] == "(" and ")" not in run[0]
        yield from _split(folded, run.start() + unclosed, run.end())


def _split(folded: str, start: int, end: int) -> Iterator[Span]:
    """A run of digits, cut where a complete number is followed by the beginning of another."""
    for gap in re.finditer(r"[ /]+(?=[+(]?\d)", folded[start:end]):
        left, right = folded[start : start + gap.start()], folded[start + gap.end() : end]
        digits = sum(c.isdigit() for c in left), sum(c.isdigit() for c in right)
        both = "/" in gap[0] and min(digits) >= _MIN
        if both or (digits[0] >= 10 and _BEGINNING.match(right)):
            yield from _split(folded, start, start + gap.start())
            yield from _split(folded, start + gap.end(), end)
            return
    # "010-12345678 9:00" ends before the clock.
    # "555 01 17/18" is two extensions of one line: the first whole number counts.
    second = re.search(r"\s?/\s?\d{1,4}$", folded[start:end])
    end = start + second.start() if second else end
    clock = re.search(r"[ ,]+\d{1,2}$", folded[start:end])
    if clock and re.match(r"\s?[:：时]", folded[end : end + 2]):
        end = start + clock.start()
    yield Span(start=start, end=end)


def _hint(folded: str, start: int, at: int) -> str | None:
    """The kind that the last telephone word before a number gives it, if it reaches the number."""
    words = list(_WORD.finditer(folded, max(start, at - 40), at))
    if not words or not _LINK.fullmatch(folded[words[-1].end() : at]):
        return None
    kinds = {word.lastgroup for word in words[-2:] if at - word.start() <= 16}
    # 电话（传真） and Tel/Fax announce both: a telephone.
    joined = len(words) > 1 and len(folded[words[-2].end() : words[-1].start()]) <= 2
    if joined and PHONE in kinds:
        return PHONE
    return str(words[-1].lastgroup)


def _accept(
    folded: str, start: int, end: int, span: Span, hint: str | None, contact: bool
) -> FoundPhone | None:
    written = folded[span.start : span.end]
    before = folded[max(start, span.start - 24) : span.start]
    count = sum(char.isdigit() for char in written)
    if (
        hint == CHAT
        or _NOT_PHONE.search(before)
        or _DATE_LIKE.fullmatch(written)
        or not _MIN <= count <= _MAX
    ):
        return None
    if _PUBLIC.search(folded, max(start, span.start - 16), span.start):
        return None
    if re.match(r"\s?(?:[%％‰元万亿年吨]|[kmg]?w\b|kg|mm)", folded[span.end : span.end + 3]):
        return None
    international = _is_international(written)
    local = any(pattern.fullmatch(written) for pattern in _LOCAL)
    if not (hint or international or (contact and local) or _CLEAR.fullmatch(written)):
        return None
    if written.count(".") == 1 and not hint and not written.startswith(("+", "00")):
        return None
    whole, extension = _with_extension(folded, span, end)
    if _AFTER_FAX.match(folded, whole.end, min(end, whole.end + 6)):
        hint = FAX
    plus = "+" if "+" in written else ""
    number = plus + "".join(char for char in written if char.isdigit())
    digits = number + (f";ext={extension}" if extension else "")
    return FoundPhone(whole, hint or PHONE, digits, e164(written, local), bool(hint))


def _with_extension(folded: str, span: Span, end: int) -> tuple[Span, str | None]:
    extension = _EXTENSION.match(folded, span.end, end)
    if extension:
        return Span(start=span.start, end=extension.end()), extension[1]
    return span, None


def _is_international(written: str) -> bool:
    prefixed = re.match(r"\(?\+|00[ \-]?[1-9]", written)
    return bool(prefixed and _parsed(written, None))


@cache
def _parsed(written: str, region: str | None) -> str | None:
    """E.164 form of a possible number, None for an impossible one."""
    import phonenumbers

    international = re.sub(r"^00[ \-]?(?=[1-9])", "+", written.strip("( "))
    try:
        number = phonenumbers.parse(international, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def e164(written: str, local: bool = True) -> str | None:
    """International form of a number as written, by its shape; None where it cannot be told.

    >>> [e164(n) for n in ("+358 8 555 0177", "0045-55501877", "0571-8888 8888", "518-555-0126")]
    ['+35885550177', '+4555501877', '+8657188888888', '+15185550126']
    """
    if re.match(r"\(?\+|00[ \-]?[1-9]", written):
        return _parsed(written, None)
    if _LOCAL[2].fullmatch(written):
        return _parsed(written, "US")
    if local and any(_LOCAL[i].fullmatch(written) for i in (0, 1, 3)):
        return _parsed(written, "CN")
    return None
