"""Real pages, where they are at hand: none crashes, titles, dates and bodies read right."""

import json
import re
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest

from models.capture import Capture
from models.document import BlockKind, Document, Region
from pipeline.reading.encoding import decode
from pipeline.reading.reader import read_document
from pipeline.tagging import tag

SHARED = Path(__file__).resolve().parents[3] / "shared"
CORPUS = SHARED / "corpus"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
MISSIONS = CORPUS / "html_missions_zh"


def read(path: Path) -> Document:
    body = path.read_bytes()
    capture = Capture(name=path.name, sha256=sha256(body).hexdigest(), size=len(body))
    return read_document(capture, body)


def token_f1(ours: str, gold: str) -> float:
    """F1 over the characters of Han script and the words of Latin script, as bags."""
    one, two = (Counter(re.findall(r"[\u3400-\u9fff]|\w+", text)) for text in (ours, gold))
    return 2 * sum((one & two).values()) / (sum(one.values()) + sum(two.values()))


def test_mission_pages_equal_their_gold() -> None:
    from extractors import publication_date, title
    from extractors.scope import Scope

    golds = sorted(MISSIONS.glob("gold/*.json"))
    assert len(golds) == 26
    for path in golds:
        gold = json.loads(path.read_text("utf-8"))
        document = read(MISSIONS / Path(gold["file"]).name)
        page = tag(document)
        scope = Scope(0, "page", page.body)
        assert [m.value for m in title.extract(page, scope) if m.field == "title"] == [
            gold["title_page"]
        ], path.name
        dates = [m for m in publication_date.extract(page, scope) if m.field == "publication_date"]
        assert [m.value for m in dates][:1] == [gold["date_page"]], path.name
        body = "\n".join(document.quote(b) for b in document.blocks if b.region == Region.BODY)
        assert token_f1(body, "\n".join(gold["body_paragraphs"])) >= 0.97, path.name


def test_encodings_are_decoded_right() -> None:
    """Right text, not right label; Python has no codec for EUC-TW, the one that is read wrong."""
    codecs = {
        "gb2312": "gb18030",
        "big5": "big5hkscs",
        "utf-16be": "utf-16",
        "utf-8-sig": "utf-8-sig",
    }
    files = sorted((CORPUS / "encodings").iterdir())
    right = 0
    for path in files:
        codec = codecs.get(path.name.split("__")[0].lower())
        body = path.read_bytes()
        if codec and decode(body).shown() == body.decode(codec, "replace").removeprefix("\ufeff"):
            right += 1
    assert right / len(files) >= 0.95, f"{right} of {len(files)}"


@pytest.mark.parametrize(
    "folder", ["html_ministry_zh_en", "html_news_zh", "html_gov_tables", "encodings"]
)
def test_no_page_crashes_and_each_shows_text(folder: str) -> None:
    files = sorted((CORPUS / folder).iterdir())
    for path in files:
        document = read(path)
        assert document.text.strip(), path.name
        covered = sum(piece.end - piece.start for piece in document.source_map)
        assert covered, path.name


def test_merged_cells_keep_their_columns() -> None:
    document = read(CORPUS / "html_gov_tables" / "nfra__merged_cells_page_source.html")
    cells = [b for b in document.blocks if b.kind == BlockKind.TABLE_CELL]
    assert len(cells) > 20
    places = [(b.table, b.row, b.column) for b in cells]
    assert len(set(places)) == len(places), "two cells claim one place"
