"""Draft to Document: noise out, blocks laid end to end, pairs, segments and the source map."""

from collections import Counter
from collections.abc import Callable, Iterable

from extractors.language import EN, UNDETERMINED, language_of, western_language
from models.capture import Capture
from models.document import Block, BlockKind, Document, Region, Segment
from pipeline.reading.draft import Draft, DraftBlock
from pipeline.reading.mapped_text import MappedText
from pipeline.reading.noise import clean
from pipeline.reading.origins import OriginFinder, pieces_of, source_pieces
from pipeline.reading.pairs import Placed, find_pairs
from pipeline.reading.segments import sentence_spans

# A second language with at least this share of the letters makes a document mixed.
_MIXED_SHARE = 0.15
# Characters of Latin-script text that tell a page's Western language.
_LATIN_SAMPLE = 2000


def build_document(
    draft: Draft,
    capture: Capture,
    encoding: str,
    source: str | None,
    origins: Callable[[Iterable[int]], OriginFinder],
) -> Document:
    """Lay the draft's blocks end to end, one line feed between them.

    ``origins`` is given all source positions in use and returns their OriginFinder.
    """
    flags = set(draft.flags)
    kept: list[DraftBlock] = []
    for block in draft.blocks:
        cleaned, raised = clean(block)
        flags |= raised
        if cleaned is not None:
            kept.append(cleaned)
    text, placed = _lay_out(kept)
    shown = str(text).translate(_NO_SURROGATES)
    pieces = pieces_of(text, source)
    finder = origins(position for piece in pieces for position in piece[2:4])
    blocks = tuple(
        _block(block, pairs) for block, pairs in zip(placed, find_pairs(placed), strict=True)
    )
    segments = tuple(_segments(shown, blocks))
    return Document(
        capture=capture,
        text=shown,
        blocks=blocks,
        segments=segments,
        source_map=source_pieces(pieces, finder),
        attachments=tuple(draft.attachments),
        encoding=encoding,
        language=_document_language(segments, blocks),
        profile=draft.profile,
        quality_flags=tuple(sorted(flags)),
    )


# Undecodable bytes are shown as the replacement character.
_NO_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")


def _lay_out(drafts: list[DraftBlock]) -> tuple[MappedText, list[Placed]]:
    text, placed = MappedText(), list[Placed]()
    for draft in drafts:
        if text.chars:
            text.extend(MappedText.unmapped("\n"))
        start = len(text)
        text.extend(draft.text)
        placed.append(Placed(draft, start, len(text)))
    return text, placed


def _block(placed: Placed, pairs: tuple[object, ...]) -> Block:
    draft, cell = placed.draft, placed.draft.cell
    return Block.model_validate(
        {
            "kind": draft.kind,
            "region": draft.region,
            "start": placed.start,
            "end": placed.end,
            "path": draft.path,
            "level": draft.level,
            "bold": bool(draft.bold_prefix) and draft.bold_prefix == len(draft.text),
            "table": cell.table if cell else None,
            "row": cell.row if cell else None,
            "column": cell.column if cell else None,
            "rows": cell.rows if cell else 1,
            "header": cell.header if cell else False,
            "pairs": pairs,
        }
    )


def _segments(text: str, blocks: tuple[Block, ...]) -> Iterable[Segment]:
    spans = [
        (number, block.start + start, block.start + end)
        for number, block in enumerate(blocks)
        for start, end in sentence_spans(text[block.start : block.end])
    ]
    latin = western_language(_latin_text(text, spans))
    for number, start, end in spans:
        yield Segment(
            start=start, end=end, language=language_of(text[start:end], latin), block=number
        )


def _latin_text(text: str, spans: list[tuple[int, int, int]]) -> str:
    """The page's sentences in Latin script, as many as tell their language."""
    found, length = [], 0
    for _, start, end in spans:
        if length < _LATIN_SAMPLE and language_of(text[start:end]) == EN:
            found.append(text[start:end])
            length += end - start
    return " ".join(found)[:_LATIN_SAMPLE]


def _document_language(segments: tuple[Segment, ...], blocks: tuple[Block, ...]) -> str:
    """Main language of the body by length, ``mixed`` where a second one has its share.

    A Chinese character counts as much as three Latin ones.
    """
    weight: Counter[str] = Counter()
    for segment in segments:
        block = blocks[segment.block]
        in_body = block.region == Region.BODY or block.kind == BlockKind.PAGE_TITLE
        if in_body and segment.language != UNDETERMINED:
            factor = 3 if segment.language in ("zh", "ja", "ko") else 1
            weight[segment.language] += factor * (segment.end - segment.start)
    if not weight:
        return UNDETERMINED
    (first, _), *others = weight.most_common(2)
    if others and others[0][1] >= _MIXED_SHARE * sum(weight.values()):
        return "mixed"
    return first
