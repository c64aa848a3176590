"""Text, title and date of Chinese pages against trafilatura and GNE, with CPU time.

    python tests/benchmarks/bench_text.py

Pages of the shared corpus with gold: those of missions (title, date, paragraphs of the body) and of
extraction suites (title, date, words that the body has and has not). Body text is scored as bags of
Han characters and Latin words; a title is right when it is that of the gold, blanks left out. All
three begin with decoded characters but kejichu, which decodes itself; GNE and trafilatura get the
characters that it decoded.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import trafilatura
from gne import GeneralNewsExtractor
from side_by_side import named, row, share, table, timed

from extractors import publication_date, title
from extractors.scope import Scope
from models.capture import Capture
from models.document import Region
from pipeline.reading.encoding import decode
from pipeline.reading.reader import read_document
from pipeline.tagging import tag

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
MISSIONS, SUITES = CORPUS / "html_missions_zh", CORPUS / "html_extraction_gold"


@dataclass(frozen=True)
class Gold:
    """A page's bytes and what is true of it; None and nothing where the gold does not tell."""

    body: bytes
    title: str | None
    date: str | None
    text: str = ""
    with_: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """What a program says of a page."""

    title: str
    date: str
    text: str


@dataclass
class Scores:
    """Pages right by field, and the sum of the F1 of texts."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    f1: float = 0.0


def missions() -> list[Gold]:
    """Pages of embassies."""
    golds = [json.loads(path.read_text("utf-8")) for path in sorted(MISSIONS.glob("gold/*.json"))]
    return [
        Gold(
            (MISSIONS / Path(one["file"]).name).read_bytes(),
            one["title_page"],
            one["date_page"],
            "\n".join(one["body_paragraphs"]),
        )
        for one in golds
    ]


def suites() -> list[Gold]:
    """Pages of trafilatura's own evaluation."""
    known = json.loads((SUITES / "gold_trafilatura_zh.json").read_text("utf-8"))
    golds = []
    for one in known.values():
        for path in sorted(SUITES.glob(f"raw/*{one['file']}"))[:1]:
            words = tuple(one.get("with") or ()), tuple(one.get("without") or ())
            golds.append(Gold(path.read_bytes(), one.get("title"), one.get("date"), "", *words))
    return golds


def ours(body: bytes) -> Found:
    """The body region, and the fields that the extractors read."""
    capture = Capture(name="page", url="", sha256=sha256(body).hexdigest(), size=len(body))
    document = read_document(capture, body)
    page = tag(document)
    scope = Scope(0, "page", page.body)
    first: dict[str, Any] = {}
    for mention in (*title.extract(page, scope), *publication_date.extract(page, scope)):
        first.setdefault(mention.field, mention.value)
    text = "\n".join(document.quote(b) for b in document.blocks if b.region == Region.BODY)
    return Found(str(first.get("title", "")), str(first.get("publication_date", "")), text)


def by_trafilatura(body: bytes) -> Found:
    """Text with metadata."""
    got = trafilatura.bare_extraction(decode(body).shown(), with_metadata=True)
    found = got.as_dict() if got else {}
    return Found(*(found.get(name) or "" for name in ("title", "date", "text")))


def by_gne(body: bytes) -> Found:
    """Its news extractor; a page that it cannot read gives nothing."""
    try:
        got = GeneralNewsExtractor().extract(decode(body).shown())
    except Exception as error:
        print(f"GNE: {error!r}", file=sys.stderr)
        return Found("", "", "")
    day = re.search(r"(\d{4})\D(\d{1,2})\D(\d{1,2})", got["publish_time"] or "")
    shown = "-".join(part.zfill(2) for part in day.groups()) if day else ""
    return Found(got["title"] or "", shown, got["content"] or "")


def bag_f1(one: str, two: str) -> float:
    """F1 over Han characters and Latin words, as bags."""
    bags = [Counter(re.findall(r"[\u3400-\u9fff]|\w+", text)) for text in (one, two)]
    size = sum(bag.total() for bag in bags)
    return 2 * (bags[0] & bags[1]).total() / size if size else 0.0


def score(golds: list[Gold], found: list[Found]) -> Scores:
    """Compare."""
    scores = Scores()
    for gold, one in zip(golds, found, strict=True):
        checks = {
            "title": [_plain(gold.title) == _plain(one.title)] if gold.title else [],
            "date": [gold.date == one.date] if gold.date else [],
            "words": [_plain(words) in _plain(one.text) for words in gold.with_]
            + [_plain(words) not in _plain(one.text) for words in gold.without],
        }
        for name, right in checks.items():
            scores.asked[name] += len(right)
            scores.right[name] += sum(right)
        scores.f1 += bag_f1(gold.text, one.text) / len(golds)
    return scores


def _plain(text: str | None) -> str:
    return re.sub(r"\s", "", text or "")


def report(name: str, golds: list[Gold]) -> None:
    """Print one set's table."""
    programs: dict[str, Callable[[bytes], Found]] = {
        "kejichu": ours,
        named("trafilatura"): by_trafilatura,
        named("gne"): by_gne,
    }
    print(f"\n{name}: {len(golds)} pages\n")
    table("", "text F1", "words in and out", "title", "date", "ms CPU a page")
    for program, read in programs.items():
        found, seconds = timed(lambda read=read: [read(gold.body) for gold in golds])
        got = score(golds, found)
        f1 = f"{got.f1:.3f}" if golds[0].text else "–"
        shares = (share(got.right[n], got.asked[n]) for n in ("words", "title", "date"))
        row(program, f1, *shares, f"{1000 * seconds / len(golds):.1f}")


def main() -> None:
    """Measure what is at hand."""
    if not CORPUS.is_dir():
        print("the shared corpus is not here", file=sys.stderr)
        return
    report("Missions", missions())
    report("Extraction suites", suites())


if __name__ == "__main__":
    main()
