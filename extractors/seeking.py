"""Where a text offers or seeks cooperation, and where it denies it.

A stretch counts as sought where a label announces cooperation, where its sentence carries a cue
(希望, "would like to"), or where it continues such a sentence. Questions of an interview count by
their answer; what follows 哪些方式不考虑 or "not wished for" is denied.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from extractors import phrases
from extractors.folding import compact
from extractors.lexicon import Hit
from extractors.memo import remembered
from extractors.patterns import cue
from extractors.reach import Reach
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from extractors.zones import segments
from models.document import Block, BlockKind, Region, Segment
from models.span import Span

# Labels whose values tell of other things: the firm, the state of work, rights, contacts.
_OTHER_LABELS = (
    "foreign_part", "chinese_part", "contact", "person", "phone", "email", "development_stage",
    "ip_status", "patents", "referring_mission", "technology_field", "publication_date",
    "host_country", "website", "address", "fax", "record_number", "source", "title",
)  # fmt: skip
_REACH = 40
# A longer "label" is a paragraph before a colon; a line up to _HEADING characters heads a section.
_LABEL, _HEADING = 40, 24


def _cue(key: str) -> re.Pattern[str]:
    return cue("seeking", key)


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


@remembered
def stretches(page: TaggedDocument, scope: Scope) -> tuple[Stretch, ...]:
    """All segments of the scope in order, each with its standing to cooperation."""
    found: list[Stretch] = []
    labels = _Labels(page, scope)
    previous, topic, headed, answering = Wish.OPEN, Wish.OPEN, False, False
    asked = any(_asks_wish(page, segment) for _, segment, _ in segments(page, scope))
    for number, (_, segment, block) in enumerate(segments(page, scope)):
        text = page.folded[segment.start : segment.end]
        if _heads(text, segment, block):
            # The heading of a section tells what all of its sentences are about.
            headed = bool(_cue("wish_heading").search(text))
        if _cue("question").search(text):
            topic, headed, answering = _topic_of_question(text), False, True
            found.append(Stretch(number, segment, Wish.CLOSED))
            previous = Wish.CLOSED
            continue
        labelled = labels.of(segment)
        if labelled is not None:
            wish = labelled
        elif topic is Wish.DENIED:
            wish = Wish.DENIED
        elif asked and answering and topic is Wish.OPEN:
            # An interview that asks for the wish tells of other things in its other answers.
            wish = Wish.CLOSED
        elif (
            headed
            or cues(page, segment)
            or topic is Wish.SOUGHT
            or _follows(previous, found, page, text)
        ):
            wish = Wish.SOUGHT
        else:
            wish = Wish.OPEN
        found.append(Stretch(number, segment, wish))
        previous = wish
    return tuple(found)


def _heads(text: str, segment: Segment, block: Block) -> bool:
    """Whether a segment is a line of its own, short and without a full stop: a heading."""
    if block.kind is BlockKind.PAGE_TITLE or block.region != Region.BODY:
        return False
    alone = segment.start - block.start <= 4 and block.end - segment.end <= 2
    return alone and len(text) <= _HEADING and text.rstrip()[-1:] not in "。；;!！,，"


def _asks_wish(page: TaggedDocument, segment: Segment) -> bool:
    text = page.folded[segment.start : segment.end]
    return bool(_cue("question").search(text)) and _topic_of_question(text) is Wish.SOUGHT


def _topic_of_question(text: str) -> Wish:
    if _cue("asks_denial").search(text):
        return Wish.DENIED
    return Wish.SOUGHT if _cue("asks_wish").search(text) else Wish.OPEN


def _follows(previous: Wish, found: list[Stretch], page: TaggedDocument, text: str) -> bool:
    if previous not in (Wish.SOUGHT, Wish.LABELLED) or not found:
        return False
    last = page.folded[found[-1].segment.start : found[-1].segment.end]
    return bool(_cue("continues").match(text) or _cue("opens_list").search(last))


@remembered
def cues(page: TaggedDocument, segment: Segment) -> tuple[Hit, ...]:
    """Cues of a wish in a segment; a volunteer (志愿者) is none."""
    return tuple(
        hit
        for hit in phrases.find(page, segment, "seeking")
        if page.folded[max(0, hit.span.start - 1) : hit.span.start] != "志"
    )


@remembered
def is_background(page: TaggedDocument, segment: Segment) -> bool:
    """Whether a sentence tells what was, or describes the firm, without any wish in it."""
    text = page.folded[segment.start : segment.end]
    return bool(_cue("history").search(text) or _cue("firm").search(text)) and not _cue(
        "wishing"
    ).search(text)


class _Labels:
    """The labels of a scope: which one a segment stands under."""

    def __init__(self, page: TaggedDocument, scope: Scope) -> None:
        pairs = sorted(page.pairs(scope.all), key=lambda pair: pair.value.start)
        self._pairs = Reach(pairs, lambda pair: (pair.value, pair.label))
        self._page = page

    def of(self, segment: Segment) -> Wish | None:
        """The standing that the segment's label gives it, None without a telling label."""
        for pair in self._pairs.near(segment.start, segment.end):
            inside = pair.value.start < segment.end and segment.start < pair.value.end
            named = len(pair.label) <= _LABEL
            if not inside and not (named and pair.label.start <= segment.start < pair.label.end):
                continue
            label = self._page.folded[pair.label.start : pair.label.end]
            if _cue("denying_label").search(label):
                return Wish.DENIED
            if pair.label_id == "cooperation_type":
                return Wish.LABELLED
            if pair.label_id == "partner_requirements":
                # 寻求合作伙伴 names whom one seeks, 对中方要求 only what he must have.
                sought = _cue("partner_sought_label").search(label)
                return Wish.LABELLED if sought else Wish.CLOSED
            if pair.label_id.startswith(_OTHER_LABELS):
                # A name may be followed by the whole story: only its own sentence is closed.
                return Wish.CLOSED if pair.value.start >= segment.start else None
            if _cue("wish_label").search(compact(label)) or _cue("wish_label").search(label):
                return Wish.LABELLED
        return None


