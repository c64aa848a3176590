"""The report: its numbers are those of the counts, it fetches nothing, and runs nothing."""

import base64
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from lxml import html

from pipeline.counting.quality import load_quality
from pipeline.counting.selection import Selection
from pipeline.counting.statistics import Counted, load_counted, statistics
from pipeline.reporting import fonts
from pipeline.reporting.charts import chart, svg
from pipeline.reporting.errors import ReportError
from pipeline.reporting.report import report
from pipeline.reporting.wording import Language, Wording, _texts
from pipeline.reporting.writing import write_report
from pipeline.runs.records import read_records

pytest.importorskip("vl_convert", reason="needs the extra report")
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def counted(run: Path) -> Counted:
    return load_counted(run, load_quality(None))


@pytest.fixture(scope="module")
def text(counted: Counted) -> str:
    return report(counted, Selection(), Wording(Language.BOTH))


@pytest.fixture(scope="module")
def page(text: str) -> html.HtmlElement:
    return html.document_fromstring(text)


def test_every_number_of_the_counts_is_in_its_table(
    page: html.HtmlElement, counted: Counted
) -> None:
    found = statistics(counted)
    assert len(found.tables) > 8
    for table in found.tables:
        (section,) = page.xpath(f"//section[@id='{'-'.join(table.by)}']")
        rows = section.xpath(".//tbody/tr")
        shown = {row[0].text_content(): int(row[2].text_content()) for row in rows}
        assert shown == {", ".join(c.values): c.count for c in table.counts}
        for row, count in zip(rows, table.counts, strict=True):
            assert len(row.xpath(".//details/a")) == count.count
        assert f"{table.covered} of {table.counted} records have it" in section.text_content()
        # Countries stand on a map too.
        pictures = bool(table.counts) + (table.by == ("host_country",))
        assert len(section.xpath("./*[local-name()='svg']")) == pictures


def test_csv_under_each_chart_holds_the_same(page: html.HtmlElement, counted: Counted) -> None:
    for table in statistics(counted).tables:
        (link,) = page.xpath(f"//section[@id='{'-'.join(table.by)}']//a[@download]")
        head, _, data = link.get("href").partition("base64,")
        assert head == "data:text/csv;charset=utf-8;"
        rows = [*csv.DictReader(io.StringIO(base64.b64decode(data).decode("utf-8-sig")))]
        assert [int(row["count"]) for row in rows] == [count.count for count in table.counts]


def test_bars_lead_to_rows_and_rows_to_records(page: html.HtmlElement, run: Path) -> None:
    ids = Counter(page.xpath("//*[not(ancestor-or-self::*[local-name()='svg'])]/@id"))
    assert max(ids.values()) == 1
    inner = [href[1:] for href in hrefs(page) if href.startswith("#") and href != "#"]
    assert {*inner} <= {*ids}
    bars = page.xpath("//*[local-name()='svg']//*[local-name()='a']")
    assert len(bars) > 40
    records = {record.opportunity_id for record in read_records(run)}
    assert len(records & {*inner}) > len(records) / 2


def hrefs(page: html.HtmlElement) -> Iterator[str]:
    for element in page.iter():
        for name, value in element.attrib.items():
            if name in ("href", "xlink:href") or name.endswith("}href"):
                yield value


def test_nothing_is_fetched_and_nothing_runs(text: str, page: html.HtmlElement, run: Path) -> None:
    kinds = {str(element.tag).rpartition("}")[2] for element in page.iter()}
    assert not kinds & {"script", "link", "img", "image", "iframe", "object", "use", "base", "form"}
    names = {name for element in page.iter() for name in element.attrib}
    assert not [name for name in names if name.startswith("on") or name in ("src", "style")]
    sources = {record.source_url for record in read_records(run)}
    outside = {href for href in hrefs(page) if not href.startswith(("#", "data:text/csv"))}
    assert outside <= sources and outside
    style = page.xpath("string(//style)")
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'"
    assert page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [policy]
    assert "url(" not in style and "@import" not in style
    assert "url(" not in re.sub(r"clip-path=\"url\(#[^)]*\)\"", "", text)


