"""What the text around an organisation's name tells: passing mention, offering, nationality.

Customers, rivals, suppliers, funders, certifiers, media and former employers are mentioned in
passing; who develops, owns, offers or seeks is a party. A name is Chinese by a Chinese place in it
or by what stands before it (国内, 去青岛拜访了); foreign by a foreign place, legal form or script.
"""

import re
from collections.abc import Sequence
from functools import cache

from extractors.language import script_of
from extractors.lexicon import Entry, Lexicon
from extractors.names import NAME, main_script
from extractors.organisations import Occurrence, Party, countries_of_name, occurrences
from extractors.people_names import transliterated
from extractors.places import CHINA, CITY, COUNTRY, china_lexicon, places_in
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.document import BlockKind, Region
from models.vocabulary import ROOT, read_rows

FOREIGN, CHINESE, UNKNOWN = "foreign", "chinese", "unknown"
_COLUMNS = ("phrase", "language", "position", "id")
_NEAR = {"zh": {"before": 10, "after": 6}, "en": {"before": 30, "after": 22}}
# What joins the names of a list.
_JOIN = re.compile(r"[”\"」》 ]*(?:、|,|，|和|与|及|以及|or|and|&|/)?(?: ?and)?[ “\"「《]*")
_USED_AT = re.compile(r"(?:在|于|为|给|供|由|被|at|by|in)\s*$")
_USES = re.compile(
    r"^[^，。,]{0,4}?(?:试用|使用|采用|选用|订购|购买|采购|引进|装备|应用|运行|安装|装机|投入|测试|试验|验证|推广|(?:完成|进行"
    r"|开展)(?!研发|研制|开发))"
)
_SERVED = re.compile(r"(?:为|向|给)\s*$")
_SERVES = re.compile(r"^[^，。,]{0,4}?(?:提供|供应|供货|配套|交付|出口|销售)")
_THROUGH = re.compile(r"(?:由|经|经过|通过)\s*$")
_RECEIVED = re.compile(r"(?:获得?|得到|受到|取得|拿到|接受)(?:了|过)?\s*$")
_GIVES = re.compile(r"^[^，。,；]{0,12}?(?:支持|资助|补助|奖励|拨款|基金|贷款|经费)")
_REFERS = re.compile(r"^[^，。,；]{0,6}?(?:推荐|整理|转来|转达|介绍|汇总|提供信息|牵线)")
_LIST = re.compile(r"[”\"」》 ]*(?:、|,|，|和|与|及|以及| and | or |&|/)[ “\"「《]*(?:and )?")
_WITH = re.compile(r"(?:与|同|和|跟)\s*$")
_TRIED = re.compile(
    r"^(?:已|曾|正在?)?(?:进行|开展|完成)[^，。,]{0,10}(?:测试|试验|验证|中试|示范|试用)"
)
_TESTED_BY = re.compile(
    r"^[^，。,]{0,8}?(?:临床|试验|测试|检测|评估|评价|评测|考核|鉴定|认证|验证|试用)"
)
_USERS = re.compile(
    r"^[^。;；]{0,30}?等[^，。,]{0,8}?(?:采用|使用|应用|订购|购买|采购|引进|装备|选用|试用)"
)
_MADE_UP_OF = re.compile(
    r"^[^。;；]{0,40}?等[^，。,]{0,8}(?:机构|单位|企业|公司|高校|院所|成员)[^，。,]{0,4}组成"
)
_BY = re.compile(r"(?:由|是由|系由|来自|是|系)\s*$")
_MAKES = re.compile(r"^[^，。,]{0,12}?(?:研发|研制|开发|发明|持有|拥有|完成|提出)")
_SENTENCE = re.compile(r"[。；;！？!?\n]|\.\s")
_CHINESE_NAME = re.compile(
    r"^(?:中国|中华|全国|国家(?!实验室)|国务院|北大|清华|中(?:石化|石油|海油|科院|车|船|航|核"
    r"|广核|铁|交|电|粮|冶)"
    r"|国家?电网|一汽|宝钢|鞍钢|华能|大唐|三峡|复旦|同济|哈工大|浙大)|^(?:the )?(?:china"
    r"|chinese)\b|\bof china\b"
)
_CHINESE_REGION = re.compile(
    r"^(?:东北|华北|华东|华南|华中|西北|西南|长江|黄河|珠江|渤海|黄海|东海|江南|岭南|中原|太湖"
    r"|秦岭|塞北|燕山)"
)
_CHINESE_BEFORE = re.compile(
    r"(?:我国|我省|我市|国内|中国|内地|大陆)(?:的|企业|合作伙伴|伙伴|公司|单位)?$"
    r"|中方(?:[^，。,]{0,8})$"
)
_PINYIN = re.compile(r"\b(?:tsinghua|peking|fudan|zhejiang|shanghai jiao|sun yat-sen)\b")
_FOREIGN_FORM = re.compile(
    r"株式会社|有限会社|合同会社|私人有限公司|私营有限公司|两合公司|[开封公]放?闭?式股份公司"
)


