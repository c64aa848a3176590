"""Signs that a PDF's text layer does not say what the page shows. They are flagged, never mended.

A font without a way back to Unicode gives private-use or replacement characters, characters
without meaning, or rare ones at random; a shadow or a second layer gives every glyph twice.
"""

from itertools import pairwise

from pipeline.reading.pdf_text import REPLACEMENT, Glyph

# Shares of the visible characters, and the number from which a share means something.
_FAULTY, _RARE, _DOUBLED, _ENOUGH = 0.05, 0.3, 0.2, 10
_CID = "(cid:"
# Two equal glyphs whose centres are nearer than this, in ems, are one drawn twice; ll is farther.
_NEAR = 0.18


class TextLayer:
    """Counts over the glyphs of all pages."""

    def __init__(self) -> None:
        self.visible = 0
        self._faulty = self._han = self._rare = self._doubled = 0

    def add(self, glyphs: list[Glyph]) -> None:
        """Count one page's glyphs."""
        text = "".join(glyph.char for glyph in glyphs)
        self.visible += len(glyphs)
        self._faulty += sum(glyph.faulty or _means_nothing(glyph.char) for glyph in glyphs)
        self._faulty += len(_CID) * text.count(_CID)
        han = [char for char in text if "\u3400" <= char <= "\u9fff"]
        self._han += len(han)
        self._rare += sum(not _is_common(char) for char in han)
        self._doubled += max(_drawn_twice(glyphs), _written_twice(text))

    @property
    def is_broken(self) -> bool:
        """Whether the text cannot be trusted."""
        return (
            _exceeds(self._faulty, self.visible, _FAULTY)
            or _exceeds(self._rare, self._han, _RARE)
            or _exceeds(self._doubled, self.visible, _DOUBLED)
        )


def _exceeds(count: int, total: int, share: float) -> bool:
    return total >= _ENOUGH and count > share * total


def _means_nothing(char: str) -> bool:
    return char == REPLACEMENT or "\ue000" <= char <= "\uf8ff" or char >= "\U000f0000"


def _is_common(char: str) -> bool:
    """Whether a Han character is in level 1 of GB 2312 or of Big5, by its lead byte."""
    for codec, last_lead in (("gb2312", 0xD7), ("big5", 0xC6)):
        code = char.encode(codec, "ignore")
        if code and code[0] <= last_lead:
            return True
    return False


def _drawn_twice(glyphs: list[Glyph]) -> int:
    """Glyphs that lie on an equal one, or nearly: a shadow or a second layer."""
    seen: dict[tuple[str, int, int], tuple[float, float]] = {}
    count = 0
    for glyph in glyphs:
        (x, y), step = glyph.box.middle, max(_NEAR * glyph.size, 0.1)
        column, row = int(x // step), int(y // step)
        around = [
            seen.get((glyph.char, column + dx, row + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1)
        ]
        count += any(at and abs(at[0] - x) < step and abs(at[1] - y) < step for at in around)
        seen[glyph.char, column, row] = (x, y)
    return count


def _written_twice(text: str) -> int:
    """Letters equal to the one before, as in 中中国国; figures and dots repeat by nature."""
    return sum(a == b and a.isalpha() for a, b in pairwise(text))
