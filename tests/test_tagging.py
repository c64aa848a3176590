"""The tokenizer keeps every character, is picklable, and segments as jieba does."""

import pickle
from pathlib import Path

import pytest

from pipeline.fixtures import cases, served
from pipeline.reading.reader import read_document
from pipeline.reading.unreadable import Unreadable
from pipeline.tagging import JiebaTokenizer, chinese, english, tag

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"


def sentences() -> list[str]:
    found = []
    for case in cases(FIXTURES):
        page = served(case)
        try:
            document = read_document(page.capture, page.body)
        except Unreadable:
            continue
        found += [document.quote(s) for s in document.segments if s.language == "zh"]
    return found


def test_rjieba_segments_as_jieba_the_reference() -> None:
    import jieba
    import rjieba

    jieba.setLogLevel(60)
    texts = sentences()
    assert len(texts) > 500
    different = [text for text in texts if list(jieba.cut(text)) != rjieba.cut(text)]
    assert not different, different[:3]


def test_every_character_is_kept() -> None:
    for text in sentences():
        doc = chinese()(text)
        assert doc.text == text
        assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_the_tokenizer_can_be_pickled() -> None:
    tokenizer = JiebaTokenizer(chinese().vocab)
    copy = pickle.loads(pickle.dumps(tokenizer))
    assert [t.text for t in copy("氢燃料电池电堆")] == [t.text for t in tokenizer("氢燃料电池电堆")]


@pytest.mark.parametrize("text", ["Call +358 40 555 0101 or mail a.b@c.example on 28 May 2021."])
def test_english_docs_keep_offsets_with_numbers_masked(text: str, page_from=None) -> None:  # type: ignore[no-untyped-def]
    doc = english()(text)
    assert doc.text == text


def test_tag_gives_one_doc_a_segment() -> None:
    page = served(FIXTURES / "bil-nagoya-blocks")
    tagged = tag(read_document(page.capture, page.body))
    assert len(tagged.docs) == len(tagged.document.segments)
    languages = {
        s.language: d is not None
        for s, d in zip(tagged.document.segments, tagged.docs, strict=True)
    }
    assert languages["zh"] and languages["en"]
