"""Duplicates: bundled pages on other templates, cut, and translated, through the whole way."""

import random
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from republications import body_lines, one_language, record_groups, republish

from extractors.language import language_of
from pipeline.resolving.resolution import iter_records, resolve_records
from pipeline.runs.execute import execute

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SEED, SOURCES, LEAST = 11, 24, 0.95
Pair = frozenset[str]


@dataclass(frozen=True)
class Measured:
    """Pairs of one opportunity by kind, and the pairs that were found."""

    wanted: dict[Pair, str]
    found: set[Pair]

    def recall(self, kind: str) -> float:
        of_kind = [pair for pair, own in self.wanted.items() if own == kind]
        return sum(pair in self.found for pair in of_kind) / len(of_kind)

    @property
    def f1(self) -> float:
        return 2 * len(self.found & self.wanted.keys()) / (len(self.found) + len(self.wanted))


def _by_url(run: Path) -> dict[str, list[dict[str, Any]]]:
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for record in iter_records(run):
        found[record["source_url"]].append(record)
    return found


def _is_bilingual(record: dict[str, Any]) -> bool:
    lines = record["content"].split("\n")
    letters = {
        code: sum(len(line) for line in lines if language_of(line) == code) for code in ("zh", "en")
    }
    return min(letters.values()) > 200


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    folder = tmp_path_factory.mktemp("republished")
    draw = random.Random(SEED)
    single = sorted(FIXTURES.glob("feed-*")) + sorted(FIXTURES.glob("emb??-*"))[::2]
    both = sorted(FIXTURES.glob("bil-*"))
    execute([*single, *both], folder / "first", 0)
    groups = record_groups(folder / "first")
    pages = folder / "pages"
    sources = [
        group[0]
        for _, group in sorted(groups.items())
        if len(group) == 1 and not _is_bilingual(group[0]) and len(body_lines(group[0])) > 2
    ]
    urls: dict[str, tuple[str, str]] = {}
    for at, record in enumerate(draw.sample(sources, SOURCES)):
        for kind in ("template", "cut"):
            url = republish(record, pages / f"{kind}-{at:02}", draw, cut=kind == "cut")
            urls[url] = (record["opportunity_id"], kind)
    halves = [
        tuple(
            one_language(group[0], pages / f"{report}-{code}", code, "xx") for code in ("zh", "en")
        )
        for report, group in sorted(groups.items())
        if _is_bilingual(group[0])
    ]
    execute([pages], folder / "second", 0)
    return _measure(folder, urls, halves)


def _measure(
    folder: Path, urls: dict[str, tuple[str, str]], halves: list[tuple[str, ...]]
) -> Measured:
    """Duplicates among originals and republications; pages that gave another number of records
    than their originals have no truth to compare with and are left out."""
    again = _by_url(folder / "second")
    groups: defaultdict[str, dict[str, str]] = defaultdict(dict)
    kept: list[dict[str, Any]] = []
    for url, (original, kind) in urls.items():
        if len(again[url]) == 1:
            kept += again[url]
            groups[original][again[url][0]["opportunity_id"]] = kind
    wanted: dict[Pair, str] = {}
    for original, copies in groups.items():
        wanted |= {frozenset((original, copy)): kind for copy, kind in copies.items()}
        wanted |= {frozenset(pair): "cut" for pair in combinations(copies, 2)}
    for zh, en in halves:
        if len(again[zh]) == len(again[en]):
            kept += [*again[zh], *again[en]]
            for one, other in zip(again[zh], again[en], strict=True):
                wanted[frozenset((one["opportunity_id"], other["opportunity_id"]))] = "translated"
    first = [record for record in iter_records(folder / "first") if not _is_bilingual(record)]
    resolution = resolve_records([*first, *kept])
    members: defaultdict[str, set[str]] = defaultdict(set)
    for copy, original in resolution.duplicate_of.items():
        members[original] |= {copy, original}
    found = {
        frozenset(pair) for group in members.values() for pair in combinations(sorted(group), 2)
    }
    return Measured(wanted, found)


def test_duplicates_are_found_and_nothing_else_is(measured: Measured) -> None:
    kinds = [*measured.wanted.values()]
    assert min(kinds.count(kind) for kind in ("template", "cut", "translated")) >= 12
    assert measured.found - measured.wanted.keys() == set()
    assert measured.f1 >= LEAST


@pytest.mark.parametrize(
    ("kind", "least"), [("template", 1.0), ("cut", 0.95), ("translated", 0.85)]
)
def test_duplicates_of_every_kind_are_found(measured: Measured, kind: str, least: float) -> None:
    assert measured.recall(kind) >= least
