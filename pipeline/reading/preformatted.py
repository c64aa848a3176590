"""Preformatted text: its lines, with those joined again that were only wrapped."""

from extractors.labels import label_id
from extractors.numbering import list_number
from pipeline.reading.mapped_text import MappedText

# A line at least so wide, against the widest, was broken because it was full.
_FULL = 0.85
_WIDE = "\u2e80"


def paragraphs_of(text: MappedText) -> list[MappedText]:
    """The paragraphs of preformatted text, every character with its origin.

    Blank lines part paragraphs; so do a line that is not full, a label and a list number.
    """
    lines = _lines(text)
    widest = max((_width(str(line)) for line in lines), default=0)
    result: list[MappedText] = []
    joins = False
    for line in lines:
        shown = str(line).strip()
        if joins and shown and not _opens(shown):
            tight = line.stripped()
            if result[-1].chars[-1] < _WIDE and tight.chars[0] < _WIDE:
                result[-1].extend(MappedText.unmapped(" "))
            result[-1].extend(tight)
        else:
            result.append(line.stripped())
        joins = bool(shown) and _width(str(line)) >= _FULL * widest
    return result


def _lines(text: MappedText) -> list[MappedText]:
    lines, start = [], 0
    for index, char in enumerate(text.chars):
        if char == "\n":
            lines.append(text.slice(start, index))
            start = index + 1
    return [*lines, text.slice(start, len(text))]


def _width(line: str) -> int:
    """Columns of a line; Chinese characters take two."""
    return sum(2 if char >= _WIDE else 1 for char in line.rstrip())


def _opens(line: str) -> bool:
    """Whether a line begins something of its own."""
    head = line.split("：")[0].split(":")[0]
    return list_number(line) is not None or (len(head) < len(line) and bool(label_id(head)))
