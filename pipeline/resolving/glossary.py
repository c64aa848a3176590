"""Words that names of organisations are made of, in Chinese and other languages, as concepts.

`names/glossary.tsv` says which words say the same (`光学`, optics, Optik, оптика), cities and
countries come from the gazetteers. Names in two languages are compared by these concepts.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import opencc
from anyascii import anyascii

from extractors.folding import fold
from extractors.places import CITY_COLUMNS, COUNTRY_COLUMNS
from models.vocabulary import ROOT, read_rows

GLOSSARY_COLUMNS = ("zh", "en", "other", "kind")
TYPE, FILLER, WORD, PLACE, COUNTRY, PLAIN = "type", "filler", "word", "place", "country", "plain"
# Little words that names are written with and without.
STOPWORDS: Final = frozenset(
    "the of and for de di del della dell da do dos das du des der die und fur y e et en w v na im"
    " at in la le les los degli studi din v za u".split()
)
# A vowel in Bulgarian and silent in Russian; the library writes both as quotation marks.
_SIGNS = {ord("ъ"): "a", ord("ь"): ""}
_TOKEN = re.compile(r"[a-z0-9]+(?:&[a-z0-9]+)?")


@dataclass(frozen=True, slots=True)
class Concept:
    """What a word may mean: the ids of all its meanings and the strongest kind among them."""

    ids: frozenset[str]
    kind: str
    alpha3: frozenset[str] = frozenset()


Terms = dict[str, Concept]


def tokens_of(text: str) -> list[str]:
    """Tokens of a name in an alphabet, as lower-case ASCII, little words left out.

    >>> tokens_of("Universität für Angewandte Küstenakustik")
    ['universitat', 'angewandte', 'kustenakustik']
    """
    plain = anyascii(text.lower().translate(_SIGNS)).lower().replace("'", " ")
    return [token for token in _TOKEN.findall(plain) if token not in STOPWORDS]


@cache
def _old_forms() -> opencc.OpenCC:
    return opencc.OpenCC("jp2t")


def han_key(text: str) -> str:
    """A name in Chinese characters in one form: simplified, Japanese new forms too.

    >>> han_key("金沢工業大学") == han_key("金泽工业大学")
    True
    """
    return fold(_old_forms().convert(text))


@cache
def han_terms() -> Terms:
    """Chinese words and place names by their folded form. Raises VocabularyError."""
    found = _Collector()
    for row, ids, kind in _glossary():
        for term in row[0]:
            found.add(han_key(term), ids, kind)
    for names, _, ids, kind, alpha3 in _places():
        for term in names:
            found.add(han_key(term), ids, kind, alpha3)
    return found.terms()


@cache
def latin_terms() -> Terms:
    """Words of other languages and place names by their tokens, joined by a blank."""
    found = _Collector()
    for row, ids, kind in _glossary():
        for term in row[1]:
            found.add(" ".join(tokens_of(term)), ids, kind)
    for _, names, ids, kind, alpha3 in _places():
        for term in names:
            found.add(" ".join(tokens_of(term)), ids, kind, alpha3)
    return found.terms()


@cache
def place_names() -> dict[str, tuple[str, ...]]:
    """Names of a city in alphabets, by its id, each run together."""
    return {
        meaning: tuple("".join(tokens_of(name)) for name in names)
        for _, names, meaning, kind, _ in _places()
        if kind == PLACE
    }


_Words = tuple[tuple[str, ...], tuple[str, ...]]


def _glossary() -> Iterator[tuple[_Words, str, str]]:
    for row in read_rows(ROOT / "names" / "glossary.tsv", GLOSSARY_COLUMNS):
        words = (row.many("zh"), (*row.many("en"), *row.many("other")))
        yield words, row.many("zh")[0], row["kind"]


_Place = tuple[tuple[str, ...], tuple[str, ...], str, str, str]


def _places() -> Iterator[_Place]:
    for row in read_rows(ROOT / "places" / "countries.tsv", COUNTRY_COLUMNS):
        zh = (row["name_zh"], *row.many("aliases_zh"))
        en = (row["name_en"], *row.many("aliases_en"), *row.many("demonyms_en"))
        yield zh, en, row["alpha3"], COUNTRY, row["alpha3"]
    for row in read_rows(ROOT / "places" / "cities.tsv", CITY_COLUMNS):
        aliases = row.many("aliases")
        han = tuple(a for a in aliases if not a.isascii() and "\u4e00" <= a[0] <= "\u9fff")
        other = tuple(a for a in aliases if a not in han)
        key = f"{row['name_en']}@{row['alpha3']}"
        yield (row["name_zh"], *han), (row["name_en"], *other), key, PLACE, row["alpha3"]


class _Collector:
    """Gathers the meanings of each form; a place beats a word of the same form."""

    _ORDER: Final = (TYPE, COUNTRY, PLACE, WORD, FILLER)

    def __init__(self) -> None:
        self._ids: defaultdict[str, set[str]] = defaultdict(set)
        self._kinds: defaultdict[str, set[str]] = defaultdict(set)
        self._countries: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, form: str, meaning: str, kind: str, alpha3: str = "") -> None:
        """A form with one more meaning; forms of fewer than two ASCII letters are left out."""
        if not form or (form.isascii() and len(form) < 2):
            return
        self._ids[form].add(meaning)
        self._kinds[form].add(kind)
        if alpha3:
            self._countries[form].add(alpha3)

    def terms(self) -> Terms:
        """All forms with their concepts."""
        return {
            form: Concept(
                frozenset(ids),
                next(kind for kind in self._ORDER if kind in self._kinds[form]),
                frozenset(self._countries[form]),
            )
            for form, ids in self._ids.items()
        }
