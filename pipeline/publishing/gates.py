"""Quality gates of publishing: what of a run is not fit to be published, with the figures."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError

from models.base import Frozen
from models.run import Counts
from pipeline.ledger.fields import fields
from pipeline.reviewing.corrections import empty_of

_FILE = Path(__file__).with_name("gates.yaml")


class GateFileError(ValueError):
    """A file of gates that cannot be used; one sentence that says why."""


class Gates(Frozen):
    """The limits of ``gates.yaml``."""

    quarantined_most: float = Field(ge=0, le=1)
    records_least: float = Field(ge=0)
    filled_least: float = Field(ge=0, le=1)
    filled_from: int = Field(ge=1)


@cache
def gates(path: Path = _FILE) -> Gates:
    """The gates of a file. Raises GateFileError."""
    try:
        return Gates.model_validate(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise GateFileError(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise GateFileError(f"{path}: {where}: {first['msg']}") from error


@dataclass
class Filled:
    """How many records there are, and how many have each field that is decided on; how many values
    they have in all, each item of a list being one.
    """

    records: int = 0
    fields: Counter[str] = field(default_factory=Counter)
    values: int = 0

    def add(self, record: dict[str, Any]) -> None:
        """Count a record in its JSON form."""
        self.records += 1
        for name in fields().decided:
            value = record[name]
            rule = fields().items.get(name)
            if rule is not None:
                items = [item for item in value if item != rule.placeholder]
                self.values += len(items)
                self.fields[name] += bool(items)
            elif value not in (None, "", empty_of(name)):
                self.values += 1
                self.fields[name] += 1


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a run is not published: a code, and a sentence with the figures."""

    code: str
    message: str


def faults(limits: Gates, counts: Counts, now: Filled, before: Filled | None) -> Iterator[Fault]:
    """What a run breaks of the gates, ``before`` being the last publication, if there is one."""
    if not counts.add_up():
        yield Fault("counts", "the run's manifest does not account for every capture once")
    share = counts.quarantined / counts.captures if counts.captures else 1.0
    if share > limits.quarantined_most:
        yield Fault(
            "quarantined",
            f"{counts.quarantined} of {counts.captures} captures are quarantined: at most "
            f"{limits.quarantined_most:.0%} may be",
        )
    if not now.records:
        yield Fault("records", "the run has no records")
    if before is not None:
        yield from _compared(limits, now, before)


def _compared(limits: Gates, now: Filled, before: Filled) -> Iterator[Fault]:
    if now.records < limits.records_least * before.records:
        yield Fault(
            "records",
            f"{now.records} records, {before.records} in the last publication: at least "
            f"{limits.records_least:.0%} of them must be there",
        )
    for name, count in sorted(before.fields.items()):
        was, share = count / before.records, now.fields[name] / max(1, now.records)
        if count >= limits.filled_from and share < limits.filled_least * was:
            yield Fault(
                "filled",
                f"{name} is filled in {share:.0%} of the records, in the last publication in "
                f"{was:.0%}",
            )
