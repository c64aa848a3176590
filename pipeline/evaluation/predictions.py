"""Predictions: the records of a run in the shape that is scored, and which captures it saw."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from models.issue import Quarantined, Refused
from models.opportunity import ForeignParty, Opportunity
from pipeline.evaluation.annotation import Annotated, Annotation, Contacts, Money, Party
from pipeline.evaluation.errors import RunError


class _Of(Annotated):
    sha256: str


class _Read(Annotated):
    """What is needed of a document of a run."""

    capture: _Of
    text: str


_Line = TypeVar("_Line", Opportunity, Quarantined, Refused, _Read)
_RECORDS = "records.jsonl"


class Prediction(Annotated):
    """One predicted opportunity, with what it says of its page. Dates are ISO 8601."""

    annotation: Annotation
    publication_date: str | None
    referring_mission: str | None


@dataclass(frozen=True, slots=True)
class RunPredictions:
    """What a run says of captures, which are known by the SHA-256 of their bytes (hex).

    ``by_capture`` keeps the order of the records; ``quarantined`` and ``refused`` are captures
    that gave none.
    """

    by_capture: dict[str, tuple[Prediction, ...]]
    quarantined: frozenset[str]
    refused: frozenset[str]

    @property
    def seen(self) -> frozenset[str]:
        """Every capture that the run names."""
        return self.quarantined | self.refused | self.by_capture.keys()


def load_predictions(run_dir: Path) -> RunPredictions:
    """The predictions of a run folder.

    ``records.jsonl`` must be there; ``quarantine.jsonl`` and ``refused.jsonl`` may be missing.
    Raises RunError on a missing file or a line that breaks its model.
    """
    records = run_dir / _RECORDS
    if not records.is_file():
        raise RunError("no_records", f"{run_dir} holds no {_RECORDS}")
    by_capture: defaultdict[str, list[Prediction]] = defaultdict(list)
    for record in _lines(records, Opportunity):
        by_capture[record.content_sha256].append(prediction(record))
    quarantined = _lines(run_dir / "quarantine.jsonl", Quarantined)
    refused = _lines(run_dir / "refused.jsonl", Refused)
    return RunPredictions(
        {capture: tuple(found) for capture, found in by_capture.items()},
        frozenset(end.sha256 for end in quarantined if end.sha256),
        frozenset(end.sha256 for end in refused),
    )


def load_records(run_dir: Path, captures: frozenset[str]) -> dict[str, list[Opportunity]]:
    """The whole records of some captures, in their order. Raises RunError as above."""
    found: defaultdict[str, list[Opportunity]] = defaultdict(list)
    for record in _lines(run_dir / _RECORDS, Opportunity):
        if record.content_sha256 in captures:
            found[record.content_sha256].append(record)
    return dict(found)


def load_texts(run_dir: Path, captures: frozenset[str]) -> dict[str, str]:
    """The texts of some captures, as far as the run holds their documents."""
    documents = _lines(run_dir / "documents.jsonl", _Read)
    return {one.capture.sha256: one.text for one in documents if one.capture.sha256 in captures}


def prediction(record: Opportunity) -> Prediction:
    """A record in the shape that is scored."""
    shown = record.publication_date
    return Prediction(
        annotation=_annotation(record),
        publication_date=shown.isoformat() if shown else None,
        referring_mission=record.referring_mission_id,
    )


def _annotation(record: Opportunity) -> Annotation:
    return Annotation(
        title=record.title,
        direction=record.opportunity_direction,
        host_country=record.host_country,
        foreign_parties=tuple(_party(party) for party in record.foreign_parties),
        chinese_parties=tuple(party.name for party in record.chinese_parties),
        technology_fields=record.technology_fields,
        cooperation_types=record.cooperation_types,
        ip_status=record.ip_status,
        development_stage=record.development_stage,
        contacts=Contacts(
            emails=tuple(contact.email for contact in record.contacts if contact.email),
            phones=tuple(contact.phone for contact in record.contacts if contact.phone),
        ),
        amounts=tuple(Money(amount=a.amount, currency=a.currency) for a in record.amounts),
        people=tuple(person.name for person in record.people),
    )


def _party(party: ForeignParty) -> Party:
    others = [other.alias for other in party.aliases] + [party.name_zh or "", party.name_en or ""]
    aliases = tuple(other for other in dict.fromkeys(others) if other and other != party.name)
    return Party(name=party.name, aliases=aliases, type=party.party_type)


def _lines(path: Path, model: type[_Line]) -> Iterator[_Line]:
    if not path.is_file():
        return
    with path.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                try:
                    yield model.model_validate_json(line)
                except ValidationError as error:
                    raise RunError("bad_record", f"{path.name}:{number}: {error}") from error
