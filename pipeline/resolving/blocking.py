"""Blocking: which mentions are worth comparing, so that not every pair has to be."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, product

from pipeline.resolving.glossary import PLACE, PLAIN, TYPE, WORD
from pipeline.resolving.mentions import PartyMention
from pipeline.resolving.names import Name
from pipeline.resolving.sounds import code
from pipeline.resolving.thresholds import thresholds

Key = tuple[str, ...]


def candidate_pairs(mentions: Sequence[PartyMention]) -> Iterator[tuple[int, int]]:
    """Pairs of indices whose names share a rare enough key, each pair once, in order.

    Names are compared within a country, those of an unknown country with all, the same name and
    the same site across countries.
    """
    blocks: defaultdict[Key, list[int]] = defaultdict(list)
    for at, mention in enumerate(mentions):
        for key in sorted(_keys(mention)):
            blocks[key].append(at)
    countries = sorted({mention.country or "" for mention in mentions} - {""})
    widest = thresholds().parties.widest_block
    seen: set[tuple[int, int]] = set()
    for key, members in blocks.items():
        if len(members) <= widest:
            seen.update(combinations(members, 2))
        if key[0] == "":
            others = [at for country in countries for at in blocks.get((country, *key[1:]), ())]
            if len(others) <= widest:
                seen.update((min(a, b), max(a, b)) for a, b in product(members, others))
    yield from sorted(seen)


def _keys(mention: PartyMention) -> set[Key]:
    country = mention.country or ""
    keys: set[Key] = {("core", form.core) for form in mention.forms}
    for form in mention.full:
        keys |= {(country, *key) for key in _form_keys(form)}
    if mention.domain:
        keys.add(("site", mention.domain))
    return keys


def _form_keys(form: Name) -> Iterator[Key]:
    """Two consonants in a row of what is the name's own, its places, pairs of its words."""
    own = [part.text for part in form.parts if part.kind == PLAIN]
    for text in (*own, " ".join(own)):
        sounds = code(text)
        yield from (("sound", one + other) for one, other in pairwise(sounds.replace("J", "S")))
        yield ("sound", sounds)
    places = [part for part in form.parts if part.kind == PLACE]
    words = [sorted(part.ids)[0] for part in form.parts if part.kind in (WORD, PLACE)]
    for part in places:
        yield from (("place", place) for place in part.ids)
        yield from (("sound", a + b) for a, b in pairwise(code(part.text)))
    for one, other in combinations(sorted(words), 2):
        yield ("words", one, other)
    # Short names and their transcriptions may share no two consonants, but the first.
    first = code(" ".join(own) or (places[0].text if places else ""))[:1]
    for part in form.parts:
        if first and part.kind in (TYPE, WORD):
            yield from (("first", first, meaning) for meaning in part.ids)
    if len(form.parts) <= 2:
        yield from (("word", word) for word in words)
