"""The gate: does a page offer or seek technology cooperation at all, and if not, why.

Words alone do not tell an offer from a report about cooperation; what an offer has and a report
has not is somebody abroad who can be written to. The score is a logistic of evidence in words and
labels and of what the extractors find. A page between the two thresholds passes with the flag
``low_relevance``.
"""

import math
import re
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from extractors import (
    chinese_parties,
    contacts,
    foreign_parties,
    host_country,
    phrases,
    technology,
)
from extractors.classified import read
from extractors.lexicon import Lexicon
from extractors.memo import remembered
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from extractors.thresholds import thresholds
from models.document import BlockKind, Region
from models.evidence import Grade, Mention
from models.span import Span

VERSION = "3"


class Extractor(Protocol):
    """A module that finds mentions."""

    def extract(self, page: TaggedDocument, scope: Scope) -> list[Mention]:
        """The mentions of one opportunity."""


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
# So many sentences are read, and no reading is surer than this.
_READ, _LEAST_LIKELY = 400, 0.02
# Kinds of evidence that cost an extractor's work; the gate asks for them only in doubt.
_FOUND = (
    "contact",
    "party_with_contact",
    "origin",
    "chinese_party",
)


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


def _written(
    page: TaggedDocument, body: list[Span], titles: list[Span]
) -> tuple[dict[str, float], list[str]]:
    """Evidence in words and labels, in the units that the thresholds weigh; cues against."""
    phrase, volition = phrases.lexicon("relevance"), phrases.lexicon("volition")
    against = _terms(page, body, phrase, "not_opportunity")
    against_title = _terms(page, titles, phrase, "not_opportunity")
    labels = {pair.label_id for pair in page.pairs((*titles, *body))} & _TELLING
    length = sum(len(span) for span in body)
    found = {
        "wants": sum(_terms(page, body, volition).values()),
        "wants_title": sum(_terms(page, titles, volition).values()),
        "labels": len(labels),
        "foreign": any(_FOREIGN.search(page.quote(span)) for span in body),
        "against": sum(against.values()),
        "against_title": sum(against_title.values()),
        "no_technology": len(_terms(page, body, technology.lexicon())) < 2,
        "sprawl": length > _SPRAWL and len(labels) < _SPRAWL_LABELS,
        "reads": _read(page, body),
    }
    return {kind: float(amount) for kind, amount in found.items()}, [*against_title, *against]


def _read(page: TaggedDocument, body: list[Span]) -> float:
    """Log-odds that the text is that of an opportunity."""
    sentences = islice((segment for _, segment in page.segments(body)), _READ)
    likely = [one.probability for one in read(page, sentences, "relevance")]
    return _log_odds(likely[0] if likely else 0.0)


def _log_odds(probability: float) -> float:
    kept = min(max(probability, _LEAST_LIKELY), 1 - _LEAST_LIKELY)
    return math.log(kept / (1 - kept))


@remembered
def _written_on(page: TaggedDocument) -> tuple[dict[str, float], list[str]]:
    """The written evidence of a page as a whole."""
    return _written(page, list(page.body), [b.span for b in page.blocks_of(BlockKind.PAGE_TITLE)])


def _found(page: TaggedDocument, scope: Scope) -> dict[str, float]:
    """Evidence in what the extractors find in a scope; the page must be tagged."""

    def holds(module: Extractor, name: str) -> bool:
        return any(mention.field == name for mention in module.extract(page, scope))

    party = holds(foreign_parties, "foreign_parties")
    contact = holds(contacts, "contacts")
    return {
        "contact": float(contact),
        "party_with_contact": float(party and contact),
        "origin": float(any(_is_origin(m) for m in host_country.extract(page, scope))),
        "chinese_party": float(holds(chinese_parties, "chinese_parties")),
    }


def _is_origin(mention: Mention) -> bool:
    """Whether a country is said to be where somebody is, not merely that of the mission."""
    return mention.grade != Grade.DOUBTFUL and mention.attributes.get("basis") != "mission"


def _score(found: dict[str, float]) -> float:
    limits = thresholds().relevance
    value = limits.bias + sum(
        limits.weights[kind] * min(amount, limits.caps[kind]) for kind, amount in found.items()
    )
    return round(1 / (1 + math.exp(-value)), 4)


def refuse(page: TaggedDocument) -> Verdict | None:
    """Refuse a page that would not pass whatever the extractors found; it is not tagged.

    None where that is open.
    """
    written, against = _written_on(page)
    best = _score({**written, **dict.fromkeys(_FOUND, 1.0)})
    return _refusal(_score(written), against) if best < thresholds().relevance.passes else None


def judge(page: TaggedDocument) -> Verdict:
    """Judge a page."""
    limits = thresholds().relevance
    written, against = _written_on(page)
    head = tuple(b.span for b in page.document.blocks if b.region == Region.HEAD)
    score = _score({**written, **_found(page, Scope(0, "page", page.body, head))})
    if score >= limits.passes:
        return Verdict(True, score, "", "", score < limits.low)
    return _refusal(score, against)


def score_of(page: TaggedDocument, blocks: tuple[Span, ...], heading: Span) -> float:
    """The score, 0 to 1, of a part of a tagged page judged as if it were a page of its own."""
    written, _ = _written(page, list(blocks), [heading])
    return _score({**written, **_found(page, Scope(0, "part", blocks))})


def _refusal(score: float, against: list[str]) -> Verdict:
    if against:
        message = f"reads like another kind: {', '.join(against[:3])}"
        return Verdict(False, score, "other_kind_of_page", message, False)
    return Verdict(False, score, "no_offer_or_request", "neither offers nor seeks anything", False)


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """The strongest phrase that offers or seeks, as evidence of ``relevance_score``.

    The mention's value is the phrase's weight; the score is that of the whole page.
    """
    best: Mention | None = None
    for span in scope.all:
        for hit in phrases.lexicon("relevance").find(page.folded, span.start, span.end):
            entry = hit.entries[0]
            if entry.id == "opportunity" and (best is None or entry.weight > int(best.value)):
                best = page.mention(
                    "relevance_score",
                    entry.weight,
                    hit.span,
                    "relevance.phrase",
                    Grade.LIKELY,
                    normal=entry.term,
                    vocabulary_id=f"phrases/relevance#{entry.term}",
                )
    return [best] if best else []
