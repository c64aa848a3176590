"""Chinese parties: who demands, organises, receives or already works with the foreign party.

Labels come first (需求单位, 主办, 中方单位). In prose a Chinese organisation counts where the text
has it take part; who only publishes, passes on or is to be replied to is none.
"""

import re
from collections.abc import Iterator, Sequence

from extractors.folding import compact
from extractors.labels import label_id
from extractors.names import main_script
from extractors.organisations import Occurrence, Party, occurrences, parties
from extractors.party_context import CHINESE as IS_CHINESE
from extractors.party_context import FOREIGN as IS_FOREIGN
from extractors.party_context import (
    UNKNOWN,
    in_title,
    is_demand,
    looks_chinese,
    nationality,
    passing,
)
from extractors.party_labels import CHINESE, FOREIGN, ORGANISER, labelled
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.document import Block, Region
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "1"
# Offices that publish or pass on are parties only where they organise.
_OFFICE = re.compile(
    r"(?:科学技术|科技|商务|工信|经信|农业农村|发展和改革|教育|外事)[^，。]{0,8}(?:部|厅|局"
    r"|委员会|委|办公室|(?<!公)司|处)$|(?:科学技术交流中心|人民政府|管委会|科技部)$"
    r"|^中国(?:国际)?科(?:学)?技(?:术)?(?:合作|交流)"
)
_ORGANISES_AFTER = re.compile(
    r"^[^。；;，,]{0,14}?(?:主办|承办|协办|组织对接|统一组织|负责组织|统一受理|受理|负责对接|牵头"
    r"|举办|举行|组织实施|汇总对接|will hold|will host|organi[sz]es|is organi[sz]ing)"
)
_TAKES_PART = re.compile(
    r"与|同|和|跟|向|由|已|购买|采用|来函|询问|咨询|考察|来访|接待|愿|派|签|合作|来往|接触|参加"
    r"|洽谈|试用|引进|联合|共建|with|together|agreed|signed|joint|partner"
)
_REPLY_BEFORE = re.compile(
    r"(?:报|寄|送|发|反馈|提交|告知|函告|抄送|汇总|联系|咨询|来源[:：]?|摘自|转自"
    r"|发布[:：]?)(?:至|到|给|往|于)?$"
)
_CONTACT_LABEL = (
    "referring_mission",
    "source",
    "contact_person",
    "person",
    "phone",
    "email",
    "address",
)
# A Chinese customer, supplier or partner of the foreign party takes part.
_HARMLESS = (None, "customer", "supplier", "partner", "parent")
_ROLES = {CHINESE: "demander", ORGANISER: "organiser"}


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """``chinese_parties`` with attribute role."""
    mentions: list[Mention] = []
    seen: list[str] = []
    for span, role, rule, grade in _found(page, scope):
        name = page.quote(span)
        if any(_alike(name, other) for other in seen):
            continue
        seen.append(name)
        mentions.append(
            page.mention("chinese_parties", name, span, f"chinese_parties.{rule}", grade, role=role)
        )
    return mentions


def _alike(one: str, other: str) -> bool:
    a, b = compact(one), compact(other)
    return a == b or (len(a) > 3 and a in b) or (len(b) > 3 and b in a)


Finding = tuple[Span, str, str, Grade]


def _found(page: TaggedDocument, scope: Scope) -> Iterator[Finding]:
    demand = is_demand(page, scope)
    labels = list(_by_label(page, scope, demand))
    yield from labels
    taken = [span for span, *_ in labels]
    yield from _by_prose(page, scope, demand, taken)


def _by_label(page: TaggedDocument, scope: Scope, demand: bool) -> Iterator[Finding]:
    for role in (CHINESE, ORGANISER, FOREIGN):
        spans = scope.own if role == FOREIGN else scope.all
        for pair, names in labelled(page, spans, role):
            for one in names:
                judged = nationality(page, Party(one, (one,)))
                foreign = judged == IS_FOREIGN and not (role == CHINESE and demand)
                if foreign or (role == FOREIGN and judged != IS_CHINESE):
                    continue
                if (
                    role == ORGANISER
                    and judged != IS_CHINESE
                    and page.language_at(one.span.start) == "en"
                ):
                    continue
                what = _ROLES.get(role, "demander" if demand else "existing_partner")
                if role == CHINESE and not demand:
                    what = "existing_partner" if "已" in page.quote(pair.label) else "recommended"
                yield one.span, what, "label", Grade.CERTAIN


