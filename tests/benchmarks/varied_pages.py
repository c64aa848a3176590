"""WARC archives of any number of different pages, made from the bundled ones by seed.

    python tests/benchmarks/varied_pages.py WORKSPACE PAGES [SEED]

Each page is a bundled one with sentences of others, invented addresses and numbers put in at its
end, so that words, lengths and ends (records, refused, quarantined) are as mixed as those of real
pages, and as new. As in a crawl most pages offer nothing: one in five holds opportunities. One page
in fifty is a later capture of an earlier page's URL. The archive is
written by the project's own writer, so it can be read with or without its store.
"""

import json
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import islice
from pathlib import Path

from pipeline.archive import Archive, Exchange
from pipeline.workspace import Workspace

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
SEED = 2_024
AGAIN = 50
# The part of the pages that hold opportunities.
OFFERING = 0.2
_TYPES = {".html": "text/html", ".json": "application/json", ".pdf": "application/pdf"}
_BATCH = 64
_SENTENCE = re.compile(r"[^<>。;{}]{12,120}。")
_LETTERS = "abcdefghiklmnoprstuvz"
_BEGIN = datetime(2024, 5, 31, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Bundled:
    """A bundled page: its suffix and bytes, the codec of its text where it has one, and whether it
    holds opportunities.
    """

    suffix: str
    body: bytes
    codec: str | None
    offering: bool


def bundled() -> list[Bundled]:
    """All bundled pages, by name."""
    found = []
    for path in sorted(FIXTURES.glob("*/page.*")):
        if path.suffix in _TYPES:
            body = path.read_bytes()
            codec = next((one for one in ("utf-8-sig", "gb18030") if _holds(body, one)), None)
            gold = json.loads(path.with_name("gold.json").read_text("utf-8"))
            codec = codec if path.suffix != ".pdf" else None
            found.append(Bundled(path.suffix, body, codec, bool(gold["opportunities"])))
    return found


def _holds(body: bytes, codec: str) -> bool:
    try:
        body.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def exchanges(pages: int, seed: int = SEED) -> Iterator[Exchange]:
    """So many pages as a crawl would have got them."""
    chance, kept = random.Random(seed), bundled()
    texts = [page.body.decode(page.codec) for page in kept if page.codec and page.suffix == ".html"]
    sentences = sorted({one for text in texts for one in _SENTENCE.findall(unescape(text))})
    pools = [[page for page in kept if page.offering is offers] for offers in (False, True)]
    for number in range(pages):
        page = chance.choice(pools[chance.random() < OFFERING])
        same = number and not number % AGAIN
        url = f"http://kjt.example/{(number - AGAIN // 2) if same else number}{page.suffix}"
        yield Exchange(
            url,
            _BEGIN + timedelta(seconds=7 * number),
            (("Host", "kjt.example"),),
            200,
            "OK",
            (("Content-Type", _TYPES[page.suffix]),),
            _varied(page, number, sentences, chance),
        )


def _varied(page: Bundled, number: int, sentences: list[str], chance: random.Random) -> bytes:
    if page.codec is None:
        return page.body + f"\n% {number}\n".encode()
    name = "".join(chance.choices(_LETTERS, k=chance.randint(4, 11)))
    added = "".join(chance.sample(sentences, chance.randint(0, 6)))
    added += f"编号{number}-{chance.randint(1000, 9_999_999)}，详见{name}.example/{number}。"
    text = page.body.decode(page.codec)
    if page.suffix == ".json":
        return _varied_item(text, added).encode(page.codec, "replace")
    paragraph = f"<p>{added}</p>"
    front, end, back = text.rpartition("</body>")
    text = f"{front}{paragraph}{end}{back}" if end else text + paragraph
    return text.encode(page.codec, "xmlcharrefreplace")


def _varied_item(text: str, added: str) -> str:
    item = json.loads(text)
    longest = max((key for key in item if isinstance(item[key], str)), key=lambda k: len(item[k]))
    item[longest] += f"<p>{added}</p>"
    return json.dumps(item, ensure_ascii=False)


def fill(workspace: Workspace, pages: int, seed: int = SEED) -> None:
    """Write so many pages into a workspace's archive."""
    store, made = workspace.open_store(), exchanges(pages, seed)
    with Archive(workspace.archive, store) as archive:
        while batch := list(islice(made, _BATCH)):
            archive.write_all(batch)
    store.dispose()


if __name__ == "__main__":
    fill(Workspace(Path(sys.argv[1])), int(sys.argv[2]), *map(int, sys.argv[3:4]))
