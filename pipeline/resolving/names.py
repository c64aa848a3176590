"""A name taken apart: concepts that a dictionary knows, places, and what is the name's own."""

import re
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from extractors.language import script_of
from pipeline.resolving.glossary import (
    COUNTRY,
    FILLER,
    PLACE,
    PLAIN,
    TYPE,
    WORD,
    Concept,
    han_key,
    han_terms,
    latin_terms,
    tokens_of,
)
from pipeline.resolving.legal_forms import (
    without_han_form,
    without_han_title,
    without_latin_form,
    without_titles,
)

HAN, LATIN = "han", "latin"
# How much of a name a part is: what is its own says most, what kind of body it is least.
WEIGHTS = {PLAIN: 1.0, PLACE: 0.8, WORD: 0.6, TYPE: 0.4, FILLER: 0.35, COUNTRY: 0.3}

_RUNS = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\U00020000-\U000323af]+|[^\u3040-\u30ff\u3400-\u9fff]+"
)
_BRACKETS = re.compile(r"[（(][^（）()]*[)）]")
_CAMEL = re.compile(r"(?<=[a-zß-ÿ]{2})(?=[A-Z][a-z])")
_ACRONYM = re.compile(r"[A-ZА-Я][A-ZА-Я0-9-]{1,7}")
_LONGEST_PHRASE = 4
_SHORTEST_CITY = 4
# Endings of adjectives and genitives made of cities.
_ENDING = re.compile(r"sk\w{1,3}|iy|yy|ij|aya|oye|oe|er|en|in|es|ese|ensis")
# A single character of the dictionary must beat one of a transcription: 水 is water alone, but
# 马 in 马克 is no horse.
_LETTER_COST, _CHUNK_COST, _TERM_COST, _SINGLE_COST = 1.0, 0.5, 0.3, 1.2


