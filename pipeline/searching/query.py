"""Queries: words that must all stand in a record, phrases, alternatives and exclusions.

``氢能 storage`` asks for both, ``"fuel cell"`` for the words in a row, ``氢能 OR hydrogen`` for
either, ``-电池`` for records without, ``hydro*`` for a beginning. OR binds closer than the space.
"""

import re
from dataclasses import dataclass

from pipeline.searching.errors import QueryError
from pipeline.searching.words import phrase

_ITEM = re.compile(r'(?P<minus>-?)(?:["“”](?P<quoted>[^"“”]*)["“”]?|(?P<bare>[^\s"“”]+))')
_OR = "OR"


@dataclass(frozen=True, slots=True)
class Term:
    """Words in a row, the last of which may be only a beginning."""

    words: tuple[str, ...]
    prefix: bool

    def expression(self) -> str:
        """The term as an FTS5 expression."""
        # Words are letters and digits only, so nothing needs escaping.
        return f'"{" ".join(self.words)}"{"*" if self.prefix else ""}'


@dataclass(frozen=True, slots=True)
class Query:
    """Of each group in ``wanted`` one term must stand in a record, of ``unwanted`` none."""

    wanted: tuple[tuple[Term, ...], ...]
    unwanted: tuple[Term, ...]

    def wanted_expression(self) -> str:
        """What must stand, as an FTS5 expression; empty where nothing must."""
        groups = (" OR ".join(term.expression() for term in group) for group in self.wanted)
        return " AND ".join(f"({group})" for group in groups)

    def unwanted_expression(self) -> str:
        """What must not stand, as an FTS5 expression; empty where there is nothing."""
        return " OR ".join(term.expression() for term in self.unwanted)


def parse(text: str) -> Query:
    """The query of a text. Raises QueryError for an item without a letter or digit."""
    wanted: list[list[Term]] = []
    unwanted: list[Term] = []
    joined = False
    for item in _ITEM.finditer(text):
        if item["bare"] == _OR and not item["minus"]:
            joined = bool(wanted)
            continue
        term = _term(item)
        if item["minus"]:
            unwanted.append(term)
        elif joined:
            wanted[-1].append(term)
        else:
            wanted.append([term])
        joined = False
    return Query(tuple(map(tuple, wanted)), tuple(unwanted))


def _term(item: re.Match[str]) -> Term:
    text = item["bare"] or item["quoted"] or ""
    found, prefix = phrase(text)
    if not found:
        raise QueryError(f"{item[0]!r} holds no letter or digit to search for")
    return Term(tuple(found), prefix or text.endswith("*"))
