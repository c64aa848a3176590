"""What speaks for and against a sum being an amount: cue phrases, wording around it, its label."""

import re
from functools import cache

from extractors import phrases
from extractors.lexicon import Entry, Hit, Lexicon
from extractors.money import Money
from extractors.tagged import TaggedDocument
from models.document import Pair, Segment
from models.span import Span
from models.vocabulary import ROOT, read_rows

KINDS = frozenset(("investment_sought", "investment_offered", "price", "licence_fee", "budget"))
LABEL_KINDS = {
    "amount_price": "price",
    "amount_budget": "budget",
    "amount_sought": "investment_sought",
}
# A cue counts in full in the sum's own clause, less in those before it; of a second cue the half.
_NEAR = (1.0, 0.7, 0.4)
_SECOND = 0.5
_REACH = 60

_CLAUSE = re.compile(r"(?<!\d)[,，]|[,，](?!\d)|[；;。:：、]|\((?!约|折)")
_PROPOSES = re.compile(
    r"愿|拟|希望|打算|期望|准备|(?<![技家架究发研])计划(?![支资项经])|寻求|欢迎|征集|募|可以?(?:交|由|派|出|将|把|按|在)|提议|诚招|条件|须|需"
    r"|would|wish|hop(?:e|ing)|seek|look(?:s|ing) for|want|may\b|will\b|can\b|offer|propos|invit"
    r"|plan|ask|expected to|\bis to\b|\bare to\b|shall|should|minimum order|intend"
)
_REPORTS = re.compile(
    r"去年|上年|前年|当年|当初|早年|早先|曾|先后|迄今|至今|累计|已(?!有意)|得到|获得|拿到|拿过|给过|此前|当时|过去"
    r"|last year|so far|to date|since|has been|had been|was\b|were\b|received|came to"
    r"|\bin (?:19|20)\d\d"
)
# "A Norwegian firm's product costs …": somebody else's price.
_RIVAL = re.compile(
    r"(?:国|外|地|城|家|洲|市|[德日韩法英美俄芬瑞挪丹荷意西加澳]|瑞典|荷兰|芬兰|日本|丹麦)[^,，。;；]{0,6}"
    r"(?:一|某|两|几)家[^,，。;；]{0,8}(?:企业|公司|厂|机构)?的?[^,，。;；]{0,6}(?:产品|设备|价|药|机)"
    r"|他们[^,，。;；]{0,6}(?:价|收费)|同行|对手|竞争|同类|同级|竞品|市面|别家|其他(?:公司|厂家|企业)"
    r"|\b(?:competitor|competition|rival|other (?:maker|supplier|manufacturer|producer)|two makers"
    r"|elsewhere)"
)
# "Cheaper than similar products, at EUR 5": behind the comparison stands the own price.
_COMPARED = re.compile(
    r"(?:相比|比较|便宜|低[^,，。;；]{0,6}|一半|几分之|分之一|cheaper|lower|less expensive)"
    r"[^,，。;；]{0,8}[,，]"
)
_FIRST_PARTY = re.compile(r"我方|我们|本公司|我公司|外方|对方|我们的|\bwe\b|\bour\b")
_PROFILE_LABEL = re.compile(
    r"简介|概况|背景|简况|介绍|性质|优势|业务|参考|比较|目标|指标|现状|进展|阶段|难题|描述|技术内容|单位$|机构$"
    r"|profile|background|about|company|enquirer|advantage|description|comparison|status|stage|owner"
)
_PROPOSAL_LABEL = re.compile(
    r"合作|希望|意愿|诉求|提议|设想|愿望|需求|要什么|条件|方式|价|费|预算|投入|融资|资金|金额|想法|期望|意向|出资"
    r"|propos|wish|price|terms|framework|offer|cooperat|collaborat|sought|wanted|need|request|budget"
    r"|financ|fund|invest"
)
_ABOUT = r"(?:(?:about|around|some|roughly|only|just|at least|up to|a total of|not less than)\s)?"
# Wording right before (or, second, right behind) a sum, and the kind that it tells.
_AROUND: tuple[tuple[str, str | None, str], ...] = (
    (
        r"以[^,，。;；]{0,3}$",
        r"[^,，。;；]{0,10}(?:转让|出让|出售|卖|让与|让售|交割|脱手|转手)",
        "price",
    ),
    (
        r"\b(?:sell|part with|sale of|buy|acquire|transfer|assign|hand over|make over|license|"
        rf"dispose of|take over|have|obtain|get)\b[^.;]*\bfor {_ABOUT}$",
        None,
        "price",
    ),
    (r"^\s?for $", r"[^.;]*\b(?:buyer|partner|licensee|purchaser|firm|company)\b", "price"),
    (
        rf"\b(?:asks?|asking|demands?|charges?|quotes?|expects?)\s(?:for\s)?{_ABOUT}"
        rf"(?:an? (?:\w+ )?(?:fee|price|payment|sum|total) of\s)?{_ABOUT}$",
        None,
        "price",
    ),
    (
        r"\b(?:seeks?|seeking|needs?|requires?|lacks?|(?:is|are|still) missing|(?:is|are) short of"
        rf"|looking for|raises?|raising)\s{_ABOUT}"
        rf"(?:an? (?:\w+ )?(?:investment|sum|total|amount) of\s)?{_ABOUT}$",
        None,
        "investment_sought",
    ),
    (
        rf"\b(?:would|will|should|to|must|can) (?:have to )?pay {_ABOUT}$",
        None,
        "price",
    ),
    (r"(?<![年月已])卖(?:价|个)?(?:约|大约)?$", None, "price"),
    (
        r"(?:卖|转让|出让|脱手|转手)[^。;；]{0,12}[,，]?(?:只|至少|一共|总共)?(?:要|开|喊|收|得)(?:价)?(?:约)?$",
        None,
        "price",
    ),
    (r"", r"起(?:步|售|订)?\s?(?:[,，。;；)]|$)", "price"),
    (r"造价[^,，。;；]{0,3}(?:不|别|低于|控制在|以内)[^,，。;；]{0,6}$", None, "price"),
    (r"(?<![短空])缺(?:少|口)?(?:约|大约|的)?$|[还尚]差(?:约|大约)?$", None, "investment_sought"),
    (
        r"(?:股份|股权|股|份额)[^。;；]{0,10}(?:换取|换得|换回|换)(?:约|大约)?$",
        None,
        "investment_sought",
    ),
    (
        r"(?:需|将|要|拟|愿|可|能|应|预计|打算|准备|有人|有谁|希望|各)[^,，。;；]{0,10}(?<!支)出(?:约|大约)?$",
        None,
        "investment_sought",
    ),
    (
        r"(?:愿|可|肯|拟|打算|准备|计划)[^,，。;；]{0,6}拿(?:出)?(?:约|大约)?$",
        None,
        "investment_offered",
    ),
    (r"", r"\s(?:is|are|would be|will be) (?:asked|charged|payable|due)\b", "price"),
    (
        r"",
        r"\s(?:is|are|would be|will be) (?:sought|wanted|needed|required|requested)\b",
        "investment_sought",
    ),
)
_PATTERNS = tuple(
    (re.compile(before), re.compile(behind) if behind else None, kind)
    for before, behind, kind in _AROUND
)
# A fund, a ministry or an international body paid or pays: no party to the opportunity.
_PAYER = (
    r"(?:联合国|基金|开发署|计划署|政府|科技部|教育部|财政|世界银行|世行|亚行"
    r"|欧盟|欧委会|议会|州政府|市政|国家|慈善)"
)
_PAID_ZH = re.compile(
    rf"(?:由|获|靠|受)[^,，。;；]{{0,20}}{_PAYER}[^,，。;；]{{0,12}}"
    r"(?:出资|资助|拨款|拨付|拨|提供|支付|承担|补助|赞助|给予)[^,，。;；]{0,6}$"
)
_PAID_EN = re.compile(
    r"[^.;]{0,12}\b(?:from|by) (?:the |an? )?[^,.;]{0,40}"
    r"\b(?:funds?|foundation|ministry|council|agency|programme|program|government|commission|union)\b"
)
_DENIED_ZH = re.compile(r"(?:不|未|无需|无意|没有)(?:再|愿|拟|打算|考虑|接受|需要?|会|必)?\Z")
_DENIED_EN = re.compile(r"\b(?:no|not|never|neither|nor|without|declin\w+|refus\w+)\b[^,.;]{0,40}$")


