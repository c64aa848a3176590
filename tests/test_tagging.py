"""The tokenizer keeps every character, is picklable, and segments as jieba does."""

import pickle
from pathlib import Path

from pipeline.fixtures import cases, served
from pipeline.reading.reader import read_document
from pipeline.reading.unreadable import Unreadable
from pipeline.tagging import JiebaTokenizer, chinese, tag

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
    """Equal words; runs of Latin letters, digits, ``-`` and ``.`` jieba.cut cuts further."""
    import jieba
    import rjieba

    jieba.setLogLevel(60)
    texts = sentences()
    assert len(texts) > 500
    different = [t for t in texts if _han(list(jieba.cut(t))) != _han(rjieba.cut(t))]
    assert not different, different[:3]


def _han(words: list[str]) -> list[tuple[int, str]]:
    """The words that hold a Han character, with their offsets."""
    found, at = [], 0
    for word in words:
        if any("\u3400" <= char <= "\u9fff" for char in word):
            found.append((at, word))
        at += len(word)
    return found


def test_every_character_is_kept() -> None:
    for text in sentences():
        doc = chinese()(text)
        assert doc.text == text
        assert all(text[token.idx : token.idx + len(token)] == token.text for token in doc)


def test_the_tokenizer_can_be_pickled() -> None:
    tokenizer = JiebaTokenizer(chinese().vocab)
    copy = pickle.loads(pickle.dumps(tokenizer))
    assert [t.text for t in copy("氢燃料电池电堆")] == [t.text for t in tokenizer("氢燃料电池电堆")]


def test_tag_gives_one_doc_a_segment() -> None:
    page = served(FIXTURES / "bil-nagoya-blocks")
    tagged = tag(read_document(page.capture, page.body))
    assert len(tagged.docs) == len(tagged.document.segments)
    languages = {
        s.language: d is not None
        for s, d in zip(tagged.document.segments, tagged.docs, strict=True)
    }
    assert languages["zh"] and not languages["en"]
