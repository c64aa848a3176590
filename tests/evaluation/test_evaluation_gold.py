"""Reading gold sets in both layouts, and refusing what is no gold."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from evaluation_samples import FIXTURES, digest, item, page, write_gold

from pipeline.evaluation.errors import GoldError
from pipeline.evaluation.gold import gold_digest, load_gold


def _fixture(folder: Path, one: dict[str, Any], meta: dict[str, Any] | None = None) -> None:
    folder.mkdir(parents=True)
    kept = {key: value for key, value in one.items() if key not in ("page_id", "file")}
    (folder / "gold.json").write_text(json.dumps(kept), "utf-8")
    (folder / "page.html").write_bytes(one["page_id"].encode())
    if meta is not None:
        (folder / "meta.json").write_text(json.dumps(meta), "utf-8")


def test_lines_give_pages_known_by_their_bytes(tmp_path: Path) -> None:
    folder = write_gold(tmp_path / "gold", [page("a-b-01", item()), page("feed-02")])
    first, second = load_gold(folder)
    assert (first.page_id, first.kind, first.sha256) == ("a-b-01", "a-b", digest("a-b-01"))
    assert first.opportunities[0].foreign_parties[0].forms == ("Lumi Oy", "露米公司")
    assert (second.kind, second.opportunities) == ("feed", ())


def test_a_byte_order_mark_is_no_part_of_the_gold(tmp_path: Path) -> None:
    folder = write_gold(tmp_path / "gold", [page("a-01"), page("a-02")])
    lines = folder / "gold.jsonl"
    lines.write_bytes(b"\xef\xbb\xbf" + lines.read_bytes())
    assert [one.page_id for one in load_gold(folder)] == ["a-01", "a-02"]


def test_a_page_may_stand_beside_the_gold_file(tmp_path: Path) -> None:
    folder = write_gold(tmp_path / "gold", [page("a-01")])
    (folder / "pages" / "a-01.html").rename(folder / "a-01.html")
    assert load_gold(folder)[0].sha256 == digest("a-01")


def test_fixtures_are_pages_named_by_their_folder(tmp_path: Path) -> None:
    _fixture(tmp_path / "most-b", page("x"), meta={"kind": "ministry"})
    _fixture(tmp_path / "feed-a-c", page("y"))
    (tmp_path / "floors.yaml").write_text("", "utf-8")
    found = [(one.page_id, one.kind, one.sha256) for one in load_gold(tmp_path)]
    assert found == [("feed-a-c", "feed", digest("y")), ("most-b", "ministry", digest("x"))]


def test_all_fixtures_of_the_project_are_read() -> None:
    pages = load_gold(FIXTURES)
    assert len(pages) == len(list(FIXTURES.glob("*/gold.json")))
    one = pages[0]
    (path,) = (FIXTURES / one.page_id).glob("page.*")
    assert one.sha256 == sha256(path.read_bytes()).hexdigest()


def test_the_digest_sees_bytes_and_values_but_neither_layout_nor_order(tmp_path: Path) -> None:
    pages = [page("a", item()), page("b")]
    same = gold_digest(load_gold(write_gold(tmp_path / "1", pages)))
    assert gold_digest(load_gold(write_gold(tmp_path / "2", pages[::-1]))) == same
    for one in pages:
        _fixture(tmp_path / "3" / one["page_id"], one, meta={"kind": "else"})
    assert gold_digest(load_gold(tmp_path / "3")) == same
    (tmp_path / "3" / "b" / "page.html").write_bytes(b"other")
    assert gold_digest(load_gold(tmp_path / "3")) != same
    other = write_gold(tmp_path / "4", [page("a", item(ip_status="none")), page("b")])
    assert gold_digest(load_gold(other)) != same


def _no_gold(folder: Path) -> None:
    (folder / "gold.jsonl").write_text("", "utf-8")


def _no_page(folder: Path) -> None:
    (folder / "pages" / "a-01.html").unlink()


def _bad_json(folder: Path) -> None:
    (folder / "gold.jsonl").write_text("{", "utf-8")


def _bad_bytes(folder: Path) -> None:
    (folder / "gold.jsonl").write_bytes(b'{"page_id": "\xff"}')


def _no_object(folder: Path) -> None:
    (folder / "gold.jsonl").write_text("[]", "utf-8")


def _double(folder: Path) -> None:
    lines = (folder / "gold.jsonl").read_text("utf-8")
    (folder / "gold.jsonl").write_text(lines * 2, "utf-8")


def _no_id(folder: Path) -> None:
    lines = (folder / "gold.jsonl").read_text("utf-8")
    (folder / "gold.jsonl").write_text(lines.replace('"page_id"', '"id"'), "utf-8")


def _no_field(folder: Path) -> None:
    lines = (folder / "gold.jsonl").read_text("utf-8")
    (folder / "gold.jsonl").write_text(lines.replace('"ip_status"', '"ip"'), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (_no_gold, "no_gold"),
        (_no_page, "bad_page_file"),
        (_bad_json, "bad_json"),
        (_bad_bytes, "bad_json"),
        (_no_object, "bad_json"),
        (_double, "double_page_id"),
        (_no_id, "bad_gold"),
        (_no_field, "bad_gold"),
    ],
)
def test_bad_gold_is_refused_with_its_reason(spoil: Any, code: str, tmp_path: Path) -> None:
    folder = write_gold(tmp_path / "gold", [page("a-01", item())])
    spoil(folder)
    with pytest.raises(GoldError) as caught:
        load_gold(folder)
    assert caught.value.code == code


def test_a_fixture_with_two_pages_is_refused(tmp_path: Path) -> None:
    _fixture(tmp_path / "a", page("x"))
    (tmp_path / "a" / "page.pdf").write_bytes(b"")
    with pytest.raises(GoldError, match=r"a/gold\.json: 2 files"):
        load_gold(tmp_path)