@cache
def _phrases(name: str, position: str) -> Lexicon:
    rows = read_rows(ROOT / "names" / f"{name}.tsv", _COLUMNS)
    return Lexicon(
        Entry(row["phrase"], row["id"], language=row["language"])
        for row in rows
        if row.one_of("position", frozenset(("before", "after"))) == position
    )


def _language(page: TaggedDocument, one: Occurrence) -> str:
    return "en" if page.document.segments[one.segment].language == "en" else "zh"


def _before(page: TaggedDocument, one: Occurrence, others: Sequence[Occurrence]) -> str:
    """Folded text of the sentence before the name, earlier names of the same list left out."""
    segment = page.document.segments[one.segment].start
    start, end = segment, one.span.start
    moved = True
    while moved:
        moved = False
        for other in others:
            if start <= other.span.start < other.end <= end and _JOIN.fullmatch(
                page.folded, other.end, end
            ):
                end, moved = other.span.start, True
    return _SENTENCE.split(page.folded[start:end].rstrip('“"「《 '))[-1]


def _after(page: TaggedDocument, one: Occurrence, others: Sequence[Occurrence]) -> str:
    """Folded text of the sentence after the name, further names of the same list left out."""
    stop = page.document.segments[one.segment].end
    start, moved = one.end, True
    while moved:
        moved = False
        for other in others:
            if start <= other.span.start < stop and _JOIN.fullmatch(
                page.folded, start, other.span.start
            ):
                start, moved = other.end, True
    return _SENTENCE.split(page.folded[start:stop].lstrip('”"」》 '))[0]


def _cue(
    page: TaggedDocument, one: Occurrence, others: Sequence[Occurrence], name: str
) -> str | None:
    near = _NEAR[_language(page, one)]
    before, after = _before(page, one, others), _after(page, one, others)
    window = before[-near["before"] - 24 :]
    for hit in _phrases(name, "before").find(window):
        gap = window[hit.span.end :]
        if len(gap) <= near["before"] and not re.search(r"[,，:：]", gap[1:]):
            return hit.entries[0].id
    for hit in _phrases(name, "after").find(after[: near["after"] + 30]):
        gap = after[: hit.span.start]
        if len(gap) <= near["after"] and not re.search(r"[,，]", gap):
            return hit.entries[0].id
    return None


def passing(page: TaggedDocument, one: Occurrence, others: Sequence[Occurrence]) -> str | None:
    """Why an occurrence is only a passing mention (``customer``, ``funder`` …), or None."""
    cue = _cue(page, one, others, "passing")
    if cue is not None:
        return cue
    before, after = _before(page, one, others), _after(page, one, others)
    if _USED_AT.search(before) and _USES.match(after):
        return "customer"
    if _RECEIVED.search(before) and _GIVES.match(after):
        return "funder"
    if _THROUGH.search(before) and _REFERS.match(after):
        return "referrer"
    if _SERVED.search(before) and _SERVES.match(after):
        return "customer"
    if _USERS.match(after):
        return "customer"
    if _WITH.search(before) and _TRIED.match(after):
        return "partner"
    if _THROUGH.search(before) and _TESTED_BY.match(after):
        return "approval"
    return "member" if _MADE_UP_OF.match(after) else None


def offering(page: TaggedDocument, one: Occurrence, others: Sequence[Occurrence]) -> bool:
    """Whether the sentence has the organisation develop, own, offer or seek something."""
    return makes(page, one, others) or _cue(page, one, others, "offering") is not None


def makes(page: TaggedDocument, one: Occurrence, others: Sequence[Occurrence]) -> bool:
    """Whether the sentence says outright by whom the technology was made: 由某大学研发."""
    before, after = _before(page, one, others), _after(page, one, others)
    return bool(_BY.search(before) and _MAKES.match(after))


def seated(page: TaggedDocument, one: Occurrence) -> bool:
    """Whether a foreign place with 的 stands right before the name: 瓜亚基尔的对虾合作社."""
    start = max(page.document.segments[one.segment].start, one.span.start - 16)
    places = places_in(page.text, page.folded, start, one.span.start)
    return bool(places) and page.folded[places[-1].span.end : one.span.start] in (
        "的",
        "市的",
        "州的",
    )


def in_list(page: TaggedDocument, one: Occurrence, others: Sequence[Occurrence]) -> bool:
    """Whether the occurrence stands in a list right next to a sure name."""
    return any(
        other.sure
        and (
            _LIST.fullmatch(page.folded, other.end, one.span.start)
            or _LIST.fullmatch(page.folded, one.end, other.span.start)
        )
        for other in others
        if other is not one and other.segment == one.segment
    )


def in_title(page: TaggedDocument, one: Occurrence) -> bool:
    """Whether the occurrence stands in a title or a heading."""
    block = page.document.blocks[page.document.segments[one.segment].block]
    return block.kind in (BlockKind.PAGE_TITLE, BlockKind.HEADING)


# ---------------------------------------------------------------- nationality


