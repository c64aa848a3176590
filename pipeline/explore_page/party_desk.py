"""Parties in the browser: which names a run takes for one, and a reviewer's word on it."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from models.party_decision import PartySide, PartyVerdict
from pipeline.ledger.heads import active_ids
from pipeline.ledger.ledger import LedgerError
from pipeline.ledger.party_decisions import PartyLedger
from pipeline.resolving.parties import ResolvedParty
from pipeline.resolving.resolution import Resolution, resolution_of
from pipeline.review_page.app import Site
from pipeline.review_page.deciding import BAD, form_of, form_pairs
from pipeline.review_page.labels import Label
from pipeline.review_page.links import address, pairs
from pipeline.review_page.session import Session
from pipeline.runs.folder import read_manifest

PATH = "/parties"
_SHOWN, _RECORDS = 100, 12
_LATER = "Counted so from the next resolve on. 下次归并时生效。"


@dataclass(frozen=True, slots=True)
class Line:
    """A party of the list: its first records, and how many more there are."""

    party: ResolvedParty
    records: tuple[str, ...]
    more: int


class PartyDesk:
    """The page of the parties of a run, and what is decided on it."""

    def __init__(self, run: Path, session: Session, ledger: PartyLedger) -> None:
        self._run, self._session, self._ledger = run, session, ledger

    @cached_property
    def _resolution(self) -> Resolution:
        # As it was when the page was first opened: resolving a large run takes a minute or two.
        return resolution_of(self._run, self._ledger.overrides())

    def add_routes(self, app: FastAPI, site: Site) -> None:
        """Add the page to the application."""
        self._site = site
        site.nav.append((PATH, Label("外方机构", "Parties")))
        app.add_api_route(PATH, self.parties, methods=["GET"], response_model=None)
        for path, call in (
            ("/join", self.join),
            ("/split", self.split),
            ("/undo", self.undo),
        ):
            app.add_api_route(PATH + path, call, methods=["POST"], response_model=None)

    async def parties(self, request: Request) -> Response:
        """The parties whose names hold what was typed, and the decisions on names."""
        return self._shown(dict(pairs(request.url.query)).get("q", "").strip())

    def _shown(self, wanted: str, status: int = 200, alert: str = "") -> Response:
        known = self._ledger.decisions()
        parties = self._resolution.register.parties
        folded = wanted.casefold()
        found = [p for p in parties if any(folded in name.casefold() for name in p.names)]
        # Those of several names first: they are what a reviewer can check.
        found.sort(key=lambda party: (-len(party.names), -len(party.mentions), party.name))
        return self._site.page(
            "parties.html.j2",
            status,
            alert=alert,
            wanted=wanted,
            total=len(parties),
            found=len(found),
            lines=[_line(party) for party in found[:_SHOWN]],
            decisions=known[::-1],
            active=active_ids(known),
        )

    async def join(self, request: Request) -> Response:
        """Say that the ticked parties are one."""
        form = await form_pairs(request)
        named = {party.party_id: party for party in self._resolution.register.parties}
        ticked = dict.fromkeys(value for name, value in form if name == "party")
        chosen = [named[each] for each in ticked if each in named]
        wanted = dict(form).get("q", "")
        if len(chosen) < 2:
            return self._shown(
                wanted, BAD, "Tick two parties or more first. 请先勾选两个以上机构。"
            )
        for other in chosen[1:]:
            self._judge(PartyVerdict.SAME, self._side(chosen[0]), self._side(other))
        self._session.notice = f"{len(chosen)} parties are one. 已合并。{_LATER}"
        return RedirectResponse(_back(wanted), 303)

    async def split(self, request: Request) -> Response:
        """Say that a name is not that of the party it stands under."""
        form = await form_of(request)
        wanted, name, other = form.get("q", ""), form.get("name", ""), form.get("other", "")
        try:
            self._judge(PartyVerdict.DIFFERENT, PartySide(name=name), PartySide(name=other))
        except (LedgerError, ValueError):
            return self._shown(wanted, BAD, "Name two different names. 请给出两个不同名称。")
        self._session.notice = f"{other} is another party. 已拆分。{_LATER}"
        return RedirectResponse(_back(wanted), 303)

    async def undo(self, request: Request) -> Response:
        """Take a decision on names back."""
        form = await form_of(request)
        try:
            self._ledger.take_back(form.get("reference", ""), self._session.reviewer)
        except LedgerError as error:
            return self._shown(form.get("q", ""), BAD, str(error))
        self._session.notice = f"Taken back. 已撤回。{_LATER}"
        return RedirectResponse(_back(form.get("q", "")), 303)

    def _judge(self, verdict: PartyVerdict, left: PartySide, right: PartySide) -> None:
        run = read_manifest(self._run).run_id
        self._ledger.judge(verdict, left, right, self._session.reviewer, run)

    def _side(self, party: ResolvedParty) -> PartySide:
        """The party by its name, and of its country where another one has that name."""
        alike = [p for p in self._resolution.register.parties if party.name in p.names]
        return PartySide(name=party.name, country=party.country if len(alike) > 1 else None)


def _line(party: ResolvedParty) -> Line:
    records = tuple(dict.fromkeys(place.opportunity_id for place in party.mentions))
    return Line(party, records[:_RECORDS], max(0, len(records) - _RECORDS))


def _back(wanted: str) -> str:
    return address(PATH, urlencode([("q", wanted)]) if wanted else "")
