"""Headings that name parts of one text (背景, 联系方式) rather than the things of a list."""

import re
from collections.abc import Sequence
from functools import cache

from extractors import technology
from extractors.folding import compact, fold
from extractors.labels import label_id
from extractors.numbering import list_number
from extractors.tagged import TaggedDocument
from models.document import Block
from models.vocabulary import ROOT, read_rows

# Headings this short that name no technology are parts of one text.
_TERSE = 8
# A bold word this short is a label, not a heading.
_LABEL = 4
# A heading of a section is no longer, and has at most so much beside the section word.
_SHORT, _BESIDE = 12, 4


@cache
def _section_words() -> tuple[frozenset[str], frozenset[str]]:
    rows = read_rows(ROOT / "sections.tsv", ("word", "language"))
    return (
        frozenset(row["word"] for row in rows if row["language"] == "zh"),
        frozenset(row["word"] for row in rows if row["language"] == "en"),
    )


def is_label(line: str) -> bool:
    """Whether a line of its own is a label rather than a heading."""
    return label_id(line) is not None or len(compact(line)) <= _LABEL


def are_sections(page: TaggedDocument, blocks: Sequence[Block]) -> bool:
    """Whether headings name parts of one text (背景, 联系方式) rather than things of a list."""
    lines = [page.quote(block.span) for block in blocks]
    generic = sum(_is_section(line) for line in lines)
    terse = all(len(compact(_title_of(line))) <= _TERSE for line in lines)
    return generic * 3 > len(blocks) or (terse and not any(map(names_technology, lines)))


def _title_of(line: str) -> str:
    number = list_number(line)
    return line[number.length :] if number else line


def names_technology(line: str) -> bool:
    """Whether a line holds a term of weight 2 or 3 of the technology term bank."""
    hits = technology.lexicon().find(fold(line))
    return any(entry.weight >= 2 for hit in hits for entry in hit.entries)


def _names_part(key: str, word: str) -> bool:
    """Whether a heading is a section word with little else, or ends with one.

    条件 in 干细胞条件培养液 is part of a thing's name.
    """
    return word in key and (len(key) <= len(word) + _BESIDE or key.endswith(word))


def _is_section(line: str) -> bool:
    rest = _title_of(line)
    title = re.split(r"[。：:\n]", rest)[0].strip()
    if label_id(title) or rest.rstrip().endswith(("?", "？")):
        return True
    chinese, english = _section_words()
    key = compact(title)
    if len(key) <= _SHORT and any(_names_part(key, word) for word in chinese):
        return True
    words = re.findall(r"[a-z]+", fold(title))
    return 0 < len(words) <= 6 and any(word in english for word in words)
