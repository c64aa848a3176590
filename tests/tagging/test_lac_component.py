"""``kejichu_lac`` in a spaCy pipeline: offsets, tokens, batches, and the pipeline on disk."""

import pickle
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from pipeline.tagging import JiebaTokenizer
from pipeline.tagging.component import NAME

TEXT = "𠮷田说：芬兰国家技术研究中心（ＶＴＴ）的艾诺·凯图宁女士访问𠮷林省长春市。"
NAMES = {
    "芬兰国家技术研究中心": "ORG",
    "艾诺·凯图宁": "PERSON",
}


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.blank("zh")
    pipeline.add_pipe(NAME)
    return pipeline


def test_offsets_are_code_points(nlp: Language) -> None:
    doc = nlp(TEXT)
    found = {ent.text: ent for ent in doc.ents}
    for name, label in NAMES.items():
        assert found[name].label_ == label
        assert found[name].start_char == TEXT.index(name)
    exact = [(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents]
    assert doc._.kejichu_lac == exact
    assert [span.text for span in doc.spans[NAME]] == [TEXT[a:b] for a, b, _ in exact]


@pytest.mark.parametrize("text", ["", " ", "\n", "。", "plain English"])
def test_texts_without_names(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert not doc.ents and doc._.kejichu_lac == []


def test_alone_and_in_a_batch(nlp: Language) -> None:
    texts = [TEXT, TEXT[3:], "", "联系人：安德烈亚斯·米勒", TEXT[:20], "清华大学附属医院"] * 4
    alone = [nlp(text)._.kejichu_lac for text in texts]
    for size in (1, 5, 1000):
        assert [doc._.kejichu_lac for doc in nlp.pipe(texts, batch_size=size)] == alone
    assert any(alone)


def test_no_name_is_lost_where_words_lie_across() -> None:
    """One word over both names: each name is kept, widened to the word, with its exact offsets."""
    nlp = spacy.blank("zh")
    nlp.tokenizer = JiebaTokenizer(nlp.vocab, lambda text: [(text, "x")] if text else [])
    nlp.add_pipe(NAME)
    text = "芬兰国家技术研究中心和清华大学"
    doc = nlp(text)
    assert len(doc) == 1 and len(doc.ents) == 1
    assert [span.text for span in doc.spans[NAME]] == [text, text]
    assert [text[a:b] for a, b, _ in doc._.kejichu_lac] == ["芬兰国家技术研究中心", "清华大学"]


def test_jieba_words_hold_the_names(nlp: Language) -> None:
    words = spacy.blank("zh")
    words.tokenizer = JiebaTokenizer(words.vocab)
    words.add_pipe(NAME)
    doc = words(TEXT)
    assert doc._.kejichu_lac == nlp(TEXT)._.kejichu_lac
    assert all(
        span.start_char <= start and end <= span.end_char
        for span, (start, end, _) in zip(doc.spans[NAME], doc._.kejichu_lac, strict=True)
    )


def test_the_rules_can_be_left_out(nlp: Language) -> None:
    plain = spacy.blank("zh")
    plain.add_pipe(NAME, config={"merging": False})
    text = "中国和艾诺·凯图宁女士；央行；辽宁沈阳"
    assert plain(text)._.kejichu_lac != nlp(text)._.kejichu_lac


def test_a_pipeline_is_saved_loaded_and_pickled(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    expected = nlp(TEXT)._.kejichu_lac
    assert spacy.load(tmp_path)(TEXT)._.kejichu_lac == expected
    component = pickle.loads(pickle.dumps(nlp.get_pipe(NAME)))
    assert [tuple(name) for name in component.names([TEXT])[0]] == expected
