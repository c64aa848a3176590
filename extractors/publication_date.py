"""The publication date: the date that the page shows, ISO 8601, never repaired.

Places, the first that shows a full date wins: the date line above the body (or a feed's date
member); a date labelled as that of publication; a line of the first blocks that is nothing but a
date; the date under the signature at the end. Dates in prose, events and deadlines are never read
and the URL's date only serves to flag a contradiction. Attribute ``source``: ``feed`` or ``page``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.dates import FoundDate, compact_dates, find_damaged, find_dates, full_dates
from extractors.folding import compact
from extractors.lines import lines_of
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.codes import DateSource, QualityFlag
from models.document import Block, BlockKind, Region
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "1"
FIELD = "publication_date"
# A notice is signed some time before it is put on line; the clock zones alone make a day.
_SAME_PLACE_DAYS, _SIGNED_DAYS, _URL_DAYS = 3, 60, 60
_TOP_BLOCKS, _END_BLOCKS, _LINE = 6, 10, 60

_LABEL = re.compile(
    r"(?:发布|发文|成文|印发|公布|刊登|刊发|刊出|登载|发表|公开|公示|上网|挂网|上传|添加|加入|提交|审核|信息|录入"
    r"|发稿|供稿|撰稿|编发|出版|出刊|生成|更新)(?:日期|时间|日)"
    r"|(?:发布|发表|刊登|刊发|公布|刊载|登载|上传|印发|编印|刊)[于在]"
    r"|(?:published|posted|issued|released) by [^.;:\d]{2,60}? on"
    r"|(?:date (?:of )?(?:publication|posting|issue)|publication date|date published|published"
    r"(?: on| at)?|posted(?: on| at)?|date posted|release(?:d| date)|issue date|issued(?: on)?"
    r"|date of release"
    r"|(?:last )?(?:updated|modified)(?: on)?)"
)
# A bare 时间 is a byline's label only beside another part of a byline; alone it may be an event's.
_BYLINE = re.compile(
    r"时间(?=\s?[:：].*(?:作者|来源|浏览|阅读|点击|编辑|字[号体]|打印))|(?<=\S\s)时间"
)
_PLAIN_LABEL = re.compile(r"(?<![\u3400-\u9fff])(?:日期|date)")
_UPDATED = re.compile(r"更新|updated|modified|录入|生成")
# What may stand beside a date in a line that is nothing but a date.
_BESIDE = re.compile(
    r"t?\d{1,2}\s?[:时]\s?\d{2}(?:\s?[:分]\s?\d{0,2}秒?)?(?:\.\d+)?(?:z\b|[+\-]\d{2}:\d{2})?"
    r"|(?:上午|下午|am|pm|gmt|utc)|[(（]?(?:星期|周)[一二三四五六日天][)）]?|[(（][一二三四五六日][)）]"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
    r"|(?:来源|信息来源|作者|供稿|编辑|责任编辑|责编|审核|发布人|发布者|文号)\s?[:：]?\s?[^\s:：]*"
    r"|\b(?:source|author|from|by)\b\s?:?[^|:：\d]*"
    r"|[(（]?(?:总)?第\s?\d+\s?[期号][)）]?|(?:浏览|阅读|点击|访问|人气|views|hits)(?:次数|量|数)?\s?[:：]?\s?[(（]?\d*\s?[)）]?\s?次?"
    r"|[【\[(（]?\s?(?:打印|关闭|(?:选择)?字[号体](?:\s?[:：]\s?\[?[大中小\s]*)?|推荐给朋友|列印)\s?[】\])）]?"
)
_SIGNER = re.compile(
    r"[\u3400-\u9fffa-z .'()（）·&/\-]{2,40}?[,\s]*$"
    # "Science Section, Embassy of China, 5 May 2018": commas inside a name in Latin letters.
    r"|[a-z][a-z .,'()&/\-]{2,70}?[,\s]*$",
)
# Behind a date: what was done with the notice, or where it was written.
_DONE = re.compile(
    r"^(?:(?:公开)?发布|印发|供稿|刊发|编印|编发|出版|发|电|讯|[于在][\u3400-\u9fff]{2,8})$"
)
_NOT_SIGNER = re.compile(
    r"[于至自从在前止到]\s*$|截止|有效|成立|会议|举办|报名|\b(?:on|by|until|from|in|at|to)\s*$"
)
_URL_DATE = (
    re.compile(r"(?:^|[/_])[tpw]?0?2?0?((?:19|20)\d{2})(\d{2})(\d{2})(?=[\d_./]|$)", re.I),
    re.compile(r"/((?:19|20)\d{2})[/\-](\d{1,2})[/\-](\d{1,2})/"),
)


@dataclass(frozen=True, slots=True)
class _Shown:
    date: FoundDate
    rule: str
    grade: Grade
    updated: bool = False


# Labels that stand before the date of an event just as well.
_ANY_DATE = frozenset(("日期", "时间", "date", "time"))


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """The shown date, and flags for damaged characters or a contradiction."""
    flags: list[Mention] = []
    shown: list[_Shown] = []
    places = (_date_lines(page), _labelled(page), _standing_alone(page), _signature(page))
    for place in places:
        for span, rule, grade in place:
            dates = _dates(page, span)
            shown += [
                _Shown(hit, rule, grade, _is_update(page, span, hit)) for hit in dates if hit.day
            ]
            if not dates:
                flags += _damage(page, span)
    if not shown:
        return flags[:1]
    best = next((s for s in shown if not s.updated), shown[0])
    grade = Grade.LIKELY if flags else best.grade
    feed = best.rule == "publication_date.feed"
    found = page.mention(
        FIELD,
        best.date.iso,
        best.date.span,
        best.rule,
        grade,
        normal=best.date.iso,
        source=str(DateSource.FEED if feed else DateSource.PAGE),
    )
    return [found, *flags[:1], *_conflicts(page, best, shown)]


def _dates(page: TaggedDocument, span: Span) -> list[FoundDate]:
    hits = find_dates(page.folded, span.start, span.end)
    return hits or compact_dates(page.folded, span.start, span.end)


_Place = tuple[Span, str, Grade]


def _date_lines(page: TaggedDocument) -> Iterator[_Place]:
    for block in page.blocks_of(BlockKind.DATE_LINE):
        rule = "feed" if block.path == "date" else "date-line"
        yield _from_label(page, block.span), f"{FIELD}.{rule}", Grade.CERTAIN


def _from_label(page: TaggedDocument, span: Span) -> Span:
    """The stretch from a publication label on, the whole span where there is none."""
    labels = _LABEL.finditer(page.folded, span.start, span.end)
    first = next((m for m in labels if not _UPDATED.search(m[0])), None)
    if first and full_dates(page.folded, first.end(), span.end):
        return Span(start=first.end(), end=span.end)
    return span


def _labelled(page: TaggedDocument) -> Iterator[_Place]:
    """A labelled publication date: by the label vocabulary, or near an end of the page."""
    for pair in page.pairs(_all_but_foot(page), "publication_date"):
        if compact(page.quote(pair.label)) in _ANY_DATE or _UPDATED.search(
            page.folded[pair.label.start : pair.label.end]
        ):
            continue
        yield pair.value, f"{FIELD}.label", Grade.CERTAIN
    for block in [*_top(page), *_end(page)]:
        if block.kind == BlockKind.DATE_LINE:
            continue
        for label in _LABEL.finditer(page.folded, block.start, block.end):
            value = re.compile(r"\s?[:：]?\s?[\[【(（]?\s?").match(page.folded, label.end())
            start = value.end() if value else label.end()
            stop = min(block.end, start + 20)
            near = page.folded[start:stop]
            # 发布时间 in prose ("发布时间另行通知") has no digits behind it.
            if re.match(r"[\d〇○零一二三四五六七八九]|[a-z]{3,9}\.? \d", near):
                yield Span(start=start, end=stop), f"{FIELD}.labelled", Grade.CERTAIN


def _standing_alone(page: TaggedDocument) -> Iterator[_Place]:
    """A line of the first blocks that is nothing but a date, whole or damaged."""
    for block in _top(page):
        if block.kind == BlockKind.DATE_LINE or len(block.span) > _LINE:
            continue
        for line in lines_of(page, [block.span]):
            spans = [hit.span for hit in _dates(page, line)] or list(
                find_damaged(page.folded, line.start, line.end)
            )
            if len(spans) == 1 and not _rest(page, line, spans[0]):
                yield line, f"{FIELD}.own-line", Grade.CERTAIN


def _rest(page: TaggedDocument, line: Span, found: Span) -> str:
    """What a line says besides its date."""
    around = page.folded[line.start : found.start] + " " + page.folded[found.end : line.end]
    around = _LABEL.sub("", _PLAIN_LABEL.sub("", _BYLINE.sub("", around)))
    return re.sub(r"[\W_]", "", _BESIDE.sub("", around))


def _signature(page: TaggedDocument) -> Iterator[_Place]:
    """The date under a notice: a line of its own, or behind the name of the signing body."""
    for block in reversed(_end(page)):
        if len(block.span) > 2 * _LINE:
            continue
        for line in reversed(list(lines_of(page, [block.span]))):
            hits = full_dates(page.folded, line.start, line.end)
            # Latin letters take about twice the room of Han ones.
            latin = page.text[line.start : line.end].isascii()
            if len(hits) != 1 or len(line) > (2 * _LINE if latin else _LINE):
                continue
            before = page.folded[line.start : hits[0].span.start].strip(" (（[【")
            before = re.sub(r"日期\s?:\s?$|\bdate\s?:\s?$", "", before).strip()
            after = page.folded[hits[0].span.end : line.end].strip(" )）]】.。")
            after = _DONE.sub("", after)
            signed = not before or (_SIGNER.fullmatch(before) and not _NOT_SIGNER.search(before))
            if block.kind == BlockKind.TABLE_CELL and not before:
                continue  # a date alone in a cell is a value of the table
            if signed and not after:
                yield line, f"{FIELD}.signature", Grade.LIKELY
                return


def _all_but_foot(page: TaggedDocument) -> list[Span]:
    """All of the page but its footer."""
    return [block.span for block in page.document.blocks if block.region != Region.FOOT]


def _body(page: TaggedDocument) -> list[Block]:
    return [block for block in page.document.blocks if block.region == Region.BODY]


def _top(page: TaggedDocument) -> list[Block]:
    """Head blocks and the body's first, up to its first sentence of prose."""
    head = [
        block
        for block in page.document.blocks
        if block.region == Region.HEAD and block.kind != BlockKind.SITE_NAME
    ]
    first: list[Block] = []
    for block in _body(page)[:_TOP_BLOCKS]:
        if len(block.span) > _LINE and "。" in page.folded[block.start : block.end]:
            break
        first.append(block)
    return head + first


