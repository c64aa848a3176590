"""Where a text offers or seeks cooperation, and where it denies it.

A stretch counts as sought where a label announces cooperation, where its sentence carries a cue
(希望, "would like to"), or where it continues such a sentence. Questions of an interview count by
their answer; what follows 哪些方式不考虑 or "not wished for" is denied.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from extractors import phrases
from extractors.folding import compact
from extractors.lexicon import Hit
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from extractors.zones import segments
from models.document import Segment
from models.span import Span

COOPERATION_LABELS = frozenset(("cooperation_type", "partner_requirements"))
# Labels whose values tell of other things: the firm, the state of work, rights, contacts.
_OTHER_LABELS = (
    "foreign_part", "chinese_part", "contact", "person", "phone", "email", "development_stage",
    "ip_status", "patents", "referring_mission", "technology_field", "publication_date",
    "host_country", "website", "address", "fax", "record_number", "source", "title",
)  # fmt: skip
_WISH_LABEL = re.compile(
    r"合作|诉求|愿望|希望|提议|设想|打算|意向|要什么|想要|需要什么|揭榜方式|期望|拟采取|出让条件|对接方式|方式"
    r"|cooperat|collaborat|partner|proposal|wish|wanted|needed|framework|looking for|sought|offer"
)
_DENYING_LABEL = re.compile(r"不(?:考虑|接受|需要|包括|寻求|合作|谈)|排除|\bnot\b|excluded|out of scope")
_QUESTION = re.compile(r"[?？]\s*[”\"」』)]*\s*$")
_ASKED_WISH = re.compile(
    r"合作|希望|期望|期待|想(?:要|找|做|同|与)|需要|打算|为什么想到中国|伙伴|to do with|partner|cooperat|looking for|want|wish|"
    r"hope|expect|on the table|propos"
)
_ASKED_DENIAL = re.compile(r"(?:不|哪些{0,1}.{0,6}不)(?:考虑|接受|愿|想|行)|not (?:want|consider|wish)|rule out")
_NO = re.compile(
    r"^\W*(?:a[:.：]|答[:：])?\W*(?:no\b|not\b|neither\b|none\b|never\b|不|没有|暂不|暂时不|谢绝|无|目前不|目前没有|现在谈)"
)
_YES = re.compile(
    r"^\W*(?:a[:.：]|答[:：])?\W*(?:yes\b|gladly|certainly|of course|very much|by all means|可以|愿意|欢迎|当然|是的|"
    r"没问题|非常|很愿意|乐意)"
)
_DENIED_BEFORE_ZH = re.compile(
    r"(?:不(?!少于|低于|超过|到|限|仅|但|同|断|含|用|大于|足)|未|无意|没有|毋|勿|谢绝|婉拒|拒绝|并非|无须|无需|而不是|而非)"
    r"[^，,。；;：:]{0,16}$"
)
_DENIED_BEFORE_EN = re.compile(
    r"(?:\bnot|\bno|\bnever|\bneither|\bnor|\bwithout|\brather than|\binstead of|\bdeclin\w+|\brefus\w+"
    r"|n't|\bcannot|\bnothing)\b[^.;:!?]{0,45}$"
)
_DENIED_AFTER = re.compile(
    r"^[^，,。；;]{0,14}(?:一概不|概不|不予?考虑|免谈|不在[^，。]{0,10}范围|谢绝|请勿|恕不|不接受|暂缓|谈不上|三年之后|以后再)"
    r"|^[^.;,]{0,40}\b(?:is|are|was|were|will) (?:not|neither|out of)\b|^[^.;]{0,20}\bnot (?:for sale|sought|wanted|offered)"
)
_DENIED_SENTENCE = re.compile(
    r"(?:能否|是否|可否|要不要|愿不愿).*(?:暂不|不考虑|太早|没有|不打算|不会|谢绝)|希望.{0,12}(?:都|均).{0,4}(?:谢绝|婉)"
    r"|whether .* (?:the answer is no|no\b)"
)
_HISTORY = re.compile(
    r"(?:此前|以前|过去|曾经?|早年|当年|去年|前年|上世纪|19\d\d年|已有\w{0,4}来往|先后)"
    r"|\b(?:earlier|previously|last year|used to|in (?:19|20)\d\d)\b"
)
_OPENS_LIST = re.compile(r"[:：]\s*$|如下\W*$|(?:两|二|三|四|几|多)(?:件事|方面|点|种|条|项)[^。]{0,8}$|\b(?:two|three|several) (?:things|ways|roads|options)\b")  # noqa: E501
_CONTINUES = re.compile(
    r"^\W*(?:第[一二三四五]|[一二三四五]是|其[一二三]|首先|其次|另外|此外|同时|再次|再有|也|还|或|先|然后|考核通过|如结果"
    r"|[(（]?[一二三四五\d][)）.、．]|[①-⑨]|[●•\-]|either|or\b|also\b|second|third|first|after that|it is also|\([a-d1-9]\))"
)


class Wish(StrEnum):
    """How a segment stands to cooperation."""

    LABELLED = "labelled"
    SOUGHT = "sought"
    OPEN = "open"
    CLOSED = "closed"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A segment of the scope with its standing; ``index`` counts within the scope."""

    index: int
    segment: Segment
    wish: Wish


