"""Shingles: overlapping stretches of a text, as numbers, by which texts are compared.

Hashes are the same on every machine. One of so many is a sample by which pairs
are found; all of them say how much of one text stands in another.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import TypeVar
from zlib import crc32

import numpy as np
import numpy.typing as npt

from extractors.folding import fold
from pipeline.resolving.thresholds import thresholds

_Key = TypeVar("_Key")
_NO_PAIRS: npt.NDArray[np.int64] = np.empty(0, dtype=np.int64)
Hashes = npt.NDArray[np.uint64]
_TOKEN = re.compile(r"[a-z0-9]+|[^\W_]")
# An odd number that spreads hashes over 64 bits, from Knuth's linear congruential generator.
_FACTOR = np.uint64(6364136223846793005)


def shingles(text: str) -> Hashes:
    """Sorted distinct hashes of a text's shingles: of words, and of Chinese characters."""
    length = thresholds().duplicates.shingle
    tokens = np.array([_hash(token) for token in _TOKEN.findall(fold(text))], dtype=np.uint64)
    if len(tokens) < length:
        return np.empty(0, dtype=np.uint64)
    found = np.zeros(len(tokens) - length + 1, dtype=np.uint64)
    for at in range(length):
        found = found * _FACTOR + tokens[at : at + len(found)]
    # The last bits of a product hardly depend on the first tokens.
    return np.unique(found ^ (found >> np.uint64(29)))


@lru_cache(maxsize=65536)
def _hash(token: str) -> int:
    return crc32(token.encode())


def contained(one: Hashes, other: Hashes) -> float:
    """Share of the shorter text's shingles that the other has too, 0 to 1."""
    fewest = min(len(one), len(other))
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / fewest if fewest else 0.0


def sample(text: str) -> Hashes:
    """The shingles of a text by which it is looked for."""
    found = shingles(text)
    chosen: Hashes = found[found % np.uint64(thresholds().duplicates.sampled) == 0]
    return chosen


def sharing_pairs(samples: Sequence[Hashes]) -> set[tuple[int, int]]:
    """Pairs of indices of samples that share a few shingles which are none of a template."""
    limits = thresholds().duplicates
    if not any(len(found) for found in samples):
        return set()
    values = np.concatenate(samples)
    owners = np.repeat(np.arange(len(samples)), [len(found) for found in samples])
    order = np.argsort(values, kind="stable")
    values, owners = values[order], owners[order]
    starts = np.flatnonzero(np.r_[True, values[1:] != values[:-1]])
    sizes = np.diff(np.r_[starts, len(values)])
    pairs = [_NO_PAIRS]
    for size in range(2, limits.widest_block + 1):
        members = owners[starts[sizes == size][:, np.newaxis] + np.arange(size)]
        # A pair as one number: the lower index times all, plus the higher.
        pairs += [
            members[:, a] * len(samples) + members[:, b] for a, b in combinations(range(size), 2)
        ]
    coded, times = np.unique(np.concatenate(pairs), return_counts=True)
    coded = coded[times >= limits.fewest_sampled]
    return {divmod(pair, len(samples)) for pair in coded.tolist()}


def pairs_of(owners: Mapping[_Key, Sequence[int]], widest: int) -> set[tuple[int, int]]:
    """Pairs of indices that share a key which no more than ``widest`` have."""
    pairs: set[tuple[int, int]] = set()
    for members in owners.values():
        if 2 <= len(members) <= widest:
            pairs.update(combinations(sorted(set(members)), 2))
    return pairs
