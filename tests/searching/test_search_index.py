"""The index of a run: when it is built, who may read it, what it refuses."""

import json
import sqlite3
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from synthetic_run import make_run, records, write_run

from models.opportunity import Opportunity
from pipeline.schema.fields import all_fields
from pipeline.schema.texts import field_texts
from pipeline.searching import bits
from pipeline.searching.errors import QueryError, SearchError
from pipeline.searching.facets import facets
from pipeline.searching.index import Request, SearchIndex, index_path
from pipeline.searching.query import parse
from pipeline.searching.words import words

LIST_FREE = ("field_evidence", "technology_keywords")


def total(run: Path, query: str = "") -> int:
    with SearchIndex(run) as index:
        return index.search(Request(query=query)).total


def test_index_is_built_once_and_again_for_other_records(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", 30)
    assert total(run) == 30
    path = index_path(run)
    assert path.parent == tmp_path and oct(path.stat().st_mode)[-3:] == "600"
    built = path.stat().st_mtime_ns, path.stat().st_ino
    assert total(run) == 30 and (path.stat().st_mtime_ns, path.stat().st_ino) == built
    make_run(run, 40)
    assert total(run) == 40
    assert sorted(item.name for item in tmp_path.iterdir()) == [path.name, "run"]
    assert sorted(item.name for item in run.iterdir()) == ["manifest.json", "records.jsonl"]


def test_a_broken_index_is_built_again(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", 10)
    assert total(run) == 10
    for damage in (b"", b"no database", index_path(run).read_bytes()[:8000]):
        index_path(run).write_bytes(damage)
        assert total(run) == 10
    with sqlite3.connect(index_path(run)) as db:
        db.execute("UPDATE about SET value = '0 old'")
    db.close()
    assert total(run) == 10


def test_an_empty_run_has_an_index(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", 0)
    with SearchIndex(run) as index:
        found = index.search(Request(query="氢", since="2020-01-01"))
        assert found.total == 0 and found.hits(3) == [] and found.counts("host_country") == []


def test_an_index_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", 3)
    with pytest.raises(SearchError, match=r"cannot write the index .*--index"):
        SearchIndex(run, Path("/proc/nowhere/index.sqlite"))
    with SearchIndex(run, tmp_path / "elsewhere.sqlite") as index:
        assert index.search(Request()).total == 3
    assert not index_path(run).exists()


def test_index_of_a_moved_run_is_not_needed(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", 5)
    assert total(run) == 5
    copytree(run, tmp_path / "other")
    assert total(tmp_path / "other") == 5


def with_contact() -> list[dict[str, Any]]:
    """Two records of a page, of which only the first knows the contact."""
    first, second = records(2, seed=3)
    text = "氢能项目。联系人：毛丽娅，电话 010-5550137，mao@example.cn"
    for record in (first, second):
        record["report_id"], record["content"] = "r-1", text
    start = text.index("010")
    first["contacts"] = [{"name": "毛丽娅", "phone": "010-5550137", "email": "mao@example.cn"}]
    first["field_evidence"] = [
        {
            "pointer": "/contacts/0/phone",
            "start": start,
            "end": start + 11,
            "quote": "010-5550137",
            "language": "zh",
            "rule": "contacts.phone",
            "grade": "certain",
            "chain": {"surface": "010-5550137"},
        }
    ]
    return [
        Opportunity.model_validate(record).model_dump(mode="json") for record in (first, second)
    ]


def test_contacts_cannot_be_found(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    lines = [json.dumps(record, ensure_ascii=False) for record in with_contact()]
    run = write_run(tmp_path / "run", lines)
    assert total(run, "氢能项目") == 2
    for private in ("毛丽娅", "5550137", "mao", '"mao@example.cn"'):
        assert total(run, private) == 0, private


def test_every_coded_field_is_a_facet() -> None:
    coded = {
        node.path
        for node in all_fields()
        if not node.children and (node.codes or field_texts()[node.path].code_list)
    }
    assert {path for path in coded if path.partition(".")[0] not in LIST_FREE} <= {*facets()}
    others = {"host_country", "publication_year", "is_nato_or_mnna", "referring_mission_id"}
    assert others <= {*facets()}


def test_an_unknown_facet_is_refused_by_name(tmp_path: Path) -> None:
    run = make_run(tmp_path / "run", 3)
    with SearchIndex(run) as index, pytest.raises(SearchError, match=r"^colour is no facet"):
        index.search(Request(where={"colour": ("red",)}))


@pytest.mark.parametrize("query", ["，。", "氢能 -", '""', "-…", "*"])
def test_a_query_without_letters_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match="no letter or digit"):
        parse(query)


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("氢能", '("氢能")'),
        ("氢", '("氢"*)'),
        ("人工智能", '("人工 工智 智能")'),
        ("5G通信 設備", '("5g 通信") AND ("设备")'),
        ('"fuel cell" OR 燃料电池', '("fuel cell" OR "燃料 料电 电池")'),
        ("hydro*", '("hydro"*)'),
        ("“氢能”", '("氢能")'),
        ("AND NOT", '("and") AND ("not")'),
        ("OR 氢能 OR", '("氢能")'),
        ('a"b; DROP TABLE', '("a") AND ("b drop table")'),
        ("", ""),
    ],
)
def test_expressions_of_queries(query: str, expression: str) -> None:
    assert parse(query).wanted_expression() == expression


def test_words_of_a_text() -> None:
    assert words("氫能，Ｈ2-Speicher 𠮷野家") == [
        "氢能", "能", "h2", "speicher", "𠮷野", "野家", "家",
    ]  # fmt: skip
    assert words("Brasília naïve") == ["brasilia", "naive"]


@given(st.sets(st.integers(0, 300)))
def test_sets_of_rows(rows: set[int]) -> None:
    made = bits.of_rows(rows, 301)
    assert [*bits.rows_of(made)] == sorted(rows)
    assert bits.from_bytes(bits.to_bytes(made)) == made
    assert made.bit_count() == len(rows)


@given(st.integers(0, 50), st.integers(0, 50))
def test_ranges_of_rows(start: int, end: int) -> None:
    assert [*bits.rows_of(bits.of_range(start, end))] == [*range(start, end)]
