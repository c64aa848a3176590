"""Scanned pages: read where asked, flagged, with boxes; quarantined otherwise."""

from hashlib import sha256
from pathlib import Path

import pytest

from models.capture import Capture
from models.document import BlockKind, Document
from pipeline.bounds import bounds
from pipeline.options import ParseOptions
from pipeline.reading import ocr
from pipeline.reading.ocr import OcrMissing, ScanReader
from pipeline.reading.pdf_geometry import Box, PageFrame
from pipeline.reading.reader import Unreadable, read_document
from pipeline.runs.execute import execute

SCAN = Path(__file__).parent / "data" / "scan.pdf"


def read(options: ParseOptions) -> Document:
    body = SCAN.read_bytes()
    capture = Capture(name="scan.pdf", sha256=sha256(body).hexdigest(), size=len(body))
    return read_document(capture, body, options)


@pytest.fixture(scope="module")
def scanned() -> Document:
    return read(ParseOptions(ocr=True))


def cells(document: Document, column: int) -> list[str]:
    return [
        document.quote(block).replace("\n", "")
        for block in document.blocks
        if block.kind == BlockKind.TABLE_CELL and block.column == column
    ]


def test_a_scan_is_unreadable_unless_asked() -> None:
    with pytest.raises(Unreadable) as caught:
        read(ParseOptions())
    assert caught.value.code == "no_text_layer"


def test_a_ruled_table_keeps_rows_and_columns(scanned: Document) -> None:
    assert cells(scanned, 2) == ["国别", "捷克", "葡萄牙", "以色列"]
    assert cells(scanned, 1)[2:] == ["海藻纤维创面敷料", "地下管网漏损声学定位仪"]


def test_text_is_flagged_and_white_space_that_shows_is_kept(scanned: Document) -> None:
    assert "ocr_like" in scanned.quality_flags
    assert "联系人：孙立民 电话：0531-55501288" in scanned.text


def test_each_line_has_its_place_on_the_page(scanned: Document) -> None:
    start = scanned.text.index("电子邮箱")
    piece = next(piece for piece in scanned.source_map if piece.start <= start < piece.end)
    assert piece.origin.page == 1 and piece.origin.box is not None
    left, bottom, right, top = piece.origin.box
    assert 40 < left < 70 and 200 < right < 250
    assert 10 < top - bottom < 25
    title = next(piece for piece in scanned.source_map if piece.start == 0)
    assert title.origin.box is not None and title.origin.box[1] > top


def test_two_readings_are_equal(scanned: Document) -> None:
    assert read(ParseOptions(ocr=True)) == scanned


def test_the_manifest_tells_that_scans_were_read(tmp_path: Path) -> None:
    run = execute([SCAN], tmp_path / "run", workers=0, options=ParseOptions(ocr=True))
    assert run.options == {"ocr": True}
    assert (run.counts.with_records, run.counts.records) == (1, 3)
    assert execute([SCAN], tmp_path / "plain", workers=0).counts.quarantined == 1


def test_a_missing_extra_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    with pytest.raises(OcrMissing, match="pip install"):
        execute([SCAN], tmp_path / "run", workers=0, options=ParseOptions(ocr=True))
    assert not (tmp_path / "run").exists()


def test_a_long_scan_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = ScanReader()
    monkeypatch.setattr(reader, "_pages", bounds().scanned_pages.most)
    assert reader.read(None, PageFrame(1, Box(0, 0, 10, 10), 0)) == ([], [])


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_shown_and_user_are_inverse(rotation: int) -> None:
    frame = PageFrame(1, Box(10, 20, 310, 420), rotation)
    box = Box(30, 50, 60, 90)
    assert frame.user(frame.shown(box)) == box
