"""The pages that explore a run, as a part of the review page's application."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from fastapi import FastAPI, Request
from starlette.responses import Response

from pipeline.closing import Closing
from pipeline.explore_page.asking import PATH, request_of
from pipeline.explore_page.coding_desk import CodingDesk
from pipeline.explore_page.download import EXPORT, download
from pipeline.explore_page.party_desk import PartyDesk
from pipeline.explore_page.search_page import search_page
from pipeline.ledger.party_decisions import PartyLedger
from pipeline.publishing.errors import ExportError
from pipeline.publishing.formats import FORMATS
from pipeline.review_page.app import Site
from pipeline.review_page.labels import Label
from pipeline.review_page.links import pairs
from pipeline.review_page.session import Session
from pipeline.searching.errors import QueryError, SearchError
from pipeline.searching.index import SearchIndex
from pipeline.surveying.errors import SurveyError

_BAD = 400


class Explorer(Closing):
    """Search, downloads, parties and surveys of a run; a context manager.

    ``parties`` keeps what is said of names, ``surveys`` are folders that ``survey draw`` wrote,
    ``index`` is the file of the search index if it is not beside the run. Raises SurveyError for a
    folder that holds none.
    """

    def __init__(
        self,
        run: Path,
        session: Session,
        parties: PartyLedger,
        surveys: Sequence[Path] = (),
        index: Path | None = None,
    ) -> None:
        self._run, self._session, self._path = run, session, index
        self._parties = PartyDesk(run, session, parties)
        self._surveys = CodingDesk(surveys, session)

    @cached_property
    def _index(self) -> SearchIndex:
        # At the first search: many come to decide only, and a large run takes a while to index.
        return SearchIndex(self._run, self._path)

    def close(self) -> None:
        """Close the index, if it was opened."""
        if "_index" in self.__dict__:
            self._index.close()

    def add_routes(self, app: FastAPI, site: Site) -> None:
        """Add the pages to the application."""
        self._site = site
        site.nav.append((PATH, Label("检索", "Search")))
        app.add_api_route(PATH, self.search, methods=["GET"], response_model=None)
        app.add_api_route(EXPORT, self.export, methods=["GET"], response_model=None)
        self._parties.add_routes(app, site)
        self._surveys.add_routes(app, site)
        for error in (QueryError, SearchError, ExportError, SurveyError):
            app.add_exception_handler(error, self.failed)

    async def search(self, request: Request) -> Response:
        """Records found by what the address asks for."""
        asked, given = request_of(request.url.query), dict(pairs(request.url.query))
        page = given.get("page", "")
        try:
            found = search_page(self._index, asked, max(1, int(page)) if page.isdecimal() else 1)
        except QueryError as error:
            empty = search_page(self._index, asked.model_copy(update={"query": ""}))
            return self._search(empty, _BAD, alert=str(error), typed=asked.query)
        return self._search(found, typed=asked.query)

    def _search(self, found: object, status: int = 200, **values: object) -> Response:
        return self._site.page("search.html.j2", status, found=found, formats=[*FORMATS], **values)

    async def export(self, request: Request) -> Response:
        """The records found, as a file."""
        asked, given = request_of(request.url.query), dict(pairs(request.url.query))
        form = given.get("format", "")
        if form not in FORMATS:
            raise SearchError(f"{form!r} is no format: choose one of {', '.join(FORMATS)}")
        return await download(self._run, asked, form, self._session.contacts, self._path)

    async def failed(self, _request: Request, error: Exception) -> Response:
        """The sentence of an error."""
        return self._site.page("error.html.j2", _BAD, alert=str(error))
