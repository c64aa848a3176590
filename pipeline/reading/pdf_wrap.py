"""Which lines of a PDF are one paragraph, and what stands between them once joined.

A PDF has no paragraphs. A line goes on in the next one when it is full, that is, when the next
line's first word would not have fitted; labels, numbers, list marks, indents, gaps and changes of
size end a paragraph earlier.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from extractors.labels import label_id
from extractors.language import script_of
from pipeline.reading.pdf_geometry import overlap
from pipeline.reading.pdf_text import Line

LIST_MARK = re.compile(
    r"(?:[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2}|[a-z])[)）]|[一二三四五六七八九十]{1,3}[、．.]"
    r"|\d{1,2}(?:[、．)）]|\.(?!\d))|[①-⑳]|[●•◆■▲★▪◦‣※]|[-–]\s|第[一二三四五六七八九十\d]{1,3}[章节条])"
)
_PROJECT = re.compile(
    r"(?:项目|需求|案例|Project|Annex)\s*[一二三四五六七八九十\d]{1,3}\s*(?:[:：]|$)"
)
# Marks that open a numbered paragraph whatever stands before them: not a figure ("2．5万吨") and
# not the end of a reference ("第六条第|（二）项"), which a line may be broken before.
_NUMBER_MARK = re.compile(
    r"(?:[（(](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）](?![款项条点目类式节章中、和及或至])"
    r"|[一二三四五六七八九十]{1,3}[、．.](?![一二三四五六七八九十])"
    r"|\d{1,2}[、．](?!\d))"
)
_OPEN_END = re.compile(r"(?:[，,、（(《“‘\[【—\-–~～第和与及或至见如到]|附件|附表)$")
_COLON_LABEL = re.compile(r"([^:：。；;，,！？!?]{1,30})[:：]")
_PLAIN_LABEL = re.compile(r"[\u3400-\u9fff（）()、/ ]{2,10}$")
_SENTENCE_END = re.compile(r"[。！？!?；;：:.…][”’\"')）】]*$")
_ADDRESS_END = re.compile(r"(?:://|www\.|@)\S*[/@.\-_=&?]$|^[/@.\-_=&?]")
_ADDRESS = re.compile(r"\S+@\S+\.\w+|https?://|www\.|\+\d[\d\s\-()]{6,}$", re.I)
_WIDE = re.compile(r"[\u2e80-\uabff\uf900-\uffef\U00020000-\U0003ffff]")
_FIRST_WORD = re.compile(r"[!-~\u00c0-\u024f\u0400-\u04ff]+|.[，。；：、！？）》】”’]*")
# A hyphenated word, or a small letter after a small one: a sentence that goes on.
_RUNS_ON = re.compile(r"(?:[A-Za-z]-|[a-z],?)\n[a-z]")
# All in ems of the line's own size.
_INDENT, _SLACK, _LATIN_SLACK, _EDGE = 1.2, 1.0, 0.3, 1.0
# Paragraphs are set wider apart than lines by this factor, where they are set apart.
_GAP = 1.25
_OTHER_SIZE = 1.12
# Lines that end together are set to one edge if they are this many and this share of their kind.
_EDGE_LINES, _EDGE_SHARE = 3, 0.25
# A shorter line, in ems, is never full by what its neighbours do.
_SHORT_LINE = 14
_WINDOW = 60
_QUARTER = 4


def starts_label(text: str) -> bool:
    """Whether a line begins with a known label and a colon, or is nothing but a known label."""
    found = _COLON_LABEL.match(text)
    return bool(found and label_id(found[1])) or is_label(text)


def is_label(text: str) -> bool:
    """Whether a line is a known label and nothing else."""
    return len(text) <= 30 and label_id(text) is not None


class Wrapping:
    """Decides for the lines of one run of text.

    ``lines`` are all lines that tell where text reaches; ``right`` is the edge where it is known,
    as in a table cell.
    """

    def __init__(self, lines: Sequence[Line], right: float | None = None) -> None:
        self._lines = lines
        self._right = right
        self._index = {id(line): index for index, line in enumerate(lines)}
        pitches = sorted(_pitches(lines))
        sizes = sorted(line.size for line in lines)
        self._usual_size = sizes[len(sizes) // 2] if sizes else 1.0
        self._pitch = pitches[len(pitches) // _QUARTER] if pitches else 0.0

    def paragraphs(self, run: Iterable[Line]) -> Iterator[list[Line]]:
        """The lines of a run, a paragraph at a time."""
        block: list[Line] = []
        for line in run:
            if block and not self._goes_on(block, line):
                yield block
                block = []
            block.append(line)
        if block:
            yield block

    def _goes_on(self, block: list[Line], line: Line) -> bool:
        last = block[-1]
        if line.row_mate or _differs(last, line) or is_label(last.text) or starts_label(line.text):
            return False
        if self._is_gap(last, line) or _is_indented(block, line):
            return False
        if self._right is None and _centred_on(last, line) and self._is_large(line):
            return _same_script(last, line)
        if self._right is not None and _ADDRESS.match(line.text):
            return bool(_ADDRESS_END.search(last.text))
        return self._is_full(last, line) and not _starts_anew(block, line)

    def _is_large(self, line: Line) -> bool:
        """A title's lines are broken by hand, so that they need not be full."""
        return line.size > _OTHER_SIZE * self._usual_size

    def _is_gap(self, last: Line, line: Line) -> bool:
        """Whether more than a line's pitch lies between; the next page or column is none."""
        pitch = last.box.middle[1] - line.box.middle[1]
        if last.page != line.page:
            return False
        if pitch < 0:
            return line.box.left < last.box.right
        beside = overlap((last.box.left, last.box.right), (line.box.left, line.box.right)) == 0
        usual = max(self._pitch, 1.0) * max(1.0, last.size / max(self._usual_size, 1.0))
        return beside or pitch > _GAP * usual

    def _is_full(self, last: Line, line: Line) -> bool:
        """Whether the next line's first word had no room at the end of the last line."""
        if _RUNS_ON.search(f"{last.text[-2:]}\n{line.text[:2]}"):
            return True
        word = _FIRST_WORD.match(line.text)
        need = line.box.width * _units(word[0] if word else "") / max(_units(line.text), 1)
        slack = _LATIN_SLACK if word and word[0][0].isascii() else _SLACK
        if self._right is not None:
            return self._right - last.box.right < need + slack * last.size
        if last.box.width < _SHORT_LINE * last.size:
            return False
        peers = self._peers(last)
        edge = max(peer.box.right for peer in peers)
        near = sum(abs(peer.box.right - last.box.right) <= _EDGE * last.size for peer in peers)
        together = near >= _EDGE_LINES and near >= _EDGE_SHARE * len(peers)
        return together or edge - last.box.right < need + slack * last.size

    def _peers(self, line: Line) -> list[Line]:
        """Lines nearby in the same column and size, of the page or, if few, around it."""
        at = self._index[id(line)]
        near = [
            peer
            for peer in self._lines[max(0, at - _WINDOW) : at + _WINDOW]
            if overlap((peer.box.left, peer.box.right), (line.box.left, line.box.right)) > 0.5
            and max(peer.size, line.size) < _OTHER_SIZE * min(peer.size, line.size)
        ]
        own = [peer for peer in near if peer.page == line.page]
        return own if len(own) >= _EDGE_LINES else near


