"""TaggedDocument: a document with what every extractor needs, made once a page."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from spacy.tokens import Doc

from extractors.folding import fold
from models.document import Block, BlockKind, Document, Pair, Region, Segment
from models.entity import Entity
from models.evidence import Grade, Mention
from models.span import Span

Tagger = Callable[[Document], Sequence[Doc | None]]
Recogniser = Callable[[Document, str], tuple[Entity, ...]]


def no_words(document: Document) -> Sequence[Doc | None]:
    """The tagger of a page that is read without words."""
    return ()


def no_entities(document: Document, language: str) -> tuple[Entity, ...]:
    """The recogniser of a page that was not tagged: it finds nothing."""
    return ()


@dataclass(frozen=True)
class TaggedDocument:
    """A document, its folded text, one spaCy Doc a segment, and what finds its entities.

    ``tagger`` gives the Docs when they are first asked for: a page that the gate refuses by its
    wording is never tagged.
    ``recogniser`` gives the entities of the segments in a language; it is called once a language,
    when ``entities`` is first asked, since it costs more than all else that is done with a page.
    """

    document: Document
    tagger: Tagger = field(default=no_words, repr=False, compare=False)
    recogniser: Recogniser = field(default=no_entities, repr=False, compare=False)
    # What functions have found on the page already, see extractors.memo.
    memory: dict[object, object] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def docs(self) -> Sequence[Doc | None]:
        """``docs[i]`` belongs to ``document.segments[i]``; token offsets count from its start.

        Chinese segments carry jieba words and tags; segments in other languages have None.
        """
        return self.tagger(self.document)

    @cached_property
    def folded(self) -> str:
        """The text in matching form; offsets are those of ``text``."""
        return fold(self.document.text)

    @property
    def text(self) -> str:
        """The document's text."""
        return self.document.text

    @cached_property
    def _segment_starts(self) -> list[int]:
        return [segment.start for segment in self.document.segments]

    def segments(self, spans: Iterable[Span]) -> Iterator[tuple[int, Segment]]:
        """Index and segment of all segments that begin inside one of the spans, in order."""
        for span in spans:
            index = bisect_left(self._segment_starts, span.start)
            while index < len(self._segment_starts) and self._segment_starts[index] < span.end:
                yield index, self.document.segments[index]
                index += 1

    def segment_at(self, offset: int) -> Segment | None:
        """The segment that holds a code point, None between segments."""
        index = bisect_left(self._segment_starts, offset + 1) - 1
        if index < 0:
            return None
        segment = self.document.segments[index]
        return segment if offset < segment.end else None

    def language_at(self, offset: int) -> str:
        """Language of the segment at an offset, ``und`` between segments."""
        segment = self.segment_at(offset)
        return segment.language if segment else "und"

    def pairs(self, spans: Iterable[Span], *label_ids: str) -> Iterator[Pair]:
        """Labels and values whose value begins in one of the spans, in the order of the text.

        Without ``label_ids`` all pairs are given.
        """
        wanted = frozenset(label_ids)
        for span in spans:
            first = bisect_left(self._pair_starts, span.start)
            for pair in self._all_pairs[first : bisect_left(self._pair_starts, span.end)]:
                if not wanted or pair.label_id in wanted:
                    yield pair

    @cached_property
    def _all_pairs(self) -> tuple[Pair, ...]:
        found = [pair for block in self.document.blocks for pair in block.pairs]
        return tuple(sorted(found, key=lambda pair: pair.value.start))

    @cached_property
    def _pair_starts(self) -> list[int]:
        return [pair.value.start for pair in self._all_pairs]

    def entities(self, spans: Iterable[Span], *languages: str) -> Iterator[Entity]:
        """Entities that begin in one of the spans, in the order of the text.

        ``languages`` are those of the segments to be read, ``zh`` and ``en`` where none is named.
        """
        found = [e for name in languages or ("zh", "en") for e in self._entities_of(name)]
        found.sort(key=lambda entity: entity.start)
        for span in spans:
            first = bisect_left(found, span.start, key=lambda entity: entity.start)
            last = bisect_left(found, span.end, key=lambda entity: entity.start)
            yield from found[first:last]

    def _entities_of(self, language: str) -> tuple[Entity, ...]:
        if language not in self._entities:
            self._entities[language] = self.recogniser(self.document, language)
        return self._entities[language]

    @cached_property
    def _entities(self) -> dict[str, tuple[Entity, ...]]:
        return {}

    def blocks(self, spans: Iterable[Span]) -> Iterator[Block]:
        """Blocks that begin in one of the spans."""
        for span in spans:
            first = bisect_left(self._block_starts, span.start)
            yield from self.document.blocks[first : bisect_left(self._block_starts, span.end)]

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.start for block in self.document.blocks]

    def blocks_of(self, *kinds: BlockKind) -> list[Block]:
        """All blocks of the given kinds, in order."""
        return [block for block in self.document.blocks if block.kind in kinds]

    @cached_property
    def body(self) -> tuple[Span, ...]:
        """The body's blocks as spans."""
        return tuple(b.span for b in self.document.blocks if b.region == Region.BODY)

    def quote(self, span: Span) -> str:
        """The page's own characters of a span."""
        return self.document.text[span.start : span.end]

    def mention(
        self,
        field: str,
        value: object,
        span: Span,
        rule: str,
        grade: Grade,
        *,
        normal: str | None = None,
        vocabulary_id: str | None = None,
        **attributes: object,
    ) -> Mention:
        """A mention of the given characters, its quote taken from the text."""
        return Mention(
            field=field,
            value=value,
            start=span.start,
            end=span.end,
            quote=self.quote(span),
            rule=rule,
            grade=grade,
            normal=normal,
            vocabulary_id=vocabulary_id,
            attributes=attributes,
        )
