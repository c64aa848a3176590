"""Reading of web archives against warcio: speed, and what is told of damaged archives.

    python tests/benchmarks/bench_warc.py [PAGES]

An archive of so many pages (varied_pages.py; 1,000 by default) is read to the last byte of every
page. kejichu reads what it would extract: content codings undone, SHA-256 of every page, media
types told. For warcio two readings are measured: the payloads alone, and with their SHA-256.
The news pages of the shared corpus make a second archive, of large pages. Then the first is read
again cut short within its last record, and each archive of the shared corpus is read as it is.
"""

import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from side_by_side import named, row, table, timed
from varied_pages import fill
from warcio.archiveiterator import ArchiveIterator

from pipeline.archive import Archive, Exchange
from pipeline.inputs.base import Served, Unreached
from pipeline.inputs.web_archive import read_archive
from pipeline.workspace import Workspace

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
PAGES = 1_000
_COPIES = 5
# So many bytes are missing at the end of a cut archive.
_CUT = 200


def ours(paths: list[Path]) -> int:
    """Number of pages of some archives."""
    return sum(isinstance(one, Served) for path in paths for one in read_archive(path, path.name))


def by_warcio(paths: list[Path], digest: bool) -> int:
    """The same with warcio."""
    count = 0
    for path in paths:
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                if record.rec_type == "response" and record.http_headers.statusline[:3] == "200":
                    body = record.content_stream().read()
                    count += 1
                    if digest:
                        sha256(body).hexdigest()
    return count


def speed(paths: list[Path]) -> None:
    """Print the table of speeds."""
    size = sum(path.stat().st_size for path in paths) / 1e6
    readers: dict[str, Callable[[], int]] = {
        "kejichu": lambda: ours(paths),
        named("warcio"): lambda: by_warcio(paths, digest=False),
        f"{named('warcio')}, with SHA-256": lambda: by_warcio(paths, digest=True),
    }
    print(f"\n{size:.0f} MB, compressed\n")
    table("", "pages", "pages a second of CPU", "times kejichu's time")
    own = 0.0
    for name, read in readers.items():
        count, seconds = timed(read)
        own = own or seconds
        row(name, f"{count:,}", f"{count / seconds:,.0f}", f"{seconds / own:.2f}")


def fill_with_news(workspace: Workspace) -> None:
    """An archive of large pages, each several times with a comment of its own."""
    store, kind = workspace.open_store(), (("Content-Type", "text/html"),)
    bodies = [path.read_bytes() for path in sorted(CORPUS.glob("html_news_zh/*.html"))]
    with Archive(workspace.archive, store) as archive:
        for number, body in enumerate(bodies * _COPIES):
            own = body + f"<!-- {number} -->".encode()
            url, host = f"http://news.example/{number}.html", (("Host", "news.example"),)
            archive.write(Exchange(url, datetime.now(UTC), host, 200, "OK", kind, own))
    store.dispose()


def told(paths: list[Path]) -> tuple[int, int]:
    """How many of some archives kejichu, and warcio, say to be damaged."""
    own = theirs = 0
    for path in paths:
        own += any(isinstance(one, Unreached) for one in read_archive(path, path.name))
        try:
            # It writes warnings to standard output, and goes on.
            with redirect_stdout(sys.stderr):
                by_warcio([path], digest=False)
        except Exception:
            theirs += 1
    return own, theirs


def cut(paths: list[Path], folder: Path) -> list[Path]:
    """Copies without their last bytes."""
    made = []
    for path in paths:
        made.append(folder / path.name)
        made[-1].write_bytes(path.read_bytes()[:-_CUT])
    return made


def main() -> None:
    """Measure and print."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    with tempfile.TemporaryDirectory() as folder:
        workspace, short = Workspace(Path(folder) / "varied"), Path(folder) / "cut"
        short.mkdir()
        fill(workspace, pages)
        paths = sorted(workspace.archive.rglob("*.warc.gz"))
        speed(paths)
        kinds = {"cut short": cut(paths, short)}
        if CORPUS.is_dir():
            news = Workspace(Path(folder) / "news")
            fill_with_news(news)
            speed(sorted(news.archive.rglob("*.warc.gz")))
            kinds["of the shared corpus"] = sorted(CORPUS.glob("warc/*.warc*"))
        print()
        table("archives", "number", "damage told by kejichu", f"by {named('warcio')}")
        for name, some in kinds.items():
            row(name, len(some), *told(some))


if __name__ == "__main__":
    main()
