"""The archived page of a record as it came, with its evidence marked, for a sandboxed frame.

The answer has a policy of its own: it may show its own text, styles and pictures in the file, and
nothing else; no script, no form, no request. It holds contact data as the page does, so it is
shown only where contact data is.
"""

from collections.abc import Iterator
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from starlette.responses import HTMLResponse, Response

from models.document import Origin
from pipeline.ledger.anchors import concerns
from pipeline.ledger.units import Record
from pipeline.review_page.links import address, pairs
from pipeline.review_page.marked_source import PLACE, is_markup, marked_html, marked_text
from pipeline.review_page.pdf_picture import Undrawn, pictures
from pipeline.review_page.session import Session
from pipeline.reviewing.originals import Originals
from pipeline.reviewing.service import Review

PATH = "/archived"
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "sandbox; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    "x-frame-options": "SAMEORIGIN",
    "x-dns-prefetch-control": "off",
}
_STYLE = (
    "<style>mark.kejichu { background: #d3f5da !important; color: #16191d !important; "
    "text-decoration: underline solid 3px #0b5a1e !important; } "
    "kejichu-a { color: #1d4ed8; text-decoration: underline; } "
    "body { overflow-wrap: anywhere; } pre { white-space: pre-wrap; } "
    "svg { display: block; width: 100%; margin-bottom: 1em; border: 1px solid #c9ced6; } "
    "rect { fill: #0b5a1e; fill-opacity: .18; stroke: #0b5a1e; stroke-width: 1; }</style>"
)
_PDF = b"%PDF-"
_GONE = (
    "The archived page is not at hand: its file, or the archive that held it, is gone or has other "
    "bytes now. 存档网页已不在。"
)
_HIDDEN = "The archived page holds contact data: kejichu serve --contacts shows it."
_BINARY = "The archived file is an office file, which a browser does not show. 办公文件不在此显示。"
_DAMAGED = "The archived file cannot be drawn. 存档文件无法显示。"


def frame_address(record_id: str, pointer: str | None) -> str:
    """The address of a record's archived page, with the evidence of a pointer marked."""
    where = urlencode([("pointer", pointer)]) if pointer is not None else ""
    return f"{address(f'{PATH}/{record_id}', where)}#{PLACE}"


class Archived:
    """The archived pages of a run's records, as a part of the review page's application."""

    def __init__(self, review: Review, session: Session, originals: Originals) -> None:
        self._review, self._session, self._originals = review, session, originals

    def add_routes(self, app: FastAPI, _site: object) -> None:
        """Add the frame's route to the application."""
        app.add_api_route(PATH + "/{record_id}", self.shown, methods=["GET"], response_model=None)

    async def shown(self, request: Request, record_id: str) -> Response:
        """A record's archived page; a sentence where it cannot be shown."""
        record = self._review.record(record_id)
        pointer = dict(pairs(request.url.query)).get("pointer")
        if not self._session.contacts:
            return _answer(f"<p>{_HIDDEN}</p>")
        body = self._originals.of(record)
        return _answer(f"<p>{_GONE}</p>" if body is None else _page(body, record, pointer))


def _answer(content: str) -> Response:
    return HTMLResponse(f"<!DOCTYPE html>{content}{_STYLE}", headers=HEADERS)


def _page(body: bytes, record: Record, pointer: str | None) -> str:
    evidence = list(_origins(record, pointer))
    if body.lstrip()[: len(_PDF)] == _PDF:
        try:
            return pictures(body, evidence)
        except Undrawn:
            return f"<p>{_DAMAGED}</p>"
    encoding = record["detected_encoding"] or ""
    try:
        if is_markup(body, encoding):
            return marked_html(body, encoding, evidence)
        return marked_text(body, encoding, evidence)
    except LookupError:
        return f"<p>{_BINARY}</p>"


def _origins(record: Record, pointer: str | None) -> Iterator[Origin]:
    """Where the evidence of a value and of its parts lies; of all values without a pointer."""
    for one in record["field_evidence"]:
        if pointer is None or concerns(one["pointer"], pointer):
            yield Origin.model_validate(one["origin"] or {})
