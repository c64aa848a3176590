"""Blocking: which mentions are worth comparing, so that not every pair has to be."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise, product

from pipeline.resolving.glossary import PLACE, PLAIN, TYPE, WORD
from pipeline.resolving.mentions import PartyMention
from pipeline.resolving.names import Name
from pipeline.resolving.sounds import code
from pipeline.resolving.thresholds import thresholds

Key = tuple[str, ...]
_Pair = tuple[int, int]

# One of these is enough for two names to be compared; of the others, which many names share by
# chance, two are needed.
_TELLING = frozenset(("core", "site", "sounds", "place", "words", "short"))
_ENOUGH = 2
_EVERYWHERE, _NOWHERE = "everywhere", ""
# Consonants of a short name.
_SHORT = 4


def candidate_pairs(mentions: Sequence[PartyMention]) -> Iterator[_Pair]:
    """Pairs of indices whose names share a telling key or two others; some come twice.

    Names are compared within a country, those of an unknown country with all, the same name and
    the same site across countries. Keys that very many names share tell nothing.
    """
    blocks: defaultdict[str, defaultdict[Key, list[int]]] = defaultdict(lambda: defaultdict(list))
    for at, mention in enumerate(mentions):
        for place, *key in sorted(_keys(mention)):
            blocks[place][tuple(key)].append(at)
    nowhere: Mapping[Key, list[int]] = blocks.pop(_NOWHERE, {})
    for place in sorted(blocks):
        yield from _within(blocks[place], nowhere if place != _EVERYWHERE else {})
    yield from _within(nowhere, {})


def _within(blocks: Mapping[Key, list[int]], others: Mapping[Key, list[int]]) -> list[_Pair]:
    """Pairs of one country's names, and of these and of those of no known country."""
    limits = thresholds().parties
    shared: Counter[_Pair] = Counter()
    for key, members in blocks.items():
        telling = key[0] in _TELLING
        widest = limits.widest_block if telling else limits.widest_weak_block
        strangers = others.get(key, [])
        if len(members) + len(strangers) > widest:
            continue
        pairs = [*combinations(members, 2)]
        pairs += [(min(a, b), max(a, b)) for a, b in product(members, strangers)]
        for pair in pairs:
            shared[pair] += _ENOUGH if telling else 1
    return [pair for pair, weight in shared.items() if weight >= _ENOUGH]


def _keys(mention: PartyMention) -> set[Key]:
    """Keys of a mention: where they are compared, what kind of key it is, and the key."""
    country = mention.country or _NOWHERE
    keys: set[Key] = {(_EVERYWHERE, "core", form.core) for form in mention.forms}
    for form in mention.full:
        keys |= {(country, *key) for key in _form_keys(form)}
    if mention.domain:
        keys.add((_EVERYWHERE, "site", mention.domain))
    return keys


def _form_keys(form: Name) -> Iterator[Key]:
    """The sounds of what is the name's own, its places, its words alone and by two."""
    own = [part.text for part in form.parts if part.kind == PLAIN]
    places = [part for part in form.parts if part.kind == PLACE]
    for text in (*own, " ".join(own), *(part.text for part in places)):
        sounds = code(text).replace("J", "S")
        yield from (("sound", one + other) for one, other in pairwise(sounds))
        yield ("sounds", sounds)
    for part in places:
        yield from (("place", place) for place in part.ids)
    words = sorted(sorted(part.ids)[0] for part in form.parts if part.kind in (WORD, PLACE))
    yield from (("words", one, other) for one, other in combinations(words, 2))
    yield from (("word", word) for word in words)
    # Short names and their transcriptions may share no two consonants, but the first.
    sounds = code(" ".join(own) or (places[0].text if places else ""))
    kind = "short" if len(sounds) <= _SHORT else "first"
    for part in form.parts:
        if sounds and part.kind in (TYPE, WORD):
            yield from ((kind, sounds[0], meaning) for meaning in part.ids)
