"""The gate: does a page offer or seek technology cooperation at all, and if not, why.

Evidence for and against is counted over distinct phrases and labels; the score is a logistic of
their difference. The gate is open to doubt: a page between the two thresholds passes with the flag
``low_relevance``.
"""

import math
import re
from dataclasses import dataclass

from extractors import phrases, technology
from extractors.lexicon import Lexicon
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from extractors.thresholds import thresholds
from models.document import BlockKind, Region
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "1"
# Labels that only the description of an opportunity has.
_TELLING = frozenset(
    "foreign_party foreign_party_en foreign_party_zh cooperation_type ip_status "
    "development_stage partner_requirements technology_requirement technology_field "
    "amount_sought host_country advantages application_area contact_person chinese_party "
    "amount_budget amount_price".split()
)
# A text of so many characters with fewer telling labels is a register or a book.
_SPRAWL, _SPRAWL_LABELS = 40_000, 3
# A Han name with its Latin form in brackets, or a telephone number of another country.
_FOREIGN = re.compile(
    r"[\u3400-\u9fff]\s?[(（][A-ZÀ-Ž][\w.&,'’\- ]{3,60}[)）]"
    r"|\+(?!86)\d{1,3}[ -]?\d|\b00(?!86)\d{2,3}[ -]\d"
    r"|\b(?:GmbH|Oy|Ltd|Inc|S\.?p\.?A|S\.?r\.?l|B\.?V|LLC|AB|A/S|ApS|Pty|Sdn|Pte|s\.r\.o|a\.s"
    r"|d\.o\.o|Kft)\b"
)
_CONTACT = re.compile(r"@|\(at\)|\+\d{2,3}[ -]?\d|\d{3,4}-\d{7,8}|电话|邮箱|联系人|e-?mail|tel\b")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a page passes; ``score`` is 0 to 1, ``reason`` a code where it does not."""

    passes: bool
    score: float
    reason: str
    message: str
    low: bool


def _terms(page: TaggedDocument, spans: list[Span], lexicon: Lexicon, *ids: str) -> dict[str, int]:
    """Distinct terms that decide (weight 2 and 3), with their weights, of the given ids."""
    found: dict[str, int] = {}
    for span in spans:
        for hit in lexicon.find(page.folded, span.start, span.end):
            for entry in hit.entries:
                if entry.weight >= 2 and (not ids or entry.id in ids):
                    found[entry.term] = entry.weight
    return found


def signals(page: TaggedDocument) -> tuple[dict[str, float], dict[str, int]]:
    """The page's evidence by kind, in the units that the thresholds weigh, and cues against."""
    body = [b.span for b in page.document.blocks if b.region == Region.BODY]
    titles = [b.span for b in page.blocks_of(BlockKind.PAGE_TITLE)]
    phrase = phrases.lexicon("relevance")
    against = _terms(page, body, phrase, "not_opportunity")
    against_title = _terms(page, titles, phrase, "not_opportunity")
    forms = {
        e.id
        for span in body
        for h in phrases.lexicon("cooperation_type").find(page.folded, span.start, span.end)
        for e in h.entries
        if e.weight >= 2
    }
    labels = {pair.label_id for b in page.document.blocks for pair in b.pairs} & _TELLING
    text = " ".join(page.folded[span.start : span.end] for span in body)
    terms = len(_terms(page, body, technology.lexicon()))
    return {
        "phrase": sum(_terms(page, body, phrase, "opportunity").values()),
        "wants": sum(_terms(page, body, phrases.lexicon("volition")).values()),
        "forms": len(forms),
        "technology": terms,
        "sprawl": float(len(text) > _SPRAWL and len(labels) < _SPRAWL_LABELS),
        "no_technology": float(terms < 2),
        "labels": len(labels),
        "contact": float(bool(_CONTACT.search(text))),
        "foreign": float(any(_FOREIGN.search(page.quote(span)) for span in body)),
        "title": sum(_terms(page, titles, phrase, "opportunity").values()),
        "against": sum(against.values()),
        "against_title": sum(against_title.values()),
    }, {**against_title, **against}


def judge(page: TaggedDocument) -> Verdict:
    """Judge a page."""
    limits = thresholds().relevance
    found, against = signals(page)
    value = limits.bias + sum(
        limits.weights[kind] * min(amount, limits.caps[kind]) for kind, amount in found.items()
    )
    score = round(1 / (1 + math.exp(-value)), 4)
    if score >= limits.passes:
        return Verdict(True, score, "", "", score < limits.low)
    if against:
        cues = ", ".join(list(against)[:3])
        return Verdict(
            False, score, "other_kind_of_page", f"reads like another kind: {cues}", False
        )
    return Verdict(False, score, "no_offer_or_request", "neither offers nor seeks anything", False)


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """The strongest phrase that made the page pass, as evidence of ``relevance_score``."""
    score = judge(page).score
    best: Mention | None = None
    weight = 0
    for span in scope.all:
        for hit in phrases.lexicon("relevance").find(page.folded, span.start, span.end):
            entry = hit.entries[0]
            if entry.id == "opportunity" and entry.weight > weight:
                weight = entry.weight
                best = page.mention(
                    "relevance_score",
                    score,
                    hit.span,
                    "relevance.phrase",
                    Grade.LIKELY,
                    normal=entry.term,
                    vocabulary_id=f"phrases/relevance#{entry.term}",
                )
    return [best] if best else []
