"""Long texts in pieces: a network that reads a whole book as one sentence is slow and no wiser."""

import re
from collections.abc import Iterator

# Code points of one piece. Sentences of the pages have 30 on average and hardly ever 200.
CAP = 256
# Where a text may be cut, best first: behind a sentence, behind a clause, at a blank.
_ENDS = tuple(map(re.compile, (r"[。！？!?；;\n]+[”’」』）)]*", r"[，,、：:]", r"\s")))


def chunks(text: str, cap: int = CAP) -> Iterator[tuple[int, int]]:
    """Start and end of the pieces of a text, none longer than ``cap``, all characters covered.

    A piece ends at the last sentence end that it can reach, else at the last clause end, else at
    the last blank, else at the cap, where a name may be cut in two.
    """
    start = 0
    while len(text) - start > cap:
        end = _cut(text, start, start + cap)
        yield start, end
        start = end
    if start < len(text):
        yield start, len(text)


def _cut(text: str, start: int, stop: int) -> int:
    for pattern in _ENDS:
        ends = [match.end() for match in pattern.finditer(text, start, stop)]
        if ends:
            return ends[-1]
    return stop
