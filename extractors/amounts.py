"""Amounts: money sought or offered, asked as a price or fee, or a Chinese firm's own budget.

Every sum of the scope is weighed: cue phrases of the same sentence (``phrases/amount_kind.tsv``,
``phrases/amount_cue.tsv``) speak for one of the five kinds or for something else (turnover, grants
received, costs, a rival's price); the label over the sentence and whether it proposes or reports
tip the balance. Without a cue a sum is no amount. Value: float in units; attributes ``currency``
(ISO 4217), ``kind`` and, for a range, ``low``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.amount_cues import (
    KINDS,
    label_kind,
    leaning,
    of_a_rival,
    paid_elsewhere,
    scores,
)
from extractors.money import Money, find_money, labelled_money
from extractors.reach import Reach
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.document import Pair, Segment
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "2"
FIELD = "amounts"
_ENOUGH, _CLEAR, _CERTAIN = 1.9, 3.0, 4.0
# What a label of another kind weighs: as much as a cue that decides alone.
_AGAINST = 3.0

_CONVERTED = re.compile(
    r"[(（]\s?(?:约|折|合|相当|about|approx|equiv|equal|ca\.|i\.e\.|or)[^()（）]{0,14}$"
)
_CHINA = re.compile(
    r"(?:中方|中国[^,，。;；]{0,8}|国内[^,，。;；]{0,6}|chinese[^,.;]{0,30})\S{0,8}$"
)
_FOREIGN = re.compile(r"(?:外方|[德日韩法英美俄芬瑞挪丹荷意西加澳乌以白奥捷波匈]方)[^。;；]{0,12}$")
_OWN = re.compile(r"(?:企业|我公司|本公司|我单位|我厂|需方|采购方|买方)[^,，。;；]{0,12}$")


@dataclass(frozen=True, slots=True)
class _Verdict:
    kind: str
    grade: Grade
    rule: str


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """The amounts of a scope in the order of the text; the same sum of the same kind once."""
    found: dict[tuple[float, str], Mention] = {}
    for money, verdict in [*_under_unit_labels(page, scope), *_in_sentences(page, scope)]:
        key = (money.value, money.currency)
        known = found.get(key)
        if known is None or verdict.grade.rank < known.grade.rank:
            mention = page.mention(
                FIELD,
                money.value,
                money.span,
                f"{FIELD}.{verdict.rule}",
                verdict.grade,
                normal=f"{money.value:.12g} {money.currency}",
                currency=money.currency,
                kind=verdict.kind,
            )
            if money.low is not None:
                mention.attributes["low"] = money.low
            found[key] = mention
    return sorted(found.values(), key=lambda mention: mention.start)


def _under_unit_labels(page: TaggedDocument, scope: Scope) -> Iterator[tuple[Money, _Verdict]]:
    for pair in page.pairs(scope.all):
        kind = label_kind(page, pair)
        if kind in KINDS:
            for money in labelled_money(page.folded, pair.label, pair.value):
                yield money, _Verdict(str(kind), Grade.CERTAIN, "unit-label")


def _in_sentences(page: TaggedDocument, scope: Scope) -> Iterator[tuple[Money, _Verdict]]:
    pairs = Reach(page.pairs(scope.all), lambda pair: (pair.value,))
    for _, segment in page.segments(scope.all):
        sums = find_money(page.folded, page.text, segment.start, segment.end)
        if not sums:
            continue
        last: _Verdict | None = None
        begin = segment.start
        for number, money in enumerate(sums):
            before = page.folded[segment.start : money.span.start]
            if number and _CONVERTED.search(before):
                continue
            end = sums[number + 1].span.start if number + 1 < len(sums) else segment.end
            pair = _pair_over(pairs, money.span)
            last = _judge(page, segment, money, pair, Span(start=begin, end=end), last)
            begin = money.span.end
            if last:
                yield money, last


def _pair_over(pairs: Reach[Pair], span: Span) -> Pair | None:
    """The innermost label over a sum."""
    over = [pair for pair in pairs.near(span.start, span.end) if pair.value.holds(span)]
    return min(over, key=lambda pair: len(pair.value), default=None)


def _judge(
    page: TaggedDocument,
    segment: Segment,
    money: Money,
    pair: Pair | None,
    window: Span,
    last: _Verdict | None,
) -> _Verdict | None:
    """Weigh what speaks for and against a sum; ``last`` is the verdict on the sum before it."""
    named = label_kind(page, pair) if pair else None
    found = scores(page, segment, money, window)
    against = max((v for kind, v in found.items() if kind not in KINDS), default=0.0)
    if of_a_rival(page, segment, money, window):
        return None
    if paid_elsewhere(page.folded, segment, money, window):
        return None
    if named and named not in KINDS:
        against += _AGAINST
    if named in KINDS and against < _CLEAR:
        return _Verdict(str(named), Grade.CERTAIN, "label")
    kind = max((k for k in found if k in KINDS), key=lambda k: found[k], default=None)
    if kind is None:
        return last if last and not against and _joined(page, window, money) else None
    score = found[kind] + leaning(page, pair, window)
    if score < _ENOUGH or score <= against:
        return None
    grade = Grade.CERTAIN if score >= _CERTAIN and not against else Grade.LIKELY
    return _Verdict(_whose(page.folded, segment, money, kind), grade, "cue")


def _joined(page: TaggedDocument, window: Span, money: Money) -> bool:
    """Whether a sum goes on with the list of the sum before it: "… and EUR 5"."""
    between = page.folded[window.start : money.span.start]
    return bool(re.fullmatch(r"[^。；;.]{0,12}", between))


def _whose(folded: str, segment: Segment, money: Money, kind: str) -> str:
    """Turn who pays into the kind: Chinese money in a foreign project is investment sought."""
    if kind in ("price", "licence_fee"):
        return kind
    sentence = folded[segment.start : money.span.start]
    clause = re.split(r"[,，;；。]", sentence)[-1]
    if _CHINA.search(clause):
        return "investment_sought"
    if _OWN.search(clause):
        return "budget"
    return "investment_offered" if _FOREIGN.search(sentence) else kind
