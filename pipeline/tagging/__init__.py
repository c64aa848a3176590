"""Tagging: jieba words and tags as spaCy Docs, one a segment, and named entities when asked for."""

from spacy.tokens import Doc

from extractors.tagged import TaggedDocument
from models.document import Document
from pipeline.tagging.entities import recognise
from pipeline.tagging.tokenizer import JiebaTokenizer, chinese

__all__ = ["JiebaTokenizer", "chinese", "tag", "words_of"]


def tag(document: Document) -> TaggedDocument:
    """A document whose words and entities are found when an extractor first asks for them."""
    return TaggedDocument(document, words_of, recognise)


def words_of(document: Document) -> tuple[Doc | None, ...]:
    """Words and tags of each segment in Chinese, None for the others."""
    return tuple(
        chinese()(document.quote(segment)) if segment.language in ("zh", "ja") else None
        for segment in document.segments
    )
