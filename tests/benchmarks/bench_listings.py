"""Technology fields and ways of cooperation of real listings against their labels; prints tables.

    python tests/benchmarks/bench_listings.py [EVERY]

With EVERY only each so-manieth listing is read. The listings are those of the shared corpus. The
industry is never shown to the extractor, only what a listing says of itself; its cooperation
method is a labelled value, as on the page of the exchange. ``listings_crosswalk.tsv`` says which
fields an industry covers: those that technology_fields.tsv puts in the same chapter of the list of
high-technology fields of 2016, by the longest label that the listing's begins with. Services
(技术服务), building trades (建筑安装) and household wares (生活必需) name no technology and are not
asked, food excepted. The industries are the sellers' own choice and often careless (a paste
for phosphors under 超导材料), so 1 is out of reach.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from extractors import cooperation, technology
from extractors.scope import Scope
from extractors.tagged import TaggedDocument
from models.capture import Capture
from models.vocabulary import read_rows
from pipeline.reading.reader import read_document
from pipeline.tagging import tag

ROOT = Path(__file__).resolve().parents[2]
LISTINGS = ROOT.parent / "shared" / "corpus" / "tech_transfer_listings" / "listings.jsonl"
CROSSWALK = Path(__file__).with_name("listings_crosswalk.tsv")
# The exchange's methods, which it also runs together without a comma; the longer come first.
METHODS = {
    "完全转让": "technology_transfer",
    "技术转让": "technology_transfer",
    "许可转让": "licensing",
    "技术许可": "licensing",
    "技术入股": "joint_venture",
    "合作生产": "contract_manufacturing",
    "委托开发": "joint_rd",
}

Listing = dict[str, Any]


@dataclass
class Scores:
    """Listings right by class, and the confusion behind it."""

    asked: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)
    any: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def accuracy(self) -> float:
        """The share of listings whose first field is one that their industry covers."""
        return self.first.total() / self.asked.total()

    def f1(self, method: str | None = None) -> float:
        """F1 of one way of cooperation, or of all."""
        hit, extra, missed = (
            c[method] if method else c.total() for c in (self.hit, self.extra, self.missed)
        )
        return 2 * hit / (2 * hit + extra + missed) if hit else 0.0


def listings(every: int = 1) -> Iterator[Listing]:
    """Each so-manieth listing."""
    for number, line in enumerate(LISTINGS.read_text("utf-8").splitlines()):
        if number % every == 0:
            yield json.loads(line)


@cache
def covered(industry: str) -> frozenset[str]:
    """The fields of an industry, none where it names no technology."""
    rows = read_rows(CROSSWALK, ("label", "fields"))
    best = max(
        (row for row in rows if industry.startswith(row["label"])),
        key=lambda row: len(row["label"]),
        default=None,
    )
    return frozenset(best["fields"].split("|")) if best else frozenset()


def methods(value: str) -> frozenset[str]:
    """The ways of cooperation of a listing's method; none for 其他."""
    return frozenset(way for name, way in METHODS.items() if name in value)


def page_of(listing: Listing) -> tuple[TaggedDocument, Scope]:
    """The listing as a page that says all but its industry, and the scope of it."""
    stated = [
        f"<p>{label}：{escape(listing[key])}</p>"
        for label, key in (("合作方式", "cooperationMethod"), ("技术成熟度", "maturity"))
        if listing.get(key)
    ]
    text = [f"<p>{escape(line)}</p>" for line in listing["context"].splitlines() if line.strip()]
    name = escape(listing["name"])
    html = (
        f"<html><head><title>{name}</title></head><body><h1>{name}</h1>"
        f"<div id=Zoom>{''.join(text + stated)}</div></body></html>"
    ).encode()
    capture = Capture(name=listing["id"], url="", sha256=sha256(html).hexdigest(), size=len(html))
    page = tag(read_document(capture, html))
    heads = tuple(block.span for block in page.document.blocks if block.region == "head")
    return page, Scope(0, "", page.body, heads)


def measure(read: Iterable[Listing]) -> Scores:
    """Score listings."""
    scores = Scores()
    for listing in read:
        fields = covered(listing.get("industry") or "")
        ways = methods(listing.get("cooperationMethod") or "")
        if not fields and not ways:
            continue
        page, scope = page_of(listing)
        if fields:
            _count_fields(scores, listing["industry"].partition("-")[0], fields, page, scope)
        if ways:
            mentions = cooperation.extract(page, scope)
            found = {str(m.value) for m in mentions if m.field == "cooperation_types"}
            scores.hit.update(ways & found)
            scores.extra.update(found - ways)
            scores.missed.update(ways - found)
    return scores


def _count_fields(
    scores: Scores, sector: str, fields: frozenset[str], page: TaggedDocument, scope: Scope
) -> None:
    mentions = technology.extract(page, scope)
    found = [str(m.value) for m in mentions if m.field == "technology_fields"]
    scores.asked[sector] += 1
    scores.first[sector] += found[0] in fields
    scores.any[sector] += not fields.isdisjoint(found)


def report(scores: Scores) -> None:
    """Print the tables."""
    print(
        "| industry | listings | first field right | one of the fields right |\n|---|---|---|---|"
    )
    for sector in [*sorted(scores.asked), None]:
        n, first, some = (
            c[sector] if sector else c.total() for c in (scores.asked, scores.first, scores.any)
        )
        print(f"| {sector or 'all'} | {n} | {first / n:.3f} | {some / n:.3f} |")
    print("\n| way of cooperation | listings | F1 |\n|---|---|---|")
    for way in [*sorted({*METHODS.values()}), None]:
        n = sum(c[way] if way else c.total() for c in (scores.hit, scores.missed))
        print(f"| {way or 'all, 其他 left out'} | {n} | {scores.f1(way):.3f} |")


def main() -> None:
    """Measure all listings, or each so-manieth."""
    if not LISTINGS.is_file():
        print("the shared corpus is not here", file=sys.stderr)
        return
    report(measure(listings(int(sys.argv[1]) if len(sys.argv) > 1 else 1)))


if __name__ == "__main__":
    main()
