"""Features of a sentence for the classifiers: words, pairs of words, and stretches of characters.

Chinese compounds that no word list holds share stretches of characters with those that were seen,
English words share their stems: hence both beside whole words.
"""

import re
from functools import cache
from itertools import pairwise

import rjieba

_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_LATIN = re.compile(r"[a-zà-ž]+")
_TOKEN = re.compile(r"[\u3400-\u9fff]+|[a-zà-ž][a-zà-ž'-]*|\d+|[^\s\w]")
# Lengths of the stretches: of Han characters, and of letters in a word with its ends marked.
_HAN, _LETTERS = (1, 2, 3, 4), (4, 5, 6)
# Figures matter by being there, not by their value.
_FIGURE = "0"


@cache
def _segmenter() -> rjieba.Jieba:
    """An instance of its own: the terms that others add must not change what was trained."""
    return rjieba.Jieba()


def features(folded: str) -> tuple[str, ...]:
    """The features of a folded sentence, in order, repetitions included.

    >>> features("好 3 ovens")[:4]
    ('w:好', 'w:0', 'w:ovens', 'p:好 0')
    """
    words = list(_words(folded))
    found = [f"w:{word}" for word in words]
    found += [f"p:{a} {b}" for a, b in pairwise(words)]
    for run in _HAN_RUN.findall(folded):
        found += [f"h:{run[i : i + n]}" for n in _HAN for i in range(len(run) - n + 1)]
    for word in _LATIN.findall(folded):
        marked = f"^{word}$"
        found += [
            f"l:{marked[i : i + n]}" for n in _LETTERS for i in range(max(1, len(marked) - n + 1))
        ]
    return tuple(found)


def _words(folded: str) -> list[str]:
    words: list[str] = []
    for token in _TOKEN.findall(folded):
        if "\u3400" <= token[0] <= "\u9fff":
            words += _segmenter().cut(token)
        else:
            words.append(_FIGURE if token.isdigit() else token)
    return words