def _end(page: TaggedDocument) -> list[Block]:
    return _body(page)[-_END_BLOCKS:]


def _is_update(page: TaggedDocument, span: Span, hit: FoundDate) -> bool:
    before = page.folded[max(span.start - 8, 0) : hit.span.start][-12:]
    return bool(_UPDATED.search(before))


def _damage(page: TaggedDocument, span: Span) -> list[Mention]:
    for damaged in find_damaged(page.folded, span.start, span.end):
        return [_flag(page, QualityFlag.DATE_DAMAGED, damaged, "damaged")]
    return []


def _flag(page: TaggedDocument, flag: QualityFlag, span: Span, rule: str) -> Mention:
    return page.mention("quality_flags", str(flag), span, f"{FIELD}.{rule}", Grade.CERTAIN)


def _conflicts(page: TaggedDocument, best: _Shown, shown: list[_Shown]) -> list[Mention]:
    chosen = best.date.value
    for other in shown:
        value = other.date.value
        if chosen is None or value is None or other.updated:
            continue
        signed = "signature" in other.rule or "signature" in best.rule
        if abs((chosen - value).days) > (_SIGNED_DAYS if signed else _SAME_PLACE_DAYS):
            return [_flag(page, QualityFlag.DATE_CONFLICT, other.date.span, "two-dates")]
    url = url_date(page.document.capture.url)
    if chosen and url and url.value and abs((chosen - url.value).days) > _URL_DAYS:
        return [_flag(page, QualityFlag.DATE_CONFLICT, best.date.span, "url-date")]
    return []


def url_date(url: str) -> FoundDate | None:
    """The day that a TRS or dated URL carries: ``t20190524_…``, ``/2018/5/28/``.

    >>> url_date("http://x.cn/201905/t20190524_1.htm").iso
    '2019-05-24'
    """
    for pattern in _URL_DATE:
        for match in pattern.finditer(url):
            year, month, day = (int(part) for part in match.groups())
            for hit in full_dates(f"{year}-{month}-{day}"):
                return FoundDate(Span(start=match.start(1), end=match.end(3)), year, month, hit.day)
    return None