@cache
def lexicon() -> Lexicon:
    """All cue phrases for kinds of sums. Raises VocabularyError on a bad file."""
    return Lexicon(
        Entry(row["phrase"], row["id"], row.weight(), row["language"])
        for name in ("amount_kind", "amount_cue")
        for row in read_rows(ROOT / "phrases" / f"{name}.tsv", phrases.COLUMNS)
    )


def label_kind(page: TaggedDocument, pair: Pair) -> str | None:
    """The kind that a label names; one that is none of KINDS for turnover and the like."""
    if pair.label_id in LABEL_KINDS:
        return LABEL_KINDS[pair.label_id]
    hits = lexicon().find(page.folded, pair.label.start, pair.label.end)
    strong = [entry for hit in hits for entry in hit.entries if entry.weight == 3]
    return strong[-1].id if strong else None


def scores(page: TaggedDocument, segment: Segment, money: Money, window: Span) -> dict[str, float]:
    """How strongly the sentence speaks for each kind; ``window`` bounds the cues of this sum.

    3 and more: a cue that decides alone. Kinds outside KINDS speak against an amount.
    """
    found: dict[str, float] = {}
    support: list[float] = []
    compared = list(_COMPARED.finditer(page.folded, window.start, money.span.start))
    begin = compared[-1].end() if compared else segment.start
    for cue in lexicon().find(page.folded, begin, segment.end):
        factor = _nearness(page.folded, cue, money, window)
        if not factor:
            continue
        for entry in cue.entries:
            kind = entry.id
            if kind in KINDS and _denied(page, segment, cue):
                kind = "denied"
            found[kind] = max(found.get(kind, 0.0), entry.weight * factor)
            if kind in KINDS:
                support.append(entry.weight * factor)
    for kind in _around(page.folded, segment, money, window):
        found[kind] = max(found.get(kind, 0.0), 3.0)
        support.append(3.0)
    best = max((kind for kind in found if kind in KINDS), key=lambda k: found[k], default=None)
    if best and len(support) > 1:
        found[best] += _SECOND * sorted(support)[-2]
    return found


