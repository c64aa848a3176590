"""The review page in a real browser, by its keys."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from review_page_samples import NEW, OLD, workspace
from serving import Site, served

from models.decision import Action
from pipeline.reviewing.drafting import Verdict
from pipeline.reviewing.entry import Query
from pipeline.reviewing.service import open_review

COUNTRY = "/next?field=host_country"


def actions(site: Site) -> list[tuple[str, object]]:
    return [(each.action.value, each.value) for each in site.ledger.decisions()]


def test_accept_goes_on_and_undo_comes_back(site: Site) -> None:
    site.open()
    site.press("n")
    first = site.page.url
    assert re.search(r"/entry/e-[0-9a-f]{12}$", first)
    site.press("a")
    assert site.page.url != first and "/entry/" in site.page.url
    assert actions(site) == [("accept", "FIN")]
    site.press("x")
    assert actions(site)[1:] == [("reject", "SWE")]
    site.press("u", "u")
    assert site.page.url == first
    assert [each[0] for each in actions(site)[2:]] == ["retract", "retract"]
    assert "1 taken back" in site.page.inner_text(".notice")
    assert site.page.inner_text("tr[aria-current] .answer").startswith("○ open")
    # The address is that of what is seen: it opens the same again.
    site.page.reload()
    assert "o-0000" in site.page.inner_text("h1")


def test_values_of_a_record_are_walked_through(site: Site) -> None:
    site.open("/record/o-0007")
    fields = []
    for _ in range(3):
        site.press("j")
        fields.append(site.page.inner_text("tr[aria-current] th a"))
    assert [name.split(" ")[1] for name in fields] == ["Host", "Direction", "Title"]
    site.press("k")
    assert site.page.inner_text("tr[aria-current] th a") == fields[1]


def test_evidence_is_marked_in_both_languages_at_once(site: Site) -> None:
    site.open(COUNTRY)
    marked = [
        pane.locator("mark.new").all_inner_texts() for pane in site.page.locator(".pane").all()
    ]
    assert marked == [["芬兰公司"], ["company from Finland"]]
    for mark in site.page.locator(".pane mark.new").all():
        assert mark.is_visible()
        # Not by its colour alone.
        assert "underline" in mark.evaluate("e => getComputedStyle(e).textDecorationLine")
    row = site.page.inner_text("tr[aria-current]")
    assert all(word in row for word in ("Sweden", "瑞典", "Finland", "芬兰", "host_country.test"))


def test_script_in_the_text_of_a_page_is_text(site: Site) -> None:
    for path in (COUNTRY, "/record/o-0007", "/queue?field=title", "/next?field=title"):
        site.open(path)
        assert site.page.evaluate("() => window.pwned") is None
        assert site.page.locator("main img, main script, main b:text('R&D')").count() == 0
    assert "<script>window.pwned = 1</script>" in site.page.inner_text(".panes")
    assert "<b>R&D</b>" in site.page.inner_text("h1")


def test_chinese_is_typed_through_an_input_method(site: Site) -> None:
    """Keys mean nothing while composing, not even the Enter that ends it."""
    site.open("/next?field=title")
    page = site.page
    page.keyboard.press("c")
    page.keyboard.press("Control+a")
    tool = page.context.new_cdp_session(page)
    tool.send("Input.imeSetComposition", {"text": "zhong", "selectionStart": 5, "selectionEnd": 5})
    for key in ("a", "x", "u", "Enter"):
        page.evaluate(
            """key => document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
            {key, keyCode: 229, isComposing: true, bubbles: true, cancelable: true}))""",
            key,
        )
    tool.send("Input.insertText", {"text": "中文标题"})
    assert page.input_value("[name=value]") == "中文标题"
    assert site.ledger.count() == 0
    # Composing elsewhere than in a field: the page does not act on it either.
    page.evaluate(
        """() => document.body.dispatchEvent(new KeyboardEvent("keydown",
        {key: "a", isComposing: true, bubbles: true}))"""
    )
    assert site.ledger.count() == 0
    site.press("Enter")
    assert actions(site) == [("correct", "中文标题")]


def test_letters_in_fields_and_with_control_are_no_keys(site: Site) -> None:
    site.open(COUNTRY)
    site.page.keyboard.press("/")
    site.page.keyboard.type("axun?")
    assert site.page.input_value("[name=q]") == "axun?"
    site.page.keyboard.press("Escape")
    site.page.keyboard.press("Control+x")
    site.page.keyboard.press("?")
    assert site.page.locator("dialog").is_visible()
    site.page.keyboard.press("a")
    site.page.keyboard.press("Escape")
    assert not site.page.locator("dialog").is_visible()
    assert site.ledger.count() == 0


def test_all_of_a_pattern_after_its_samples_and_undone_at_once(
    browser: Browser, tmp_path: Path
) -> None:
    folder = workspace(tmp_path, 36)
    with served(folder, browser) as site:
        site.open(COUNTRY)
        site.press("Shift+A")
        assert "Locked" in site.page.inner_text(".notice") and site.ledger.count() == 0
        pattern = site.page.url.removeprefix(site.base)
        with open_review(folder / "runs" / NEW, site.ledger, folder / "runs" / OLD) as review:
            query = Query(fields=("host_country",))
            for entry in review.lock(query, Verdict(Action.ACCEPT)).left[2:]:
                review.decide(entry, Verdict(Action.ACCEPT), "bob")
        site.open(pattern)
        assert "8 open" in site.page.inner_text("h1")
        site.press("Shift+A")
        assert "2 more samples" in site.page.inner_text(".notice") and site.ledger.count() == 28
        site.page.click("text=Judge the samples")
        site.page.wait_for_selector(".verdict")
        site.press("a", "a")
        assert "6 open" in site.page.inner_text("h1")
        assert "at most 10 % of all are wrong" in site.page.inner_text(".bulk")
        site.press("Shift+A")
        assert "0 open" in site.page.inner_text("h1")
        assert [each[0] for each in actions(site)] == ["accept"] * 36
        site.press("u")
        assert "6 taken back" in site.page.inner_text(".notice")
        assert "6 open" in site.page.inner_text("h1")
        assert site.complaints == []


def test_forms_work_without_script(site: Site, browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(site.url)
    page.click("text=Begin")
    first = page.url
    page.click("button.accept")
    assert "/entry/" in page.url and page.url != first
    page.click("text=Undo")
    assert page.url.partition("?")[0] == first.partition("?")[0]
    assert [each[0] for each in actions(site)] == ["accept", "retract"]
    page.close()


def test_who_comes_second_is_told_and_nothing_is_lost(site: Site) -> None:
    site.open(COUNTRY)
    here = site.page.url.partition("?")[0].rpartition("/")[2]
    with open_review(site.folder / "runs" / NEW, site.ledger, site.folder / "runs" / OLD) as review:
        review.decide(review.entry(here), Verdict(Action.REJECT), "bob")
    with site.page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        site.press("a")
    assert answer.value.status == 409
    assert "Somebody else decided" in site.page.inner_text("[role=alert]")
    assert "bob" in site.page.inner_text(".work") and site.ledger.count() == 1
    # Chromium itself tells the console of every answer of this kind.
    assert [text for text in site.complaints if "409" not in text] == []
    site.complaints.clear()


@pytest.mark.parametrize("width", [1280, 900])
@pytest.mark.parametrize(
    "path", ["/", "/queue", COUNTRY, "/record/o-0003", "/log", "/search?host_country=FIN"]
)
def test_nothing_is_wider_than_the_window(module_site: Site, width: int, path: str) -> None:
    page = module_site.page
    page.set_viewport_size({"width": width, "height": 800})
    module_site.open(path)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    for name in ("button", "a.button", "input:not([type=hidden])"):
        for box in (each.bounding_box() for each in page.locator(f"{name}:visible").all()):
            assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= width
    assert module_site.complaints == []


def test_text_stands_out_from_its_ground(module_site: Site) -> None:
    """WCAG AA: 4.5 to 1 for every text that is seen."""
    for path in ("/", "/queue?field=host_country", COUNTRY, "/search?q=氢"):
        module_site.open(path)
        low = module_site.page.evaluate(_CONTRASTS)
        assert low == []


_CONTRASTS = """() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((c) => c / 255)
    .map((c) => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const rgb = parse(getComputedStyle(e).backgroundColor);
      if (rgb.length === 3 || rgb[3] === 1) return rgb;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !e.checkVisibility()) continue;
    const two = [light(parse(getComputedStyle(e).color)), light(ground(e))];
    const [a, b] = two.sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) found.push(`${e.tagName} ${e.className} ${e.innerText}`);
  }
  return found;
}"""
