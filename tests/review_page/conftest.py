"""The review page in a browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from review_page_samples import workspace
from serving import Site, served


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
