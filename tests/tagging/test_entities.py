"""Entities of a tagged page: where they stand, in which language, and only when asked for."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.tagged import TaggedDocument
from models.document import Document
from models.entity import Entity, EntityLabel
from models.span import Span
from pipeline.fixtures import served
from pipeline.parsing import parse
from pipeline.reading.reader import read_document
from pipeline.tagging import entities, tag

PageOf = Callable[[str], Document]
FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@pytest.fixture(scope="module")
def document() -> Document:
    page = served(FIXTURES / "bil-nagoya-blocks")
    return read_document(page.capture, page.body)


def whole(page: TaggedDocument) -> list[Span]:
    return [Span(start=0, end=len(page.text))]


def test_entities_stand_in_segments_of_their_language(document: Document) -> None:
    page = tag(document)
    for language in ("zh", "en"):
        found = list(page.entities(whole(page), language))
        assert found
        for entity in found:
            segment = page.segment_at(entity.start)
            assert segment and segment.language == language
            assert entity.end <= segment.end and page.quote(entity).strip()
    both = list(page.entities(whole(page)))
    assert [e.start for e in both] == sorted(e.start for e in both)
    assert len(both) == sum(len(list(page.entities(whole(page), n))) for n in ("zh", "en"))


def test_entities_are_those_that_begin_in_the_spans(document: Document) -> None:
    page = tag(document)
    every = list(page.entities(whole(page), "zh"))
    some = every[1:3]
    spans = [Span(start=entity.start, end=entity.start + 1) for entity in some]
    assert list(page.entities(spans, "zh")) == some
    assert list(page.entities([], "zh")) == []


def test_the_same_page_gives_the_same_entities(document: Document) -> None:
    first, second = tag(document), tag(document)
    assert list(first.entities(whole(first))) == list(second.entities(whole(second)))


def test_offsets_beyond_the_basic_plane(page_of: PageOf) -> None:
    text = "𠮷𠮷𠮷。芬兰国家技术研究中心寻求合作。\n𠮷𠮷。联系人：艾诺·凯图宁"
    page = tag(page_of(text))
    found = {page.quote(entity): entity.label for entity in page.entities(whole(page), "zh")}
    assert found["芬兰国家技术研究中心"] is EntityLabel.ORG
    assert found["艾诺·凯图宁"] is EntityLabel.PERSON


def test_english_labels_and_masked_numbers(page_of: PageOf) -> None:
    lines = "Anna Schmidt of Siemens Energy lives in Berlin, Germany.", "Call +49 30 1234567 today."
    page = tag(page_of("\n".join(lines)))
    found = {page.quote(entity): entity.label for entity in page.entities(whole(page), "en")}
    assert found["Anna Schmidt"] is EntityLabel.PERSON
    assert found["Berlin"] is found["Germany"] is EntityLabel.LOC
    assert not any(char.isdigit() for name in found for char in name)


def test_other_languages_have_no_entities(document: Document) -> None:
    assert entities.recognise(document, "ja") == entities.recognise(document, "fr") == ()


def test_an_untagged_page_has_no_entities(document: Document) -> None:
    page = TaggedDocument(document)
    assert list(page.entities(whole(page))) == []


def test_a_language_is_recognised_once_and_only_when_asked_for(document: Document) -> None:
    calls: Counter[str] = Counter()

    def recogniser(given: Document, language: str) -> tuple[Entity, ...]:
        assert given is document
        calls[language] += 1
        return ()

    page = TaggedDocument(document, recogniser=recogniser)
    assert not calls
    list(page.entities(whole(page), "zh"))
    assert calls == {"zh": 1}
    list(page.entities(whole(page)))
    list(page.entities(whole(page)))
    assert calls == {"zh": 1, "en": 1}


def test_a_refused_page_pays_for_no_entities(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise AssertionError("an entity model was asked for")

    monkeypatch.setattr(entities, "_PIPELINES", {"zh": fail, "en": fail})
    for case in ("feed-policy-base-review", "embzh-toronto-visa-notice"):
        assert parse(served(FIXTURES / case)).refused is not None
