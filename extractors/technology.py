"""technology_fields, technology_keywords and technology_field_raw: what the technology is.

Terms of all 19 field vocabularies are counted once each, by weight and by where they stand, and a
classifier reads the sentences; the two are weighed against each other. The best field comes first,
a second or third is kept where it has a sound share of the best and terms that can decide. All
numbers are in thresholds.yaml.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from extractors.classified import read
from extractors.lexicon import Entry, Hit, Lexicon
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from extractors.thresholds import TechnologyThresholds, thresholds
from extractors.title_heads import TitlePlace, head_words, place_in_title
from extractors.zones import Zone, Zones, begin_in, own_titles, segments
from models.document import Segment
from models.evidence import Grade, Mention
from models.span import Span
from models.vocabulary import ROOT, read_rows

VERSION = "4"
OTHER = "other"
COLUMNS = ("term", "language", "weight")
# Shown as evidence of a field: so many of the terms that decided it.
_EVIDENCE = 6
# Shorter segments are headings and table cells.
_SENTENCE = 16
# Factors above this one are those of titles and labelled fields.
_NAMED = 1.5


@cache
def lexicon() -> Lexicon:
    """All technology terms; an entry's id is its field. Raises VocabularyError."""
    return Lexicon(
        Entry(row["term"], path.stem, row.weight(), row["language"])
        for path in sorted((ROOT / "technology").glob("*.tsv"))
        for row in read_rows(path, COLUMNS)
    )


@cache
def field_names() -> Lexicon:
    """Names under which pages label a field of technology (高端装备, "life sciences")."""
    rows = read_rows(
        ROOT / "phrases" / "technology_field.tsv", ("phrase", "language", "id", "weight")
    )
    return Lexicon(Entry(row["phrase"], row["id"], row.weight(), row["language"]) for row in rows)


@dataclass
class Term:
    """A term of one field, with every place where it was found.

    ``is_head`` tells the nouns that titles end with, which name a kind of thing, from terms.
    """

    entry: Entry
    places: list[tuple[float, Span]] = field(default_factory=list)
    is_head: bool = False

    def points(self, numbers: TechnologyThresholds) -> float:
        """Points by weight and best place; repetitions add little."""
        base = numbers.term_points[self.entry.weight]
        if self.entry.weight == 1 and self.named():
            base = numbers.title_support
        best = max(factor for factor, _ in self.places)
        return base * best * (1 + numbers.repetition * math.log2(len(self.places)))

    def named(self) -> bool:
        """Whether a title or a labelled field holds the term."""
        return any(factor > _NAMED for factor, _ in self.places)

    def best(self) -> Span:
        """The place that counts most, of equal ones the first."""
        return max(self.places, key=lambda place: (place[0], -place[1].start))[1]


@dataclass
class Score:
    """A field's terms and points, those of the best one being 1; and the sentence most like it."""

    id: str
    terms: list[Term]
    points: float
    sentence: Span

    def decided(self) -> bool:
        """Whether the terms can decide: one of weight 3, two of 2, or one of 2 in a title."""
        weights = [
            term.entry.weight + (term.entry.weight == 2 and term.named()) for term in self.terms
        ]
        return 3 in weights or weights.count(2) >= 2