def nationality(page: TaggedDocument, party: Party) -> str:
    """``foreign``, ``chinese`` or ``unknown`` by the name, else by what stands before it."""
    for one in (party.main, *party.occurrences):
        judged = by_name(page, one)
        if judged != UNKNOWN:
            return judged
    for one in party.occurrences:
        judged = _by_context(page, one)
        if judged != UNKNOWN:
            return judged
    return _by_script(page, party)


def by_name(page: TaggedDocument, one: Occurrence) -> str:
    """Nationality by the name's own places, legal form and script."""
    name = page.folded[one.span.start : one.span.end]
    if _CHINESE_NAME.search(name) or _CHINESE_REGION.match(name) or _PINYIN.search(name):
        return CHINESE
    if _FOREIGN_FORM.search(name) or main_script(name) in ("cyrillic", "hangul", "kana"):
        return FOREIGN
    codes = countries_of_name(page, one)
    if any(code not in CHINA for code in codes):
        return FOREIGN
    chinese = [
        h
        for h in china_lexicon().find(page.folded, one.span.start, one.span.end)
        if len(h.span) > 1
    ]
    if codes or any(h.span.start <= one.span.start + 1 for h in chinese):
        return CHINESE
    forms = [page.quote(form.span) for form in one.forms if form.kind == NAME]
    if any(main_script(form) in ("cyrillic", "hangul", "kana") for form in forms):
        return FOREIGN
    return UNKNOWN


def looks_chinese(page: TaggedDocument, party: Party) -> bool:
    """Whether a name in Chinese script without foreign form or sound has a Chinese legal form."""
    if main_script(page.quote(party.main.span)) != "han" or any(o.forms for o in party.occurrences):
        return False
    name = page.folded[party.main.span.start : party.main.span.end]
    core = page.folded[party.main.core.start : party.main.core.end]
    return bool(re.search(r"(?:有限公司|集团|厂|合作社)$", name)) and not transliterated(core[:3])


def _by_context(page: TaggedDocument, one: Occurrence) -> str:
    before = _before(page, one, ())
    if _CHINESE_BEFORE.search(before):
        return CHINESE
    length = len(before)
    near: list[tuple[int, str]] = []
    offset = one.span.start - length
    text = (
        page.text[offset : one.span.start]
        if page.folded[offset : one.span.start] == before
        else before
    )
    for place in places_in(text, before, 0, length):
        if place.kind in (COUNTRY, CITY):
            near.append((place.span.end, CHINESE if place.alpha3 in CHINA else FOREIGN))
    near += [(hit.span.end, CHINESE) for hit in china_lexicon().find(before) if len(hit.span) > 1]
    reach = 60 if _language(page, one) == "en" else 12
    close = [item for item in near if length - item[0] <= reach]
    return max(close)[1] if close else UNKNOWN


def _by_script(page: TaggedDocument, party: Party) -> str:
    """Latin names, foreign forms in brackets and transliterations are foreign."""
    if main_script(page.quote(party.main.span)) == "latin":
        return FOREIGN
    if any(
        form.kind == NAME and main_script(page.quote(form.span)) == "latin"
        for one in party.occurrences
        for form in one.forms
    ):
        return FOREIGN
    core = page.folded[party.main.core.start : party.main.core.end]
    return FOREIGN if "·" in core or any(script_of(c) == "kana" for c in core) else UNKNOWN


_DEMAND = re.compile(
    r"(?:企业|国内|技术|海外|境外)(?:技术)?(?:需求|难题)|揭榜|发榜|需求单位|需求企业|提出单位"
    r"|难题|technical needs? of chinese|chinese (?:enterprise|compan)\w* (?:seek|need|look)"
)


def is_demand(page: TaggedDocument, scope: Scope) -> bool:
    """Whether a Chinese organisation's demand is what the scope is about."""
    labels = {pair.label_id for pair in page.pairs(scope.own)}
    parties = {n for n in labels if n.startswith("foreign_party")}
    if parties - {"foreign_party_type", "foreign_party_location", "foreign_party_website"}:
        return False
    unmapped = " ".join(
        page.folded[p.label.start : p.label.end] for p in page.pairs(scope.own)
    ).replace(" ", "")
    if re.search(r"发榜|需求(?:单位|企业|方)|提出单位|出题|张榜|榜单", unmapped):
        return True
    kinds = (BlockKind.PAGE_TITLE, BlockKind.HEADING, BlockKind.SITE_NAME)
    heads = [b.span for b in page.document.blocks if b.kind in kinds]
    heads += [b.span for b in page.blocks(scope.shared) if b.region == Region.BODY]
    asked = any(_DEMAND.search(page.folded[s.start : s.end]) for s in heads)
    if labels & {"chinese_party", "technology_requirement"} and (asked or len(labels) > 1):
        return "chinese_party" in labels or asked
    return asked and _only_chinese(page, scope)


def _only_chinese(page: TaggedDocument, scope: Scope) -> bool:
    """Whether the scope names a Chinese organisation and none that is foreign by its name."""
    judged = {by_name(page, one) for one in occurrences(page, scope.own) if one.sure}
    return CHINESE in judged and FOREIGN not in judged
