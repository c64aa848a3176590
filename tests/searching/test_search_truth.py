"""Searches find what a plain scan of the records finds: words, filters and counts."""

import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import opencc
import pytest

from extractors.folding import fold
from pipeline.publishing.redaction import Hider, Private, private_of
from pipeline.searching.facets import facets
from pipeline.searching.index import Request, SearchIndex
from pipeline.searching.texts import own_texts, page_texts

HAN = "\u3400-\u4dbf\u4e00-\u9fff々〇\u3041-\u30ff\uac00-\ud7af"
LETTER = rf"[^\W_{HAN}]"
Values = dict[str, Any]
# Length of a Chinese query to how many of them are asked.
CHINESE = {1: 20, 2: 50, 3: 10, 4: 15, 7: 5}
ENGLISH = {1: 60, 2: 30, 3: 10}


@pytest.fixture(scope="module")
def index(run: Path) -> Iterator[SearchIndex]:
    with SearchIndex(run) as found:
        yield found


@pytest.fixture(scope="module")
def texts(values: list[Values]) -> dict[str, list[str]]:
    """The searched texts of every record as a reader may see them."""
    known: dict[str, Private] = {}
    for record in values:
        page = record["report_id"]
        known[page] = known.get(page, Private()) | private_of(record)
    found = {}
    for record in values:
        shown = Hider(record, known[record["report_id"]]).record()
        found[record["opportunity_id"]] = [*own_texts(shown), *page_texts(shown)]
    return found


