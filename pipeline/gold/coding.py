"""What a person says that a page holds, checked against the vocabularies."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from models.base import Frozen
from models.vocabulary import ROOT, read_rows
from pipeline.evaluation.annotation import Annotation
from pipeline.gold.errors import CodingError
from pipeline.gold.folder import CODINGS, add_lines, read_lines
from pipeline.gold.sampling import Sample
from pipeline.gold.sheet import OPPORTUNITY_FIELDS
from pipeline.ledger.fields import fields
from pipeline.reviewing.corrections import BadDecision, check_codes

# The field of a record whose vocabulary a field of the sheet takes.
_FIELDS = {
    "referring_mission": "referring_mission_id",
    "direction": "opportunity_direction",
    "host_country": "host_country",
    "technology_fields": "technology_fields",
    "cooperation_types": "cooperation_types",
    "ip_status": "ip_status",
    "development_stage": "development_stage",
}
_UNSTATED = "unstated"
_CURRENCY_COLUMNS = ("code", "name_zh", "name_en", "aliases")


class Coding(Frozen):
    """A page as one coder sees it; no opportunities means that it holds none."""

    page_id: str
    coder: str
    coded_at: datetime
    publication_date: str | None
    referring_mission: str | None
    opportunities: tuple[Annotation, ...]

    def says_the_same(self, other: "Coding") -> bool:
        """Whether two codings differ in nothing but their time."""
        return self.model_copy(update={"coded_at": other.coded_at}) == other


def coding_of(
    page: dict[str, Any], opportunities: list[dict[str, Any]], coder: str, now: datetime
) -> Coding:
    """A coding from the fields of a page and of its opportunities.

    What is left out is not stated. Raises CodingError for a code, date or field that is none, and
    for an opportunity without title, direction or technology field.
    """
    day, mission = page.get("publication_date") or None, page.get("referring_mission") or None
    try:
        if day is not None:
            date.fromisoformat(day)
    except (TypeError, ValueError) as error:
        raise CodingError(f"publication_date {day!r} is no date such as 2019-05-31") from error
    _check_codes("referring_mission", mission)
    try:
        return Coding(
            page_id=page["page_id"],
            coder=coder,
            coded_at=now,
            publication_date=day,
            referring_mission=mission,
            opportunities=tuple(map(opportunity_of, opportunities)),
        )
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise CodingError(f"{where}: {first['msg']}") from error


def opportunity_of(given: dict[str, Any]) -> Annotation:
    """An opportunity as a coder gives it, what is left out not stated. Raises as ``coding_of``."""
    if not isinstance(given, dict):
        raise CodingError("an opportunity is a JSON object")
    if unknown := [name for name in given if name not in OPPORTUNITY_FIELDS]:
        raise CodingError(
            f"an opportunity has no field {unknown[0]}: take {', '.join(OPPORTUNITY_FIELDS)}"
        )
    empty = ("title", "direction", "technology_fields")
    if missing := [name for name in empty if not given.get(name)]:
        raise CodingError(f"an opportunity needs its {missing[0]}")
    filled = _UNFILLED | {name: value for name, value in given.items() if value not in (None, "")}
    filled["cooperation_types"] = filled["cooperation_types"] or _placeholder()
    for name in (name for name in _FIELDS if name in filled):
        _check_codes(name, filled[name])
    found = Annotation.model_validate(filled)
    for party in found.foreign_parties:
        _check_codes("type", party.type, "foreign_parties.party_type")
    for money in found.amounts:
        if money.currency not in _currencies():
            raise CodingError(f"currency {money.currency!r} is none of {', '.join(_currencies())}")
    return found


# What a field holds that a coder left empty.
_UNFILLED: dict[str, Any] = {
    "host_country": None,
    "chinese_parties": (),
    "cooperation_types": (),
    "ip_status": _UNSTATED,
    "development_stage": _UNSTATED,
    "amounts": (),
}


def _placeholder() -> list[str]:
    found = fields().items["cooperation_types"].placeholder
    return [found] if found else []


def _check_codes(name: str, value: Any, path: str = "") -> None:
    path = path or _FIELDS[name]
    try:
        check_codes(path, value)
    except BadDecision as error:
        raise CodingError(str(error).replace(path, name, 1)) from error


@cache
def _currencies() -> tuple[str, ...]:
    rows = read_rows(ROOT / "places" / "currencies.tsv", _CURRENCY_COLUMNS)
    return tuple(dict.fromkeys(row["code"] for row in rows))


def codings_of(folder: Path) -> dict[str, dict[str, Coding]]:
    """The latest coding of each page by each coder: by page, then by coder, who first came first.

    Raises CodingError for a file that was changed.
    """
    found: dict[str, dict[str, Coding]] = {}
    for coding in read_lines(folder / CODINGS, Coding):
        found.setdefault(coding.page_id, {})[coding.coder] = coding
    return found


def add_codings(folder: Path, codings: list[Coding]) -> tuple[int, int]:
    """Add the codings that say something new; gives the numbers of new and of changed ones.

    Importing a sheet twice adds nothing the second time. Raises CodingError, and adds nothing,
    where a page would be coded by more than two people.
    """
    known = codings_of(folder)
    new: list[Coding] = []
    changed = 0
    for coding in codings:
        own = known.get(coding.page_id, {})
        if coding.coder in own and own[coding.coder].says_the_same(coding):
            continue
        if coding.coder not in own and len(own) > 1:
            raise CodingError(
                f"{coding.page_id} was coded by {' and '.join(own)} already: two are enough"
            )
        changed += coding.coder in own
        new.append(coding)
    if new:
        add_lines(folder / CODINGS, new)
    return len(new) - changed, changed


def progress(sample: Sample, codings: dict[str, dict[str, Coding]]) -> tuple[int, int]:
    """How many pages of a sample are coded as often as they are to be, and how many are not."""
    done = sum(len(codings.get(i.page_id, ())) >= (2 if i.twice else 1) for i in sample.items)
    return done, len(sample.items) - done
