"""A browser, and the review page as a user starts it."""

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from review_page_samples import NEW, OLD, workspace

from pipeline.ledger.ledger import Ledger
from pipeline.review_page.app import create_app
from pipeline.review_page.guard import Guard
from pipeline.review_page.session import Session
from pipeline.reviewing.service import open_review
from pipeline.store import open_store


def _chromium() -> str:
    found = shutil.which("chromium")
    if found:
        return found
    message = "Chromium is missing: install the Debian packages chromium and fonts-noto-cjk"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = _chromium()
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield found
        found.close()


@dataclass
class Site:
    """A served workspace, and all that its pages asked for and complained of."""

    folder: Path
    url: str
    page: Page
    ledger: Ledger
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def base(self) -> str:
        """The address without the token."""
        return self.url.partition("/start/")[0]

    def open(self, path: str = "") -> None:
        """Go to an address of the site, by its token first."""
        if self.page.url == "about:blank":
            self.page.goto(self.url)
        self.page.goto(self.base + path)

    def press(self, *keys: str) -> None:
        """Press keys; each waits until the page that the last one led to is there."""
        for key in keys:
            self.page.evaluate("() => { document.body.firstElementChild.dataset.stale = '1'; }")
            self.page.keyboard.press(key)
            self.page.wait_for_function("() => !document.querySelector('[data-stale]')")


@contextmanager
def served(folder: Path, browser: Browser, width: int = 1280) -> Iterator[Site]:
    """The page of a workspace in a browser window of its own."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    engine = open_store(f"sqlite:///{folder / 'state.sqlite'}")
    runs = folder / "runs"
    with open_review(runs / NEW, Ledger(engine), runs / OLD) as review:
        app = Guard(create_app(review, Session("ann")), port, "t0ken")
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        page = browser.new_page(viewport={"width": width, "height": 860})
        page.set_default_timeout(20_000)
        site = Site(folder, f"http://127.0.0.1:{port}/start/t0ken", page, Ledger(engine))
        page.on("request", lambda request: site.requests.append(request.url))
        page.on("console", lambda message: site.complaints.append(message.text))
        page.on("pageerror", lambda error: site.complaints.append(str(error)))
        try:
            yield site
        finally:
            page.close()
            server.should_exit = True
            thread.join()
            engine.dispose()


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
