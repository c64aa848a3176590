"""Parties that a label announces: 外方单位, 卖方, "Enquirer", 发榜企业, 主办."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.folding import compact
from extractors.names import Form, forms_in_bracket, main_script, pieces, segment_index, trimmed
from extractors.organisations import Occurrence, occurrences
from extractors.party_types import kind_of_name
from extractors.people_names import without_titles
from extractors.tagged import TaggedDocument
from models.document import Pair
from models.span import Span

FOREIGN, CHINESE, ORGANISER, INVENTOR = "foreign", "chinese", "organiser", "inventor"
_FOREIGN = re.compile(
    r"^(?!中|国内|我|受让|引进|用户|推荐|供稿|提供信息|信息)(?:.{0,2}方)?(?:项目|技术"
    r"|成果)?(?:研发|研制|研究|完成|持有|提供|开发|生产|推介|拥有|所有|所属|依托|供应|供给|制造"
    r"|转让|出让)?"
    r"(?:单位|机构|企业|公司|院校|高校|大学|研究所|研究院|实验室|工厂|厂家|厂商|团队单位"
    r"|主体)(?:名称|全称|名)?$"
    r"|^(?:卖方|采购方|求购方|求购单位|采购单位|买方|转让方|出让方|提供方|供方|开发者|研制者"
    r"|谁在做|谁做的|持有者|拥有者|所有者|所有方|业主|权利人"
    r"|技术来源|来源单位|所在单位|委托方|委托单位|.方名称|询价方|供应方|合作外方|对方|对方单位"
    r"|企业|公司|机构)$"
    r"|^(?:owner.{0,24}|holder.{0,24}|patentholder|enquirer|whostandsbehindit|vendor|seller|buyer"
    r"|purchaser|producer|manufacturer|developedby|madeby"
    r"|builtby|offeredby|requester|requestedby|firm|maker|inventedby|ownedby|whoweare|who"
    r"|behindit|from|host|hostinstitution|leadorganisation|theowners?|thecompany|thedeveloper"
    r"|thefirm)$"
)
_CHINESE = re.compile(
    r"^(?:发榜|需求|揭榜|求助|出题|张榜|难题|提出|提报|申报|征集|榜主)(?:.{0,2})(?:企业|单位|方"
    r"|主体|公司|单位名称|企业名称)$"
    r"|^(?:国内|中方|中国)(?:合作|对接|联系|承接|引进|依托|接收|受让|接洽)?(?:单位|机构|企业|公司"
    r"|伙伴|联系|院校)?$"
)
_ORGANISER = re.compile(
    r"^(?:主办|承办|协办|共同主办|联合主办|组织|举办)(?:单位|方|机构)?$|^(?:organi[sz]ers?"
    r"|organi[sz]edby|hosts?|hostedby|coorgani[sz]ers?)$"
)
_AND = re.compile(r"(?:\b(?:and|with)(?: the)? |[和与及、])$")
_UNNAMED = re.compile(
    r"一家|一所|某|一个|个人|不便|保密|待定|暂不|无$|^(?:an?|one|the) |\b(?:undisclosed"
    r"|confidential|anonymous|n/a)\b|^(?:民营|国有|私营)",
    re.I,
)


def role_of(page: TaggedDocument, pair: Pair) -> str | None:
    """What a label announces, or None where it announces no party."""
    name = pair.label_id
    if name.startswith("foreign_party"):
        return None if name.endswith(("type", "location", "website")) else FOREIGN
    if name in ("chinese_party", "organiser"):
        return CHINESE if name == "chinese_party" else ORGANISER
    label = re.sub(r"^[\d一二三四五六七八九十]{1,2}", "", compact(page.quote(pair.label)))
    if name == "person":
        return INVENTOR if re.search(r"发明|inventor", label) else None
    if name not in ("unmapped", "other"):
        return None
    for pattern, role in ((_ORGANISER, ORGANISER), (_CHINESE, CHINESE), (_FOREIGN, FOREIGN)):
        if pattern.match(label):
            return role
    return None


def labelled(
    page: TaggedDocument, spans: Sequence[Span], role: str
) -> Iterator[tuple[Pair, list[Occurrence]]]:
    """Labels of a role in the spans, each with the organisations that its value names."""
    for pair in page.pairs(spans):
        if role_of(page, pair) == role:
            found = in_value(page, pair.value)
            if found:
                yield pair, found


def in_value(page: TaggedDocument, value: Span) -> list[Occurrence]:
    """Organisations named in a value's first sentence; its first part as it stands if none is."""
    text = page.quote(value)
    stop = re.search(r"[。；;]|(?<=[a-z)）]{2})\.\s", text)
    first = Span(start=value.start, end=value.start + stop.start() if stop else value.end)
    blocks = [b.span for b in page.document.blocks if b.start <= value.start < b.end]
    found = [
        one
        for one in occurrences(page, blocks)
        if first.start - 1 <= one.span.start and one.span.end <= first.end + 1
    ]
    named = [one for one in found if one.sure or one.span.start == first.start]
    raw = _as_it_stands(page, first)
    if named and (raw is None or _close(page, first, named[0])):
        return [replace(one, sure=True) for one in named]
    joined = [one for one in named if _AND.search(page.folded, first.start, one.span.start)]
    return [raw, *(replace(one, sure=True) for one in joined)] if raw else []


def _close(page: TaggedDocument, first: Span, one: Occurrence) -> bool:
    """Whether a name begins where the value does, or behind a place or a few words."""
    ahead = page.text[first.start : one.span.start]
    return len(ahead) <= 16 and not re.search(r"[，,]", ahead)


def _as_it_stands(page: TaggedDocument, value: Span) -> Occurrence | None:
    """The value's first part as a name, if it can be one."""
    parts = pieces(page.text, value, "，,；;、/／|\n")
    if not parts:
        return None
    inner = page.text.find("（", parts[0].start, parts[0].end)
    if inner < 0:
        inner = page.text.find("(", parts[0].start + 1, parts[0].end)
    end = inner if inner > parts[0].start else parts[0].end
    span = trimmed(page.text, parts[0].start, end, " \u3000:：.")
    text = page.quote(span)
    if not 2 <= len(text) <= 70 or _UNNAMED.search(text) or not any(c.isalpha() for c in text):
        return None
    if main_script(text) == "han" and kind_of_name(text) is None and len(text) > 8:
        return None
    forms, stop = forms_in_bracket(page, end)
    segment = next((i for i, s in page.segments([Span(start=value.start, end=value.end)])), None)
    index = segment if segment is not None else segment_index(page, span.start)
    others = tuple(Form(p, "name") for p in parts[1:3] if _other_script(page, span, p))
    named = tuple(f for f in forms if f.kind != "aside")
    person = without_titles(page.text, span.start, span.end)
    if person != span and kind_of_name(text) is None and len(person):
        return Occurrence(person, "individual", True, person, 0, max(stop, span.end), ())
    return Occurrence(
        span,
        kind_of_name(text) or "other_unknown",
        True,
        span,
        index,
        max(stop, span.end),
        (*named, *others),
    )


def _other_script(page: TaggedDocument, name: Span, part: Span) -> bool:
    between = page.text[name.end : part.start]
    other = main_script(page.quote(part))
    return bool(re.search(r"[/\n]", between)) and other not in (
        main_script(page.quote(name)),
        "none",
    )