def stretches(page: TaggedDocument, scope: Scope) -> list[Stretch]:
    """All segments of the scope in order, each with its standing to cooperation."""
    found: list[Stretch] = []
    labels = _Labels(page, scope)
    previous, topic = Wish.OPEN, Wish.OPEN
    for number, (_, segment, block) in enumerate(segments(page, scope)):
        text = page.folded[segment.start : segment.end]
        if _QUESTION.search(text):
            topic = _topic_of_question(text)
            found.append(Stretch(number, segment, Wish.CLOSED))
            previous = Wish.CLOSED
            continue
        labelled = labels.of(segment)
        if labelled is not None:
            wish = labelled
        elif topic is Wish.DENIED:
            wish = Wish.DENIED
        elif _cued(page, segment):
            wish = Wish.SOUGHT
        elif topic is Wish.SOUGHT or _follows(previous, found, page, text):
            wish = Wish.SOUGHT
        else:
            wish = Wish.OPEN
        found.append(Stretch(number, segment, wish))
        previous = wish
    return found


def _topic_of_question(text: str) -> Wish:
    if _ASKED_DENIAL.search(text):
        return Wish.DENIED
    return Wish.SOUGHT if _ASKED_WISH.search(text) else Wish.OPEN


def _follows(previous: Wish, found: list[Stretch], page: TaggedDocument, text: str) -> bool:
    if previous not in (Wish.SOUGHT, Wish.LABELLED) or not found:
        return False
    last = page.folded[found[-1].segment.start : found[-1].segment.end]
    return bool(_CONTINUES.match(text) or _OPENS_LIST.search(last))


def _cued(page: TaggedDocument, segment: Segment) -> bool:
    return bool(phrases.find(page, segment, "seeking"))


class _Labels:
    """The labels of a scope: which one a segment stands under."""

    def __init__(self, page: TaggedDocument, scope: Scope) -> None:
        self._pairs = sorted(page.pairs(scope.all), key=lambda pair: pair.value.start)
        self._page = page

    def of(self, segment: Segment) -> Wish | None:
        """The standing that the segment's label gives it, None without a telling label."""
        for pair in self._pairs:
            inside = pair.value.start < segment.end and segment.start < pair.value.end
            if not inside and not pair.label.start <= segment.start < pair.label.end:
                continue
            label = self._page.folded[pair.label.start : pair.label.end]
            if _DENYING_LABEL.search(label):
                return Wish.DENIED
            if pair.label_id == "cooperation_type":
                return Wish.LABELLED
            if pair.label_id == "partner_requirements":
                return Wish.CLOSED
            if pair.label_id.startswith(_OTHER_LABELS):
                return Wish.CLOSED
            if _WISH_LABEL.search(compact(label)) or _WISH_LABEL.search(label):
                return Wish.LABELLED
        return None


def answered(page: TaggedDocument, every: list[Stretch]) -> Iterator[tuple[Stretch, bool]]:
    """Questions that the next sentence answers outright, with whether the answer is yes."""
    for question, answer in zip(every, every[1:], strict=False):
        text = page.folded[question.segment.start : question.segment.end]
        if question.wish is Wish.CLOSED and _QUESTION.search(text):
            reply = page.folded[answer.segment.start : answer.segment.end]
            if _NO.match(reply):
                yield question, False
            elif _YES.match(reply):
                yield question, True


def limited(page: TaggedDocument, segment: Segment, span: Span) -> str:
    """``stated``, ``denied``, ``past`` or ``third_party`` for a span of a segment."""
    text = page.folded
    before, after = text[segment.start : span.start], text[span.end : segment.end]
    whole = text[segment.start : segment.end]
    denial = _DENIED_BEFORE_EN if segment.language == "en" else _DENIED_BEFORE_ZH
    if denial.search(before) or _DENIED_AFTER.search(after) or _DENIED_SENTENCE.search(whole):
        return "denied"
    return phrases.scope_of(page, segment, Hit(span, ()))
