"""Tagging: jieba words and tags as spaCy Docs, one a segment, and named entities when asked for."""

from extractors.tagged import TaggedDocument
from models.document import Document
from pipeline.tagging.entities import recognise
from pipeline.tagging.tokenizer import JiebaTokenizer, chinese

__all__ = ["JiebaTokenizer", "chinese", "tag"]


def tag(document: Document) -> TaggedDocument:
    """Tag a document. No entity model is loaded or run until an extractor asks for entities."""
    docs = tuple(
        chinese()(document.quote(segment)) if segment.language in ("zh", "ja") else None
        for segment in document.segments
    )
    return TaggedDocument(document, docs, recognise)