def extract(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """Fields with the terms that decided them, keywords, and the labelled field as written."""
    found = _terms(page, scope)
    mentions = [
        page.mention(
            "technology_field_raw",
            page.quote(pair.value),
            pair.value,
            "technology.label",
            Grade.CERTAIN,
        )
        for pair in page.pairs(scope.all, "technology_field")
        if len(pair.value)
    ]
    scores = _ranked(found, _read(page, scope))
    for number, score in enumerate(_chosen(scores)):
        mentions += _evidence(page, score, number)
    if not any(mention.field == "technology_fields" for mention in mentions):
        mentions += _other(page, scope)
    return mentions + _keywords(page, found)


def _terms(page: TaggedDocument, scope: Scope) -> dict[tuple[str, str], Term]:
    """Terms found in the scope by field and term."""
    zones, numbers = Zones(page, scope), thresholds().technology
    found: dict[tuple[str, str], Term] = {}
    labelled = [pair.value for pair in page.pairs(scope.all, "technology_field")]
    lead, titles = _lead(page, scope), own_titles(page, scope)
    for index, segment, _ in segments(page, scope):
        hits = [
            hit
            for hit in lexicon().find(page.folded, segment.start, segment.end)
            if not _splits_words(page, index, segment, hit)
        ]
        for value in labelled:
            if segment.start <= value.start < segment.end:
                hits += field_names().find(page.folded, value.start, value.end)
        for hit in hits:
            zone = zones.of(segment, hit.span)
            factor = _factor(zone, numbers)
            if zone is Zone.TITLE:
                factor *= _in_title(page, titles, hit.span)
            if factor == 1.0 and segment.start == lead:
                factor = numbers.lead
            for entry in hit.entries:
                term = found.setdefault((entry.id, entry.term), Term(entry))
                term.places.append((factor, hit.span))
    for title in titles:
        _add_heads(page, title, found)
    return found


def _add_heads(page: TaggedDocument, title: Span, found: dict[tuple[str, str], Term]) -> None:
    """Add the nouns that a title ends with, where no term of their field stands there."""
    numbers = thresholds().technology
    text = page.folded[title.start : title.end]
    taken = {
        (name, span.end)
        for (name, _), term in found.items()
        for _, span in term.places
        if title.holds(span)
    }
    for hit in head_words().find(page.folded, title.start, title.end):
        place = place_in_title(text, hit.span.start - title.start, hit.span.end - title.start)
        if place is not TitlePlace.HEAD:
            continue
        for entry in hit.entries:
            if (entry.id, hit.span.end) not in taken:
                term = found.setdefault((entry.id, entry.term), Term(entry, is_head=True))
                term.places.append((numbers.title * numbers.head_noun, hit.span))


def _in_title(page: TaggedDocument, titles: Iterable[Span], span: Span) -> float:
    """How much a term counts by its place in the title that holds it."""
    numbers = thresholds().technology
    for title in titles:
        if title.start <= span.start < title.end:
            text = page.folded[title.start : title.end]
            place = place_in_title(text, span.start - title.start, span.end - title.start)
            factors = {TitlePlace.HEAD: numbers.head, TitlePlace.MODIFIER: numbers.modifier}
            return factors.get(place, 1.0)
    return 1.0


def _lead(page: TaggedDocument, scope: Scope) -> int | None:
    """Where the first sentence of the scope's own running text begins."""
    titles, inside = own_titles(page, scope), begin_in(page, scope.own)
    for _, segment, _ in segments(page, scope):
        own = segment.start in inside
        titled = any(title.start <= segment.start < title.end for title in titles)
        if own and not titled and segment.end - segment.start >= _SENTENCE:
            return segment.start
    return None


def _factor(zone: Zone, numbers: TechnologyThresholds) -> float:
    return 1.0 if zone is Zone.TEXT else float(getattr(numbers, zone.value))


def _splits_words(page: TaggedDocument, index: int, segment: Segment, hit: Hit) -> bool:
    """Whether a short Chinese term lies across words: 织机 in 组织|机构, 心电 in 中心|电子."""
    doc = page.docs[index] if index < len(page.docs) else None
    if doc is None or segment.language not in ("zh", "ja") or len(hit.span) > 3:
        return False
    start, end = hit.span.start - segment.start, hit.span.end - segment.start
    for token in doc:
        if token.idx < start < token.idx + len(token):
            return end != token.idx + len(token)
    return False


@dataclass
class _Reading:
    """How much the text reads like a field, and the sentence that says most for it."""

    points: float = 0.0
    best: float = -1.0
    sentence: Span = field(default_factory=lambda: Span(start=0, end=0))


def _read(page: TaggedDocument, scope: Scope) -> dict[str, _Reading]:
    """What the classifier makes of the scope's own text, and of its titles apart."""
    titles, inside = own_titles(page, scope), begin_in(page, scope.own)
    own, named = list[Segment](), list[Segment]()
    for _, segment, _ in segments(page, scope):
        titled = any(title.start <= segment.start < title.end for title in titles)
        if titled:
            named.append(segment)
        if titled or segment.start in inside:
            own.append(segment)
    found = {
        one.label: _Reading(one.probability, one.probability, one.span)
        for one in read(page, own, "technology_fields")
    }
    for one in read(page, named, "technology_fields"):
        found[one.label].points += thresholds().technology.read_title * one.probability
    return found


def _ranked(found: dict[tuple[str, str], Term], read: dict[str, _Reading]) -> list[Score]:
    """The fields by terms and reading, each as a share of the best one's."""
    numbers = thresholds().technology
    by_field: dict[str, list[Term]] = {}
    for (name, _), term in found.items():
        by_field.setdefault(name, []).append(term)
    points = {name: sum(t.points(numbers) for t in terms) for name, terms in by_field.items()}
    if max(points.values(), default=0.0) < numbers.least:
        points = {}
    if not points and max((one.best for one in read.values()), default=0.0) < numbers.read_alone:
        return []
    most = max(points.values(), default=1.0)
    likeliest = max((reading.points for reading in read.values()), default=0.0) or 1.0
    scores = []
    for name in {*points, *read}:
        reading = read.get(name, _Reading())
        share = numbers.read * reading.points / likeliest
        share += (1 - numbers.read) * points.get(name, 0.0) / most
        scores.append(Score(name, by_field.get(name, []), share, reading.sentence))
    return sorted(scores, key=lambda score: (-score.points, score.id))


def _chosen(scores: list[Score]) -> Iterable[Score]:
    numbers = thresholds().technology
    if not scores:
        return []
    best = scores[0]
    chosen = [best]
    for score in scores[1:]:
        share = numbers.second_share if len(chosen) == 1 else numbers.third_share
        enough = len(chosen) < numbers.most_fields and score.points >= share * best.points
        if enough and score.decided():
            chosen.append(score)
    return chosen


def _evidence(page: TaggedDocument, score: Score, number: int) -> list[Mention]:
    numbers = thresholds().technology
    terms = sorted(score.terms, key=lambda term: (-term.points(numbers), term.best().start))
    grade = Grade.LIKELY if score.decided() else Grade.DOUBTFUL
    if not terms:
        return [
            page.mention(
                "technology_fields",
                score.id,
                score.sentence,
                "technology.classifier",
                grade,
                vocabulary_id=f"weights/technology_fields#{score.id}",
                order=number,
            )
        ]
    return [
        page.mention(
            "technology_fields",
            score.id,
            term.best(),
            "technology.head" if term.is_head else "technology.terms",
            grade,
            normal=term.entry.term,
            vocabulary_id=_vocabulary_id(term),
            order=number,
        )
        for term in terms[:_EVIDENCE]
    ]


def _vocabulary_id(term: Term) -> str:
    place = "phrases/title_heads" if term.is_head else f"technology/{term.entry.id}"
    return f"{place}#{term.entry.term}"


def _other(page: TaggedDocument, scope: Scope) -> list[Mention]:
    """``other`` with the title, or the first segment, as what nothing was found in."""
    for _, segment, _ in segments(page, scope):
        span = Span(start=segment.start, end=segment.end)
        return [
            page.mention(
                "technology_fields", OTHER, span, "technology.other", Grade.DOUBTFUL, order=0
            )
        ]
    return []


def _keywords(page: TaggedDocument, found: dict[tuple[str, str], Term]) -> list[Mention]:
    """Terms of weight 2 and 3, once each, where they stand first."""
    keywords: dict[str, Mention] = {}
    for (_, name), term in sorted(found.items(), key=lambda item: item[0]):
        if term.entry.weight < 2 or term.is_head or name in keywords:
            continue
        span = min((span for _, span in term.places), key=lambda span: span.start)
        keywords[name] = page.mention(
            "technology_keywords",
            name,
            span,
            "technology.keyword",
            Grade.CERTAIN,
            vocabulary_id=f"technology/{term.entry.id}#{name}",
            language=term.entry.language,
        )
    return sorted(keywords.values(), key=lambda mention: (mention.start, str(mention.value)))
