"""Searching, downloading and coding in a real browser, on the same server as the review page."""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from review_page_samples import NEW, workspace
from serving import Site, served

from models.codes import PartyType
from pipeline.surveying.drawing import Draw, Drawn, Population, frame_digest
from pipeline.surveying.folder import read_draw, write_survey
from pipeline.surveying.sheet import read_codings


def survey(folder: Path, form: str) -> Path:
    """A survey of two companies of the sample run."""
    from datetime import UTC, datetime

    parties = [
        Drawn(
            party_id=f"p-{at}",
            name=name,
            country="FIN",
            party_type=PartyType.COMPANY,
            opportunities=("o-0000",),
        )
        for at, name in enumerate(("<i>Lumi</i> Oy", "Aalto Power"))
    ]
    frame = tuple(party.party_id for party in parties)
    draw = Draw(
        run_id=NEW, of=Population.COMPANIES, seed="S", n=2, frame_size=2,
        frame_sha256=frame_digest(frame), demand="apart", frame=frame, sample=tuple(parties),
        drawn_at=datetime(2024, 6, 1, tzinfo=UTC),
    )  # fmt: skip
    write_survey(draw, folder, form)
    return folder


@pytest.fixture(params=["csv", "xlsx"])
def coded_site(
    browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[tuple[Site, Path]]:
    folder = survey(tmp_path / "spring", request.param)
    with served(workspace(tmp_path / "w"), browser, surveys=[folder]) as site:
        yield site, folder
        assert all(url.startswith(site.base) for url in site.requests)
        assert site.complaints == []


def test_words_and_facets_narrow_and_each_hit_leads_to_its_evidence(site: Site) -> None:
    site.open("/search")
    page = site.page
    expect(page.locator("h1")).to_contain_text("8 of 8 records")
    page.fill("input[aria-label=Words]", "燃料电池 -标题")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("h1")).to_contain_text("7 of 8 records")
    page.locator(".facet", has_text="Direction").get_by_role("link").first.click()
    expect(page.locator("a.chip")).to_contain_text("Foreign side offers")
    assert "opportunity_direction=foreign_offer" in page.url and "q=" in page.url
    # The address is that of what is seen.
    page.reload()
    expect(page.locator("h1")).to_contain_text("7 of 8 records")
    page.locator("a.chip").click()
    expect(page.locator("a.chip")).to_have_count(0)
    page.locator(".found a").first.click()
    expect(page.locator(".panes")).to_contain_text("芬兰公司希望与中方合作")


def test_what_was_found_is_downloaded_without_contact_data(site: Site) -> None:
    site.open("/search?opportunity_direction=foreign_request")
    page = site.page
    page.select_option("select[name=format]", "csv")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename == f"kejichu-{NEW}-csv.zip"
    with zipfile.ZipFile(download.value.path()) as archive:
        names = {Path(name).name: name for name in archive.namelist()}
        text = archive.read(names["records.csv"]).decode("utf-8-sig")
        about = archive.read(names["about.json"]).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["opportunity_id"] for row in rows] == ["o-0007"]
    assert "li@lumi.example" not in text and "opportunity_direction=foreign_request" in about


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/search?q=%2D%2D", "holds no letter or digit"),
        ("/search?since=May", "is not a day: write it 2018-01-31"),
        ("/export?format=exe", "is no format: choose one of"),
    ],
)
def test_what_cannot_be_searched_is_told(site: Site, path: str, told: str) -> None:
    site.open()
    answer = site.page.goto(site.base + path)
    assert answer is not None and answer.status == 400
    assert told in site.page.inner_text("[role=alert]")
    site.complaints.clear()


def test_parties_are_coded_one_after_the_other(coded_site: tuple[Site, Path]) -> None:
    site, folder = coded_site
    site.open("/survey/spring")
    page = site.page
    site.press("n")
    assert page.inner_text("h1").startswith("<i>Lumi</i> Oy")
    page.get_by_label("joint venture").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("[role=alert]")).to_contain_text("joint_venture needs its outcome_source")
    assert page.get_by_label("joint venture").is_checked()
    page.get_by_label("Source").fill("=cmd|'/c calc'!A0")
    page.get_by_label("Day or year").fill("2018")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_contain_text("Aalto Power")
    page.get_by_label("none found").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("all coded")
    expect(page.locator("main")).to_contain_text("1 of 2, 50 %")
    sheet = next(folder.glob("sheet.*"))
    found = read_codings(sheet, read_draw(folder))
    assert [(each.outcome, each.coder, each.outcome_date) for each in found] == [
        ("joint_venture", "ann", "2018"),
        ("none_found", "ann", ""),
    ]
    assert not list(folder.glob(".*"))
    # Chromium tells the console of the answer that refused the form.
    site.complaints[:] = [text for text in site.complaints if "422" not in text]