def _pitches(lines: Sequence[Line]) -> Iterator[float]:
    for last, line in pairwise(lines):
        pitch = last.box.middle[1] - line.box.middle[1]
        if last.page == line.page and 0.8 * line.size < pitch < 3 * line.size:
            yield pitch


def _differs(last: Line, line: Line) -> bool:
    """Another size, or bold as a whole against plain."""
    larger = max(last.size, line.size) > _OTHER_SIZE * min(last.size, line.size)
    return larger or last.bold != line.bold


def _is_indented(block: list[Line], line: Line) -> bool:
    """A first line's indent, or the end of a hanging one."""
    last = block[-1]
    if _centred_on(last, line) or line.box.left > last.box.right:
        return False
    shift = (line.box.left - last.box.left) / line.size
    if shift > _INDENT:
        hangs = LIST_MARK.match(last.text) or _COLON_LABEL.match(last.text)
        return len(block) > 1 or not hangs
    ended = bool(_SENTENCE_END.search(last.text))
    return shift < -_INDENT and len(block) > 1 and ended


def _centred_on(last: Line, line: Line) -> bool:
    """Two lines of different width about one axis."""
    apart = abs(last.box.middle[0] - line.box.middle[0])
    indented = abs(last.box.left - line.box.left) > _INDENT * line.size
    return last.page == line.page and indented and apart < _EDGE * line.size / 2


def _same_script(last: Line, line: Line) -> bool:
    return script_of(last.text[-1]) == script_of(line.text[0])


def _starts_anew(block: list[Line], line: Line) -> bool:
    """A numbered paragraph, a list mark or label after a sentence, or the other language."""
    last = block[-1]
    if _opens_number(last.text, line.text):
        return True
    ended = bool(_SENTENCE_END.search(last.text))
    label = _COLON_LABEL.match(line.text)
    marked = LIST_MARK.match(line.text) or _PROJECT.match(line.text)
    if ended and (marked or (label and _PLAIN_LABEL.match(label[1]))):
        return True
    return ended and _has_han(last.text) != _has_han(line.text)


def _opens_number(before: str, text: str) -> bool:
    """Whether a line is numbered, and the text before it does not plainly go on in it."""
    numbered = _NUMBER_MARK.match(text) or _PROJECT.match(text)
    return bool(numbered) and not _OPEN_END.search(before)


def _has_han(text: str) -> bool:
    return any(script_of(char) == "han" for char in text)


def _units(text: str) -> int:
    """Width in half ems: a wide character is two."""
    return sum(1 if ord(char) < 0x1100 else 2 for char in text)


def separator(last: Line, line: Line) -> str:
    """What joins two lines of a paragraph: nothing beside Chinese, else a space.

    A hyphen at the line's end stays, since it may belong to the word; a figure that Chinese text
    breaks anywhere and an address that goes on are not torn.
    """
    before, after = last.text[-1], line.text[0]
    if _is_wide(before) or _is_wide(after):
        return ""
    if before in "-\u2010\xad" and last.text[-2:-1].isalpha():
        return ""
    if _ADDRESS_END.search(last.text.rsplit(" ", 1)[-1]) and not last.space_after:
        return ""
    broken = before.isdigit() and (after.isdigit() or after in ".,%") and _has_han(last.text)
    return "" if broken and not last.space_after else " "


def _is_wide(char: str) -> bool:
    return char in "“”‘’…—" or bool(_WIDE.match(char))