def test_text_of_pages_is_inert(trapped_run: Path) -> None:
    text = report(load_counted(trapped_run, {}), Selection(), Wording(Language.EN))
    assert "&lt;script&gt;alert(1)" in text
    assert "<script" not in text and "<img" not in text


def test_contacts_are_not_in_the_report(text: str, run: Path) -> None:
    parties = {party.name for r in read_records(run) for party in r.foreign_parties}
    private = {
        value
        for record in read_records(run)
        for contact in record.contacts
        for value in (contact.name, contact.email, contact.phone)
        if value and value not in parties
    }
    assert len(private) > 4
    assert [value for value in private if value in text] == []


def test_run_versions_state_and_errors_are_named(text: str, counted: Counted) -> None:
    found = statistics(counted)
    for wanted in (
        found.run_id,
        f"schema {found.schema_version}",
        found.vocabulary_digest[:12],
        "No value was reviewed",
        "error at most",
        "CC0",
        f"{found.counted} unique opportunities",
    ):
        assert wanted in text, wanted


@pytest.mark.parametrize("language", Language)
def test_each_language_speaks_for_itself(counted: Counted, language: Language) -> None:
    page = html.document_fromstring(report(counted, Selection(), Wording(language)))
    title = page.xpath("string(//title)")
    assert bool(HAN.search(title)) is (language is not Language.EN)
    assert ("Opportunities" in title) is (language is not Language.ZH)
    if language is Language.EN:
        for section in page.xpath("//section[@id!='records']//*[local-name()='svg']"):
            assert not HAN.search(section.text_content())


def test_every_text_is_there_in_both_languages_with_the_same_names() -> None:
    for key, texts in _texts().items():
        assert {*texts} == {"zh", "en"}, key
        names = {lang: {*re.findall(r"{(\w+)}", text)} for lang, text in texts.items()}
        assert names["zh"] == names["en"], key


def test_years_without_records_are_bars_of_no_height(counted: Counted) -> None:
    table = next(t for t in statistics(counted).tables if t.by == ("year",))
    kept = table.model_copy(update={"counts": (table.counts[0], table.counts[-1])})
    rows = chart(kept, Wording(Language.EN), "r")["data"]["values"]
    first, last = int(rows[0]["value"]), int(rows[-1]["value"])
    assert [int(row["value"]) for row in rows] == [*range(first, last + 1)] and len(rows) > 2
    assert {row["count"] for row in rows[1:-1]} == {0}


def test_two_reports_of_a_run_are_the_same(text: str, counted: Counted) -> None:
    assert report(counted, Selection(), Wording(Language.BOTH)) == text


def test_pictures_need_a_font_that_has_chinese(
    counted: Counted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.reporting.writing.draws_chinese", lambda: False)
    out, folder = tmp_path / "report.html", tmp_path / "png"
    with pytest.raises(ReportError, match="fonts-noto-cjk"):
        write_report(counted, Selection(), out, folder, "zh")
    assert list(tmp_path.iterdir()) == []
    written = write_report(counted, Selection(), out, folder, "en")
    assert written[0] == out and len(written) > 8
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in written[1:])
    with pytest.raises(ReportError, match="--force"):
        write_report(counted, Selection(), out)


def test_boxes_instead_of_characters_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = fonts.draws_chinese.__wrapped__
    monkeypatch.setattr("vl_convert.svg_to_png", lambda picture: b"box")
    assert not drawn()
    monkeypatch.setattr("vl_convert.svg_to_png", lambda picture: picture.encode())
    assert drawn()


def test_a_chart_keeps_to_the_page(counted: Counted) -> None:
    table = statistics(counted).tables[1]
    picture = svg(chart(table, Wording(Language.EN), "r"))
    assert 'xlink:href="#host_country=' in picture
    assert not re.search(r'href="(?!#)', picture)
