"""Properties of what every record rests on: offsets, sentences, dates, amounts, names, ids."""

import itertools
import unicodedata
from hashlib import sha256

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.dates import compact_dates, find_dates
from extractors.folding import compact, fold
from extractors.money import find_money
from models.capture import Capture
from pipeline.identity import opportunity_id, report_id
from pipeline.inputs.base import served
from pipeline.inputs.urls import canonical_url
from pipeline.parsing import parse
from pipeline.reading.segments import sentence_spans

# Text as hostile pages hold it: dates and sums in pieces, marks, other scripts, odd spaces.
PIECES = st.sampled_from(
    "2024年 5月 6日 二〇二一 13月 40日 /5/ 99 民國 110年 May 28, 万 亿 元 美元 EUR million "
    "~ . , 。 ； Dr. U.S. （ ） : ： = < & \u3000 \u200b \u202e \ufeff \U00020bb7 氢能 合作 "
    "公司 a@b.example +358 １２ ٣ ½ ㈱ ﬁ é".split(" ")
)
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join)
LOOSE = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
FEW = settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))


@LOOSE
@given(TEXTS)
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)
    assert compact(compact(text)) == compact(text)


@LOOSE
@given(TEXTS)
def test_sentences_are_in_order_and_lose_nothing(text: str) -> None:
    spans = list(sentence_spans(text))
    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)


@LOOSE
@given(TEXTS, TEXTS, TEXTS)
def test_dates_are_days_that_exist_and_stand_there(before: str, text: str, after: str) -> None:
    whole = fold(before + text + after)
    start, end = len(before), len(before) + len(text)
    for found in (*find_dates(whole, start, end), *compact_dates(whole, start, end)):
        assert start <= found.span.start < found.span.end <= end
        assert 1 <= found.month <= 12
        assert found.day is None or found.value is not None
        assert any(char.isdigit() or char in "〇○零一二三四五六七八九十" for char in
                   whole[found.span.start : found.span.end])  # fmt: skip


@LOOSE
@given(TEXTS)
def test_amounts_are_numbers_that_stand_there(text: str) -> None:
    found = find_money(fold(text), text)
    for money in found:
        assert 0 <= money.span.start < money.span.end <= len(text)
        assert 0 <= money.value < float("inf")
        assert money.low is None or 0 <= money.low <= money.value
        assert len(money.currency) == 3
    assert all(one.span.end <= other.span.start for one, other in itertools.pairwise(found))


@LOOSE
@given(st.text(max_size=60), st.text(max_size=20))
def test_ids_depend_on_page_and_place_only(url: str, anchor: str) -> None:
    def capture(name: str) -> Capture:
        return Capture(name=name, url=url, sha256=sha256(url.encode()).hexdigest(), size=1)

    safe = url.encode("utf-8", "replace").decode()
    if safe != url or anchor.encode("utf-8", "replace").decode() != anchor:
        return
    one = report_id(capture("a"))
    assert one == report_id(capture("b"))
    assert opportunity_id(one, anchor) == opportunity_id(one, anchor)
    assert opportunity_id(one, anchor) != opportunity_id(one, anchor + "x")


@LOOSE
@given(st.text(alphabet="abAB12/.:?&=#%@+[] üñ中\\~-_", max_size=40))
def test_a_canonical_url_is_its_own(rest: str) -> None:
    once = canonical_url(f"http://a.example/{rest}")
    assert canonical_url(once) == once


def _is_control(char: str) -> bool:
    """Of these a short page can hold so many that it is taken for binary data, and told so."""
    return unicodedata.category(char) == "Cc"


@FEW
@given(st.lists(TEXTS, min_size=1, max_size=6), st.sampled_from(["p", "td", "li", "b", "pre"]))
def test_every_quote_stands_at_its_offsets(texts: list[str], tag: str) -> None:
    lines = "".join(f"<{tag}>{text.replace('<', '&lt;')}</{tag}>" for text in texts)
    label = "<p>合作方式：技术许可。联系人：Aino，邮箱：aino@northlight.example</p>"
    body = f"<html><div id=Zoom><p>芬兰公司寻求合作</p>{lines}{label}</div></html>"
    result = parse(served("page", body.encode("utf-8", "replace")))
    if result.quarantined is not None and any(_is_control(c) for text in texts for c in text):
        assert result.quarantined.code == "wrong_type", result.quarantined
        return
    assert result.quarantined is None, result.quarantined
    assert result.document is not None
    for record in result.records:
        for evidence in record.field_evidence:
            place = record.content if evidence.source == "text" else record.source_url
            assert place[evidence.start : evidence.end] == evidence.quote
