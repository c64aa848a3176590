"""Paragraphs that only their indents set apart: two ideographic spaces after a stop."""

import re

from pipeline.reading.mapped_text import MappedText

# The indent of a Chinese paragraph, or what pages write for it.
_INDENT = re.compile(r"(?<=[。！？；!?])\s*?(?:\u3000{2,}|\u00a0{4,})\s*")


def indented_paragraphs(text: MappedText) -> list[MappedText]:
    """The paragraphs of a text, every character with its origin; without such indents, the text."""
    found = list(_INDENT.finditer(str(text)))
    starts = [0, *(match.end() for match in found)]
    ends = [*(match.start() for match in found), len(text)]
    return [text.slice(start, end) for start, end in zip(starts, ends, strict=True)]