def answered(page: TaggedDocument, every: Sequence[Stretch]) -> Iterator[tuple[Stretch, bool]]:
    """Questions, direct or reported, that the next sentence answers with yes or no."""
    for question, answer in pairwise(every):
        text = page.folded[question.segment.start : question.segment.end]
        if _cue("question").search(text) or _cue("reported_question").search(text):
            reply = page.folded[answer.segment.start : answer.segment.end]
            if _cue("answers_no").match(reply):
                yield question, False
            elif _cue("answers_yes").match(reply):
                yield question, True


@remembered
def limited(page: TaggedDocument, segment: Segment, span: Span) -> str:
    """``stated``, ``denied``, ``past`` or ``third_party`` for a span of a segment."""
    text = page.folded
    before, after = text[segment.start : span.start], text[span.end : segment.end]
    whole = text[segment.start : segment.end]
    if _cue("denied_inside").search(text[span.start : span.end]):
        return "denied"
    denial = _cue("denied_before_en" if segment.language == "en" else "denied_before_zh")
    if (
        denial.search(before)
        or _cue("denied_after").search(after)
        or _cue("denied_sentence").search(whole)
    ):
        return "denied"
    return _cue_in_clause(page, segment, span)


def _cue_in_clause(page: TaggedDocument, segment: Segment, span: Span) -> str:
    """What a cue of the negation vocabulary in the same clause makes of the span."""
    for limit in phrases.lexicon("negation").find(page.folded, segment.start, segment.end):
        entry = limit.entries[0]
        after = entry.id == "denied_after"
        between = (
            page.folded[span.end : limit.span.start]
            if after
            else page.folded[limit.span.end : span.start]
        )
        placed = span.end <= limit.span.start if after else limit.span.end <= span.start
        if not placed or _cue("clause").search(between) or len(between) > _REACH:
            continue
        if entry.id in ("denied", "denied_after"):
            return "denied"
        if entry.weight >= 2:
            return entry.id
    return "stated"
