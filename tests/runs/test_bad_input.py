"""Bad input ends in quarantine with a reason code, and the other pages are unharmed."""

import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from pipeline.runs.execute import execute

GOOD = (
    "<html><head><title>芬兰公司寻求合作</title></head><body><div id=Zoom>"
    "<p>芬兰北光氢能公司（Northlight Hydrogen Oy）研制出质子交换膜电解槽，已授权欧洲专利。</p>"
    "<p>合作方式：技术许可、合资。联系人：Aino Virtanen，邮箱：aino@northlight.example，"
    "电话：+358 40 555 0101。</p></div></body></html>"
)


def pdf_encrypted() -> bytes:
    from io import BytesIO

    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(72, 720, "Finnish company seeks partner")
    canvas.save()
    return buffer.getvalue()


BAD: dict[str, tuple[bytes, set[str]]] = {
    "empty.html": (b"", {"empty"}),
    "blank.html": (b" \n\t\x00", {"empty"}),
    "binary.html": (b"\x7fELF" + bytes(range(256)) * 20, {"wrong_type"}),
    "cut.json": (b'{"ProjectTitle": "x", "ProjectContent": "<p>ab', {"bad_json"}),
    "other.json": (b'{"a": 1}', {"bad_json"}),
    "deep.json": (b"[" * 200_000, {"bad_json", "too_nested"}),
    "cut.pdf": (b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog", {"broken_pdf"}),
    "notext.html": (b"<html><body><img src=a.png></body></html>", {"no_text"}),
}


def run(folder: Path, out: Path, workers: int = 0) -> tuple[dict[str, Any], dict[str, str]]:
    manifest = execute([folder], out, workers)
    assert manifest.counts.add_up()
    lines = (out / "quarantine.jsonl").read_text("utf-8").splitlines()
    codes = {entry["capture"]: entry["code"] for entry in map(json.loads, lines)}
    return manifest.counts.model_dump(), codes


def test_every_bad_file_has_its_reason_and_the_good_page_its_record(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "good.html").write_text(GOOD, "utf-8")
    for name, (body, _) in BAD.items():
        (folder / name).write_bytes(body)
    (folder / "locked.pdf").write_bytes(pdf_encrypted())
    counts, codes = run(folder, tmp_path / "out")
    assert counts["captures"] == len(BAD) + 2
    assert counts["with_records"] == 1
    assert codes.pop("locked.pdf") == "encrypted_pdf"
    assert codes.keys() == BAD.keys()
    for name, (_, allowed) in BAD.items():
        assert codes[name] in allowed, name


def test_a_page_of_fifty_megabytes_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    with (folder / "huge.html").open("wb") as handle:
        handle.truncate(50_000_000)
    (folder / "good.html").write_text(GOOD, "utf-8")
    counts, codes = run(folder, tmp_path / "out")
    assert codes == {"huge.html": "too_large"}
    assert counts["with_records"] == 1


def test_hundred_thousand_nested_tags_keep_the_text(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    body = GOOD[GOOD.index("<p>") : GOOD.index("</div>")]
    nested = "<html><body>" + "<div>" * 100_000 + body + "</div>" * 100_000 + "</body></html>"
    (folder / "nested.html").write_text(nested, "utf-8")
    counts, codes = run(folder, tmp_path / "out")
    assert codes == {}
    assert counts["with_records"] == 1
    record = json.loads((tmp_path / "out" / "records.jsonl").read_text("utf-8"))
    assert "Northlight Hydrogen Oy" in record["content"]


def test_text_at_every_depth_of_a_deep_page_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    body = GOOD[GOOD.index("<p>") : GOOD.index("</div>")]
    steps = "".join(f"<div>第{n}层的说明文字" for n in range(3000))
    page = f"<html><body><div id=Zoom>{body}{steps}{'</div>' * 3001}</body></html>"
    (folder / "deep.html").write_text(page, "utf-8")
    run(folder, tmp_path / "out")
    document = json.loads((tmp_path / "out" / "documents.jsonl").read_text("utf-8"))
    assert "deeply_nested" in document["quality_flags"]
    assert all(f"第{n}层" in document["text"] for n in (0, 255, 256, 2999))


def test_undecodable_bytes_do_not_stop_a_page(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "broken.html").write_bytes(
        GOOD.encode("gb18030", "ignore").replace(b"\xa3\xac", b"\xa3\xff", 1)
    )
    counts, codes = run(folder, tmp_path / "out")
    assert codes == {} and counts["with_records"] == 1


def test_truncated_html_is_flagged(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "cut.html").write_text(GOOD[: GOOD.index("</div>")], "utf-8")
    run(folder, tmp_path / "out")
    record = json.loads((tmp_path / "out" / "records.jsonl").read_text("utf-8"))
    assert "truncated" in record["quality_flags"]


def test_truncated_archive_is_counted(tmp_path: Path) -> None:
    payload = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + GOOD.encode()
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://kjt.hubei.gov.cn/a.htm\r\n"
        "WARC-Date: 2021-03-04T05:06:07Z\r\n"
        "WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        "Content-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(payload)}\r\n\r\n"
    )
    record = head.encode() + payload + b"\r\n\r\n"
    whole = _gzip(record) + _gzip(record.replace(b"a.htm", b"b.htm"))
    (tmp_path / "a.warc.gz").write_bytes(whole[:-200])
    manifest = execute([tmp_path / "a.warc.gz"], tmp_path / "out", 0)
    assert manifest.counts.add_up()
    assert manifest.counts.with_records == 1
    assert manifest.counts.quarantined == 1
    assert "truncated_archive" in (tmp_path / "out" / "quarantine.jsonl").read_text("utf-8")


def _gzip(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return packer.compress(data) + packer.flush()


def test_run_folder_is_private_and_not_overwritten(tmp_path: Path) -> None:
    from pipeline.runs.folder import RunFolderError

    folder, out = tmp_path / "pages", tmp_path / "out"
    folder.mkdir()
    (folder / "good.html").write_text(GOOD, "utf-8")
    run(folder, out)
    assert all(path.stat().st_mode & 0o077 == 0 for path in [out, *out.iterdir()])
    with pytest.raises(RunFolderError, match="--force"):
        execute([folder], out, 0)
    assert execute([folder], out, 0, replace=True).counts.records == 1


def test_a_folder_without_pages_is_one_sentence(tmp_path: Path) -> None:
    from pipeline.inputs.base import InputError

    (tmp_path / "none").mkdir()
    with pytest.raises(InputError):
        execute([tmp_path / "none"], tmp_path / "out", 0)
    assert not (tmp_path / "out").exists()