def _nearness(folded: str, cue: Hit, money: Money, window: Span) -> float:
    """1 for a cue at the sum, less with each clause between, 0 out of reach."""
    if cue.span.start < money.span.start and money.span.end <= cue.span.end:
        return 1.0
    if cue.span.overlaps(money.span) or not window.holds(cue.span):
        return 0.0
    behind = cue.span.start >= money.span.end
    ends = (money.span.end, cue.span.start) if behind else (cue.span.end, money.span.start)
    between = folded[ends[0] : ends[1]]
    clauses = len(_CLAUSE.findall(between))
    if clauses >= len(_NEAR) or (behind and clauses):
        return 0.0
    return _NEAR[clauses] * (0.9 if behind else 1.0) - min(len(between), _REACH) / 1000


def _denied(page: TaggedDocument, segment: Segment, cue: Hit) -> bool:
    if _DENIED_ZH.search(page.folded[segment.start : cue.span.start]):
        return True
    if segment.language == "zh":
        return phrases.scope_of(page, segment, cue) == "denied"
    return bool(_DENIED_EN.search(page.folded[segment.start : cue.span.start]))


def paid_elsewhere(folded: str, segment: Segment, money: Money, window: Span) -> bool:
    """Whether the sentence says that a fund, a ministry or the like pays the sum."""
    before = folded[max(segment.start, window.start) : money.span.start]
    return bool(_PAID_ZH.search(before) or _PAID_EN.match(folded[money.span.end : window.end]))


def _around(folded: str, segment: Segment, money: Money, window: Span) -> list[str]:
    before = folded[max(segment.start, window.start) : money.span.start]
    behind = folded[money.span.end : window.end]
    return [
        kind
        for first, second, kind in _PATTERNS
        if first.search(before) and (second is None or second.match(behind))
    ]


def leaning(page: TaggedDocument, pair: Pair | None, window: Span) -> float:
    """Up where label and wording propose, down where they report."""
    wording = page.folded[window.start : window.end]
    lean = 0.5 if _PROPOSES.search(wording) else 0.0
    lean -= 0.5 if _REPORTS.search(wording) else 0.0
    if pair:
        label = page.folded[pair.label.start : pair.label.end]
        if _PROFILE_LABEL.search(label):
            lean -= 1.5
        elif _PROPOSAL_LABEL.search(label):
            lean += 1
    return lean


def of_a_rival(page: TaggedDocument, segment: Segment, money: Money, window: Span) -> bool:
    """Whether the sum is what others charge, by the sentence or by the question above it."""
    text = page.folded
    rivals = list(_RIVAL.finditer(text, window.start, money.span.start))
    if rivals:
        end = rivals[-1].end()
        own = _FIRST_PARTY.search(text, end, money.span.start)
        return not own and not _COMPARED.search(text, end, money.span.start)
    above = text[max(0, segment.start - _REACH) : segment.start].rstrip()
    question = re.split(r"[。！]", above)[-1]
    return above.endswith("?") and bool(re.search(r"竞争|对手|competitor|rival", question))