def _by_prose(
    page: TaggedDocument, scope: Scope, demand: bool, taken: Sequence[Span]
) -> Iterator[Finding]:
    own = occurrences(page, scope.own)
    shared = occurrences(
        page, [b.span for b in page.blocks(scope.shared) if b.region == Region.BODY]
    )
    groups = parties(page, [*shared, *own])
    chinese = [p for p in groups if _usable(page, p, p is not groups[0])]
    both = len({page.language_at(p.main.span.start) for p in chinese}) > 1
    for party in chinese:
        if any(span.overlaps(one.span) for span in taken for one in party.occurrences):
            continue
        if (
            both
            and main_script(page.quote(party.main.span)) == "latin"
            and any(main_script(page.quote(p.main.span)) == "han" for p in chinese)
        ):
            continue
        finding = _judged(page, scope, party, [*shared, *own], demand, bool(taken))
        if finding:
            yield finding


def _usable(page: TaggedDocument, party: Party, later: bool) -> bool:
    body = [one for one in party.occurrences if not in_title(page, one)]
    judged = nationality(page, party)
    chinese = judged == IS_CHINESE or (judged == UNKNOWN and later and looks_chinese(page, party))
    return bool(body) and chinese and (party.sure or _well_formed(page, party))


def _well_formed(page: TaggedDocument, party: Party) -> bool:
    """Whether a name of ordinary words is one all the same: 大连机床集团."""
    name = page.folded[party.main.span.start : party.main.span.end]
    return bool(re.search(r"(?:集团|研究院|研究所|总厂|总公司)$", name)) and name[:2] != "中国"


def _judged(
    page: TaggedDocument,
    scope: Scope,
    party: Party,
    everything: Sequence[Occurrence],
    demand: bool,
    labelled: bool,
) -> Finding | None:
    """The party's first occurrence that has it organise or take part."""
    for one in party.occurrences:
        if in_title(page, one) or _publishes(page, one):
            continue
        segment = page.document.segments[one.segment]
        before = page.folded[segment.start : one.span.start]
        after = page.folded[one.end : segment.end]
        if (
            _charged(before, after)
            or _ORGANISES_AFTER.match(_without_list(after))
            or re.search(r"(?:主办|承办|协办)[:：\s]*$", before)
        ):
            return one.span, "organiser", "organises", Grade.LIKELY
        if passing(page, one, everything) not in _HARMLESS:
            continue
        name = page.folded[one.span.start : one.span.end]
        office = bool(_OFFICE.search(name)) or one.kind == "government_agency"
        if demand and not labelled and not office:
            return one.span, "demander", "demands", Grade.LIKELY
        if office or (demand and labelled):
            continue
        own = any(span.holds(one.span) for span in scope.own)
        if own and _TAKES_PART.search(before[-24:] + " " + after[:40]):
            return one.span, "existing_partner", "takes-part", Grade.LIKELY
    return None


def _charged(before: str, after: str) -> bool:
    """Whether the text puts the organisation in charge: 对接活动由…统一安排."""
    return bool(re.search(r"(?:由|请|委托|责成)$", before)) and bool(
        re.match(
            r"[^。；;，,]{0,8}?(?:统一|负责|牵头|安排|组织|统筹|答复|汇总|登记|协调|对接|承办"
            r"|受理)",
            after,
        )
    )


def _without_list(after: str) -> str:
    return re.sub(
        r"^(?:[和与及、,，]|and the|and)[^，,。；;]{2,20}?(?=主办|承办|协办|共同|联合|will)",
        "",
        after,
    )


def _publishes(page: TaggedDocument, one: Occurrence) -> bool:
    """Whether the occurrence signs, credits, addresses or is the place to write to."""
    segment = page.document.segments[one.segment]
    block: Block = page.document.blocks[segment.block]
    whole = compact(page.quote(block.span))
    if len(whole) <= len(compact(page.quote(one.span))) + 8:
        return not block.pairs and block.table is None
    before = page.folded[block.start : one.span.start].rstrip(" :：（(")
    if _REPLY_BEFORE.search(before):
        return True
    after = page.folded[one.span.end : one.span.end + 8]
    if re.match(r"\s*(?:联系人|供稿|提供|推荐|发布|转发|[:：]$|网站|官网)", after):
        return True
    return any(
        pair.value.holds(one.span) and label_id(page.quote(pair.label)) in _CONTACT_LABEL
        for pair in block.pairs
    )
