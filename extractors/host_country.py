"""The country that the project or its foreign party comes from; never a mere market of it."""

import re
from collections import defaultdict
from dataclasses import dataclass

from extractors.missions import missions_in
from extractors.places import ABBREVIATION, CHINA, CITY, Place, countries, places_in
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.document import BlockKind
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "1"
# What a place says of the project by what stands around it (folded text).
_ORIGIN_AFTER = re.compile(
    r"^[\u3400-\u9fff·a-z ,'-]{0,16}?(?:公司|企业|大学|学院|研究所|研究院|研究中心|科学院|实验室"
    r"|机构|团队|课题组|工厂|厂|初创|发明人|专家|科学家|院校|医院|集团|方面|项目|技术|company|firm|university|institute|start-?up|sme"
    r"|manufacturer|group|team|laboratory|developer|inventor|maker|spin-?off|enterprise|producer|researcher)"
)
_ORIGIN_BEFORE = re.compile(
    r"(?:位于|来自|坐落(?:于|在)|总部(?:设在|在|位于)?|设在|注册于|成立于|based in|located in"
    r"|headquartered in|from|of|situated in|founded in|registered in|seated in)\s*(?:the )?$"
)
_MARKET = re.compile(
    r"出口|销往|远销|市场|客户|用户|进口|销售|订单|竞争|同行|相比|优于|赴|前往|参展|欧盟|认证|专利局|注册|授权|申请"
    r"|export|sold|market|customer|client|competitor|import|compared|visit|exhibit|patent|certif"
)
_RIVAL = re.compile(r"^[^。；;.]{0,16}(?:同类|竞品|竞争|对手|competi|rival|similar product)")
_TITLE, _ORIGIN, _FIRST, _PLAIN, _MISSION = 4.0, 3.0, 1.0, 0.5, 1.5
# The one country in the title of a list is most likely that of each item.
_LIST_TITLE = 2.0
_WINDOW = 14


@dataclass(slots=True)
class _Tally:
    score: float = 0.0
    best: Place | None = None
    best_weight: float = 0.0

    def add(self, place: Place, weight: float) -> None:
        self.score += weight
        if weight > self.best_weight:
            self.best, self.best_weight = place, weight


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """``host_country`` with ``host_country_basis`` and the English name as attributes."""
    for pair in page.pairs(scope.own, "host_country"):
        found = _labelled(page, pair.value)
        if found:
            return [found]
    tallies = _tally(page, scope)
    if tallies:
        code, tally = max(tallies.items(), key=lambda item: (item[1].score, -_order(item[1])))
        if tally.best is not None and tally.score >= _FIRST:
            strong = tally.best_weight >= _ORIGIN
            basis = "party_location" if tally.best.kind == CITY else "stated"
            grade = Grade.LIKELY if strong else Grade.DOUBTFUL
            return [_mention(page, tally.best.span, code, basis, "context", grade)]
    for pair in page.pairs(scope.shared, "host_country"):
        found = _labelled(page, pair.value)
        if found:
            return [found]
    return _by_mission(page)


def _order(tally: _Tally) -> int:
    return tally.best.span.start if tally.best else 0


def _labelled(page: TaggedDocument, value: Span) -> Mention | None:
    places = [
        p
        for p in places_in(page.text, page.folded, value.start, value.end)
        if p.alpha3 not in CHINA
    ]
    if not places:
        return None
    first = places[0]
    return _mention(page, first.span, first.alpha3, "stated", "labelled", Grade.CERTAIN)


def _tally(page: TaggedDocument, scope: Scope) -> dict[str, _Tally]:
    tallies: dict[str, _Tally] = defaultdict(_Tally)
    titles = [b.span for b in page.blocks_of(BlockKind.PAGE_TITLE)]
    for span in [scope.heading] if scope.heading else titles:
        for place in _foreign(page, span):
            tallies[place.alpha3].add(place, _TITLE)
    named = [place for span in titles for place in _foreign(page, span)]
    if scope.heading and len({place.alpha3 for place in named}) == 1:
        tallies[named[0].alpha3].add(named[0], _LIST_TITLE)
    party_values = {
        (pair.value.start, pair.value.end)
        for pair in page.pairs(
            scope.own,
            "foreign_party",
            "foreign_party_en",
            "foreign_party_zh",
            "foreign_party_location",
        )
    }
    for start, end in party_values:
        for place in _foreign(page, Span(start=start, end=end)):
            tallies[place.alpha3].add(place, _TITLE)
    for number, (_, segment) in enumerate(page.segments(scope.own)):
        for place in _foreign(page, Span(start=segment.start, end=segment.end)):
            tallies[place.alpha3].add(place, _weight(page, place, segment.start, number))
    for hit in (
        hit
        for span in scope.shared
        for hit in missions_in(page.text, page.folded, span.start, span.end)
    ):
        if hit.mission.alpha3 in tallies:
            tallies[hit.mission.alpha3].score += _MISSION
            break
    return tallies


def _foreign(page: TaggedDocument, span: Span) -> list[Place]:
    """Places outside China that are not part of a mission's name."""
    named = [hit.span for hit in missions_in(page.text, page.folded, span.start, span.end)]
    return [
        place
        for place in places_in(page.text, page.folded, span.start, span.end)
        if place.alpha3 not in CHINA and not any(name.overlaps(place.span) for name in named)
    ]


def _weight(page: TaggedDocument, place: Place, start: int, number: int) -> float:
    before = page.folded[max(start, place.span.start - _WINDOW) : place.span.start]
    after = page.folded[place.span.end : place.span.end + 30]
    if _RIVAL.search(after):
        return 0.0
    if _ORIGIN_BEFORE.search(before) or _ORIGIN_AFTER.match(after):
        return _ORIGIN if not _MARKET.search(before) else _PLAIN
    if _MARKET.search(before) or _MARKET.search(after[:_WINDOW]):
        return 0.0
    if place.kind == ABBREVIATION:
        return _FIRST
    return _FIRST if number < 2 else _PLAIN


def _by_mission(page: TaggedDocument) -> list[Mention]:
    """Nothing else said: the country of the one mission that publishes or is credited."""
    from extractors.referring_mission import extract as referring

    whole = Scope(0, "", page.body)
    for mission in referring(page, whole):
        code = str(mission.attributes["mission_country"])
        if code in countries():
            return [
                mission.model_copy(
                    update={
                        "field": "host_country",
                        "value": code,
                        "rule": "host_country.mission",
                        "grade": Grade.DOUBTFUL,
                        "normal": countries()[code].name_en,
                        "vocabulary_id": f"countries#{code}",
                        "attributes": {"basis": "mission", "name": countries()[code].name_en},
                    }
                )
            ]
    return []


def _mention(
    page: TaggedDocument, span: Span, code: str, basis: str, rule: str, grade: Grade
) -> Mention:
    name = countries()[code].name_en
    return page.mention(
        "host_country",
        code,
        span,
        f"host_country.{rule}",
        grade,
        normal=name,
        vocabulary_id=f"countries#{code}",
        basis=basis,
        name=name,
    )
