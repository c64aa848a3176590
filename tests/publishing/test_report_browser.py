"""The report in a real browser with the network off: pictures, and charts that answer."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from pipeline.counting.quality import load_quality
from pipeline.counting.selection import Selection
from pipeline.counting.statistics import Counted, load_counted
from pipeline.reporting.report import report
from pipeline.reporting.wording import Language, Wording

pytest.importorskip("vl_convert", reason="needs the extra report")
_BAR = "#host_country [data-chart] path[aria-roledescription=bar]"


@pytest.fixture(scope="module")
def counted(run: Path) -> Counted:
    return load_counted(run, load_quality(None))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("interactive", [False, True], ids=["static", "interactive"])
def test_the_report_opens_without_network(
    browser: Browser, counted: Counted, tmp_path: Path, language: Language, interactive: bool
) -> None:
    path = tmp_path / "report.html"
    text = report(counted, Selection(), Wording(language), interactive=interactive)
    path.write_text(text, "utf-8")
    page = browser.new_page(viewport={"width": 1000, "height": 800})
    page.context.set_offline(True)
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    assert page.locator("section svg").count() > 8
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 1000
    if interactive:
        bar = page.locator(_BAR).first
        bar.hover()
        expect(page.locator("#vg-tooltip-element")).to_contain_text(": ")
        bar.click()
        assert "#host_country=" in page.url
    assert asked == [path.as_uri()] and complaints == []
    page.close()


def test_text_of_pages_is_inert_in_the_charts_descriptions(trapped_run: Path) -> None:
    counted = load_counted(trapped_run, {})
    text = report(counted, Selection(), Wording(Language.EN), interactive=True)
    for part in text.split('<script type="application/json"')[1:]:
        own = part.partition("</script>")[0]
        assert "<" not in own
