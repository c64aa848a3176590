"""CPU time a page, stage by stage, side by side with trafilatura with metadata in one run.

    python tests/benchmarks/bench_throughput.py [FOLDER …]

Without folders the fixtures are measured, and the shared pages where they are at hand. Every page
goes through both programs in turn, three times; the least time of each counts. Ratios hold where
absolute times drift.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from time import process_time

import trafilatura

from extractors.opportunities import scopes
from extractors.relevance import judge, refuse
from models.capture import Capture
from pipeline.assembling import assemble
from pipeline.extracting import mentions_of
from pipeline.reading.encoding import decode
from pipeline.reading.reader import read_document
from pipeline.reading.unreadable import Unreadable
from pipeline.tagging import tag

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
ROUNDS = 3
STAGES = ("read", "gate", "tag", "gate, in doubt", "split and extract", "assemble")


class Clock:
    """The least CPU seconds of each stage over the rounds."""

    def __init__(self) -> None:
        self.best: dict[str, float] = defaultdict(lambda: float("inf"))

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begun = process_time()
        yield
        self.best[name] = min(self.best[name], process_time() - begun)


def ours(capture: Capture, body: bytes, clock: Clock) -> None:
    """The whole way for one page, timed by stage."""
    try:
        with clock.stage("read"):
            document = read_document(capture, body)
    except Unreadable:
        return
    page = tag(document)
    with clock.stage("gate"):
        refused = refuse(page)
    if refused is not None:
        return
    with clock.stage("tag"):
        assert len(page.docs) == len(document.segments)
    with clock.stage("gate, in doubt"):
        verdict = judge(page)
    if not verdict.passes:
        return
    with clock.stage("split and extract"):
        found = [(scope, mentions_of(page, scope)) for scope in scopes(page)]
    with clock.stage("assemble"):
        for scope, mentions in found:
            assemble(page, scope, mentions, verdict)


def theirs(body: bytes, clock: Clock) -> None:
    """trafilatura's text and metadata of one page, from the same decoded characters."""
    with clock.stage("trafilatura"):
        trafilatura.bare_extraction(decode(body).shown(), with_metadata=True)


def pages_of(folder: Path) -> list[tuple[Capture, bytes]]:
    """The HTML pages of a folder: the kind both programs read."""
    pages = []
    for path in sorted(folder.rglob("*.html")):
        body = path.read_bytes()
        capture = Capture(name=path.name, sha256=sha256(body).hexdigest(), size=len(body))
        pages.append((capture, body))
    return pages


def measure(pages: list[tuple[Capture, bytes]], note: Callable[[str], None]) -> dict[str, float]:
    """Seconds a page of every stage, and of trafilatura."""
    total: dict[str, float] = defaultdict(float)
    for capture, body in pages:
        clock = Clock()
        for _ in range(ROUNDS):
            ours(capture, body, clock)
            theirs(body, clock)
        for name, seconds in clock.best.items():
            total[name] += seconds
        note(".")
    return {name: seconds / len(pages) for name, seconds in total.items()}


def report(name: str, pages: list[tuple[Capture, bytes]]) -> None:
    """Print one folder's figures as a Markdown table."""
    figures = measure(pages, lambda mark: print(mark, end="", file=sys.stderr, flush=True))
    whole = sum(figures.get(stage, 0.0) for stage in STAGES)
    size = sum(len(body) for _, body in pages) / len(pages) / 1000
    print(f"\n{name}: {len(pages)} HTML pages, {size:.0f} kB a page\n")
    print("| stage | ms a page |\n|---|---|")
    for stage in STAGES:
        print(f"| {stage} | {1000 * figures.get(stage, 0.0):.1f} |")
    print(f"| **kejichu, whole** | **{1000 * whole:.1f}** |")
    print(
        f"| trafilatura {trafilatura.__version__} with metadata "
        f"| {1000 * figures['trafilatura']:.1f} |"
    )
    print(f"| **ratio, trafilatura / kejichu** | **{figures['trafilatura'] / whole:.2f}** |")


def main(folders: list[str]) -> None:
    """Measure the given folders, or the known ones."""
    known = [ROOT / "fixtures", SHARED / "acceptance" / "pages", SHARED / "corpus" / "html_news_zh"]
    for folder in [Path(name) for name in folders] or known:
        if folder.is_dir():
            report(folder.name if folder.name != "pages" else "acceptance", pages_of(folder))


if __name__ == "__main__":
    main(sys.argv[1:])
