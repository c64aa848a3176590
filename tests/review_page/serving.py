"""The review page of a workspace, served to a browser window."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, Page
from review_page_samples import NEW, OLD

from pipeline.archive.archive import Archive
from pipeline.explore_page.explore import Explorer
from pipeline.ledger.ledger import Ledger
from pipeline.ledger.party_decisions import PartyLedger
from pipeline.review_page.app import create_app
from pipeline.review_page.archived import Archived
from pipeline.review_page.guard import Guard
from pipeline.review_page.session import Session
from pipeline.reviewing.originals import Originals
from pipeline.reviewing.service import open_review
from pipeline.store import open_store


@dataclass
class Site:
    """A served workspace, and all that its pages asked for and complained of."""

    folder: Path
    url: str
    page: Page
    ledger: Ledger
    parties: PartyLedger
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
def served(
    folder: Path,
    browser: Browser,
    width: int = 1280,
    surveys: Sequence[Path] = (),
    contacts: bool = False,
) -> Iterator[Site]:
    """The pages of a workspace in a browser window of their own."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    engine = open_store(f"sqlite:///{folder / 'state.sqlite'}")
    runs = folder / "runs"
    session = Session("ann", contacts)
    with (
        open_review(runs / NEW, Ledger(engine), runs / OLD) as review,
        Explorer(runs / NEW, session, PartyLedger(engine), surveys) as explorer,
    ):
        originals = Originals(runs / NEW, Archive(folder / "archive", engine))
        archived = Archived(review, session, originals)
        app = Guard(
            create_app(review, session, explorer.add_routes, archived.add_routes), port, "t0ken"
        )
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        page = browser.new_page(viewport={"width": width, "height": 860})
        page.set_default_timeout(20_000)
        site = Site(
            folder,
            f"http://127.0.0.1:{port}/start/t0ken",
            page,
            Ledger(engine),
            PartyLedger(engine),
        )
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
