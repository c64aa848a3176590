"""A browser, and the review page in it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from review_page_samples import workspace
from serving import Site, served


def _chromium() -> str:
    found = shutil.which("chromium")
    if found:
        return found
    message = "Chromium is missing: install the Debian packages chromium and fonts-noto-cjk"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


# Playwright keeps an event loop running, which tests of other modules must not find.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = _chromium()
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def module_site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site that tests share which do not decide."""
    folder = workspace(tmp_path_factory.mktemp("site"))
    with served(folder, browser) as site:
        yield site


@pytest.fixture
def site(browser: Browser, tmp_path: Path) -> Iterator[Site]:
    """A site of a test's own, watched to the end: nothing from elsewhere, no complaint."""
    with served(workspace(tmp_path, 8), browser) as found:
        yield found
        assert all(url.startswith(found.base) for url in found.requests)
        assert found.complaints == []
