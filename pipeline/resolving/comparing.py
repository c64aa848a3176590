"""Comparing names: how much of two names is the same, part by part."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import Indel, JaroWinkler

from pipeline.resolving.glossary import COUNTRY, FILLER, PLACE, PLAIN, TYPE, WORD, place_names
from pipeline.resolving.names import LATIN, Name, Part
from pipeline.resolving.sounds import code, romanised, sound_alike
from pipeline.resolving.thresholds import thresholds

_Pair = tuple[float, int, int]
_Alike = Callable[[Part, Part], float]
_NOWHERE: frozenset[str] = frozenset()
# Shorter tokens are another word by one letter.
_FUZZY_TOKEN = 4
# Endings by which a name becomes an adjective or a genitive: Warszawska, Oulun, Masarykova.
_ENDING = re.compile(r"(?:sk\w{1,3}|ova|er|en|in|n|i|s|es|ese)")
# What a name has of its own and the other has not counts more than what they share.
_OWN = 1.3


@lru_cache(maxsize=65536)
def same_name(one: Name, other: Name, known: frozenset[str] = _NOWHERE) -> float:
    """How much of two names is the same, 0 to 1: what they share over what both have.

    ``known`` are ids of the places where the parties are: a name may tell them or not.
    """
    if one.core == other.core and one.script == other.script:
        return 1.0
    if _other_kind_of_body(one.parts, other.parts):
        return 0.0
    shared, left, right = _pair_off(one.parts, other.parts, _same_meaning)
    if one.script == other.script == LATIN:
        more, left, right = _pair_off(left, right, _same_token)
        more_joined, left, right = _run_together(left, right)
        more += more_joined
    else:
        more, left, right = _pair_off(left, right, _same_place)
        more_sounding, left, right = _same_residue(left, right)
        more += more_sounding
    paired = _weight((*one.parts, *other.parts)) - _weight((*left, *right))
    if not _says_enough(one.parts, left):
        known = _NOWHERE
    own = [part for part in (*left, *right) if part.kind != COUNTRY and not part.ids & known]
    unlike = sum(part.weight * (1 if part.kind in (TYPE, FILLER) else _OWN) for part in own)
    return (shared + more) / (paired + unlike) if paired else 0.0


def _says_enough(parts: Sequence[Part], left: Sequence[Part]) -> bool:
    """Whether what is shared is more than the kind of body: 光州科学技术院 and 韩国科学技术院."""
    shared = [part.kind for part in parts if part not in left]
    return any(kind in (PLAIN, WORD, PLACE) for kind in shared)


def _weight(parts: Iterable[Part]) -> float:
    return sum(part.weight for part in parts)


def _other_kind_of_body(left: Iterable[Part], right: Iterable[Part]) -> bool:
    """A university is no institute, a technical university no university."""
    one = [part.ids for part in left if part.kind == TYPE]
    two = [part.ids for part in right if part.kind == TYPE]
    return bool(one and two) and not any(a & b for a, b in product(one, two))


_Rest = tuple[float, list[Part], list[Part]]


def _pair_off(left: Sequence[Part], right: Sequence[Part], alike: _Alike) -> _Rest:
    """Pair parts off, the likest first: the weight that is shared, and what is left of both."""
    pairs: list[_Pair] = [
        (likeness, i, j)
        for (i, a), (j, b) in product(enumerate(left), enumerate(right))
        if (likeness := alike(a, b)) > 0
    ]
    pairs.sort(key=lambda pair: (-pair[0], pair[1], pair[2]))
    used_left, used_right, shared = set[int](), set[int](), 0.0
    for likeness, i, j in pairs:
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            shared += likeness * (left[i].weight + right[j].weight)
    rest_left = [part for i, part in enumerate(left) if i not in used_left]
    return shared, rest_left, [part for j, part in enumerate(right) if j not in used_right]


def _same_meaning(one: Part, other: Part) -> float:
    return 1.0 if one.ids & other.ids or one.text == other.text else 0.0


def _same_place(one: Part, other: Part) -> float:
    """A city and a word made of its name: 新西伯利亚 and novosibirskiy."""
    if {one.kind, other.kind} != {PLACE, PLAIN}:
        return 0.0
    place, word = (one, other) if one.kind == PLACE else (other, one)
    if not word.text.isascii():
        return 0.0
    names = [name for city in place.ids for name in place_names().get(city, ())]
    return 0.95 if any(_made_of(word.text, name) for name in names) else 0.0


def _made_of(word: str, name: str) -> bool:
    if len(name) < _FUZZY_TOKEN:
        return False
    stem = name[:-1] if len(name) > 5 or name[-1] in "aeo" else name
    if word.startswith((name, stem)) and len(word) - len(name) <= 5:
        return True
    sounds = code(name)
    return len(sounds) > 3 and word[:2] == name[:2] and code(word).startswith(sounds)


def _same_token(one: Part, other: Part) -> float:
    """Two words of one script that are one, misspelt or inflected."""
    if {TYPE, FILLER, COUNTRY} & {one.kind, other.kind}:
        return 0.0
    if likeness := _same_place(one, other):
        return likeness
    a, b = sorted((one.text, other.text), key=len)
    if len(a) < _FUZZY_TOKEN or not (a.isalpha() and b.isalpha()):
        return 0.0
    if b.startswith(a) and one.inflects and other.inflects and _ENDING.fullmatch(b[len(a) :]):
        return 0.95
    likeness = Indel.normalized_similarity(a, b)
    return likeness if likeness >= thresholds().parties.same_token else 0.0


def _run_together(left: list[Part], right: list[Part]) -> _Rest:
    """Nano Trace and Nanotrace."""
    one, two = (romanised(" ".join(part.text for part in side)) for side in (left, right))
    if one and one == two:
        return _weight((*left, *right)), [], []
    return 0.0, left, right


def _same_residue(left: list[Part], right: list[Part]) -> _Rest:
    """What no dictionary pairs: a transcription and its original, each as a whole."""
    best: _Rest = (0.0, left, right)
    for kinds in ((PLAIN,), (PLAIN, PLACE), (PLAIN, PLACE, WORD), (PLAIN, PLACE, WORD, FILLER)):
        one = [part for part in left if _may_sound(part, kinds)]
        two = [part for part in right if _may_sound(part, kinds)]
        if not one or not two:
            continue
        likeness = _likeness(one, two)
        shared = likeness * _weight((*one, *two))
        if likeness >= thresholds().parties.same_sound and shared > best[0]:
            rest = [part for part in left if part not in one]
            best = (shared, rest, [part for part in right if part not in two])
    return best


def _may_sound(part: Part, kinds: tuple[str, ...]) -> bool:
    """Chinese words of the dictionary mean something; an English one may have been transcribed."""
    return part.kind in (kinds if part.text.isascii() else (PLAIN, PLACE)) and part.kind in kinds


def _likeness(left: list[Part], right: list[Part]) -> float:
    one = " ".join(part.text for part in left)
    orders = {" ".join(part.text for part in side) for side in (right, right[::-1])}
    if one.isascii() != all(other.isascii() for other in orders):
        return max(sound_alike(one, other) for other in orders)
    # Two transcriptions of one name share characters or sounds.
    return max(
        max(sound_alike(one, other), JaroWinkler.similarity(one, other) if len(one) > 2 else 0.0)
        for other in orders
    )
