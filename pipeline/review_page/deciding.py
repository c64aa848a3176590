"""The requests that write: one decision, a whole query, undo."""

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from pydantic import JsonValue
from starlette.responses import RedirectResponse, Response

from models.decision import Action
from pipeline.ledger.ledger import Decided, LedgerError
from pipeline.ledger.units import UnknownPointer
from pipeline.review_page.links import address, pairs, query_of, where_of
from pipeline.review_page.session import Session, Taken
from pipeline.reviewing.drafting import Verdict
from pipeline.reviewing.sampling import Locked
from pipeline.reviewing.service import Review

if TYPE_CHECKING:
    from pipeline.review_page.app import Site

# Bytes; a quote may be long, a form that is longer is none of ours.
_MOST = 200_000
_CONFLICT = "Somebody else decided on this meanwhile; nothing was written. 他人已先行裁定，未写入。"
# Statuses of a form that cannot be taken, and of one that somebody came before.
BAD, TAKEN = 422, 409
Form = dict[str, str]


class BadForm(LedgerError):
    """A form that is not one of the page's."""


async def form_of(request: Request) -> Form:
    """The fields of a form, each once. Raises BadForm for one that is too long or no UTF-8."""
    return dict(await form_pairs(request))


async def form_pairs(request: Request) -> list[tuple[str, str]]:
    """The fields of a form, as often as they stand. Raises BadForm as ``form_of`` does."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _MOST:
            raise BadForm("the form is too long")
    try:
        return pairs(body.decode("utf-8"))
    except ValueError as error:
        raise BadForm("the form cannot be read") from error


def value_of(text: str) -> JsonValue:
    """A typed value: JSON for what has parts, null for nothing, else plain text."""
    if text == "null":
        return None
    if text[:1] not in ("{", "["):
        return text
    try:
        value: JsonValue = json.loads(text)
    except ValueError as error:
        raise BadForm(f"the value begins as JSON but is none: {error}") from error
    return value


def verdict_of(form: Form) -> Verdict:
    """The verdict of a form. Raises BadForm."""
    action = form.get("action", "")
    if action not in ("accept", "reject", "correct", "note"):
        raise BadForm("say accept, reject, correct or note")
    typed = form.get("value", "").strip()
    if action in ("correct", "note") and not typed:
        raise BadForm("write the right value first, or null for none")
    verdict = Verdict(
        Action(action), quote=form.get("quote", ""), comment=form.get("comment", "").strip()
    )
    if action == "note":
        return replace(verdict, comment=typed)
    return replace(verdict, value=value_of(typed)) if action == "correct" else verdict


def add_routes(app: FastAPI, review: Review, session: Session, site: "Site") -> None:
    """Add the requests that write to the application."""
    desk = _Writer(review, session, site)
    for path, call in (
        ("/entry/{entry_id}", desk.decide),
        ("/record/{record_id}", desk.decide_at),
        ("/bulk", desk.bulk),
        ("/undo", desk.undo),
    ):
        app.add_api_route(path, call, methods=["POST"], response_model=None)


class _Writer:
    """What a reviewer does."""

    def __init__(self, review: Review, session: Session, site: "Site") -> None:
        self._review, self._session, self._site = review, session, site

    async def decide(self, request: Request, entry_id: str) -> Response:
        """Decide on an entry and go to the next one of the query."""
        form = await form_of(request)
        where, entry = form.get("where", ""), self._review.entry(entry_id)
        typed = form.get("value")
        try:
            verdict = verdict_of(form)
            made = self._review.decide(entry, verdict, self._session.reviewer, _seen(form))
        except Decided:
            again = self._review.entry(entry_id)
            return self._site.shown_entry(again, where, TAKEN, _CONFLICT, typed)
        except (LedgerError, UnknownPointer) as error:
            return self._site.shown_entry(entry, where, BAD, str(error), typed)
        here = address(f"/entry/{entry_id}", where)
        self._session.taken.append(Taken(made.batch, here))
        if verdict.action == Action.NOTE:
            return RedirectResponse(here, 303)
        return RedirectResponse(self._site.next_address(where, entry), 303)

    async def decide_at(self, request: Request, record_id: str) -> Response:
        """Decide on a value that nobody asked about and stay on its record."""
        form = await form_of(request)
        pointer = form.get("pointer", "")
        record = self._review.record(record_id)
        try:
            verdict = verdict_of(form)
            # What is added was not there to be seen.
            seen = None if form.get("add") else _seen(form)
            made = self._review.decide_at(record, pointer, verdict, self._session.reviewer, seen)
        except Decided:
            return self._site.shown_record(record_id, pointer, TAKEN, _CONFLICT)
        except (LedgerError, UnknownPointer) as error:
            shown = None if form.get("add") else pointer
            return self._site.shown_record(record_id, shown, BAD, str(error), form.get("value"))
        here = address(f"/record/{record['opportunity_id']}")
        self._session.taken.append(Taken(made.batch, here))
        self._session.notice = f"Decided: {made.action.value} {pointer}. 已裁定。"
        return RedirectResponse(here, 303)

    async def bulk(self, request: Request) -> Response:
        """Decide on all of a query, if its samples were."""
        form = await form_of(request)
        query = query_of(pairs(form.get("where", "")))
        where = where_of(query)
        verdict = verdict_of(form)
        if query.is_empty or verdict.action not in (Action.ACCEPT, Action.REJECT):
            raise BadForm("all at once needs a filter, and is to accept or to reject")
        try:
            made = self._review.decide_all(query, verdict, self._session.reviewer)
        except Locked as locked:
            self._session.notice = f"Locked: {locked.lock.message}. 未解锁：请先逐项审核抽样。"
            return RedirectResponse(address("/queue", where), 303)
        except Decided:
            return self._site.shown_queue(where, TAKEN, _CONFLICT)
        except LedgerError as error:
            return self._site.shown_queue(where, BAD, str(error))
        here = address("/queue", where)
        if made:
            self._session.taken.append(Taken(made[0].batch, here))
        self._session.notice = f"{len(made)} decisions at once; u takes them back. 已批量裁定。"
        return RedirectResponse(here, 303)

    async def undo(self, request: Request) -> Response:
        """Take back what a form names, else what was decided last on this page."""
        form = await form_of(request)
        named, back = form.get("reference", ""), "/log"
        if not named:
            if not self._session.taken:
                self._session.notice = (
                    "Nothing was decided here yet: the log has the rest. 无可撤回。"
                )
                return RedirectResponse("/log", 303)
            last = self._session.taken.pop()
            named, back = last.batch, last.path
        made = self._review.undo(named, self._session.reviewer)
        self._session.notice = f"{len(made)} taken back. 已撤回。"
        return RedirectResponse(back, 303)


def _seen(form: Form) -> int:
    seen = form.get("seen", "")
    if not seen.isdecimal():
        raise BadForm("the form does not say which version was seen")
    return int(seen)