# Start and end in the run of characters, and whether the dictionary knows it.
_Piece = tuple[int, int, bool]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a name: its kind, its meanings (none for a plain part) and its characters."""

    kind: str
    ids: frozenset[str]
    text: str
    alpha3: frozenset[str] = frozenset()
    # Names of bodies and places are inflected (Masarykova univerzita), those of persons are not.
    inflects: bool = True

    @property
    def weight(self) -> float:
        """How much of the name this part is."""
        return WEIGHTS[self.kind]


@dataclass(frozen=True, slots=True)
class Name:
    """A form of a name: its script (``han`` or ``latin``, which stands for any alphabet), its key
    without legal form and punctuation, its parts in order, and whether it is an acronym.
    """

    text: str
    script: str
    core: str
    parts: tuple[Part, ...]
    acronym: bool

    @property
    def residue(self) -> str:
        """What no dictionary knows, in order."""
        return " ".join(part.text for part in self.parts if part.kind == PLAIN)

    @property
    def initials(self) -> frozenset[str]:
        """The acronyms that this form may be shortened to, in lower case."""
        words = re.findall(r"[a-z0-9]+", anyascii(self.text).lower().replace("'", ""))
        bare = tokens_of(self.text)
        found = {"".join(w[0] for w in ws) for ws in (words, bare, without_latin_form(bare)) if ws}
        return frozenset(f for f in found if len(f) > 2)


@lru_cache(maxsize=65536)
def parse_name(text: str, person: bool = False) -> Name:
    """A name taken apart; ``person`` leaves out titles instead of legal forms."""
    bare = _BRACKETS.sub(" ", text).strip() or text
    script = HAN if any(script_of(char) in ("han", "kana") for char in bare) else LATIN
    acronym = script == LATIN and _ACRONYM.fullmatch(bare) is not None
    parts: list[Part] = []
    if script == HAN:
        folded = "".join(c if c.isalnum() else " " for c in han_key(bare))
        folded = "".join(folded.split()) if not person else folded.strip()
        folded = without_han_title(folded) if person else without_han_form(folded)
        for run in _RUNS.findall(folded):
            han = script_of(run[0]) in ("han", "kana")
            parts += _han_parts(run, person) if han else _latin_parts(tokens_of(run), person)
        core = "".join(folded.split())
    else:
        tokens = tokens_of(_CAMEL.sub(" ", bare)) or tokens_of(bare)
        tokens = without_titles(tokens) if person else without_latin_form(tokens)
        tokens = [t for t in tokens if len(t) > 1] or tokens
        parts = _latin_parts(tokens, person)
        core = "".join(tokens)
    return Name(bare, script, core, tuple(parts), acronym)


def _latin_parts(tokens: list[str], person: bool) -> list[Part]:
    if person:
        return [Part(PLAIN, frozenset(), token, inflects=False) for token in tokens]
    terms, parts, at = latin_terms(), list[Part](), 0
    while at < len(tokens):
        for length in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
            phrase = " ".join(tokens[at : at + length])
            if concept := terms.get(phrase) or _inflected_place(phrase):
                parts.append(Part(concept.kind, concept.ids, phrase, concept.alpha3))
                break
        else:
            length = 1
            parts.append(Part(PLAIN, frozenset(), tokens[at]))
        at += length
    return parts


def _inflected_place(phrase: str) -> Concept | None:
    """A city that its name is made of: novosibirskiy, sankt peterburgskiy, oulun."""
    for length in range(2, 6):
        stem, ending = phrase[:-length], phrase[-length:]
        if len(stem) < _SHORTEST_CITY or not _ENDING.fullmatch(ending):
            continue
        found = latin_terms().get(stem)
        if found and found.kind == PLACE:
            return found
    stem = phrase[:-1]
    found = latin_terms().get(stem) if len(stem) >= _SHORTEST_CITY else None
    return found if found and found.kind == PLACE and phrase[-1] in "nis" else None


def _han_parts(run: str, person: bool) -> list[Part]:
    if person:
        return [Part(PLAIN, frozenset(), run, inflects=False)]
    terms = han_terms()
    # best[i]: cost and pieces of run[:i].
    best: list[tuple[float, tuple[_Piece, ...]]] = [(0.0, ())]
    for end in range(1, len(run) + 1):
        options = []
        for start in range(max(0, end - 10), end):
            cost, pieces = best[start]
            if run[start:end] in terms:
                price = _TERM_COST if end - start > 1 else _SINGLE_COST
                options.append((cost + price, (*pieces, (start, end, True))))
        cost, pieces = best[end - 1]
        if pieces and not pieces[-1][2]:
            joined = (*pieces[:-1], (pieces[-1][0], end, False))
            options.append((cost + _LETTER_COST, joined))
        else:
            options.append((cost + _LETTER_COST + _CHUNK_COST, (*pieces, (end - 1, end, False))))
        best.append(min(options, key=lambda option: (option[0], len(option[1]), option[1])))
    return [_han_part(run[a:b], known) for a, b, known in _without_lone(best[-1][1])]


def _without_lone(pieces: tuple[_Piece, ...]) -> list[_Piece]:
    """Known characters that stand alone beside unknown ones join them: 西 in 西门子 is no west."""
    known = [known for _, _, known in pieces]
    for order in (range(len(pieces)), reversed(range(len(pieces)))):
        for at in order:
            start, end, _ = pieces[at]
            beside = known[max(0, at - 1) : at] + known[at + 1 : at + 2]
            known[at] &= end - start > 1 or all(beside)
    joined: list[_Piece] = []
    for (start, end, _), sure in zip(pieces, known, strict=True):
        if joined and not sure and not joined[-1][2]:
            joined[-1] = (joined[-1][0], end, False)
        else:
            joined.append((start, end, sure))
    return joined


def _han_part(text: str, known: bool) -> Part:
    if not known:
        return Part(PLAIN, frozenset(), text)
    concept = han_terms()[text]
    return Part(concept.kind, concept.ids, text, concept.alpha3)
