"""Sentence-like segments of a text: where a reader would pause, in Chinese and in English."""

import re
from collections.abc import Iterator

# A full stop ends an English sentence only before white space and a capital, digit or Han
# character, and not after an initial or a common abbreviation.
_END = re.compile(r"[。！？!?；;…]+[”’\"')）】]*|\n+|\.(?=\s+[A-Z0-9\"'“\u3400-\u9fff]|\s*$)")
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:Dr|Mr|Mrs|Ms|Prof|St|No|Inc|Ltd|Co|Corp|vs|etc|approx|Fig|Tel|Jr|Sr|Dipl"
    r"|Ing|e\.g|i\.e|U\.S|U\.K))$",
)


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence, without white space around it, in order.

    >>> text = "我们在芬兰。Dr. Li came. 好"
    >>> [text[start:end] for start, end in sentence_spans(text)]
    ['我们在芬兰。', 'Dr. Li came.', '好']
    """
    start = 0
    for mark in _END.finditer(text):
        if mark[0] == "." and _ABBREVIATION.search(text, max(0, mark.start() - 8), mark.start()):
            continue
        yield from _trimmed(text, start, mark.end())
        start = mark.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end