@cache
def plain(text: str) -> str:
    """Lower case without accents, half width."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(c for c in parts if not 0x300 <= ord(c) < 0x370).lower()


def scan(texts: dict[str, list[str]], pattern: re.Pattern[str], form: Any) -> set[str]:
    # Records of a page share its text, which is looked at once.
    hit = {text for text in {*chain(*texts.values())} if pattern.search(form(text))}
    return {key for key, own in texts.items() if hit & {*own}}


def chinese_queries(texts: dict[str, list[str]]) -> Iterator[str]:
    draw = random.Random(11)
    pages = sorted({text for own in texts.values() for text in own})
    traditional, full = opencc.OpenCC("s2t"), {48 + n: 0xFF10 + n for n in range(10)}
    for length, count in CHINESE.items():
        done = 0
        while done < count:
            runs = re.findall(f"[{HAN}]{{{length},}}", draw.choice(pages))
            if runs:
                run = draw.choice(runs)
                start = draw.randrange(len(run) - length + 1)
                query = run[start : start + length]
                done += 1
                yield (query, traditional.convert(query), query.translate(full))[done % 3]


def english_queries(texts: dict[str, list[str]]) -> Iterator[str]:
    draw = random.Random(12)
    pages = sorted({text for own in texts.values() for text in own})
    for length, count in ENGLISH.items():
        done = 0
        while done < count:
            found = re.findall(
                rf"[A-Za-zÀ-ž]{{2,}}(?: [A-Za-zÀ-ž]{{2,}}){{{length - 1}}}", draw.choice(pages)
            )
            if found:
                done += 1
                query = draw.choice(found)
                wide = query.translate({n: n + 0xFEE0 for n in range(0x41, 0x7B)})
                yield (query, query.upper(), plain(query), wide)[done % 4]


def test_chinese_words_are_found_as_by_a_plain_scan(
    index: SearchIndex, texts: dict[str, list[str]]
) -> None:
    sizes = []
    for query in chinese_queries(texts):
        truth = scan(texts, re.compile(re.escape(fold(query))), fold)
        assert index.search(Request(query=query)).ids() == truth, query
        sizes.append(len(truth))
    assert len(sizes) == 100 and sum(size > 1 for size in sizes) > 60 and min(sizes) < len(texts)


def test_english_words_are_found_as_by_a_plain_scan(
    index: SearchIndex, texts: dict[str, list[str]]
) -> None:
    sizes = []
    for query in english_queries(texts):
        words = r"[\W_]+".join(map(re.escape, plain(query).split()))
        pattern = re.compile(f"(?<!{LETTER}){words}(?!{LETTER})")
        truth = scan(texts, pattern, plain)
        assert index.search(Request(query=f'"{query}"')).ids() == truth, query
        sizes.append(len(truth))
    assert len(sizes) == 100 and sum(size > 1 for size in sizes) > 60 and min(sizes) < len(texts)


def test_two_character_words_in_either_script_and_width(index: SearchIndex) -> None:
    simplified = index.search(Request(query="氢能")).ids()
    assert simplified and index.search(Request(query="氫能")).ids() == simplified
    english = index.search(Request(query="hydrogen")).ids()
    assert english and index.search(Request(query="ＨＹＤＲＯＧＥＮ")).ids() == english
    assert index.search(Request(query="氢能 OR hydrogen")).ids() == simplified | english
    assert index.search(Request(query="氢能 hydrogen")).ids() == simplified & english
    assert index.search(Request(query="氢能 -hydrogen")).ids() == simplified - english
    assert index.search(Request(query="hydro*")).ids() >= english
    everything = index.search(Request()).ids()
    assert index.search(Request(query="-氢能")).ids() == everything - simplified


def test_a_phrase_does_not_run_from_one_text_into_the_next(
    index: SearchIndex, values: list[Values]
) -> None:
    joins = 0
    for record in values[:60]:
        parts = own_texts(record)
        for one, two in pairwise(parts):
            if re.search(f"[{HAN}]$", one) and re.match(f"[{HAN}]", two):
                query = one[-1] + two[0]
                if not any(fold(query) in fold(text) for text in (*parts, *page_texts(record))):
                    joins += 1
                    assert record["opportunity_id"] not in index.search(Request(query=query)).ids()
    assert joins > 10


def brute_values(record: Mapping[str, Any], path: str) -> set[str]:
    """Values of a dotted field, another way than the index takes them."""
    found: list[Any] = [record]
    for part in path.split("."):
        found = [
            inner
            for item in found
            if item is not None and item[part] is not None
            for inner in (item[part] if isinstance(item[part], list) else [item[part]])
        ]
    return {str(v).lower() if isinstance(v, bool) else str(v) for v in found} or {""}


def meets(record: Values, request: Request, words: set[str], without: str = "") -> bool:
    day = record["publication_date"] and date.fromisoformat(record["publication_date"])
    if (request.since or request.until) and not day:
        return False
    if day and not (request.since or date.min) <= day <= (request.until or date.max):
        return False
    return record["opportunity_id"] in words and all(
        brute_values(record, name) & {*wanted}
        for name, wanted in request.where.items()
        if name != without
    )


def requests(values: list[Values]) -> Iterator[Request]:
    draw = random.Random(13)
    for number in range(60):
        where = {}
        for name in draw.sample(facets(), number % 4):
            record = draw.choice(values)
            other = draw.choice(values)
            where[name] = tuple({*brute_values(record, name), *brute_values(other, name)})
        yield Request(
            query=draw.choice(("", "合作", "技术", "the", "公司 -市场")),
            where=where,
            since=date(draw.randrange(2012, 2020), 5, 1) if number % 5 == 1 else None,
            until=date(draw.randrange(2016, 2024), 5, 1) if number % 5 in (1, 2) else None,
        )


def test_filters_and_counts_are_those_of_a_plain_count(
    index: SearchIndex, values: list[Values]
) -> None:
    found_some = 0
    for request in requests(values):
        words = index.search(Request(query=request.query)).ids()
        truth = [record for record in values if meets(record, request, words)]
        found = index.search(request)
        assert found.total == len(truth)
        assert found.ids() == {record["opportunity_id"] for record in truth}, request
        found_some += bool(truth)
        for facet in (*request.where, *facets()[:: 1 + len(request.where)]):
            counted = Counter(
                value
                for record in values
                if meets(record, request, words, without=facet)
                for value in brute_values(record, facet)
            )
            assert dict(found.counts(facet)) == counted, (request, facet)
    assert found_some > 30


def test_counts_come_the_most_frequent_first(index: SearchIndex) -> None:
    counts = index.search(Request()).counts("host_country")
    assert counts == sorted(counts, key=lambda pair: (-pair[1], pair[0])) and len(counts) > 20


def test_own_fields_come_first_then_the_newest(index: SearchIndex, values: list[Values]) -> None:
    found = index.search(Request(query="合作"))
    hits = found.hits(10_000)
    assert len(hits) == found.total and 0 < found.total_own < found.total
    assert [hit.own for hit in hits] == [True] * found.total_own + [False] * (
        found.total - found.total_own
    )
    for part in (hits[: found.total_own], hits[found.total_own :]):
        dates = [hit.publication_date or date.min for hit in part]
        assert dates == sorted(dates, reverse=True)
    assert found.hits(5, skip=3) == hits[3:8]
    own = index.search(Request(query="合作", own=True))
    assert [hit.opportunity_id for hit in own.hits(9999)] == [
        hit.opportunity_id for hit in hits[: found.total_own]
    ]
    titles = {record["opportunity_id"]: record for record in values}
    shown = Counter(hit.title == titles[hit.opportunity_id]["title"] for hit in hits)
    assert shown[True] > 0.9 * found.total
