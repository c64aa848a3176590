"""The review page as a web application.

All of it runs in one thread, one request after the other: a review is not to be used by several at
once. Other reviewers have servers, or command lines, of their own on the same ledger.
"""

from collections import deque
from collections.abc import Callable
from itertools import islice
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from models.decision import Action
from pipeline.ledger.ledger import LedgerError
from pipeline.ledger.units import UnknownPointer
from pipeline.review_page import deciding, record_page
from pipeline.review_page.labels import Label
from pipeline.review_page.links import SAMPLES, address, only, pairs, query_of, where_of
from pipeline.review_page.queue_page import queue_page
from pipeline.review_page.record_page import RecordPage
from pipeline.review_page.rendering import page
from pipeline.review_page.session import Session
from pipeline.review_page.static import files
from pipeline.review_page.tally import tally
from pipeline.reviewing.drafting import Verdict
from pipeline.reviewing.entry import Entry
from pipeline.reviewing.service import Review

_PATTERNS, _SIDE, _LOGGED = 200, 40, 200
_ACCEPT = Verdict(Action.ACCEPT)
Part = Callable[[FastAPI, "Site"], None]


def create_app(review: Review, session: Session, *parts: Part) -> FastAPI:
    """The application for one reviewer of one run; it is to be put behind a Guard.

    ``parts`` add pages of their own: they are given the application and its site.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    site = Site(review, session)
    for path, call in (
        ("/", site.overview),
        ("/queue", site.queue),
        ("/next", site.next),
        ("/find", site.find),
        ("/log", site.log),
        ("/entry/{entry_id}", site.entry),
        ("/record/{record_id}", site.record),
        ("/static/{name}", site.static),
    ):
        app.add_api_route(path, call, methods=["GET"], response_model=None)
    deciding.add_routes(app, review, session, site)
    for error in (LedgerError, UnknownPointer):
        app.add_exception_handler(error, site.failed)
    for part in parts:
        part(app, site)
    return app


class Site:
    """The pages that only show. ``nav`` are the addresses of the main pages with their names."""

    def __init__(self, review: Review, session: Session) -> None:
        self._review, self._session = review, session
        self.nav: list[tuple[str, Label]] = [
            ("/", Label("审核", "Review")),
            ("/queue", Label("队列", "Queue")),
            ("/log", Label("日志", "Log")),
        ]

    async def overview(self) -> Response:
        """The run against the other: fields by state, and patterns."""
        self._review.desk.sync()
        counts = tally(self._review.desk.entries())
        return self.page(
            "overview.html.j2",
            counts=counts,
            patterns=counts.patterns[:_PATTERNS],
            more=max(0, len(counts.patterns) - _PATTERNS),
            states=self._review.status().states,
        )

    async def queue(self, request: Request) -> Response:
        """The entries of a query."""
        return self.shown_queue(request.url.query)

    def shown_queue(self, where: str, status: int = 200, alert: str = "") -> Response:
        """The entries of a query, with what its lock says."""
        return self.page(
            "queue.html.j2",
            status,
            alert=alert,
            queue=queue_page(self._review, self._session, where),
        )

    async def next(self, request: Request) -> Response:
        """To the next open entry of a query, after another if one is named."""
        given = dict(pairs(request.url.query))
        after = self._review.entry(given["after"]) if given.get("after") else None
        return RedirectResponse(self.next_address(request.url.query, after), 303)

    def next_address(self, where: str, after: Entry | None) -> str:
        """The address of what comes after an entry in a query, or in the query's samples."""
        parameters = pairs(where)
        query, samples = query_of(parameters), SAMPLES in dict(parameters)
        where = where_of(query, samples)
        if samples:
            left = self._review.lock(query, _ACCEPT).left
            found = next((each for each in left if after is None or each.id != after.id), None)
        else:
            found = self._review.next(query, after)
        if found is None:
            if not self._session.notice:
                self._session.notice = "Nothing is open here. 此处已无待审项。"
            return address("/queue", where_of(query))
        return address(f"/entry/{found.id}", where)

    async def find(self, request: Request) -> Response:
        """To the record, entry, field or pattern that begins as was typed."""
        wanted = dict(pairs(request.url.query)).get("q", "").strip()
        records = list(islice(self._review.named(wanted), 2)) if wanted else []
        if len(records) == 1:
            return RedirectResponse(address(f"/record/{records[0]}"), 303)
        if wanted.startswith("e-"):
            return RedirectResponse(address(f"/entry/{wanted}"), 303)
        name = "pattern" if wanted[:2] in ("p-", "q-") else "record" if records else "field"
        return RedirectResponse(only(name, wanted) if wanted else "/", 303)

    async def log(self) -> Response:
        """The latest decisions, each of which can be taken back."""
        latest = deque(self._review.ledger.decisions(), maxlen=_LOGGED)
        return self.page("log.html.j2", decisions=list(latest)[::-1])

    async def entry(self, request: Request, entry_id: str) -> Response:
        """An entry on the page of its record."""
        return self.shown_entry(self._review.entry(entry_id), request.url.query)

    def shown_entry(
        self, entry: Entry, where: str, status: int = 200, alert: str = "", typed: str | None = None
    ) -> Response:
        """An entry on the page of its record, with what went wrong with a decision on it."""
        parameters = pairs(where)
        where = where_of(query_of(parameters), SAMPLES in dict(parameters))
        found = record_page.of_entry(self._review, self._session, entry, where)
        return self._record(found, where, status, alert, typed)

    async def record(self, request: Request, record_id: str) -> Response:
        """A record with all of its values, one of them in focus if its pointer is given."""
        pointer = dict(pairs(request.url.query)).get("pointer")
        return self.shown_record(record_id, pointer)

    def shown_record(
        self,
        record_id: str,
        pointer: str | None,
        status: int = 200,
        alert: str = "",
        typed: str | None = None,
    ) -> Response:
        """A record, with what went wrong with a decision on it."""
        record = self._review.record(record_id)
        found = record_page.of_record(self._review, self._session, record, pointer)
        return self._record(found, "", status, alert, typed)

    def _record(
        self, found: RecordPage, where: str, status: int, alert: str, typed: str | None
    ) -> Response:
        counts = tally(self._review.desk.entries())
        alike = {line.id: line.open for line in counts.patterns}
        after = [("after", found.row.entry.id)] if found.row and not found.is_value else []
        return self.page(
            "record.html.j2",
            status,
            alert=alert,
            typed=typed,
            found=found,
            where=where,
            next_link=address("/next", "&".join(filter(None, (where, urlencode(after))))),
            patterns=counts.patterns[:_SIDE],
            alike=alike,
            counts=counts,
        )

    async def static(self, name: str) -> Response:
        """A file of the page's own."""
        if name not in files():
            return PlainTextResponse("There is no such file.", 404)
        body, kind = files()[name]
        keep = {"cache-control": "private, max-age=31536000, immutable"}
        return Response(body, media_type=kind, headers=keep)

    async def failed(self, _request: Request, error: Exception) -> Response:
        """The sentence of an error."""
        status = 400 if isinstance(error, deciding.BadForm) else 404
        return self.page("error.html.j2", status, alert=str(error))

    def page(self, name: str, status: int = 200, **values: object) -> Response:
        """A template with its values and those that every page has."""
        common = {
            "nav": self.nav,
            "run": self._review.run_id,
            "old": self._review.old_id,
            "session": self._session,
            "notice": self._session.told(),
        }
        return page(name, status, **({"alert": ""} | common | values))