def test_a_sheet_that_was_changed_meanwhile_is_not_written_over(
    coded_site: tuple[Site, Path],
) -> None:
    from pipeline.surveying.coding import version_of, write_coding
    from pipeline.surveying.sheet import Coding

    site, folder = coded_site
    site.open("/survey/spring/p-1")
    sheet, draw = next(folder.glob("sheet.*")), read_draw(folder)
    other = Coding(party_id="p-1", outcome="unknown", coder="bob")
    write_coding(sheet, draw, other, version_of(None))
    site.page.get_by_label("none found").check()
    site.page.get_by_role("button", name="Save").click()
    expect(site.page.locator("[role=alert]")).to_contain_text("nothing was written")
    assert read_codings(sheet, draw) == (other,)
    # What stands is shown, and may be coded over then.
    assert site.page.get_by_label("unknown").is_checked()
    site.page.get_by_label("not coded yet").check()
    site.page.get_by_role("button", name="Save").click()
    expect(site.page.locator("h1")).to_contain_text("Lumi")
    assert read_codings(sheet, draw) == ()
    site.complaints[:] = [text for text in site.complaints if "409" not in text]


PARTIES = [
    {"name": "Lumi Oy", "party_type": "company", "location": {"country": "FIN"}},
    {"name": "Tolka Marine", "party_type": "company", "location": {"country": "IRL"}},
    {"name": "<img src=x onerror=window.pwned=3>", "party_type": "company"},
]


def test_parties_are_joined_and_split_and_it_is_taken_back(
    browser: Browser, tmp_path: Path
) -> None:
    from review_page_samples import OLD, sample, write_run

    folder = tmp_path / "w"
    records = [sample(at, foreign_parties=[party]) for at, party in enumerate(PARTIES)]
    for run in (OLD, NEW):
        write_run(folder / "runs" / run, run, records)
    with served(folder, browser) as site:
        site.open("/parties")
        page = site.page
        expect(page.locator("h1")).to_contain_text("3 of 3")
        assert page.evaluate("() => window.pwned") is None
        page.get_by_role("button", name="Join the ticked").click()
        expect(page.locator("[role=alert]")).to_contain_text("Tick two parties")
        page.get_by_label("Lumi Oy").check()
        page.get_by_label("Tolka Marine").check()
        page.get_by_role("button", name="Join the ticked").click()
        expect(page.locator(".notice")).to_contain_text("2 parties are one")
        assert site.parties.overrides()[0].verdict == "same"
        page.get_by_role("button", name="This").click()
        expect(page.locator(".notice")).to_contain_text("Taken back")
        assert site.parties.overrides() == ()
        site.complaints[:] = [text for text in site.complaints if "422" not in text]
        assert site.complaints == []


def test_a_name_is_split_from_the_party_it_stands_under(browser: Browser, tmp_path: Path) -> None:
    from review_page_samples import OLD, sample, write_run

    folder = tmp_path / "w"
    party = PARTIES[0] | {"name_zh": "卢米公司"}
    for run in (OLD, NEW):
        write_run(folder / "runs" / run, run, [sample(0, foreign_parties=[party])])
    with served(folder, browser) as site:
        site.open("/parties?q=卢米")
        page = site.page
        expect(page.locator("h1")).to_contain_text("1 of 1")
        page.get_by_role("button", name="卢米公司 is another party").click()
        expect(page.locator(".notice")).to_contain_text("卢米公司 is another party")
        (override,) = site.parties.overrides()
        assert (override.verdict, override.left.name, override.right.name) == (
            "different",
            "Lumi Oy",
            "卢米公司",
        )
        assert page.url.endswith("/parties?q=%E5%8D%A2%E7%B1%B3") and site.complaints == []
