"""Coding a survey in the browser: one party after the other, written into the survey's sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from pipeline.review_page.app import Site
from pipeline.review_page.deciding import BAD, TAKEN, form_of
from pipeline.review_page.labels import Label
from pipeline.review_page.links import address
from pipeline.review_page.session import Session
from pipeline.surveying.coding import CodedMeanwhile, version_of, write_coding
from pipeline.surveying.drawing import Draw, Drawn
from pipeline.surveying.errors import SurveyError
from pipeline.surveying.estimating import Estimate, estimate
from pipeline.surveying.folder import read_draw, the_sheet
from pipeline.surveying.sheet import CODED, Coding, outcomes, read_codings

PATH = "/survey"
_CONFLICT = "The sheet was changed meanwhile; nothing was written. 编码表已被他人修改，未写入。"


@dataclass(frozen=True, slots=True)
class Survey:
    """A survey of the server, with its sheet as it is now."""

    name: str
    folder: Path
    draw: Draw

    @property
    def codings(self) -> dict[str, Coding]:
        """What is coded, by party. Raises SurveyError."""
        found = read_codings(the_sheet(self.folder), self.draw)
        return {coding.party_id: coding for coding in found}

    def link(self, party: str = "") -> str:
        """The address of the survey, or of one of its parties."""
        return address("/".join(filter(None, (PATH, self.name, party))))


class CodingDesk:
    """The pages of the surveys. Raises SurveyError for a folder that holds none."""

    def __init__(self, folders: Sequence[Path], session: Session) -> None:
        self._session = session
        self._surveys: dict[str, Survey] = {}
        for folder in folders:
            name = folder.absolute().name
            if name in self._surveys:
                raise SurveyError(f"two surveys are called {name}: rename one of the folders")
            self._surveys[name] = Survey(name, folder, read_draw(folder))

    def add_routes(self, app: FastAPI, site: Site) -> None:
        """Add the pages, if there are surveys."""
        self._site = site
        if not self._surveys:
            return
        only = next(iter(self._surveys.values())) if len(self._surveys) == 1 else None
        site.nav.append((only.link() if only else PATH, Label("调查", "Survey")))
        party = f"{PATH}/{{name}}/{{party_id}}"
        for path, call, method in (
            (PATH, self.surveys, "GET"),
            (f"{PATH}/{{name}}", self.survey, "GET"),
            (party, self.party, "GET"),
            (party, self.code, "POST"),
        ):
            app.add_api_route(path, call, methods=[method], response_model=None)

    async def surveys(self) -> Response:
        """The surveys of this server."""
        return self._site.page("surveys.html.j2", surveys=[*self._surveys.values()])

    async def survey(self, name: str) -> Response:
        """The drawn parties of a survey, and what is known of all by those that are coded."""
        found = self._named(name)
        codings = found.codings
        return self._site.page(
            "survey.html.j2",
            survey=found,
            codings=codings,
            outcomes=_outcomes(),
            estimate=_estimate(found, codings),
            next=_next(found, codings),
        )

    async def party(self, name: str, party_id: str) -> Response:
        """A party with what is coded of it."""
        found = self._named(name)
        return self._party(found, _drawn(found, party_id))

    def _party(
        self,
        survey: Survey,
        party: Drawn,
        status: int = 200,
        alert: str = "",
        typed: dict[str, str] | None = None,
    ) -> Response:
        codings = survey.codings
        coding = codings.get(party.party_id)
        stands = {name: getattr(coding, name) if coding else "" for name in CODED}
        return self._site.page(
            "coding.html.j2",
            status,
            alert=alert,
            survey=survey,
            party=party,
            number=survey.draw.sample.index(party) + 1,
            done=len(codings),
            typed=stands | (typed or {}),
            seen=version_of(coding),
            outcomes=_outcomes(),
            next=_next(survey, codings, party),
        )

    async def code(self, request: Request, name: str, party_id: str) -> Response:
        """Write what a form says of a party and go to the next that nobody has coded."""
        survey = self._named(name)
        party, form = _drawn(survey, party_id), await form_of(request)
        typed = {each: form.get(each, "").strip() for each in CODED}
        typed["coder"] = self._session.reviewer
        try:
            coding = Coding(party_id=party_id, **typed)
            write_coding(the_sheet(survey.folder), survey.draw, coding, form.get("seen", ""))
        except CodedMeanwhile:
            return self._party(survey, party, TAKEN, _CONFLICT)
        except ValidationError as error:
            problem = f"outcome_date {typed['outcome_date']!r}: write a day 2018-01-31, or a year"
            text = problem if "outcome_date" in str(error) else error.errors()[0]["msg"]
            return self._party(survey, party, BAD, text, typed)
        except SurveyError as error:
            return self._party(survey, party, BAD, str(error), typed)
        self._session.notice = f"Coded: {party.name}. 已编码。"
        behind = _next(survey, survey.codings, party)
        return RedirectResponse(behind or survey.link(), 303)

    def _named(self, name: str) -> Survey:
        if name not in self._surveys:
            raise SurveyError(f"there is no survey {name!r} here: name its folder with --survey")
        return self._surveys[name]


def _outcomes() -> dict[str, Label]:
    return {code: Label(zh, en) for code, (zh, en) in outcomes().items()}


def _drawn(survey: Survey, party_id: str) -> Drawn:
    for party in survey.draw.sample:
        if party.party_id == party_id:
            return party
    raise SurveyError(f"{party_id!r} was not drawn")


def _next(survey: Survey, codings: dict[str, Coding], after: Drawn | None = None) -> str:
    """The address of the next party without a coding, around the end; empty for none."""
    sample = survey.draw.sample
    start = sample.index(after) + 1 if after else 0
    for party in (*sample[start:], *sample[:start]):
        if party.party_id not in codings and party != after:
            return survey.link(party.party_id)
    return ""


def _estimate(survey: Survey, codings: dict[str, Coding]) -> Estimate | None:
    try:
        return estimate(survey.draw, [*codings.values()])
    except SurveyError:
        return None
