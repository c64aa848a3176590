"""The mission that publishes the page or is credited on it; none where several are."""

from urllib.parse import urlsplit

from extractors.missions import Mission, MissionHit, mission_of_host, missions_in
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.document import BlockKind, Region
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "1"
_CREDITS = ("referring_mission", "source", "organiser")


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """``referring_mission_id`` with the mission's type, city and country as attributes.

    In order: a labelled credit, the host of the URL, the page's head, the one mission that the
    body names, the site's name and footer.
    """
    credit = _labelled(page, scope)
    if credit:
        return [_mention(page, credit, "labelled", Grade.CERTAIN)]
    by_host = _by_host(page)
    if by_host:
        return [by_host]
    for name, spans, grade in (
        ("head", _spans(page, BlockKind.DATE_LINE, BlockKind.PAGE_TITLE), Grade.CERTAIN),
        ("body", (*page.body, *scope.shared), Grade.LIKELY),
        ("site", _site(page), Grade.LIKELY),
    ):
        hits = _hits(page, spans)
        if len({hit.mission.mission_id for hit in hits}) == 1:
            return [_mention(page, hits[0], name, grade)]
        if hits:
            return []
    return []


def _labelled(page: TaggedDocument, scope: Scope) -> MissionHit | None:
    spans = tuple(block.span for block in page.document.blocks if block.region != Region.FOOT)
    values = [pair.value for pair in page.pairs(spans, *_CREDITS)]
    hits = _hits(page, values)
    return hits[0] if len({hit.mission.mission_id for hit in hits}) == 1 else None


def _hits(page: TaggedDocument, spans: tuple[Span, ...] | list[Span]) -> list[MissionHit]:
    return [
        hit for span in spans for hit in missions_in(page.text, page.folded, span.start, span.end)
    ]


def _spans(page: TaggedDocument, *kinds: BlockKind) -> tuple[Span, ...]:
    return tuple(block.span for block in page.blocks_of(*kinds))


def _site(page: TaggedDocument) -> tuple[Span, ...]:
    feet = tuple(b.span for b in page.document.blocks if b.region == Region.FOOT)
    return (*_spans(page, BlockKind.SITE_NAME, BlockKind.BREADCRUMB), *feet)


def _by_host(page: TaggedDocument) -> Mention | None:
    url = page.document.capture.url
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return None
    mission = mission_of_host(host.removeprefix("www."))
    if mission is None:
        return None
    start = url.lower().find(host)
    return Mention(
        field="referring_mission_id",
        value=mission.mission_id,
        start=start,
        end=start + len(host),
        quote=url[start : start + len(host)],
        rule="referring_mission.host",
        grade=Grade.CERTAIN,
        source="url",
        normal=host,
        vocabulary_id=f"missions#{mission.mission_id}",
        attributes=_attributes(mission),
    )


def _mention(page: TaggedDocument, hit: MissionHit, rule: str, grade: Grade) -> Mention:
    return page.mention(
        "referring_mission_id",
        hit.mission.mission_id,
        hit.span,
        f"referring_mission.{rule}",
        grade,
        normal=hit.mission.name_en,
        vocabulary_id=f"missions#{hit.mission.mission_id}",
        **_attributes(hit.mission),
    )


def _attributes(mission: Mission) -> dict[str, object]:
    return {
        "mission_type": mission.mission_type,
        "mission_city": mission.city_en or None,
        "mission_country": mission.alpha3,
    }
